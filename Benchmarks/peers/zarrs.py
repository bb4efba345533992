"""zarrs, as the codec pipeline of zarr-python: strict, so that nothing falls back to zarr-python's own codecs."""

from __future__ import annotations

import zarr

from peers import zarr3


class Peer(zarr3.Peer):
    packages = ["zarrs", "zarr", "numpy"]

    def __init__(self) -> None:
        zarr.config.set({"codec_pipeline.path": "zarrs.ZarrsCodecPipeline", "codec_pipeline.strict": True})

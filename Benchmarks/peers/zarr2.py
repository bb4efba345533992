"""zarr-python 2.18, on the Zarr v2 twin of each store (layouts.py)."""

from __future__ import annotations

from typing import Any

import zarr

from peers import peer


class Peer(peer.Peer):
    packages = ["zarr", "numcodecs", "numpy"]

    def open(self, path: str, job: dict[str, Any]) -> Any:
        return zarr.open_array(path, mode="r")

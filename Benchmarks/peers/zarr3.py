"""zarr-python 3, with the codecs that it comes with."""

from __future__ import annotations

from typing import Any

import zarr

from peers import peer


class Peer(peer.Peer):
    packages = ["zarr", "numcodecs", "numpy"]

    def open(self, path: str, job: dict[str, Any]) -> Any:
        return zarr.open_array(path, mode="r")

    def open_writable(self, path: str, job: dict[str, Any]) -> Any:
        peer.refuse_durability(job)
        return zarr.open_array(path, mode="r+")

    def members(self, path: str) -> list[tuple[str, Any]]:
        group = zarr.open_group(path, mode="r", use_consolidated=False)
        return [(name, array.shape) for name, array in group.arrays()]

    def consolidated(self, path: str) -> Any:
        return zarr.open_group(path, mode="r", use_consolidated=True)

    def names(self, group: Any) -> list[str]:
        return list(group.keys())

    def all_arrays(self, group: Any) -> list[tuple[str, Any]]:
        return [(name, node.shape) for name, node in group.members(max_depth=None) if isinstance(node, zarr.Array)]

"""zarr-python 2.18, on the Zarr v2 twin of each store (layouts.py)."""

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
        return [(name, array.shape) for name, array in zarr.open_group(path, mode="r").arrays()]

    def consolidated(self, path: str) -> Any:
        return zarr.open_consolidated(path, mode="r")

    def names(self, group: Any) -> list[str]:
        return list(group.group_keys()) + list(group.array_keys())

    def all_arrays(self, group: Any) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = []

        def visit(name: str, node: Any) -> None:
            if isinstance(node, zarr.Array):
                found.append((name, node.shape))

        group.visititems(visit)
        return found

"""z5py. Its arrays are opened by their names in a container; it has threads only inside a call."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import z5py

from peers import peer


class Peer(peer.Peer):
    packages = ["z5py", "numpy"]

    def open(self, path: str, job: dict[str, Any]) -> Any:
        return self.array(path, "r")

    def open_writable(self, path: str, job: dict[str, Any]) -> Any:
        peer.refuse_durability(job)
        return self.array(path, "r+")

    def array(self, path: str, mode: str) -> Any:
        is_zarr = not path.endswith(".n5")
        array = z5py.File(str(Path(path).parent), mode=mode, use_zarr_format=is_zarr)[Path(path).name]
        # One thread by default.
        array.n_threads = os.cpu_count() or 1
        return array

    def read_each(self, array: Any, selections: list[peer.Selection], callers: int, take: peer.Take) -> None:
        if callers > 1:
            array.n_threads = 1
        super().read_each(array, selections, callers, take)

    def write_each(self, array: Any, selections: list[peer.Selection], values: list[Any], callers: int) -> None:
        if callers > 1:
            array.n_threads = 1
        super().write_each(array, selections, values, callers)

    def members(self, path: str) -> list[tuple[str, Any]]:
        group = z5py.File(path, mode="r", use_zarr_format=True)
        return [(name, group[name].shape) for name in group]

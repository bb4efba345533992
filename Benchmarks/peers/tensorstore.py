"""tensorstore; several callers are several futures under way. It syncs what it writes unless it is told not to."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import Any

import tensorstore as ts

from peers import peer


class Peer(peer.Peer):
    packages = ["tensorstore", "numpy"]

    def spec(self, path: str) -> dict[str, Any]:
        return {"driver": "n5" if path.endswith(".n5") else "zarr3", "kvstore": {"driver": "file", "path": path}}

    def open(self, path: str, job: dict[str, Any]) -> Any:
        array = ts.open(self.spec(path), read=True).result()
        return array.T if path.endswith(".n5") else array

    def open_writable(self, path: str, job: dict[str, Any]) -> Any:
        syncs = job.get("durability", "none") != "none"
        return ts.open(self.spec(path) | {"context": {"file_io_sync": syncs}}, open=True).result()

    def cached(self, path: str, job: dict[str, Any]) -> Any:
        context = {"cache_pool": {"total_bytes_limit": job["cache"]}}
        # Not validated again at every read, or it would be a cache of nothing but the decoding.
        return ts.open(self.spec(path) | {"context": context, "recheck_cached_data": "open"}, read=True).result()

    def read(self, array: Any, selection: peer.Selection) -> Any:
        return array[selection].read().result()

    def write(self, array: Any, selection: peer.Selection, values: Any) -> None:
        array[selection].write(values).result()

    def read_each(self, array: Any, selections: list[peer.Selection], callers: int, take: peer.Take) -> None:
        under_way: deque[tuple[int, Any]] = deque()
        for place, selection in enumerate(selections):
            if len(under_way) == callers:
                first, future = under_way.popleft()
                take(first, future.result())
            under_way.append((place, array[selection].read()))
        for first, future in under_way:
            take(first, future.result())

    def write_each(self, array: Any, selections: list[peer.Selection], values: list[Any], callers: int) -> None:
        under_way: deque[Any] = deque()
        for selection, part in zip(selections, values):
            if len(under_way) == callers:
                under_way.popleft().result()
            under_way.append(array[selection].write(part))
        for future in under_way:
            future.result()

    def copy(self, source: Any, target: Any, selections: list[peer.Selection]) -> None:
        # Its own way to copy, region by region: as one write it keeps much more in memory.
        for selection in selections:
            target[selection].write(source[selection]).result()

    def members(self, path: str) -> list[tuple[str, Any]]:
        store = ts.KvStore.open({"driver": "file", "path": path + "/"}).result()
        names = [str(Path(key.decode()).parent) for key in store.list().result() if key.endswith(b"/zarr.json")]
        arrays = [ts.open(self.spec(f"{path}/{name}"), read=True) for name in names]
        return [(name, array.result().shape) for name, array in zip(names, arrays)]

"""tensorstore; several callers are several futures under way."""

from __future__ import annotations

from collections import deque
from typing import Any

import tensorstore as ts

from peers import peer


class Peer(peer.Peer):
    packages = ["tensorstore", "numpy"]

    def open(self, path: str, job: dict[str, Any]) -> Any:
        spec = {"driver": "zarr3", "kvstore": {"driver": "file", "path": path}}
        return ts.open(spec, read=True).result()

    def read(self, array: Any, selection: peer.Selection) -> Any:
        return array[selection].read().result()

    def read_each(self, array: Any, selections: list[peer.Selection], callers: int, take: peer.Take) -> None:
        under_way: deque[tuple[int, Any]] = deque()
        for place, selection in enumerate(selections):
            if len(under_way) == callers:
                first, future = under_way.popleft()
                take(first, future.result())
            under_way.append((place, array[selection].read()))
        for first, future in under_way:
            take(first, future.result())

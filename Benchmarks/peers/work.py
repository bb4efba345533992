"""The operations by the clock, over what a peer can do; bench-ours has the same ones in Swift."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from peers.digest import MASK, digest, part
from peers.peer import Peer


def slices(boxes: list[list[list[int]]]) -> list[tuple[slice, ...]]:
    return [tuple(slice(o, o + s) for o, s in zip(origin, shape)) for origin, shape in boxes]


class Read:
    """Reads boxes of an array, by one caller or several at a time."""

    def __init__(self, peer: Peer, job: dict[str, Any]) -> None:
        self.peer, self.job = peer, job
        self.array = peer.cached(job["store"], job) if job.get("cache") else peer.open(job["store"], job)
        self.selections = slices(job["boxes"])
        self.kept: list[Any] = []

    def run(self, verify: bool) -> dict[str, Any]:
        # The last results are let go first, or memory would hold them twice.
        self.kept = []
        if self.job.get("each"):
            return self.run_each()
        keeps, sizes, parts = self.job.get("keep", False), [], []
        kept: list[Any] = [None] * len(self.selections)

        def take(place: int, result: np.ndarray) -> None:
            sizes.append(result.nbytes)
            if keeps:
                kept[place] = result
            elif verify:
                parts.append(part(digest(result), place))

        begin = time.perf_counter()
        self.peer.read_each(self.array, self.selections, self.job.get("callers", 1), take)
        seconds = time.perf_counter() - begin
        if keeps:
            self.kept = kept
            parts = [part(digest(result), place) for place, result in enumerate(kept)]
        answer = {"seconds": seconds, "bytes": sum(sizes)}
        return answer | {"digest": sum(parts) & MASK} if keeps or verify else answer

    def run_each(self) -> dict[str, Any]:
        each = []
        for selection in self.selections:
            begin = time.perf_counter()
            self.kept.append(self.peer.read(self.array, selection))
            each.append(time.perf_counter() - begin)
        total = sum(part(digest(result), place) for place, result in enumerate(self.kept)) & MASK
        size = sum(result.nbytes for result in self.kept)
        return {"seconds": sum(each), "bytes": size, "digest": total, "each": each}


class Open:
    """Opens an array, again and again."""

    def __init__(self, peer: Peer, job: dict[str, Any]) -> None:
        self.peer, self.job = peer, job

    def run(self, verify: bool) -> dict[str, Any]:
        count = self.job["count"]
        begin = time.perf_counter()
        for _ in range(count):
            array = self.peer.open(self.job["store"], self.job)
        seconds = (time.perf_counter() - begin) / count
        return {"seconds": seconds, "bytes": 0, "digest": digest(str([int(n) for n in array.shape]))}


WORK = {"open": Open, "read": Read}

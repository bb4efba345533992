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
        self.array = peer.open(job["store"], job)
        self.selections = slices(job["boxes"])
        self.kept: list[Any] = []

    def run(self, verify: bool) -> dict[str, Any]:
        # The last results are let go first, or memory would hold them twice.
        self.kept = []
        if self.job.get("cache"):
            # An empty one for every run: what is measured is one walk through the array.
            self.array = self.peer.cached(self.job["store"], self.job)
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
        end = time.perf_counter()
        if keeps:
            self.kept = kept
            parts = [part(digest(result), place) for place, result in enumerate(kept)]
        answer = {"seconds": end - begin, "bytes": sum(sizes), "checked": time.perf_counter() - end}
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
        return {"seconds": seconds, "bytes": 0, "digest": digest(extents(array.shape))}


class Members:
    """Lists the arrays of a group with their shapes."""

    def __init__(self, peer: Peer, job: dict[str, Any]) -> None:
        self.peer, self.job = peer, job

    def run(self, verify: bool) -> dict[str, Any]:
        begin = time.perf_counter()
        members = self.peer.members(self.job["store"])
        seconds = time.perf_counter() - begin
        return {"seconds": seconds, "bytes": 0, "digest": digest(listing(members))}


class Consolidated:
    """Opens a group by its consolidated metadata, and then asks for the names of its members, for one array, or for all."""

    def __init__(self, peer: Peer, job: dict[str, Any]) -> None:
        self.peer, self.job = peer, job

    def run(self, verify: bool) -> dict[str, Any]:
        wanted = self.job["wanted"]
        begin = time.perf_counter()
        group = self.peer.consolidated(self.job["store"])
        if wanted == "names":
            text = ";".join(sorted(self.peer.names(group)))
        elif wanted == "one":
            text = extents(self.peer.member(group, self.job["node"]).shape)
        else:
            text = listing(self.peer.all_arrays(group))
        return {"seconds": time.perf_counter() - begin, "bytes": 0, "digest": digest(text)}


def extents(shape: Any) -> str:
    return ",".join(str(int(extent)) for extent in shape)


def listing(arrays: list[tuple[str, Any]]) -> str:
    return ";".join(f"{name}:{extents(shape)}" for name, shape in sorted(arrays, key=lambda pair: pair[0]))


class Write:
    """Writes values to boxes of an array that lies there; the harness lays it there again before every run."""

    def __init__(self, peer: Peer, job: dict[str, Any]) -> None:
        self.peer, self.job = peer, job
        source = np.load(job["source"])
        self.selections = slices(job["boxes"])
        self.values = [np.ascontiguousarray(source[selection]) for selection in self.selections]
        if job.get("flip"):
            self.values = [~values for values in self.values]

    def run(self, verify: bool) -> dict[str, Any]:
        array = self.peer.open_writable(self.job["target"], self.job)
        begin = time.perf_counter()
        self.peer.write_each(array, self.selections, self.values, self.job.get("callers", 1))
        seconds = time.perf_counter() - begin
        return {"seconds": seconds, "bytes": sum(values.nbytes for values in self.values)}


class Copy:
    """Copies an array to one of another layout."""

    def __init__(self, peer: Peer, job: dict[str, Any]) -> None:
        self.peer, self.job = peer, job

    def run(self, verify: bool) -> dict[str, Any]:
        begin = time.perf_counter()
        source = self.peer.open(self.job["store"], self.job)
        target = self.peer.open_writable(self.job["target"], self.job)
        self.peer.copy(source, target, slices(self.job["boxes"]))
        seconds = time.perf_counter() - begin
        return {"seconds": seconds, "bytes": int(np.prod(source.shape)) * np.dtype(self.job["dtype"]).itemsize}


WORK = {"consolidated": Consolidated, "copy": Copy, "members": Members, "open": Open, "read": Read, "write": Write}

"""The datasets of n5.py: who makes each, who writes to it next, and what it holds then."""
from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from typing import Any, Iterator

import numpy as np

import n5_peers

TYPES = ["uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64", "float32", "float64"]
COMPRESSIONS: dict[str, dict[str, Any]] = {
    "raw": {"type": "raw"},
    "gzip": {"type": "gzip", "level": 5, "useZlib": False},
    "zlib": {"type": "gzip", "level": 6, "useZlib": True},
    "bzip2": {"type": "bzip2", "blockSize": 5},
    "xz": {"type": "xz", "preset": 1},
    "lz4": {"type": "lz4", "blockSize": 65536},
    "zstd": {"type": "zstd", "level": 3},
} | {
    f"blosc {name} {shuffle}": {"type": "blosc", "cname": name, "clevel": 5, "shuffle": shuffle, "blocksize": 0}
    for name, shuffle in [("blosclz", 1), ("lz4", 0), ("lz4", 1), ("lz4", 2), ("lz4hc", 1), ("zlib", 1), ("zstd", 2)]
}  # fmt: skip
ATTRIBUTES = {
    "unit": "\u00b5m",
    "text": "a<b & \"c\"/d=e",
    "list": [1, 2.5, -3, "four", False, []],
    "nested": {"transform": {"scale": [4.0, 4.0, 40.0], "axes": ["z", "y", "x"]}, "empty": {}},
    "big": 2**53,
}
#: at the root of a container, in a group, and below groups without documents
PATHS = ["", "a", "g/h/a"]
OURS = ("create", "copy")


@dataclass
class Step:
    """What one actor does; `create` and `copy` are ours, `create` with the name of a peer is its."""

    actor: str
    act: str
    #: of the whole array behind the step
    shape: tuple[int, ...]
    region: list[list[int]] | None
    seed: int


@dataclass
class Case:
    index: int
    dtype: str
    blocks: tuple[int, ...]
    compression: str
    path: str
    steps: list[Step] = field(default_factory=list)
    #: the part of the blocks that are taken away at the end
    lost: float = 0

    @property
    def label(self) -> str:
        who = ", ".join(f"{step.actor} {step.act}" for step in self.steps)
        return f"{self.dtype} {self.compression} {self.steps[0].shape} by {self.blocks} at \"{self.path}\": {who}"

    @property
    def attributes(self) -> dict[str, Any]:
        # TensorStore has no way to say any.
        return {} if self.maker == "tensorstore" else ATTRIBUTES

    @property
    def maker(self) -> str:
        return self.steps[0].actor if self.steps else ""

    @property
    def has_root(self) -> bool:
        """Whether the root of the container has a document: TensorStore writes none."""
        return self.maker != "tensorstore" or self.path == "a"

    def can(self, peer: str, is_written: bool) -> bool:
        if peer == "z5py" and (self.path == "" or not self.has_root):
            return False  # It opens the container by the document of its root, and there no dataset.
        if peer == "z5py" and any(step.act == "resize" for step in self.steps):
            return False  # Of blocks at the border it takes the shape for that of what is within, whatever their headers say.
        if peer == "z5py" and is_written and any(step.actor in ("tensorstore", "zarr2") for step in self.steps):
            return False  # The same, where it reads a padded block to write a part of it.
        if peer == "zarr2" and self.path == "" and not self.has_root:
            return False  # It takes the version out of the document of the root, where it must be.
        if peer == "tensorstore" and (self.maker, COMPRESSIONS[self.compression]["type"]) in (("z5py", "blosc"), ("zarr2", "zstd")):
            return False  # Fields of the compression that it does not know: nthreads, checksum and id.
        return n5_peers.cannot(peer, COMPRESSIONS[self.compression], is_written) is None

    def expected(self, count: int) -> np.ndarray:
        """What the array holds behind so many steps."""
        array = np.zeros(self.steps[0].shape, self.dtype)
        for step in self.steps[:count]:
            if step.shape != array.shape:
                grown = np.zeros(step.shape, self.dtype)
                both = tuple(slice(min(old, new)) for old, new in zip(array.shape, step.shape))
                grown[both] = array[both]
                array = grown
            if step.region is not None:
                array[n5_peers.slices(step.region)] = values(self, step)
        return array

    def lost_blocks(self) -> list[tuple[int, ...]]:
        generator = random.Random(self.index)
        shape = self.steps[-1].shape
        places = np.ndindex(*(-(-extent // block) for extent, block in zip(shape, self.blocks)))
        return [place for place in places if generator.random() < self.lost]


def values(case: Case, step: Step) -> np.ndarray:
    """What a step writes: noise, a few values, or nothing but zeros."""
    assert step.region is not None
    generator = np.random.default_rng(step.seed)
    shape = tuple(stop - start for start, stop in step.region)
    kind = np.dtype(case.dtype)
    choice = step.seed % 8
    if choice == 0:
        return np.zeros(shape, kind)
    if choice < 4 and kind.kind == "f":
        # z5py leaves out blocks that are equal to 0, and with them the signs of zeros.
        minus = 0.0 if any(other.actor == "z5py" for other in case.steps) else -0.0
        special = np.array([0.0, minus, np.nan, np.inf, -np.inf, 1.5, np.finfo(kind).tiny / 4], kind)
        return generator.choice(special, shape)
    if choice < 4:
        return generator.integers(0, 4, shape).astype(kind)
    noise = generator.integers(0, 256, math.prod(shape) * kind.itemsize, np.uint8).tobytes()
    return np.frombuffer(noise, kind).reshape(shape)


def blocks_of(generator: random.Random, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Most of them do not fit. None is larger than the array, as z5py would have it smaller."""
    return tuple(generator.randint(max(1, extent // 5), extent) for extent in shape)


def matrix() -> Iterator[Case]:
    """Every data type by every compression by everybody who can make it, then overwritten by another and by us."""
    index = 0
    for actor in [*n5_peers.NAMES, *OURS]:
        for compression in COMPRESSIONS:
            for dtype in TYPES:
                generator = random.Random(f"matrix {actor} {compression} {dtype}")
                shape = tuple(generator.randint(1, extent) for extent in (23, 13, 9, 6)[: 1 + index % 4])
                case = Case(index, dtype, blocks_of(generator, shape), compression, PATHS[index % 3])
                index += 1
                if actor == "z5py" and case.path == "":
                    case.path = "a"
                if actor not in OURS and not case.can(actor, True):
                    continue
                seed = generator.randrange(1 << 32)
                whole = [[0, extent] for extent in shape]
                case.steps.append(Step(actor, "create", shape, whole, seed | 1))
                others = [peer for peer in n5_peers.NAMES if peer != actor and case.can(peer, True)]
                writers = [generator.choice(others), "us"] if actor in OURS else ["us"]
                for writer in writers:
                    case.steps.append(Step(writer, "write", shape, part(generator, shape), generator.randrange(1 << 32)))
                yield case


def part(generator: random.Random, shape: tuple[int, ...]) -> list[list[int]]:
    region = []
    for extent in shape:
        start = generator.randrange(extent)
        region.append([start, generator.randint(start + 1, extent)])
    return region


def drawn(seed: int, index: int) -> Case:
    """A random case, the same for the same seed and index."""
    generator = random.Random(f"n5 {seed} {index}")
    shape = tuple(generator.randint(1, extent) for extent in (60, 30, 14, 7)[: generator.randint(1, 4)])
    case = Case(
        index, generator.choice(TYPES), blocks_of(generator, shape), generator.choice(list(COMPRESSIONS)),
        generator.choice(PATHS))
    able = [peer for peer in n5_peers.NAMES if case.can(peer, True)]
    region = part(generator, shape) if generator.random() < 0.7 else None
    case.steps.append(Step(generator.choice([*able, *OURS]), "create", shape, region, generator.randrange(1 << 32)))
    for _ in range(generator.randint(0, 4)):
        able = [peer for peer in n5_peers.NAMES if case.can(peer, True)]
        actor = generator.choice([*able, "us", "us"])
        if actor == "us" and generator.random() < 0.25:
            shape = tuple(max(1, extent + generator.randint(-extent // 2, 4)) for extent in shape)
            case.steps.append(Step("us", "resize", shape, None, 0))
        else:
            case.steps.append(
                Step(actor, "write", shape, part(generator, shape), generator.randrange(1 << 32)))
    case.lost = generator.choice([0, 0, 0.3])
    return case

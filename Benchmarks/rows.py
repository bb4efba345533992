"""The rows of the table: what is done, to which store, and what issue we set ourselves as a target."""

from __future__ import annotations

import itertools
import os
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable

import numpy as np

from layouts import LAYOUTS, Stored

CORES = os.cpu_count() or 1
Shape = tuple[int, ...]
Box = list[list[int]]


@dataclass(frozen=True)
class Target:
    """What ours shall reach; None: nothing is asked."""

    limit: float | None = None
    peer: float | None = None
    seconds: float | None = None
    p50: float | None = None
    rss_over: float | None = None
    rss_mib: float | None = None


def seconds_text(seconds: float) -> str:
    if seconds < 1e-3:
        return f"{seconds * 1e6:.0f} us"
    return f"{seconds * 1e3:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


@dataclass
class Row:
    """One line of the table."""

    name: str
    operation: str
    stored: Stored | None = None
    job: dict[str, Any] = field(default_factory=dict)
    boxes: Callable[[Shape], list[Box]] | None = None
    limit: str | None = None
    target: Target = Target()
    # A process of its own, so that its memory and the time from its start mean something.
    fresh: bool = False
    # Peers that have nothing of the kind, with the reason.
    without: dict[str, str] = field(default_factory=dict)


# -- boxes -----------------------------------------------------------------------------------------------------------


def whole(shape: Shape) -> list[Box]:
    return [[[0] * len(shape), list(shape)]]


def grid(unit: Shape) -> Callable[[Shape], list[Box]]:
    """All boxes of an extent, in C order."""

    def boxes(shape: Shape) -> list[Box]:
        starts = itertools.product(*(range(0, extent, step) for extent, step in zip(shape, unit)))
        return [[list(o), [min(u, e - s) for s, u, e in zip(o, unit, shape)]] for o in starts]

    return boxes


def planes(axis: int) -> Callable[[Shape], list[Box]]:
    """Two planes across an axis, neither on the edge of a chunk."""

    def boxes(shape: Shape) -> list[Box]:
        places = [shape[axis] // 3 + 5, 2 * shape[axis] // 3 + 9]
        return [
            [[p if a == axis else 0 for a in range(len(shape))], [1 if a == axis else e for a, e in enumerate(shape)]]
            for p in places
        ]

    return boxes


def random_boxes(count: int, extent: int) -> Callable[[Shape], list[Box]]:
    def boxes(shape: Shape) -> list[Box]:
        generator = random.Random(20)
        return [[[generator.randrange(e - extent) for e in shape], [extent] * len(shape)] for _ in range(count)]

    return boxes


def random_units(count: int, unit: Shape) -> Callable[[Shape], list[Box]]:
    """Boxes of the grid at random places."""

    def boxes(shape: Shape) -> list[Box]:
        generator = random.Random(21)
        return [[[generator.randrange(e // u) * u for e, u in zip(shape, unit)], list(unit)] for _ in range(count)]

    return boxes


# -- rows ------------------------------------------------------------------------------------------------------------

WHOLE_TARGETS = {"raw": 0.75, "lz4": 0.75, "blosc-zstd": 0.75, "zstd": 0.9, "gzip": 0.9, "shard": 0.75}


def reads(scratch: Path, megabytes: int, full: bool) -> list[Row]:
    rows: list[Row] = []

    def stored(layout: str, kind: str = "smooth", dtype: str = "uint16") -> Stored:
        # What is not the main data need not be as large to say the same.
        return Stored(scratch, kind, dtype, megabytes if kind == "smooth" and dtype == "uint16" else megabytes // 2, layout)

    def whole_row(layout: str, kind: str = "smooth", dtype: str = "uint16") -> Row:
        target = Target(limit=WHOLE_TARGETS.get(layout), peer=1, rss_over=1.1)
        name = f"whole/{layout}" + ("" if (kind, dtype) == ("smooth", "uint16") else f"/{kind}-{dtype}")
        job = {"keep": True}
        limit = "pread" if LAYOUTS[layout].codec["name"] == "none" else "decode"
        return Row(name, "read", stored(layout, kind, dtype), job, whole, limit, target, fresh=True)

    for layout in ["raw", "lz4", "blosc-zstd", "zstd", "gzip", "shard", "shard64", "small"]:
        rows.append(whole_row(layout))
    others = [("lz4", "random", "uint16"), ("shard", "real", "float32")]
    if full:
        for kind, dtype in [("smooth", "float32"), ("real", "float32"), ("random", "uint16"), ("random", "float32")]:
            others += [(layout, kind, dtype) for layout in ("lz4", "zstd", "shard")]
    for layout, kind, dtype in dict.fromkeys(others):
        rows.append(whole_row(layout, kind, dtype))

    ahead, twice = Target(peer=1), Target(peer=2)
    for layout in ["raw", "lz4", "shard"] + (["zstd", "blosc-zstd"] if full else []):
        unit = LAYOUTS[layout].unit
        limit = "pread" if layout == "raw" else "decode"
        rows.append(Row(f"chunks-1/{layout}", "read", stored(layout), {"callers": 1}, grid(unit), None, ahead))
        rows.append(Row(f"chunks-{CORES}/{layout}", "read", stored(layout), {"callers": CORES}, grid(unit), limit, ahead))
    for layout in ["shard", "shard64"] if full else ["shard"]:
        unit = LAYOUTS[layout].chunks
        rows.append(Row(f"subchunks-1/{layout}", "read", stored(layout), {"callers": 1}, grid(unit), None, ahead))
        rows.append(
            Row(f"subchunks-{CORES}/{layout}", "read", stored(layout), {"callers": CORES}, grid(unit), "decode", ahead)
        )
    for layout in ["raw", "lz4", "shard"] + (["blosc-zstd", "zstd", "gzip"] if full else []):
        for axis, letter in enumerate("zyx"):
            rows.append(Row(f"planes-{letter}/{layout}", "read", stored(layout), {"keep": True}, planes(axis), None, twice))
    for layout in ["raw", "lz4", "shard"] + (["blosc-zstd", "zstd", "shard64"] if full else []):
        boxes = random_boxes(200, 20)
        rows.append(Row(f"boxes/{layout}", "read", stored(layout), {"keep": True}, boxes, None, twice))
    unit = LAYOUTS["shard"].chunks
    rows.append(
        Row("subchunk/shard", "read", stored("shard"), {"keep": True, "each": True}, random_units(500, unit), None,
            Target(peer=1, p50=100e-6))  # fmt: skip
    )
    return rows


def all_rows(scratch: Path, megabytes: int, full: bool) -> list[Row]:
    return reads(scratch, megabytes, full)


def expected_digest(row: Row) -> int | None:
    """What numpy makes of the selections."""
    from peers.digest import MASK, digest, part
    from peers.work import slices

    if row.stored is None or row.boxes is None:
        return None
    values = row.stored.values()
    boxes = slices(row.boxes(row.stored.shape))
    return sum(part(digest(np.asarray(values[box])), place) for place, box in enumerate(boxes)) & MASK

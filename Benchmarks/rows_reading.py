"""Rows that read elements."""

from __future__ import annotations

from pathlib import Path

import fields
from boxes import grid, planes, random_boxes, random_units, slabs, whole
from layouts import LAYOUTS, Stored
from rows import CORES, Row, Target

WHOLE = {"raw": 0.75, "lz4": 0.75, "blosc-zstd": 0.75, "zstd": 0.9, "gzip": 0.9, "shard": 0.75}
AHEAD, TWICE = Target(peer=1), Target(peer=2)


def limit_of(layout: str) -> str:
    return "pread" if LAYOUTS[layout].codec["name"] == "none" else "decode"


def stored(scratch: Path, megabytes: int, layout: str, kind: str = "smooth", dtype: str = "uint16") -> Stored:
    return Stored(scratch, kind, dtype, megabytes, layout)


def smaller(megabytes: int) -> int:
    """For what need not be as large as the main array to say the same: the full mode would take an hour."""
    return max(64, megabytes // 4)


def whole_rows(scratch: Path, megabytes: int, full: bool) -> list[Row]:
    main = ["raw", "lz4", "blosc-zstd", "zstd", "gzip", "shard", *(["shard64"] if full else []), "small"]
    kinds = [(layout, "smooth", "uint16") for layout in main]
    real = list(fields.real_kinds())
    if full:
        others = [("smooth", "float32"), *((kind, "float32") for kind in real), ("random", "uint16"), ("random", "float32")]
        kinds += [(layout, kind, dtype) for kind, dtype in others for layout in ("lz4", "zstd", "shard")]
    else:
        kinds += [("lz4", real[0], "float32"), ("lz4", "random", "uint16")]
    rows = []
    for layout, kind, dtype in kinds:
        name = f"whole/{layout}" + ("" if (kind, dtype) == ("smooth", "uint16") else f"/{kind}-{dtype}")
        size = megabytes if (kind, dtype) == ("smooth", "uint16") else smaller(megabytes)
        array = stored(scratch, size, layout, kind, dtype)
        target = Target(limit=WHOLE.get(layout), peer=1, rss_over=1.1)
        # Starting everybody takes longer than a small read.
        fresh = full or name in ("whole/raw", "whole/lz4", "whole/shard")
        rows.append(Row(name, "read", array, {"keep": True}, whole, limit=limit_of(layout), target=target, fresh=fresh))
    tiny = Stored(scratch, "smooth", "uint16", 0, "tiny", (1, 1600, 3200))
    target = Target(peer=1, seconds=0.05)
    rows.append(Row("whole/10000 x 1 KiB", "read", tiny, {"keep": True}, whole, limit="pread", target=target))
    return rows


def unit_rows(scratch: Path, megabytes: int, full: bool) -> list[Row]:
    """Chunk by chunk and subchunk by subchunk, one caller and as many as cores."""
    kinds = [("chunks", layout) for layout in ["lz4", "shard"] + (["raw", "blosc-zstd", "zstd"] if full else [])]
    kinds += [("subchunks", layout) for layout in (["shard", "shard64"] if full else ["shard"])]
    rows = []
    for name, layout in kinds:
        unit = LAYOUTS[layout].unit if name == "chunks" else LAYOUTS[layout].chunks
        array = stored(scratch, smaller(megabytes), layout)
        for callers in (1, CORES) if CORES > 1 else (1,):
            limit = limit_of(layout) if callers > 1 else None
            job = {"callers": callers}
            rows.append(Row(f"{name}-{callers}/{layout}", "read", array, job, grid(unit), limit=limit, target=AHEAD))
    return rows


def n5_rows(scratch: Path, megabytes: int, full: bool) -> list[Row]:
    """The same arrays in N5: as wholes, and block by block."""
    others = ["zarrs", "zarr-python 3", "zarr-python 2"]
    without = dict.fromkeys(others, "N5 beside tensorstore and z5py only")
    rows = []
    for layout in ["n5-lz4", "n5-gzip"] + (["n5-raw"] if full else []):
        name = layout.removeprefix("n5-")
        array = stored(scratch, smaller(megabytes), layout)
        rows.append(Row(f"n5 whole/{name}", "read", array, {"keep": True}, whole, target=AHEAD, without=without))
        for callers in (1, CORES) if CORES > 1 else (1,):
            boxes = grid(LAYOUTS[layout].unit)
            job = {"callers": callers}
            rows.append(
                Row(f"n5 blocks-{callers}/{name}", "read", array, job, boxes, target=AHEAD, without=without))
    return rows


def part_rows(scratch: Path, megabytes: int, full: bool) -> list[Row]:
    """Planes, boxes, one subchunk, slabs."""
    rows = []
    for layout in ["lz4", "shard"] + (["raw", "blosc-zstd", "zstd", "gzip"] if full else []):
        array = stored(scratch, megabytes, layout)
        for axis, letter in enumerate("zyx"):
            rows.append(Row(f"planes-{letter}/{layout}", "read", array, {"keep": True}, planes(axis), target=TWICE))
    for layout in ["lz4", "shard"] + (["raw", "blosc-zstd", "zstd", "shard64"] if full else []):
        array = stored(scratch, megabytes, layout)
        rows.append(Row(f"boxes/{layout}", "read", array, {"keep": True}, random_boxes(200, 20), target=TWICE))
    units = random_units(500, LAYOUTS["shard"].chunks)
    target = Target(peer=1, p50=100e-6)
    job = {"keep": True, "each": True}
    rows.append(Row("one subchunk/shard", "read", stored(scratch, megabytes, "shard"), job, units, target=target))
    return rows + slab_rows(scratch, megabytes, full)


def slab_rows(scratch: Path, megabytes: int, full: bool) -> list[Row]:
    array = stored(scratch, megabytes, "rows256")
    part = (256, 512, 512)
    without = {} if full else dict.fromkeys(
        ["zarrs", "zarr-python 3", "zarr-python 2", "z5py"], "has no cache of decoded chunks; measured in full mode only"
    )  # fmt: skip
    reference = Row("slabs/256 rows", "read", array, {"keep": True}, slabs(256, part), target=AHEAD)
    job = {"keep": True, "cache": 512 << 20}
    target = Target(times=(reference.name, 1.5))
    return [reference, Row("slabs/6 rows", "read", array, job, slabs(6, part), target=target, without=without)]


def rows(scratch: Path, megabytes: int, full: bool) -> list[Row]:
    return [
        *whole_rows(scratch, megabytes, full),
        *unit_rows(scratch, megabytes, full),
        *n5_rows(scratch, megabytes, full),
        *part_rows(scratch, megabytes, full),
    ]

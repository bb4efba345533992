"""Rows that write elements."""

from __future__ import annotations

from pathlib import Path

from boxes import grid, random_boxes, whole
from layouts import LAYOUTS, Stored
from rows import CORES, Row, Target


def limit_of(layout: str) -> str:
    return "write" if LAYOUTS[layout].codec["name"] == "none" else "encode"


def rows(scratch: Path, megabytes: int, full: bool) -> list[Row]:
    found = []
    # Larger ones measure how the system writes back.
    small = max(64, megabytes // 4)

    def stored(layout: str) -> Stored:
        return Stored(scratch, "smooth", "uint16", small, layout)

    def target(layout: str) -> Target:
        return Target(peer=1, zarrs=3 if LAYOUTS[layout].shards else None)

    def write(name: str, layout: str, boxes, limit: str | None = None, partial: bool = False, **job) -> None:
        array = stored(layout)
        found.append(
            Row(f"{name}/{layout}", "write", array, job, boxes, array, partial, limit=limit, target=target(layout))
        )

    for layout in ["raw", "lz4", "shard"] + (["blosc-zstd", "zstd", "gzip", "shard64", "small"] if full else []):
        write("write whole", layout, whole, limit_of(layout))
    for layout in ["raw", "lz4", "shard"] if full else ["lz4"]:
        unit = grid(LAYOUTS[layout].unit)
        write("write chunks-1", layout, unit, callers=1)
        if CORES > 1:
            write(f"write chunks-{CORES}", layout, unit, callers=CORES)
    for layout in ["raw", "lz4", "shard"] if full else ["lz4", "shard"]:
        write("write boxes", layout, random_boxes(4, 100), partial=True, flip=True)
    for layout in ["raw", "lz4", "shard"] if full else ["raw", "shard"]:
        write("write whole, synced", layout, whole, "write", durability="full")
    return found + copies(scratch, megabytes, full)


def copies(scratch: Path, megabytes: int, full: bool) -> list[Row]:
    source = Stored(scratch, "smooth", "uint16", megabytes, "lz4")
    found = []
    for layout in ["blosc-zstd", "shard"] if full else ["shard"]:
        to = Stored(scratch, "smooth", "uint16", megabytes, layout)
        job = {
            "codec": LAYOUTS[layout].codec_for("uint16"), "chunks": LAYOUTS[layout].chunks,
            "shards": LAYOUTS[layout].shards, "dtype": "uint16",
        }  # fmt: skip
        regions = grid((256, 256, 512))
        target = Target(peer=1, rss_mib=300)
        found.append(
            Row(f"copy lz4 to {layout}", "copy", source, job, regions, to, limit="encode", target=target, fresh=True)
        )
    return found

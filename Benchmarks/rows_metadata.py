"""Rows that read no elements: opening, listing, consolidated metadata."""

from __future__ import annotations

from pathlib import Path

from hierarchies import name_of
from layouts import Stored
from rows import Group, Row, Target


def rows(scratch: Path, megabytes: int, full: bool) -> list[Row]:
    many, most = Group(scratch, 1000), Group(scratch, 10_000, consolidated=True)
    node = name_of(7123, most.count)
    # Its codecs do nothing for documents.
    same = {"zarrs": "opens and lists as zarr-python 3"}
    found = [
        Row("open", "open", Stored(scratch, "smooth", "uint16", megabytes, "lz4"), {"count": 300},
            target=Target(peer=1, seconds=60e-6)),
        Row("list 1000 arrays", "members", many, target=Target(peer=1, seconds=0.02), without=same),
        Row("consolidated 10000", "consolidated", most, {"wanted": "names"}, without=same,
            target=Target(peer=1, seconds=0.06)),
        Row("consolidated 10000, one", "consolidated", most, {"wanted": "one", "node": node}, without=same,
            target=Target(peer=1, seconds=0.06)),
    ]  # fmt: skip
    if full:
        target = Target(peer=1)
        found.append(Row("consolidated 10000, all", "consolidated", most, {"wanted": "all"}, target=target, without=same))
    return found

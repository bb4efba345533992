"""A row of the table: what is done, to which store, and what is asked of us. The rows themselves are in rows_*.py."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

import hierarchies
from boxes import Boxes
from layouts import Stored
from peers.digest import MASK, digest, part
from peers.work import extents, slices

CORES = os.cpu_count() or 1


@dataclass(frozen=True)
class Target:
    """What ours shall reach, where something is asked. Ratios are of speed: above 1, ours is faster."""

    limit: float | None = None
    peer: float | None = None
    zarrs: float | None = None
    seconds: float | None = None
    p50: float | None = None
    # Times the bytes of the output, and MiB.
    rss_over: float | None = None
    rss_mib: float | None = None
    # Another row, and how many times as long as it this one may take.
    times: tuple[str, float] | None = None


@dataclass(frozen=True)
class Group:
    """A group of many arrays (hierarchies.py)."""

    scratch: Path
    count: int
    consolidated: bool = False

    @property
    def path(self) -> Path:
        return self.scratch / f"group-{self.count}.zarr"

    @property
    def twin(self) -> Path:
        return self.scratch / f"group-{self.count}.v2.zarr"

    @property
    def is_made(self) -> bool:
        return self.path.with_suffix(".made").exists()

    def make(self) -> None:
        hierarchies.make(self.path, self.twin, self.count, self.consolidated)
        self.path.with_suffix(".made").touch()


@dataclass
class Row:
    """One line of the table."""

    name: str
    operation: str
    # What is read, or where the values and the limits of a write come from.
    stored: Stored | Group
    job: dict[str, Any] = field(default_factory=dict)
    boxes: Boxes | None = None
    # What is written, and whether it holds values before.
    written: Stored | None = None
    partial: bool = False
    limit: str | None = None
    target: Target = Target()
    # A process of its own, so that its memory and the time from its start mean something.
    fresh: bool = False
    # Who is left out, with the reason.
    without: dict[str, str] = field(default_factory=dict)

    def expected(self) -> int:
        """The digest of what is read, by numpy; of a write that of the array that comes out of it."""
        if isinstance(self.stored, Group):
            return digest(self.expected_text())
        values = self.stored.values()
        if self.operation == "open":
            return digest(extents(values.shape))
        boxes = slices(self.boxes(self.stored.shape))
        if self.written:
            if self.job.get("flip"):
                values = np.array(values)
                flipped = [~values[box] for box in boxes]
                for box, new in zip(boxes, flipped):
                    values[box] = new
            return part(digest(values), 0)
        return sum(part(digest(np.asarray(values[box])), place) for place, box in enumerate(boxes)) & MASK

    def expected_text(self) -> str:
        count = self.stored.count
        match self.job.get("wanted", "all"):
            case "names":
                return ";".join(f"g{number:02}" for number in range(hierarchies.SUBGROUPS))
            case "one":
                number = int(self.job["node"].rpartition("a")[2])
                return extents(hierarchies.extents(number))
            case _:
                return hierarchies.listing(count)

"""One row: everybody in turn, every result checked."""

from __future__ import annotations

import math
import shutil
import statistics
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Callable

import numpy as np

from boxes import whole
from contenders import JUDGE, LIMITS, OURS, Contender, Failed, Process
from layouts import LAYOUTS, write_group
from rows import Row


@dataclass
class Measured:
    """What one contender did in one row."""

    seconds: list[float] = field(default_factory=list)
    each: list[float] = field(default_factory=list)
    bytes: int = 0
    rss: int | None = None
    # From the start of the process to the end of its first run.
    process: float | None = None
    failed: str | None = None

    @property
    def median(self) -> float | None:
        return statistics.median(self.seconds) if self.seconds and not self.failed else None

    def quantile(self, part: float) -> float | None:
        each = sorted(self.each)
        return each[min(len(each) - 1, int(part * len(each)))] if each and not self.failed else None

    def saved(self) -> dict[str, Any]:
        answer = asdict(self)
        answer.pop("each")
        return answer | {"p50": self.quantile(0.5), "p99": self.quantile(0.99)}


class Wrong(Exception):
    """A result that is not numpy's."""


class Bench:
    """Keeps processes alive between rows that share them."""

    def __init__(self, rounds: int, slow: float, scratch: Path) -> None:
        self.rounds = rounds
        # A peer whose warm-up takes longer than this runs twice only, or once where it takes four times as long.
        self.slow = slow
        # Rows get up to three times the rounds where all of them together take no longer than this.
        self.enough = 2 * slow
        # Where arrays are written.
        self.written = scratch / "written"
        write_group(self.written)
        self.shared: dict[str, Process] = {}
        self.judge: Process | None = None

    def run(self, row: Row, contenders: list[Contender]) -> dict[str, Measured]:
        """Warms everybody up, and then lets them run in turn."""
        expected = row.expected()
        turns = [Turn(self, row, contender, expected) for contender in contenders]
        for turn in turns:
            turn.attempt(turn.warm_up)
        round_of_all = sum(turn.first for turn in turns if turn.rounds == self.rounds)
        # Short runs vary most.
        rounds = max(self.rounds, min(3 * self.rounds, int(self.enough / max(round_of_all, 1e-6))))
        for turn in turns:
            turn.rounds = rounds if turn.rounds == self.rounds else turn.rounds
        for number in range(rounds):
            for turn in turns:
                if number < turn.rounds:
                    turn.attempt(turn.run)
        for turn in turns:
            turn.attempt(turn.finish)
            turn.end()
        return {turn.contender.name: turn.measured for turn in turns}

    def process(self, row: Row, contender: Contender) -> Process:
        if row.fresh:
            return Process(contender)
        if contender.name not in self.shared or not self.shared[contender.name].lives:
            self.shared[contender.name] = Process(contender)
        return self.shared[contender.name]

    def read_back(self, path: Path, shape: tuple[int, ...]) -> int:
        """The digest of an array as zarr-python reads it."""
        if self.judge is None or not self.judge.lives:
            self.judge = Process(JUDGE)
        job = {"operation": "read", "store": str(path), "boxes": whole(shape), "keep": True}
        self.judge.ask("prepare", job)
        digest = self.judge.ask("run")["digest"]
        # Or it would hold what it read until the next time.
        self.judge.ask("prepare", {"operation": "open", "store": str(path), "count": 1})
        return digest

    def close(self) -> None:
        for process in [*self.shared.values(), *([self.judge] if self.judge else [])]:
            process.stop()
        shutil.rmtree(self.written, ignore_errors=True)


class Turn:
    """One contender in one row."""

    def __init__(self, bench: Bench, row: Row, contender: Contender, expected: int) -> None:
        self.bench, self.row, self.contender, self.expected = bench, row, contender, expected
        self.measured = Measured()
        self.rounds = bench.rounds
        # What the warm-up took.
        self.first = 0.0
        self.process: Process | None = None
        self.path = bench.written / f"{contender.name.replace(' ', '-')}.zarr"

    def attempt(self, step: Callable[[], None]) -> None:
        """What fails ends the contender's part in the row, and is told in the table."""
        if self.measured.failed:
            return
        try:
            step()
        except (Failed, Wrong) as failure:
            self.measured.failed = str(failure)

    def warm_up(self) -> None:
        job = self.job()
        self.process = self.bench.process(self.row, self.contender)
        self.process.ask("prepare", job)
        self.lay()
        answer = self.process.ask("verify")
        if self.row.fresh:
            self.measured.process = time.perf_counter() - self.process.begin - answer.get("checked", 0)
        self.check(answer)
        self.look()
        self.first = answer["seconds"]
        if answer["seconds"] > self.bench.slow and self.contender is not OURS:
            self.rounds = min(2 if answer["seconds"] < 4 * self.bench.slow else 0, self.rounds)
        if self.rounds == 0:
            self.measured.seconds.append(answer["seconds"])

    def run(self) -> None:
        self.lay()
        answer = self.process.ask("run")
        self.measured.seconds.append(answer["seconds"])
        self.measured.each += answer.get("each") or []
        self.check(answer)

    def finish(self) -> None:
        """Looks at results that were not looked at while the clock ran."""
        if self.rounds == 0:
            return
        if self.row.written:
            self.look()
        elif "callers" in self.row.job:
            self.check(self.process.ask("verify"))

    def end(self) -> None:
        if self.process and self.row.fresh:
            self.process.stop()
        if self.row.written:
            shutil.rmtree(self.path, ignore_errors=True)

    def lay(self) -> None:
        if self.row.written and self.contender is not LIMITS:
            self.row.written.lay(self.path, self.contender.format, self.row.partial)

    def look(self) -> None:
        if self.row.written and self.contender is not LIMITS:
            digest = self.bench.read_back(self.path, self.row.written.shape)
            if digest != self.expected:
                raise Wrong(f"WRONG RESULT: zarr-python reads {digest} back, numpy has {self.expected}")

    def check(self, answer: dict[str, Any]) -> None:
        self.measured.bytes = answer["bytes"]
        if self.row.fresh:
            self.measured.rss = max(self.measured.rss or 0, answer["rss"])
        if answer.get("digest") not in (None, self.expected):
            raise Wrong(f"WRONG RESULT: digest {answer['digest']}, numpy has {self.expected}")

    def job(self) -> dict[str, Any]:
        """What the contender is told."""
        row, contender = self.row, self.contender
        if contender.name in row.without:
            raise Failed(row.without[contender.name])
        if contender is LIMITS:
            return limit_job(row) | {"target": str(self.path)}
        path = row.stored.twin if contender.format == "v2" else row.stored.path
        if not path.exists() or (row.written and contender.format == "v2" and not row.written.twin.exists()):
            raise Failed("Zarr v2 has no such layout")
        job = {"operation": row.operation, "store": str(path.resolve())} | row.job
        if row.boxes:
            job["boxes"] = row.boxes(row.stored.shape)
        if row.written:
            source = {"source": str(row.stored.source.resolve()), "offset": row.stored.header}
            job |= {"target": str(self.path), "shape": row.stored.shape} | source
        return job


def limit_job(row: Row) -> dict[str, Any]:
    """What this machine does at most: the same values, with nothing but the C library or the system call."""
    stored = row.written or row.stored
    layout = LAYOUTS[stored.layout]
    return {
        "operation": row.limit,
        "store": str(stored.path.resolve()),
        "codec": layout.codec_for(stored.dtype),
        "chunkBytes": math.prod(layout.chunks) * np.dtype(stored.dtype).itemsize,
        "chunksPerShard": math.prod(layout.shards) // math.prod(layout.chunks) if layout.shards else 0,
        "durability": row.job.get("durability", "none"),
    }

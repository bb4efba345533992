"""One row: everybody in turn, every result checked."""

from __future__ import annotations

import math
import statistics
import time
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from contenders import LIMITS, Contender, Failed, Process
from layouts import LAYOUTS
from rows import Row, expected_digest


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

    def __init__(self, rounds: int, slow: float) -> None:
        self.rounds = rounds
        # A contender whose warm-up takes longer than this runs twice only.
        self.slow = slow
        self.shared: dict[str, Process] = {}

    def run(self, row: Row, contenders: list[Contender]) -> dict[str, Measured]:
        expected = expected_digest(row)
        measured = {c.name: Measured() for c in contenders}
        processes: dict[str, Process] = {}
        left = dict.fromkeys(measured, self.rounds)
        for contender in contenders:
            one = measured[contender.name]
            try:
                process = self.start(row, contender)
                processes[contender.name] = process
                begin_work = process.begin
                process.ask("prepare", job_for(row, contender))
                answer = process.ask("verify")
                if row.fresh:
                    one.process = time.perf_counter() - begin_work
                self.check(row, one, answer, expected)
                if answer["seconds"] > self.slow:
                    left[contender.name] = min(2, self.rounds)
            except (Failed, Wrong) as failure:
                self.give_up(contender, one, processes, failure)
        for number in range(self.rounds):
            for contender in contenders:
                one = measured[contender.name]
                if one.failed or number >= left[contender.name]:
                    continue
                try:
                    answer = processes[contender.name].ask("run")
                    one.seconds.append(answer["seconds"])
                    one.each += answer.get("each") or []
                    self.check(row, one, answer, expected)
                except (Failed, Wrong) as failure:
                    self.give_up(contender, one, processes, failure)
        self.finish(row, contenders, measured, processes, expected)
        return measured

    def finish(
        self, row: Row, contenders: list[Contender], measured: dict[str, Measured], processes: dict[str, Process],
        expected: int | None,
    ) -> None:  # fmt: skip
        """A last run by those whose results are not looked at while the clock runs, and the end of fresh processes."""
        for contender in contenders:
            one = measured[contender.name]
            try:
                if not one.failed and not row.job.get("keep"):
                    self.check(row, one, processes[contender.name].ask("verify"), expected)
            except (Failed, Wrong) as failure:
                self.give_up(contender, one, processes, failure)
            process = processes.get(contender.name)
            if process and row.fresh:
                process.stop()

    def start(self, row: Row, contender: Contender) -> Process:
        if row.fresh:
            return Process(contender)
        if contender.name not in self.shared or not self.shared[contender.name].lives:
            self.shared[contender.name] = Process(contender)
        return self.shared[contender.name]

    def check(self, row: Row, one: Measured, answer: dict[str, Any], expected: int | None) -> None:
        one.bytes = answer["bytes"]
        if row.fresh:
            one.rss = max(one.rss or 0, answer["rss"])
        if expected is not None and answer.get("digest") not in (None, expected):
            raise Wrong(f"WRONG RESULT: digest {answer['digest']}, numpy has {expected}")

    def give_up(
        self, contender: Contender, one: Measured, processes: dict[str, Process], failure: Exception
    ) -> None:
        one.failed = str(failure)
        process = processes.get(contender.name)
        if process and isinstance(failure, Failed) and not process.lives:
            self.shared.pop(contender.name, None)

    def close(self) -> None:
        for process in self.shared.values():
            process.stop()


def limit_job(row: Row) -> dict[str, Any]:
    """What this machine does at most: the same values, with nothing but the C library or the system call."""
    layout = LAYOUTS[row.stored.layout]
    itemsize = np.dtype(row.stored.dtype).itemsize
    return {
        "operation": row.limit,
        "store": str(row.stored.path.resolve()),
        "codec": layout.codec_for(row.stored.dtype),
        "chunkBytes": math.prod(layout.chunks) * itemsize,
        "chunksPerShard": math.prod(layout.shards) // math.prod(layout.chunks) if layout.shards else 0,
    }


def job_for(row: Row, contender: Contender) -> dict[str, Any]:
    """What a contender is told."""
    if contender is LIMITS:
        return limit_job(row)
    if contender.name in row.without:
        raise Failed(row.without[contender.name])
    job = {"operation": row.operation} | row.job
    if row.stored:
        path = row.stored.twin if contender.format == "v2" else row.stored.path
        if not path.exists():
            raise Failed(f"Zarr {contender.format} has no such layout")
        job |= {"store": str(path.resolve())}
        if row.boxes:
            job["boxes"] = row.boxes(row.stored.shape)
    return job

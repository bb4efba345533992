"""zarrtool as seen from here: many commands in one process, and the values that it prints."""

from __future__ import annotations

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

import peers


def groups(program: Path, work: list[list[list[str]]], jobs: int) -> list[str | None]:
    """Runs groups of commands, each group in its order in one process; answers the first failure of each, or None."""

    def share(start: int) -> list[str | None]:
        mine = work[start::jobs]
        results = iter(batch(program, [command for group in mine for command in group]))
        return [next((e for e in [next(results) for _ in group] if e), None) for group in mine]

    failures: list[str | None] = [None] * len(work)
    with ThreadPoolExecutor(jobs) as pool:
        for start, results in enumerate(pool.map(share, range(jobs))):
            failures[start::jobs] = results
    return failures


def batch(program: Path, commands: list[list[str]]) -> list[str | None]:
    """Runs commands in one process; answers what went wrong with each, or None."""
    errors: list[str | None] = []
    # A crash costs one command, and the next goes on.
    while len(errors) < len(commands):
        rest = commands[len(errors) :]
        done = subprocess.run(
            [program, "batch", "--report", "/dev/stdout"],
            input="".join(json.dumps(command) + "\n" for command in rest),
            capture_output=True,
            text=True,
            check=False,
        )
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"line"')]
        errors += [line["error"] and f"exit {line['code']}: {line['error'].splitlines()[0][:400]}" for line in lines]
        if len(errors) < len(commands):
            errors.append(f"zarrtool died ({done.returncode}): {done.stderr.strip()[-300:]}")
    return errors


def canonical(array: Any, kind: np.dtype) -> bytes:
    """The elements as `cat --format raw` gives them: C order, little-endian, small integers as whole bytes."""
    # A peer may answer with narrower text where all of it is short.
    if kind.names or kind.kind in "SU":
        return np.ascontiguousarray(array).astype(kind).tobytes()
    if kind.name in ("int2", "int4"):
        return np.asarray(array).astype("i1").tobytes()
    return peers.little_bytes(array)


def as_json(array: np.ndarray) -> str:
    """Values of variable length as `cat --format json` writes them, but for spaces."""
    return json.dumps(peers.plain(array.tolist()))


def contents(case: Any, array: np.ndarray) -> bytes | str:
    """All values in one piece that compares."""
    return as_json(array) if case.is_string else canonical(peers.typed(case, np.asarray(array)), np.dtype(case.dtype))


def different(case: Any, wanted: bytes | str, got: bytes | str) -> str | None:
    """What is wrong with contents; None where nothing is."""
    if case.is_string:
        return None if json.loads(wanted) == json.loads(got) else "other values"
    if wanted == got:
        return None
    kind = np.dtype(case.dtype)
    size = 1 if kind.name in ("int2", "int4") else kind.itemsize
    if len(wanted) != len(got):
        return f"{len(got)} bytes instead of {len(wanted)}"
    places = [i for i in range(0, len(wanted), size) if wanted[i : i + size] != got[i : i + size]]
    first = places[0]
    return (
        f"{len(places)} of {len(wanted) // size} elements differ, first element {first // size}: "
        f"{got[first : first + size].hex()} instead of {wanted[first : first + size].hex()}"
    )

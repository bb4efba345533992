"""docs/benchmarks.md: the table of the last full run, with when, on what and with what it was measured."""

from __future__ import annotations

import datetime
from pathlib import Path

import machine
from table import Line, failures, markdown, targets

TEXT = """\
# Benchmarks

<!-- Written by Benchmarks/bench.py (make bench); do not edit. -->

What zarr-swift does beside the other implementations and beside the limits of the machine: the same stores, in turn, in one
run. {mode}, {date}, in {minutes:.1f} minutes.

| | |
|---|---|
{facts}

## How to read it

- **ours** is the median of the counted runs after a warm-up, in the process: of five, up to fifteen where they are short.
  **spread** is what lies between the fastest and the slowest of them; **MB/s** are 10^6 bytes of decoded elements.
  Everything is in the page cache.
- A peer that takes seconds has fewer runs than five; one that takes more than {patience:.0f} s has one, which is not warmed up.
- **/limit**, **/best peer**, **/zarrs** ... are ratios of speed: 0.8 of the limit, twice as fast as a peer (2.00). **-** is
  explained below the table.
- The limit is what {cores} threads do with nothing around the C library or the system call, measured in turn with the others:
  for arrays without compression `pread` of every file into place in fresh memory, for all others decoding (encoding) of
  every stored chunk from memory to memory that stays in the cache, with the C library that we use too; for writes without
  compression or with sync a new file, `write`, (`fdatasync`,) `rename`. It leaves out what a read must do besides, so that 1
  cannot be reached everywhere.
- **RSS** is the highest resident memory of a process that does nothing else; **process s** the time from its start to the end
  of the first run, beside that of the best peer (which starts Python).
- `chunks-2` is two callers at a time. `smooth` is a smooth field with noise, of uint16 where nothing is said; `random` does
  not compress; {real}.
- *synced* means that bytes and names are on the device before the call returns (tensorstore's default; ours syncs the bytes
  by default, the peers without a figure never sync). All other writes are without.
- `open` opens one array again and again, `list` arrays that differ in shape and attributes only: what documents say in the same
  words is understood once in a process.
- zarr-python 2 reads the same chunk files through documents of Zarr v2, and has no shards.
- Every result was compared with NumPy's, everything written was read back by zarr-python.

## Table

{table}

## Targets

{targets}

## Not measured

{missing}
"""


def write(path: Path, lines: list[Line], mode: str, seconds: float, patience: float) -> None:
    facts = {"Machine": machine.hardware(), "memcpy to fresh memory, all cores": machine.memcpy()} | machine.versions()
    missing = "\n".join(f"- {failure}" for failure in failures(lines)) or "Nothing."
    path.write_text(
        TEXT.format(
            mode=mode,
            date=datetime.date.today().isoformat(),
            minutes=seconds / 60,
            patience=patience,
            facts="\n".join(f"| {name} | {value} |" for name, value in facts.items()),
            cores=machine.os.cpu_count(),
            real=machine.real_data(),
            table=markdown(lines),
            targets=targets(lines),
            missing=missing,
        )
    )

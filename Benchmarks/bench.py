"""Ours beside every other implementation and the limits of this machine, on the same stores, in turn, in one run.

    make bench                      the full table (about 20 minutes), into docs/benchmarks.md too
    make bench QUICK=1              the short one (about 2 minutes)
    .build-peers/v3/bin/python Benchmarks/bench.py --only 'whole/*' 'planes*' --size-mb 256

Rows are those of rows.py. Each contender is a process that opens the store, runs once to warm up and then by the clock,
--rounds times (up to three times as often where that is done in seconds), in turn with the others. Every result is compared
with numpy's by its digest, everything written is read back by zarr-python. Ratios are of speed: above 1, ours is faster.
Nothing is asserted of times; a wrong result is an error.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from contenders import LIMITS, OURS, PEERS, before  # noqa: E402
from measure import Bench  # noqa: E402
from rows import Row  # noqa: E402
import report  # noqa: E402
import rows_metadata  # noqa: E402
import rows_reading  # noqa: E402
import rows_writing  # noqa: E402
from table import Line, failures, heads, targets, text  # noqa: E402

ROOT = HERE.parent


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer rows and smaller arrays")
    parser.add_argument("--only", nargs="+", metavar="PATTERN", help="rows whose names match one of these")
    parser.add_argument("--peers", nargs="*", metavar="NAME", help="only these peers; none: ours alone")
    parser.add_argument("--before", type=Path, metavar="PROGRAM", help="another build of bench-ours to compare with")
    parser.add_argument("--size-mb", type=int, help="MiB of the main array: 256, or 64 with --quick")
    rounds = "counted runs after the warm-up, up to three times as many where they are short"
    parser.add_argument("--rounds", type=int, default=5, help=rounds)
    parser.add_argument("--prepare", action="store_true", help="make the arrays that are missing and end")
    parser.add_argument("--list", action="store_true", help="name the rows and end")
    parser.add_argument("--scratch", type=Path, default=ROOT / ".build-bench", help="where the arrays are made and kept")
    parser.add_argument("--json", type=Path, help="where to save everything measured, .build-bench/results.json by default")
    parser.add_argument("--docs", action="store_true", help="write docs/benchmarks.md too")
    return parser.parse_args()


def chosen(rows: list[Row], patterns: list[str] | None) -> list[Row]:
    if not patterns:
        return rows
    rows = [row for row in rows if any(fnmatch.fnmatch(row.name, p) for p in patterns)]
    return rows or sys.exit(f"bench.py: no row matches {' '.join(patterns)} (--list names them)")


def make_stores(rows: list[Row]) -> None:
    """In processes of their own: this one stays small, for what it starts may inherit its highest memory."""
    for stored in dict.fromkeys(s for row in rows for s in (row.stored, row.written) if s):
        if not stored.is_made:
            print(f"making {stored.path}", flush=True)
            # Its own words make it again.
            program = f"from pathlib import *; from layouts import *; from rows import *; {stored!r}.make()"
            subprocess.run([sys.executable, "-c", program], cwd=HERE, check=True)


def main() -> None:
    arguments = options()
    scratch = arguments.scratch.resolve()
    megabytes = arguments.size_mb or (64 if arguments.quick else 256)
    kinds = (rows_reading, rows_writing, rows_metadata)
    rows = chosen([r for kind in kinds for r in kind.rows(scratch, megabytes, not arguments.quick)], arguments.only)
    if arguments.list:
        print("\n".join(row.name for row in rows))
        return
    peers = [p for p in PEERS if arguments.peers is None or any(fnmatch.fnmatch(p.name, n) for n in arguments.peers)]
    make_stores(rows)
    if arguments.prepare:
        return
    begin = time.monotonic()
    bench = Bench(arguments.rounds, slow=0.5 if arguments.quick else 2, scratch=scratch)
    lines: list[Line] = []
    try:
        for row in rows:
            contenders = [OURS, *([LIMITS] if row.limit else []), *peers]
            if arguments.before:
                contenders.insert(1, before(arguments.before))
            known = {l.row.name: l.median(OURS.name) for l in lines}
            lines.append(Line(row, bench.run(row, contenders), known))
            show(lines[-1])
    finally:
        bench.close()
    print("\n" + text(lines) + "\n")
    for failure in failures(lines):
        print(f"not measured: {failure}")
    print(f"\n{targets(lines)}\n\n{len(lines)} rows in {time.monotonic() - begin:.0f} s")
    if arguments.docs:
        mode = f"{'Quick' if arguments.quick else 'Full'} mode, arrays of {megabytes} MiB"
        report.write(ROOT / "docs/benchmarks.md", lines, mode, time.monotonic() - begin, 4 * bench.slow)
    saved = arguments.json or scratch / "results.json"
    saved.parent.mkdir(parents=True, exist_ok=True)
    saved.write_text(json.dumps({l.row.name: {n: m.saved() for n, m in l.measured.items()} for l in lines}, indent=1))
    wrong = [f for f in failures(lines) if "WRONG" in f]
    if wrong:
        sys.exit("\n".join(wrong))


def show(line: Line) -> None:
    """A row as it comes."""
    parts = [f"{head} {cell}" for head, cell in zip(heads([line])[1:], line.cells()[1:]) if cell]
    print(f"{line.row.name:<24} {'  '.join(parts)}", flush=True)


if __name__ == "__main__":
    main()

"""The process of one other implementation: python -m peers.worker NAME, run in Benchmarks by the harness.

It reads requests from its standard input, one JSON document a line, and answers each with a line, as bench-ours does
(Sources/BenchProtocol/Serve.swift): `prepare` with a job, then `verify` and `run` as often as the harness likes.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
from pathlib import Path

from peers.work import WORK


def peak_memory() -> int:
    """The highest resident memory of this process, in bytes."""
    try:
        # Not ru_maxrss: on Linux a new process starts with the maximum of the one that started it.
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main() -> None:
    # Libraries may print what they like: the harness reads a copy of the standard output.
    out = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    peer = None
    work = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if peer is None:
                peer = importlib.import_module(f"peers.{sys.argv[1]}").Peer()
            if request["do"] == "prepare":
                work = None
                job = request["job"]
                work = WORK[job["operation"]](peer, job)
                answer = {"ready": True}
            elif request["do"] == "versions":
                answer = {"versions": peer.versions()}
            elif work is None:
                answer = {"failed": "no job was made ready"}
            else:
                answer = work.run(request["do"] == "verify")
                answer["rss"] = peak_memory()
        except Exception as error:
            work = None
            answer = {"failed": f"{type(error).__name__}: {error}"}
        out.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()

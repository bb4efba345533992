"""The processes that are measured: ours, the limits of the machine, and the peers."""

from __future__ import annotations

import json
import select
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
V3 = ROOT / ".build-peers/v3/bin/python"
V2 = ROOT / ".build-peers/v2/bin/python"
BUILT = HERE / ".build/release"


@dataclass(frozen=True)
class Contender:
    """Who is measured: the name in the table, the command, and the format of the stores that it is given."""

    name: str
    command: tuple[str, ...]
    format: str = "v3"

    @property
    def missing(self) -> str | None:
        """Why it cannot run here."""
        return None if Path(self.command[0]).exists() else f"there is no {self.command[0]}"


OURS = Contender("zarr-swift", (str(BUILT / "bench-ours"),))
LIMITS = Contender("limit", (str(BUILT / "bench-limits"),))
PEERS = [
    Contender("zarrs", (str(V3), "-m", "peers.worker", "zarrs")),
    Contender("tensorstore", (str(V3), "-m", "peers.worker", "tensorstore")),
    Contender("zarr-python 3", (str(V3), "-m", "peers.worker", "zarr3")),
    Contender("zarr-python 2", (str(V2), "-m", "peers.worker", "zarr2"), "v2"),
    Contender("z5py", (str(V3), "-m", "peers.worker", "z5")),
]
# Who reads back what the others have written.
JUDGE = PEERS[2]


def before(program: Path) -> Contender:
    """Another build of ours, to see what a change brings."""
    return Contender("before", (str(program.resolve()),))


class Failed(Exception):
    """A contender said that it cannot, died, or took too long."""


class Process:
    """A contender's process: asked by lines of JSON, answering by lines of JSON."""

    def __init__(self, contender: Contender) -> None:
        if contender.missing:
            raise Failed(contender.missing)
        self.contender = contender
        self.begin = time.perf_counter()
        self.process = subprocess.Popen(
            contender.command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self.errors = b""
        self.buffer = b""

    def ask(self, do: str, job: dict[str, Any] | None = None, patience: float = 600) -> dict[str, Any]:
        request = {"do": do} | ({"job": job} if job else {})
        try:
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        answer = json.loads(self.line(patience))
        if "failed" in answer:
            raise Failed(answer["failed"])
        return answer

    def line(self, patience: float) -> bytes:
        """The next line of the process; what it says to its error output is kept for when it dies."""
        end = time.monotonic() + patience
        streams = [self.process.stdout, self.process.stderr]
        while b"\n" not in self.buffer:
            ready, _, _ = select.select(streams, [], [], max(0, end - time.monotonic()))
            if not ready:
                self.stop()
                raise Failed(f"took longer than {patience:.0f} s")
            for stream in ready:
                some = stream.read1(65536)
                if not some:
                    streams.remove(stream)
                if stream is self.process.stderr:
                    self.errors = (self.errors + some)[-4000:]
                else:
                    self.buffer += some
            if self.process.stdout not in streams:
                self.stop()
                last = self.errors.decode(errors="replace").strip().splitlines()[-1:] or ["without a word"]
                raise Failed(f"ended with {self.process.returncode}: {last[0]}")
        line, _, self.buffer = self.buffer.partition(b"\n")
        return line

    @property
    def lives(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> None:
        """Lets the process end by itself, or ends it."""
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            try:
                stream.close()
            except BrokenPipeError:
                pass
        try:
            self.process.wait(0.5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

"""On what and with what was measured."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from pathlib import Path

import fields
from contenders import LIMITS, PEERS, ROOT, V2, V3, Failed, Process

LIBRARIES = {"blosc": "blosc", "libzstd": "zstd", "libdeflate": "libdeflate"}


def output(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def hardware() -> str:
    name = platform.processor() or platform.machine()
    try:
        found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
        name = found[1] if found else name
    except OSError:
        name = output("sysctl", "-n", "machdep.cpu.brand_string") or name
    try:
        memory = f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB of memory"
    except (ValueError, OSError):
        memory = "memory unknown"
    return f"{name}, {os.cpu_count()} cores, {memory}, {platform.system()} {platform.release()}"


def memcpy() -> str:
    """The speed of copying memory to memory that was never touched, by all cores."""
    try:
        process = Process(LIMITS)
        process.ask("prepare", {"operation": "memcpy", "store": "", "count": 1 << 28})
        speed = max((1 << 28) / process.ask("run")["seconds"] for _ in range(5))
        process.stop()
    except Failed as failure:
        return str(failure)
    return f"{speed / 1e9:.1f} GB/s"


def versions() -> dict[str, str]:
    """Of ours, of the libraries below it, and of every peer."""
    swift = re.search(r"Swift version \S+", output("swift", "--version"))
    libraries = [f"{name} {output('pkg-config', '--modversion', package)}" for package, name in LIBRARIES.items()]
    changed = " with changes" if output("git", "status", "--porcelain", "--", "Sources", "Benchmarks") else ""
    found = {
        "zarr-swift": f"{output('git', 'rev-parse', '--short', 'HEAD') or 'unknown'}{changed}, "
        f"{swift[0] if swift else 'Swift unknown'}, {', '.join(libraries)}"
    }
    for peer in PEERS:
        try:
            process = Process(peer)
            packages = process.ask("versions")["versions"]
            process.stop()
            found[peer.name] = ", ".join(f"{name} {version}" for name, version in packages.items())
        except Failed as failure:
            found[peer.name] = f"not here: {failure}"
    for python, name in ((V3, "Python of the peers"), (V2, "Python of zarr-python 2")):
        found[name] = output(str(python), "--version").removeprefix("Python ") or "not here"
    return found


def real_data() -> str:
    return ", ".join(f"`{kind}` is {text}" for kind, text in fields.real_kinds().items())

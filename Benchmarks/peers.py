"""Whole-array reads by zarr-swift beside zarrs, tensorstore and zarr-python 3: the same array, in the same run.

    .build-peers/v3/bin/python Benchmarks/peers.py [SCRATCH] [--zarrtool PATH] [--size-mb 1024] [--layouts raw lz4]
                                                           [--rounds 3] [--repeat 2] [--json FILE]

The array is uint16, 512 x 1024 x 1024 at its full size: a smooth field with noise, in chunks of 128^3, made by
zarr-python in SCRATCH, .build-bench by default (and kept there for the next run). Times are in-process: each reader opens the array, reads it
once to warm up and then --repeat times by the clock. The readers take turns, --rounds times, so that a machine that
slows down slows all of them. Printed are medians over all counted reads, MB/s of decoded data (10^6 bytes), the
fastest and slowest read, the highest resident memory of a process, and how fast ours is beside each peer (above 1:
ours is faster). Nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Callable

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
PEERS = ["zarrs", "tensorstore", "zarr-python"]
LAYOUTS = ["raw", "lz4", "blosc-zstd", "zstd", "gzip", "shard"]
CHUNK = 128


def codecs(layout: str) -> dict[str, Any]:
    """The arguments of zarr.create_array that make a layout."""
    from zarr.codecs import BloscCodec, GzipCodec, ZstdCodec

    lz4 = BloscCodec(cname="lz4", clevel=5, shuffle="shuffle", typesize=2)
    zstd = BloscCodec(cname="zstd", clevel=3, shuffle="shuffle", typesize=2)
    cube, small = (CHUNK,) * 3, (32,) * 3
    return {
        "raw": {"chunks": cube, "compressors": None},
        "lz4": {"chunks": cube, "compressors": lz4},
        "blosc-zstd": {"chunks": cube, "compressors": zstd},
        "zstd": {"chunks": cube, "compressors": ZstdCodec(level=3)},
        "gzip": {"chunks": cube, "compressors": GzipCodec(level=1)},
        "shard": {"chunks": small, "shards": (256,) * 3, "compressors": zstd},
    }[layout]


def array_shape(megabytes: int) -> tuple[int, int, int]:
    """512 x 1024 x 1024 for 1024 MB; smaller ones lose planes, then rows, and stay multiples of the chunk."""
    elements = megabytes * 2**20 // 2
    planes = max(1, min(4, elements // (1024 * 1024 * CHUNK))) * CHUNK
    rows = max(1, min(8, elements // (planes * 1024 * CHUNK))) * CHUNK
    columns = max(1, min(8, elements // (planes * rows * CHUNK))) * CHUNK
    if megabytes > 1024:
        planes = elements // (1024 * 1024 * CHUNK) * CHUNK
    return planes, rows, columns


def make(path: Path, layout: str, shape: tuple[int, int, int]) -> None:
    """Writes the array, one slab of chunks at a time."""
    import zarr

    array = zarr.create_array(path, shape=shape, dtype="uint16", fill_value=0, overwrite=True, **codecs(layout))
    step = array.shards[0] if array.shards else array.chunks[0]
    rng = np.random.default_rng(7)
    y = np.sin(np.arange(shape[1], dtype="f4") / 90)[:, None]
    x = np.cos(np.arange(shape[2], dtype="f4") / 70)[None, :]
    for start in range(0, shape[0], step):
        slab = np.empty((min(step, shape[0] - start), *shape[1:]), "uint16")
        for plane in range(len(slab)):
            field = 20000 + 9000 * np.sin((start + plane) / 60) * y * x
            slab[plane] = field + rng.integers(0, 32, shape[1:], dtype="int16")
        array[start : start + step] = slab


def reader(peer: str, path: Path) -> Callable[[], np.ndarray]:
    """Opens the array with a peer; answers the function that reads all of it."""
    if peer == "tensorstore":
        import tensorstore as ts

        store = ts.open({"driver": "zarr3", "kvstore": {"driver": "file", "path": str(path)}}, read=True).result()
        return lambda: store.read().result()
    import zarr

    if peer == "zarrs":
        zarr.config.set({"codec_pipeline.path": "zarrs.ZarrsCodecPipeline", "codec_pipeline.strict": True})
    array = zarr.open_array(path, mode="r")
    return lambda: array[...]


def measure(peer: str, path: Path, repeat: int) -> dict[str, Any]:
    """What a child process does: one warm-up, then reads by the clock."""
    read = reader(peer, path)
    result = read()
    seconds = []
    for _ in range(repeat):
        # The last result is let go first, or memory would hold two.
        del result
        begin = time.perf_counter()
        result = read()
        seconds.append(time.perf_counter() - begin)
    return {"seconds": seconds, "bytes": result.nbytes, "peakRSS": peak_memory()}


def peak_memory() -> int:
    """The highest resident memory of this process, in bytes."""
    try:
        # Not ru_maxrss: on Linux a new process starts with the maximum of the one that started it.
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def run(command: list[Any]) -> dict[str, Any]:
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"peers.py: {' '.join(map(str, command))}\n{done.stderr.strip()[-1500:]}")
    return json.loads(done.stdout)


def compare(path: Path, zarrtool: Path | None, rounds: int, repeat: int) -> dict[str, dict[str, Any]]:
    """All readers in turn; answers what each measured over all rounds."""
    measured: dict[str, dict[str, Any]] = {}
    for _ in range(rounds):
        for name in (["zarr-swift"] if zarrtool else []) + PEERS:
            if name == "zarr-swift":
                once = run([zarrtool, "bench", "read", path, "--mode", "whole", "--repeat", repeat, "--json"])
            else:
                once = run([sys.executable, __file__, path, "--child", name, "--repeat", repeat])
            known = measured.setdefault(name, {"seconds": [], "bytes": once["bytes"], "peakRSS": 0})
            known["seconds"] += once["seconds"]
            known["peakRSS"] = max(known["peakRSS"], once["peakRSS"])
            if once["bytes"] != known["bytes"]:
                sys.exit(f"peers.py: {name} read {once['bytes']} bytes, then {known['bytes']}")
    if len({m["bytes"] for m in measured.values()}) != 1:
        sys.exit(f"peers.py: the readers disagree about the size: { {n: m['bytes'] for n, m in measured.items()} }")
    return measured


def table(layout: str, measured: dict[str, dict[str, Any]]) -> None:
    medians = {name: statistics.median(m["seconds"]) for name, m in measured.items()}
    ours = medians.get("zarr-swift")
    print(f"\n{layout}, {next(iter(measured.values()))['bytes'] / 1e6:.0f} MB")
    print(
        f"  {'reader':<12} {'median s':>9} {'MB/s':>8} {'fastest':>8} {'slowest':>8} {'RSS MiB':>8} {'ours/peer':>10}"
    )
    for name, m in measured.items():
        ratio = f"{medians[name] / ours:.2f}" if ours and name != "zarr-swift" else ""
        print(
            f"  {name:<12} {medians[name]:>9.4f} {m['bytes'] / 1e6 / medians[name]:>8.0f} {min(m['seconds']):>8.4f} "
            f"{max(m['seconds']):>8.4f} {m['peakRSS'] / 2**20:>8.0f} {ratio:>10}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "scratch", nargs="?", type=Path, default=ROOT / ".build-bench", help="where the arrays are made and kept"
    )
    parser.add_argument(
        "--zarrtool", type=Path, default=ROOT / ".build/release/zarrtool"
    )
    parser.add_argument("--size-mb", type=int, default=1024)
    parser.add_argument("--layouts", nargs="+", choices=LAYOUTS, default=["raw", "lz4"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--json", type=Path, help="where to write every time measured")
    parser.add_argument("--make", choices=LAYOUTS, help=argparse.SUPPRESS)
    parser.add_argument("--child", choices=PEERS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.make:
        make(arguments.scratch, arguments.make, array_shape(arguments.size_mb))
        print("{}")
        return
    if arguments.child:
        print(json.dumps(measure(arguments.child, arguments.scratch, arguments.repeat)))
        return
    zarrtool = arguments.zarrtool.resolve() if arguments.zarrtool.exists() else None
    if zarrtool is None:
        print(f"no program at {arguments.zarrtool} (swift build -c release --product zarrtool): the peers alone")
    shape = array_shape(arguments.size_mb)
    everything = {}
    for layout in arguments.layouts:
        path = arguments.scratch / f"{layout}-{'x'.join(map(str, shape))}.zarr"
        finished = path.with_suffix(".made")
        if not finished.exists():
            print(f"making {path}", flush=True)
            path.parent.mkdir(parents=True, exist_ok=True)
            # In a process of its own: this one stays small, for what it starts inherits its highest memory.
            run([sys.executable, __file__, path, "--make", layout, "--size-mb", arguments.size_mb])
            finished.touch()
        everything[layout] = compare(path, zarrtool, arguments.rounds, arguments.repeat)
        table(layout, everything[layout])
    if arguments.json:
        arguments.json.write_text(json.dumps({"shape": shape, "layouts": everything}, indent=1))


if __name__ == "__main__":
    main()

"""Several processes write disjoint parts of the same chunks and shards; zarr-python reads what came of it.

    two_writers.py --zarrtool PROGRAM [--writers 8] [--rounds 100] [--tensorstore]

Each round, every writer replaces the columns that are its own (column % writers), so that all of them share every chunk and
every shard, and none is aligned to anything. At the end each element must be what its writer wrote last. --tensorstore:
the first of the writers is TensorStore, whose locks of files are the same. Aligned writes, a band of whole chunks for each
writer, run for comparison.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

import numpy as np
import zarr

SHAPE = (48, 64)
FAMILIES = {
    "raw": [],
    "blosc": [{"name": "blosc", "configuration": {
        "cname": "lz4", "clevel": 5, "shuffle": "shuffle", "typesize": 4, "blocksize": 0}}],
    "zstd": [{"name": "zstd", "configuration": {"level": 1, "checksum": False}}],
    "gzip+crc32c": [{"name": "gzip", "configuration": {"level": 1}}, {"name": "crc32c"}],
}


def metadata(codecs, is_sharded):
    bytes_codec = {"name": "bytes", "configuration": {"endian": "little"}}
    chain = [bytes_codec] + codecs
    if is_sharded:
        chain = [{"name": "sharding_indexed", "configuration": {
            "chunk_shape": [4, 8], "codecs": chain, "index_location": "end",
            "index_codecs": [bytes_codec, {"name": "crc32c"}]}}]
    return {
        "zarr_format": 3, "node_type": "array", "shape": list(SHAPE), "data_type": "int32", "fill_value": 0,
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [24, 32]}}, "codecs": chain,
        "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}}, "attributes": {}}


def values(writer, turn, shape):
    """What a writer writes in a turn: no two writers, turns or places have the same, but for the wrap-around."""
    return (np.arange(np.prod(shape), dtype="i4").reshape(shape) + (writer * 7919 + turn * 104729)) % 1_000_003 + 1


def own(writer, writers, is_aligned):
    if is_aligned:
        # Whole chunks: four of them, so that some writers have none.
        row, column = divmod(writer % 4, 2)
        return (slice(row * 24, row * 24 + 24), slice(column * 32, column * 32 + 32))
    return (slice(None), slice(writer, None, writers))


def text(selection):
    def one(part):
        return ":".join("" if end is None else str(end) for end in (part.start, part.stop, part.step)).rstrip(":") or ":"
    return ", ".join(one(part) + (":" if one(part).isdigit() else "") for part in selection)


TENSORSTORE = """
import sys, numpy as np, tensorstore as ts
path, writer, writers, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
array = ts.open({"driver": "zarr3", "kvstore": {"driver": "file", "path": path}}).result()
shape = tuple(array[:, writer::writers].shape)
for turn in range(rounds):
    value = (np.arange(np.prod(shape), dtype="i4").reshape(shape) + (writer * 7919 + turn * 104729)) % 1_000_003 + 1
    array[:, writer::writers].write(value).result()
"""


def run(program, codecs, is_sharded, writers, rounds, is_aligned, with_tensorstore):
    failures = []
    with tempfile.TemporaryDirectory(prefix="two-writers-") as root:
        path = os.path.join(root, "a.zarr")
        os.mkdir(path)
        with open(os.path.join(path, "zarr.json"), "w") as file:
            json.dump(metadata(codecs, is_sharded), file)
        processes = []
        begin = time.monotonic()
        for writer in range(writers):
            if with_tensorstore and writer == 0:
                processes.append(subprocess.Popen(
                    [sys.executable, "-c", TENSORSTORE, path, "0", str(writers), str(rounds)],
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE))
                continue
            selection = own(writer, writers, is_aligned)
            shape = np.empty(SHAPE, "i1")[selection].shape
            lines = []
            for turn in range(rounds):
                source = os.path.join(root, f"{writer}.{turn}.npy")
                np.save(source, values(writer, turn, shape).astype("i4"))
                lines.append(json.dumps(
                    ["write", path, "--input", source, "--selection", text(selection), "--quiet"]))
            commands = os.path.join(root, f"{writer}.jsonl")
            with open(commands, "w") as file:
                file.write("\n".join(lines))
            processes.append(subprocess.Popen(
                [program, "batch"], stdin=open(commands), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE))
        for process in processes:
            error = process.communicate()[1].decode()
            if process.returncode != 0:
                failures.append(f"a writer ended with {process.returncode}: {error.strip().splitlines()[-1:]}")
        seconds = time.monotonic() - begin
        found = zarr.open_array(path, mode="r")[:]
        wrong = 0
        for writer in range(writers):
            selection = own(writer, writers, is_aligned)
            expected = values(writer, rounds - 1, found[selection].shape)
            if is_aligned and writer >= 4:
                continue
            if is_aligned:
                # Writers of the same chunk replace it whole: one of them was the last.
                rivals = [values(other, rounds - 1, expected.shape) for other in range(writer, writers, 4)]
                wrong += not any((found[selection] == rival).all() for rival in rivals)
            else:
                wrong += int((found[selection] != expected).sum())
        left = [name for _, _, names in os.walk(path) for name in names if name.endswith(("__lock", "__partial"))]
    if wrong:
        failures.append(f"{wrong} values are wrong")
    if left:
        failures.append(f"{len(left)} files are left behind, as {left[0]}")
    return seconds, failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--zarrtool", required=True)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--tensorstore", action="store_true")
    options = parser.parse_args()
    passed = failed = 0
    for name, codecs in FAMILIES.items():
        for is_sharded in (False, True):
            times = {}
            for is_aligned in (False, True):
                seconds, failures = run(
                    options.zarrtool, codecs, is_sharded, options.writers, options.rounds, is_aligned,
                    options.tensorstore and not is_aligned)
                times[is_aligned] = seconds
                passed, failed = (passed, failed + 1) if failures else (passed + 1, failed)
                for failure in failures:
                    print(f"FAILED {name} {'sharded' if is_sharded else 'chunks'}: {failure}")
            count = options.writers * options.rounds
            print(f"{name:12} {'sharded' if is_sharded else 'chunks':8} {count / times[False]:7.0f} writes/s disjoint, "
                  f"{count / times[True]:7.0f} aligned")
    print(f"two writers: {passed} passed, {failed} failed")
    sys.exit(failed != 0)


main()

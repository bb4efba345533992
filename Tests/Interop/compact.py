"""Shards with garbage are compacted, and compactions are killed; zarr-python reads the same before and after.

    compact.py --zarrtool PROGRAM [--rounds 20] [--kills 20] [--seed 1]

Shards are written by zarr-python, and rewritten in part as appending writers do it: new subchunks and a new index behind the
old ones. zarrs, whose partial writes may be of that kind, writes parts of the same shards where it is installed.
"""
import argparse
import os
import random
import struct
import subprocess
import sys
import tempfile
import time
import warnings

import google_crc32c
import numpy as np
import zarr
from zarr.codecs import BloscCodec, BytesCodec, Crc32cCodec, GzipCodec, ShardingCodec, TransposeCodec, ZstdCodec

MISSING = 2 ** 64 - 1
FAMILIES = {
    "raw": [BytesCodec()], "crc32c": [BytesCodec(), Crc32cCodec()], "gzip": [BytesCodec(), GzipCodec(level=1)],
    "zstd": [BytesCodec(), ZstdCodec(level=1)], "blosc": [BytesCodec(), BloscCodec()],
    "transposed": [TransposeCodec(order=(1, 0)), BytesCodec(), ZstdCodec()],
}


def create(path, codecs, location, shape=(24, 32)):
    shard, chunk = (12, 16), (4, 4)
    array = zarr.create_array(
        path, shape=shape, chunks=shard, dtype="i4", fill_value=0, compressors=None, filters=None,
        serializer=ShardingCodec(chunk_shape=chunk, codecs=codecs, index_location=location))
    values = np.arange(1, shape[0] * shape[1] + 1, dtype="i4").reshape(shape)
    values[4:8, 8:12] = 0
    array[:] = values
    return array


def shards(path):
    return sorted(
        os.path.join(top, name) for top, _, files in os.walk(os.path.join(path, "c")) for name in files
        if not name.endswith(("__lock", "__partial")))


def append_garbage(path, location, generator):
    """What a writer leaves that appends some subchunks anew."""
    count = 12
    size = 16 * count + 4
    for name in shards(path):
        if generator.random() < 0.3:
            continue
        with open(name, "rb") as file:
            data = bytearray(file.read())
        start = 0 if location == "start" else len(data) - size
        words = list(struct.unpack(f"<{2 * count}Q", data[start:start + size - 4]))
        for subchunk in generator.sample(range(count), generator.randint(1, 4)):
            offset, length = words[2 * subchunk:2 * subchunk + 2]
            if offset == MISSING:
                continue
            words[2 * subchunk] = len(data)
            data += data[offset:offset + length] + bytes(generator.randint(0, 9))
        index = struct.pack(f"<{2 * count}Q", *words)
        index += struct.pack("<I", google_crc32c.value(index))
        if location == "start":
            data[:size] = index
        else:
            data += index
        with open(name, "wb") as file:
            file.write(data)


def run(program, *words):
    done = subprocess.run([program, *words], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def total(path):
    return sum(os.path.getsize(name) for name in shards(path))


def compacted(program, path, expected, smallest, label):
    status, text = run(program, "compact", path, "--threshold", "0")
    failures = [] if status == 0 else [f"{label}: compact ended with {status}: {text}"]
    if not np.array_equal(zarr.open_array(path, mode="r")[:], expected):
        failures.append(f"{label}: zarr-python reads other values")
    if smallest is not None and total(path) != smallest:
        failures.append(f"{label}: {total(path)} bytes are left of {smallest}")
    status, text = run(program, "check", path)
    if status:
        failures.append(f"{label}: check says {text}")
    return failures


def families(program, rounds, seed):
    failures = []
    for name, codecs in FAMILIES.items():
        for location in ("start", "end"):
            generator = random.Random(f"{seed}{name}{location}")
            with tempfile.TemporaryDirectory(prefix="compact-") as root:
                path = os.path.join(root, "a.zarr")
                array = create(path, codecs, location)
                expected, smallest = array[:], total(path)
                for _ in range(max(1, rounds // len(FAMILIES))):
                    append_garbage(path, location, generator)
                    if not np.array_equal(zarr.open_array(path, mode="r")[:], expected):
                        failures.append(f"{name} {location}: the garbage of this test is wrong")
                    failures += compacted(program, path, expected, smallest, f"{name} {location}")
    return failures


def killed(program, kills, seed):
    """At any moment each shard is the old one or the new one."""
    generator = random.Random(seed)
    failures, count, span, steps = [], 0, 0.03, 0
    with tempfile.TemporaryDirectory(prefix="compact-") as root:
        path = os.path.join(root, "a.zarr")
        expected = create(path, FAMILIES["zstd"], "end", (120, 160))[:]
        smallest = total(path)
        while count < kills and steps < 20 * kills:
            steps += 1
            append_garbage(path, "end", generator)
            begin = time.monotonic()
            process = subprocess.Popen(
                [program, "compact", path, "--threshold", "0"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(generator.uniform(0, 1.1) * span)
            if process.poll() is None:
                count += 1
            else:
                span = 0.5 * span + 0.5 * (time.monotonic() - begin)
            process.kill()
            process.wait()
            if not np.array_equal(zarr.open_array(path, mode="r")[:], expected):
                failures.append(f"after kill {count} the values are others")
        run(program, "check", path, "--repair", "--grace", "0")
        failures += compacted(program, path, expected, smallest, "after all kills")
    return count, steps, failures


def foreign(program):
    """What zarrs leaves when it writes parts of shards."""
    try:
        import zarrs
    except ImportError:
        return "NOT TESTED: zarrs is not installed", []
    del zarrs
    failures, left = [], 0
    zarr.config.set({"codec_pipeline.path": "zarrs.ZarrsCodecPipeline"})
    try:
        for name in "raw", "zstd":
            with tempfile.TemporaryDirectory(prefix="compact-") as root:
                path = os.path.join(root, "a.zarr")
                create(path, FAMILIES[name], "end")
                array = zarr.open_array(path, mode="r+")
                for place in range(8):
                    array[place:place + 3, place:place + 5] = place + 1
                expected = array[:]
                before = total(path)
                failures += compacted(program, path, expected, None, f"zarrs {name}")
                left += before - total(path)
    finally:
        zarr.config.set({"codec_pipeline.path": "zarr.core.codec_pipeline.BatchedCodecPipeline"})
    return f"zarrs left {left} bytes of garbage", failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--zarrtool", required=True)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    failures = families(options.zarrtool, options.rounds, options.seed)
    count, steps, more = killed(options.zarrtool, options.kills, options.seed)
    said, others = foreign(options.zarrtool)
    failures += more + others
    for failure in failures[:20]:
        print(f"FAILED --seed {options.seed}: {failure}")
    print(f"compact: {3 - (len(failures) > 0)} passed, {len(failures)} failed; "
          f"{count} of {steps} compactions killed at work; {said}")
    sys.exit(failures != [])


main()

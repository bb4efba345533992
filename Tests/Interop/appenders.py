"""Several processes append to one array; zarr-python reads what came of it.

    appenders.py --zarrtool PROGRAM [--blocks 100]

Two processes append blocks of a value of their own to one array, in both modes: all blocks must be there, none over another.
Two set attributes of one array: all are there.
(Appenders that are killed: kills.py.)
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

from growing import create, read

WIDTH = 8


def left(path):
    names = ("__lock", "__partial", "__append__.json")
    return [os.path.join(top, name) for top, _, files in os.walk(path) for name in files if name.endswith(names)]


def run_together(program, root, batches):
    """Runs each list of commands in a process of its own, all at the same time; what went wrong."""
    processes = []
    for number, batch in enumerate(batches):
        commands = os.path.join(root, f"{number}.jsonl")
        with open(commands, "w") as file:
            file.write("\n".join(json.dumps(words) for words in batch))
        processes.append(subprocess.Popen(
            [program, "batch"], stdin=open(commands), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE))
    failures = []
    for process in processes:
        error = process.communicate()[1].decode()
        if process.returncode != 0:
            failures.append(f"a process ended with {process.returncode}: {error.strip().splitlines()[-1:]}")
    return failures


def race(program, blocks, is_published, shards):
    """Two processes, each as many blocks of 3 rows that all hold its number and the block's."""
    with tempfile.TemporaryDirectory(prefix="appenders-") as root:
        path = os.path.join(root, "a.zarr")
        create(path, WIDTH, [10, 4], [2, 4] if shards else None)
        batches = []
        for writer in range(2):
            batch = []
            for block in range(blocks):
                source = os.path.join(root, f"{writer}.{block}.npy")
                np.save(source, np.full((3, WIDTH), 1 + writer * blocks + block, "i4"))
                batch.append(
                    ["append", path, "--input", source, "--quiet"] + (["--published"] if is_published else []))
            batches.append(batch)
        begin = time.monotonic()
        failures = run_together(program, root, batches)
        seconds = time.monotonic() - begin
        found = read(path)
        if found.shape != (6 * blocks, WIDTH):
            failures.append(f"the shape is {found.shape}, not {(6 * blocks, WIDTH)}")
        else:
            rows = found.reshape(2 * blocks, 3 * WIDTH)
            if (rows != rows[:, :1]).any():
                failures.append("blocks lie over each other")
            if sorted(rows[:, 0]) != list(range(1, 2 * blocks + 1)):
                failures.append("blocks are missing")
        failures += [f"left behind: {name}" for name in left(path)]
        return 2 * blocks / seconds, failures


def attributes(program, count):
    """Two processes that set attributes of one array, each its own: all of them are there."""
    with tempfile.TemporaryDirectory(prefix="appenders-") as root:
        path = os.path.join(root, "a.zarr")
        create(path, WIDTH, [10, 4])
        failures = run_together(program, root, [
            [["attrs", "set", path, f"{writer}.{number}", str(number)] for number in range(count)]
            for writer in range(2)])
        found = dict(zarr.open_array(path, mode="r").attrs)
        wanted = {f"{writer}.{number}": number for writer in range(2) for number in range(count)}
        if found != wanted:
            failures.append(f"{len(found)} of {len(wanted)} attributes are there")
        return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--zarrtool", required=True)
    parser.add_argument("--blocks", type=int, default=100)
    options = parser.parse_args()
    passed = failed = 0

    def report(label, failures):
        nonlocal passed, failed
        passed, failed = (passed, failed + 1) if failures else (passed + 1, failed)
        for failure in failures[:10]:
            print(f"FAILED {label}: {failure}")

    for shards in (False, True):
        for is_published in (False, True):
            label = f"{'sharded' if shards else 'chunks'} {'published' if is_published else 'shared'}"
            rate, failures = race(options.zarrtool, options.blocks, is_published, shards)
            print(f"{label:18} {rate:6.0f} appends/s")
            report(label, failures)
    report("attributes", attributes(options.zarrtool, options.blocks))
    print(f"appenders: {passed} passed, {failed} failed")
    sys.exit(failed != 0)


main()

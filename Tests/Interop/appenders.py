"""Several processes append to one array, and appenders are killed; zarr-python reads what came of it.

    appenders.py --zarrtool PROGRAM [--blocks 100] [--kills 40] [--seed 1]

Two processes append blocks of a value of their own to one array, in both modes: all blocks must be there, none over another.
Two set attributes of one array: all are there.
Then appenders, writers and resizers are killed at random moments: every value that a reader sees is one that somebody wrote,
or fill; a length that was published has its data; arrays that are appended to together have one length after the next append;
and no later command fails.
"""
import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time

import numpy as np
import zarr

WIDTH = 8


def create(path, shards):
    bytes_codec = {"name": "bytes", "configuration": {"endian": "little"}}
    codecs = [bytes_codec, {"name": "zstd", "configuration": {"level": 1, "checksum": True}}]
    if shards:
        codecs = [{"name": "sharding_indexed", "configuration": {
            "chunk_shape": [2, 4], "codecs": codecs, "index_location": "end",
            "index_codecs": [bytes_codec, {"name": "crc32c"}]}}]
    os.makedirs(path)
    with open(os.path.join(path, "zarr.json"), "w") as file:
        json.dump({
            "zarr_format": 3, "node_type": "array", "shape": [0, WIDTH], "data_type": "int32", "fill_value": 0,
            "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [10, 4]}}, "codecs": codecs,
            "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}}, "attributes": {}}, file)


def group(path):
    os.makedirs(path)
    with open(os.path.join(path, "zarr.json"), "w") as file:
        json.dump({"zarr_format": 3, "node_type": "group", "attributes": {}}, file)


def read(path):
    return zarr.open_array(path, mode="r")[:]


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
        create(path, shards)
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
        create(path, False)
        failures = run_together(program, root, [
            [["attrs", "set", path, f"{writer}.{number}", str(number)] for number in range(count)]
            for writer in range(2)])
        found = dict(zarr.open_array(path, mode="r").attrs)
        wanted = {f"{writer}.{number}": number for writer in range(2) for number in range(count)}
        if found != wanted:
            failures.append(f"{len(found)} of {len(wanted)} attributes are there")
        return failures


class Crash:
    """One store, and what may be seen in it."""

    def __init__(self, program, root, seed):
        self.program, self.root, self.random = program, root, random.Random(seed)
        self.number = 0
        self.failures = []
        self.path = os.path.join(root, "g.zarr")
        group(self.path)
        for name in "plain", "shard":
            create(os.path.join(self.path, name), name == "shard")
        self.kills = 0
        # What a command takes that nobody kills.
        self.span = 0.06

    def run(self, *words, kill):
        self.number += 1
        process = subprocess.Popen([self.program, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        if kill:
            time.sleep(self.random.uniform(0.1, 1.1) * self.span)
            self.kills += process.poll() is None
            process.kill()
            process.communicate()
            return
        begin = time.monotonic()
        error = process.communicate()[1].decode()
        self.span = 0.5 * self.span + 0.5 * (time.monotonic() - begin)
        if process.returncode != 0:
            self.failures.append(f"{' '.join(words[:1])} ended with {process.returncode}: {error.strip()}")

    def source(self, rows, value):
        path = os.path.join(self.root, f"{self.number}.npy")
        np.save(path, np.full((rows, WIDTH), value, "i4"))
        return path

    def lengths(self):
        return [zarr.open_array(os.path.join(self.path, name), mode="r").shape[0] for name in ("plain", "shard")]

    def step(self):
        kind = self.random.choice(["both", "both", "one", "write", "resize"])
        before = self.lengths()
        rows, value = self.random.randint(1, 25), self.number + 1
        name = self.random.choice(["plain", "shard"])
        place = ("plain", "shard").index(name)
        target = os.path.join(self.path, name)
        source = self.source(rows, value)
        if kind == "both":
            words = ["append", self.path, "--input", f"plain={source}", "--input", f"shard={source}"]
        elif kind == "one":
            words = ["append", target, "--input", source, "--published"]
        elif kind == "write" and before[place] >= rows:
            start = self.random.randint(0, before[place] - rows)
            words = ["write", target, "--input", source, "--selection", f"{start}:{start + rows}"]
        else:
            kind = "resize"
            words = ["resize", target, "--shape", f"{max(0, before[place] - rows)},{WIDTH}"]
        self.run(*words, "--quiet", kill=True)
        self.look(kind, name, before, rows, value)
        if kind == "both":
            self.settle(before, rows)

    def look(self, kind, name, before, rows, value):
        after = self.lengths()
        for place, array in enumerate(("plain", "shard")):
            try:
                found = read(os.path.join(self.path, array))
            except Exception as error:  # Whatever it is, a reader cannot read.
                self.failures.append(f"{array} does not read after {kind}: {error}")
                continue
            if (found != found[:, :1]).any() and kind != "write":
                self.ragged(kind, array, found)
            if kind in ("both", "one") and after[place] > before[place]:
                if after[place] != before[place] + rows or (found[before[place]:] != value).any():
                    self.failures.append(f"{array} has the length {after[place]} without its data after {kind}")
            elif kind in ("both", "one", "write") and after[place] != before[place]:
                self.failures.append(f"{array} went from {before[place]} to {after[place]} by {kind}")

    def ragged(self, kind, array, found):
        # Rows are written by chunks of 4 columns: a killed write leaves halves, which later steps do not.
        halves = found.reshape(len(found), 2, 4)
        if (halves != halves[:, :, :1]).any():
            self.failures.append(f"{array} is torn within a chunk after {kind}")

    def settle(self, before, rows):
        """The next append, which is not killed: both arrays of the interrupted one have grown, or neither."""
        killed = [new - old for new, old in zip(self.lengths(), before)]
        source = self.source(1, 1_000_000 + self.number)
        self.run("append", self.path, "--input", f"plain={source}", "--input", f"shard={source}", "--quiet", kill=False)
        grown = [new - old - 1 for new, old in zip(self.lengths(), before)]
        # What one of them showed already is not taken back.
        if grown not in ([0, 0], [rows, rows]) or max(killed) > grown[0]:
            self.failures.append(f"an append of {rows} showed as {killed}, and as {grown} after the next one")


def crash(program, kills, seed):
    with tempfile.TemporaryDirectory(prefix="appenders-") as root:
        test = Crash(program, root, seed)
        test.settle(test.lengths(), 0)
        steps = 0
        while test.kills < kills and steps < 20 * kills:
            steps += 1
            test.step()
        # Growing shows fill, never what a killed appender left.
        for name in "plain", "shard":
            target = os.path.join(test.path, name)
            length = zarr.open_array(target, mode="r").shape[0]
            test.run("resize", target, "--shape", f"{length + 30},{WIDTH}", kill=False)
            if (read(target)[length:] != 0).any():
                test.failures.append(f"{name} shows what was left behind its end")
        journals = [name for name in left(test.path) if name.endswith(".json")]
        test.failures += [f"left behind: {name}" for name in journals]
        return test.kills, steps, test.failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--zarrtool", required=True)
    parser.add_argument("--blocks", type=int, default=100)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
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
    kills, steps, failures = crash(options.zarrtool, options.kills, options.seed)
    report(f"killed, --seed {options.seed}", failures)
    print(f"appenders: {passed} passed, {failed} failed; {kills} of {steps} programs killed at work")
    sys.exit(failed != 0)


main()

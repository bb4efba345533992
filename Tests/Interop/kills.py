"""Programs are killed at random moments, whatever they are doing; zarr-python and `zarrtool check` say what came of it.

    kills.py --zarrtool PROGRAM [--kills 60] [--seed 1] [--only KIND]

Writes of whole, partial and sharded chunks, appends (shared, published, several arrays at once), resizes, changes of
attributes, repairs, compactions, copies and consolidations, each killed at a moment between its start and the time that it
takes when nobody kills it. After every kill: each chunk or shard holds all of its old elements or all of its new ones, a
published length has its data, `check` finds nothing damaged and nothing that it does not repair, and the same command succeeds
when it is given again.
"""
import argparse
import collections
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

import numpy as np
import zarr

from growing import create, read
from kills_upkeep import Upkeep
from kills_values import COLUMNS, HARMLESS, UNITS, grown, torn


class Kills(Upkeep):
    def __init__(self, program, root, seed):
        self.program, self.root, self.random = program, root, random.Random(seed)
        self.group = os.path.join(root, "g.zarr")
        os.makedirs(self.group)
        with open(os.path.join(self.group, "zarr.json"), "w") as file:
            json.dump({"zarr_format": 3, "node_type": "group", "attributes": {}}, file)
        for name in UNITS:
            create(self.path(name), COLUMNS, UNITS[name], (8, 8) if name == "shards" else None)
        self.number = 0
        self.kills = collections.Counter()
        self.repaired = collections.Counter()
        self.failures = []
        # What each kind of command takes when nobody kills it.
        self.spans = {}
        self.step_label = "start"
        for name in UNITS:
            self.run("start", "append", self.path(name), "--input", self.values(90)[0], "--quiet")
        self.kinds = [
            "write whole", "write part", "write large shard", "append shared", "append published", "append group", "resize", "attributes",
            "repair", "copy", "compact", "consolidate"]

    def path(self, name):
        return os.path.join(self.group, name)

    def fail(self, message):
        self.failures.append(f"{self.step_label}: {message}")

    def values(self, rows):
        """A file of new values, none of which was there before, and they themselves."""
        self.number += 1
        path = os.path.join(self.root, "values.%d.npy" % (self.number % 4))
        values = self.number * 10_000 + np.arange(rows * COLUMNS, dtype="i4").reshape(rows, COLUMNS) % 9_973
        np.save(path, values)
        return path, values

    # Running programs

    def start(self, *words):
        return subprocess.Popen(
            [self.program, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def kill(self, kind, *words):
        """Runs a command and kills it on its way; whether it was still at work."""
        process = self.start(*words)
        time.sleep(self.random.uniform(0, 1.1) * self.spans.get(kind, 0.05))
        was_alive = process.poll() is None
        process.kill()
        process.communicate()
        if process.returncode == -signal.SIGKILL:
            self.kills[kind] += 1
        elif was_alive is False and process.returncode != 0:
            self.fail(f"{words[0]} ended with {process.returncode} by itself")
        return process.returncode == -signal.SIGKILL

    def run(self, kind, *words):
        """Runs a command that must succeed, and measures it."""
        begin = time.monotonic()
        process = self.start(*words)
        output, error = process.communicate(timeout=120)
        span = time.monotonic() - begin
        known = self.spans.get(kind, span)
        self.spans[kind] = 0.7 * known + 0.3 * span
        if process.returncode != 0:
            self.fail(f"{' '.join(words[:2])} ended with {process.returncode}: {error.decode().strip()[-300:]}")
        return output

    def check(self, path, harmless=HARMLESS):
        """`check` finds nothing, or nothing that it does not repair; nothing of it is damage."""
        process = self.start("check", path, "--grace", "0", "--json", "--quiet")
        output, error = process.communicate()
        if process.returncode not in (0, 1):
            return self.fail(f"check ended with {process.returncode}: {error.decode().strip()[-300:]}")
        found = [finding for finding in json.loads(output)["findings"]]
        for finding in found:
            if finding["kind"] not in harmless:
                self.fail(f"check found {finding}")
        if process.returncode == 0:
            return
        for kind in {finding["kind"] for finding in found}:
            self.repaired[kind] += 1
        for words in (["--repair"], []):
            process = self.start("check", path, "--grace", "0", "--quiet", *words)
            output, error = process.communicate()
            if process.returncode != 0:
                self.fail(f"check {' '.join(words)} after {found} ended with {process.returncode}: "
                          f"{(output + error).decode().strip()[-400:]}")

    # The kinds of commands that change values: each is prepared, killed, judged, and given again

    def step(self, kind, number):
        self.step_label = f"step {number}, {kind}"
        before = len(self.failures)
        getattr(self, kind.replace(" ", "_"))()
        return len(self.failures) == before

    def judged(self, name, old, new, is_whole=False):
        """What an array holds now, which must be old or new, chunk by chunk or as a whole."""
        try:
            found = read(self.path(name))
        except Exception as error:  # Whatever it is, a reader cannot read.
            self.fail(f"{name} does not read: {error!r}")
            return old
        fits = [candidate for candidate in (old, new) if candidate.shape == found.shape]
        if not fits:
            self.fail(f"{name} has the shape {found.shape}, neither {old.shape} nor {new.shape}")
        elif is_whole:
            if not any(np.array_equal(found, candidate) for candidate in fits):
                self.fail(f"{name} of shape {found.shape} is neither as before nor as it was to become")
        else:
            # Where an array grew, what is not written yet is fill.
            if found.shape == new.shape != old.shape and len(new) > len(old):
                fits.append(grown(old, len(new) - len(old)))
            place = torn(found, UNITS[name], *fits)
            if place:
                self.fail(f"{UNITS[name]} at {place} of {name} is neither old nor new")
        return found

    def change(self, kind, name, words, old, new, again, is_whole=False):
        """Kills a command that makes old values new; what `again` makes of the rest must be exactly what it says."""
        self.kill(kind, *words)
        found = self.judged(name, old, new, is_whole)
        # Sometimes the next writer is the first to find what was left, sometimes `check` is.
        is_checked = self.random.random() < 0.5
        if is_checked:
            self.check(self.group)
            found = self.judged(name, old, new, is_whole)
        words, wanted = again(found)
        self.run(kind, *words)
        self.expect(name, wanted)
        if not is_checked:
            self.check(self.group)
            self.expect(name, wanted)

    def expect(self, name, wanted):
        try:
            found = read(self.path(name))
        except Exception as error:  # Whatever it is, a reader cannot read.
            return self.fail(f"{name} does not read: {error!r}")
        if found.shape != wanted.shape or not np.array_equal(found, wanted):
            self.fail(f"{name} is not what the command, given again, was to make of it")

    def write(self, kind, name, old, rows):
        def words(values):
            selection = f"{rows.start}:{rows.stop}"
            return ["write", self.path(name), "--input", values[0], "--selection", selection, "--quiet"]

        def made(base, values):
            new = base.copy()
            new[rows.start:rows.stop] = values[1]
            return new

        values = self.values(len(rows))

        def again(found):
            values = self.values(len(rows))
            return words(values), made(found, values)

        self.change(kind, name, words(values), old, made(old, values), again)

    def write_whole(self):
        name = self.random.choice(list(UNITS))
        old = read(self.path(name))
        self.write("write whole", name, old, range(len(old)))

    def write_part(self):
        name = self.random.choice(list(UNITS))
        old = read(self.path(name))
        start = self.random.randrange(len(old) - 5)
        self.write("write part", name, old, range(start, self.random.randrange(start + 1, len(old))))

    def write_large_shard(self):
        """A part of a shard of 2 MiB, which is extended where files share blocks (see --keep), and written anew elsewhere."""
        path = os.path.join(self.root, "large.zarr")
        if not os.path.exists(path):
            zarr.create_array(
                path, shape=(512, 1024), dtype="i4", chunks=(64, 64), shards=(512, 1024), compressors=None, fill_value=0
            )[:] = np.arange(512 * 1024, dtype="i4").reshape(512, 1024)
        old = read(path)
        rows, columns = sorted(self.random.sample(range(513), 2)), sorted(self.random.sample(range(1025), 2))
        self.number += 1
        new = old.copy()
        new[rows[0]:rows[1], columns[0]:columns[1]] += self.number
        np.save(os.path.join(self.root, "box.npy"), new[rows[0]:rows[1], columns[0]:columns[1]])
        words = ["write", path, "--input", os.path.join(self.root, "box.npy"), "--quiet",
                 "--selection", f"{rows[0]}:{rows[1]},{columns[0]}:{columns[1]}"]
        self.kill("write large shard", *words)
        if not any(np.array_equal(read(path), values) for values in (old, new)):
            self.fail("a large shard is neither old nor new")
        if self.random.random() < 0.5:
            self.check(path)
        self.run("write large shard", *words)
        if not np.array_equal(read(path), new):
            self.fail("a large shard is not what was written")
        self.check(path)

    def append(self, kind, *flags):
        name = self.random.choice(list(UNITS))
        old = read(self.path(name))
        rows = self.random.randint(1, 60)
        values = self.values(rows)

        def words(values):
            return ["append", self.path(name), "--input", values[0], "--quiet", *flags]

        def again(found):
            if self.random.random() < 0.3:
                # What a killed appender left behind the end is not seen by growing.
                return ["resize", self.path(name), "--shape", f"{len(found) + 40},{COLUMNS}"], grown(found, 40)
            values = self.values(rows)
            return words(values), np.concatenate([found, values[1]])

        new = np.concatenate([old, values[1]])
        self.change(kind, name, words(values), old, new, again, is_whole=bool(flags))

    def append_shared(self):
        self.append("append shared")

    def append_published(self):
        self.append("append published", "--published")

    def append_group(self):
        old = {name: read(self.path(name)) for name in UNITS}
        rows = self.random.randint(1, 60)

        def words(values):
            return ["append", self.group, "--quiet"] + [
                word for name in UNITS for word in ("--input", f"{name}={values[0]}")]

        values = self.values(rows)
        self.kill("append group", *words(values))
        new = {name: np.concatenate([old[name], values[1]]) for name in UNITS}
        found = {name: self.judged(name, old[name], new[name], is_whole=True) for name in UNITS}
        shown = {name: len(found[name]) - len(old[name]) for name in UNITS}
        is_checked = self.random.random() < 0.5
        if is_checked:
            self.check(self.group)
            found = {name: self.judged(name, old[name], new[name], is_whole=True) for name in UNITS}
            if len({len(found[name]) - len(old[name]) for name in UNITS}) != 1:
                self.fail("one array of a group has grown and the other one has not, after check")
        values = self.values(rows)
        self.run("append group", *words(values))
        lengths = {name: len(read(self.path(name))) - len(old[name]) - rows for name in UNITS}
        if len(set(lengths.values())) != 1 or any(lengths[name] < shown[name] for name in UNITS):
            self.fail(f"an append of {rows} showed as {shown}, and as {lengths} after the next one")
        for name in UNITS:
            base = new[name] if lengths[name] else old[name]
            self.expect(name, np.concatenate([base, values[1]]))
        if not is_checked:
            self.check(self.group)

    def resize(self):
        name = self.random.choice(list(UNITS))
        old = read(self.path(name))
        length = self.random.choice([self.random.randint(40, len(old)), len(old) + self.random.randint(1, 60)])

        def to(values, length):
            return grown(values[:length], max(0, length - len(values)))

        def words(length):
            return ["resize", self.path(name), "--shape", f"{length},{COLUMNS}"]

        self.kill("resize", *words(length))
        found = read(self.path(name))
        if len(found) == length:
            self.judged(name, to(old, length), to(old, length))
        else:
            # What is to be cut off may be fill already.
            self.judged(name, old, to(to(old, min(length, len(old))), len(old)))
        if self.random.random() < 0.5:
            self.check(self.group)
        kept = found[:min(length, len(found))]
        self.run("resize", *words(length))
        self.expect(name, to(kept, length))
        # What was cut off does not come back.
        self.run("grow", *words(length + 40))
        self.expect(name, to(kept, length + 40))
        self.check(self.group)

    def attributes(self):
        name = self.random.choice(list(UNITS))
        path = self.path(name)
        old = dict(zarr.open_array(path, mode="r").attrs)
        key = f"key {self.random.randrange(20)}"

        def words(value):
            return ["attrs", "set", path, key, json.dumps(value)]

        self.number += 1
        self.kill("attributes", *words(self.number))
        found = dict(zarr.open_array(path, mode="r").attrs)
        if found not in (old, old | {key: self.number}):
            self.fail(f"the attributes are {found}, they were {old}")
        if self.random.random() < 0.5:
            self.check(self.group)
        self.number += 1
        self.run("attributes", *words(self.number))
        if dict(zarr.open_array(path, mode="r").attrs) != found | {key: self.number}:
            self.fail("the attributes are not what was set")
        self.check(self.group)

    def trim(self):
        """Arrays that have grown too long are cut, or the steps would take longer and longer."""
        for name in UNITS:
            if zarr.open_array(self.path(name), mode="r").shape[0] > 300:
                self.run("trim", "resize", self.path(name), "--shape", f"90,{COLUMNS}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--zarrtool", required=True)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--only", help="one kind of command")
    parser.add_argument("--keep", help="a directory for the stores, which is kept")
    options = parser.parse_args()
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kills-") as temporary:
        root = options.keep or temporary
        os.makedirs(root, exist_ok=True)
        test = Kills(options.zarrtool, root, options.seed)
        kinds = [options.only] if options.only else test.kinds
        steps = failed = 0
        try:
            while sum(test.kills.values()) < options.kills and steps < 5 * options.kills and failed < 5:
                # In turn, so that a short run has some of all.
                failed += not test.step(kinds[steps % len(kinds)], steps)
                test.trim()
                steps += 1
        except KeyboardInterrupt:
            print("interrupted")
    for failure in test.failures[:20]:
        print(f"FAILED --seed {options.seed}, {failure}")
    print("killed: " + ", ".join(f"{count} {kind}" for kind, count in sorted(test.kills.items())))
    print("repaired: " + (", ".join(f"{count} x {kind}" for kind, count in sorted(test.repaired.items())) or "nothing"))
    print(f"kills: {steps - failed} passed, {failed} failed; {sum(test.kills.values())} of {steps} programs killed at "
          f"work, --seed {options.seed}, {time.monotonic() - begin:.0f} s")
    sys.exit(failed != 0 or not test.kills)


if __name__ == "__main__":
    main()

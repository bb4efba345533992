"""Commands of kills.py that change no values: repairs, copies, compactions, consolidated metadata."""
import json
import os
import shutil
import warnings

import numpy as np
import zarr

from growing import read
from kills_values import CHUNK, HARMLESS, UNITS, torn


class Upkeep:
    def repair(self):
        """A repair of a damaged copy is killed, and done again."""
        name = self.random.choice(list(UNITS))
        old = read(self.path(name))
        path = os.path.join(self.root, "hurt.zarr")
        shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(self.path(name), path)
        files = sorted(
            os.path.join(top, file) for top, _, names in os.walk(os.path.join(path, "c")) for file in names)
        hurt = self.random.sample(files, min(4, len(files)))
        for file in hurt:
            with open(file, "r+b") as stream:
                data = bytearray(stream.read())
                data[self.random.randrange(len(data))] ^= 1 << self.random.randrange(8)
                stream.seek(0)
                stream.write(data)
        self.kill("repair", "check", path, "--repair", "--grace", "0", "--quiet")
        self.run("repair", "check", path, "--repair", "--grace", "0", "--quiet")
        self.check(path, HARMLESS - {"append", "outside"})
        try:
            found = read(path)
        except Exception as error:  # Whatever it is, a reader cannot read.
            return self.fail(f"a repaired array does not read: {error!r}")
        # A broken chunk is fill; of a shard, the subchunks that are broken.
        place = torn(found, (8, 8) if name == "shards" else CHUNK, old, np.zeros_like(old))
        if place:
            self.fail(f"the chunk at {place} of a repaired array is neither what it was nor fill")
        units = {(int(file.split(os.sep)[-2]), int(file.split(os.sep)[-1])) for file in hurt}
        unit = UNITS[name]
        for row in range(0, old.shape[0], unit[0]):
            for column in range(0, old.shape[1], unit[1]):
                region = np.s_[row:row + unit[0], column:column + unit[1]]
                if (row // unit[0], column // unit[1]) not in units and not np.array_equal(found[region], old[region]):
                    self.fail("a repair has changed what was sound")
        values = self.values(len(old))
        self.run("after repair", "write", path, "--input", values[0], "--quiet")
        if not np.array_equal(read(path), values[1]):
            self.fail("a repaired array does not hold what is written to it")

    def copy(self):
        path = os.path.join(self.root, "copy.zarr")
        shutil.rmtree(path, ignore_errors=True)
        old = {name: read(self.path(name)) for name in UNITS}
        words = ["copy", self.group, path, "--quiet"] + self.random.choice([[], ["--codecs", "gzip:1"]])
        self.kill("copy", *words)
        if os.path.exists(os.path.join(path, "zarr.json")):
            self.check(path)
            for name in UNITS:
                # An array may not be there yet; one that is there holds what was copied, or fill.
                if not os.path.exists(os.path.join(path, name, "zarr.json")):
                    continue
                found = read(os.path.join(path, name))
                if found.shape != old[name].shape or torn(found, UNITS[name], old[name], np.zeros_like(old[name])):
                    self.fail(f"a half copy of {name} holds what was never there")
        self.run("copy", *words, "--overwrite")
        for name in UNITS:
            if not np.array_equal(read(os.path.join(path, name)), old[name]):
                self.fail(f"the copy of {name} differs")
        self.check(path, {"partial"})

    def compact(self):
        path = self.path("shards")
        old = read(path)
        # Bytes before the index of each shard that no entry of it points to, as writers leave that append to shards.
        index = 16 * 16 + 4
        for top, _, names in os.walk(os.path.join(path, "c")):
            for name in names:
                with open(os.path.join(top, name), "rb") as stream:
                    data = stream.read()
                with open(os.path.join(top, name), "wb") as stream:
                    stream.write(data[:-index] + self.random.randbytes(5000) + data[-index:])
        self.expect("shards", old)
        words = ["compact", path, "--threshold", "0", "--quiet"]
        self.kill("compact", *words)
        self.expect("shards", old)
        if self.random.random() < 0.5:
            self.check(self.group)
        self.run("compact", *words)
        self.expect("shards", old)
        self.check(self.group)
        for top, _, names in os.walk(os.path.join(path, "c")):
            for name in names:
                with open(os.path.join(top, name), "rb") as stream:
                    if len(stream.read()) > 16 * 300 + index:
                        self.fail(f"{name} is still as long as with what nobody reads")

    def consolidate(self):
        """Consolidating, and a change that keeps what is consolidated current: old or new, and known where it is stale."""
        path = os.path.join(self.root, "consolidated.zarr")
        shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(self.group, path)
        is_change = self.random.random() < 0.5
        words = ["consolidate", path]
        if is_change:
            self.run("consolidate", *words)
            words = ["attrs", "set", f"{path}/chunks", "seen", str(self.number), "--consolidate"]
        old = self.shown(path)
        self.kill("change consolidated" if is_change else "consolidate", *words)
        found = self.shown(path)
        stale = json.loads(self.run("info", "info", path, "--json")).get("consolidated_stale")
        self.run("change consolidated" if is_change else "consolidate", *words)
        new = self.shown(path)
        for part in found:
            if found[part] not in (old[part], new[part]):
                self.fail(f"{part}: a reader is shown {found[part]}, neither {old[part]} nor {new[part]}")
        if bool(stale) != (found["consolidated"] not in (None, found["documents"])):
            self.fail(f"said to be stale: {stale}, in {found}")
        if new["consolidated"] != new["documents"]:
            self.fail(f"consolidated is {new['consolidated']}, the documents say {new['documents']}")
        for name in UNITS:
            if not np.array_equal(read(os.path.join(path, name)), read(self.path(name))):
                self.fail(f"consolidating has changed {name}")
        self.check(path)

    def shown(self, path):
        """The shapes and attributes of the members, as consolidated (None where they are not) and by their documents."""
        def members(group):
            return {name: (array.shape, dict(array.attrs)) for name, array in sorted(group.arrays())}

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            group = zarr.open_group(path, mode="r")
            is_consolidated = group.metadata.consolidated_metadata is not None
            plain = zarr.open_group(path, mode="r", use_consolidated=False)
            return {"consolidated": members(group) if is_consolidated else None, "documents": members(plain)}

"""Whole containers of N5: groups without documents, attributes on all sides, and the ways of a new user.

    python3 n5_containers.py KIND ROOT     in the environment of zarr-python 2: a line of JSON (see `zarr2`)
"""
from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any, Callable

import numpy as np


def zarr2(kind: str, root: str) -> Any:
    """Makes a hierarchy (`make`), or tells what it finds in the same one (`tell`)."""
    import numcodecs
    import zarr
    from zarr.n5 import N5Store

    group = zarr.open_group(N5Store(root), mode="a" if kind == "make" else "r")
    if kind == "make":
        group.attrs["title"] = "root"
        array = group.create_dataset("g/h/a", data=np.arange(35, dtype="i4").reshape(5, 7), chunks=(3, 4))
        array.attrs.put({"scale": [1.5, {"x": 2}]})
        group["g"].attrs["level"] = 1
        group.create_dataset("lz4", data=np.arange(35, dtype="i4").reshape(5, 7), chunks=(3, 4), compressor=numcodecs.LZ4())
        return None
    listed: list[str] = []
    group.visit(listed.append)
    array = group["g/h/a"]
    told = [sorted(listed), dict(group.attrs), dict(array.attrs), list(array.shape), array.dtype.name, int(array[...].sum())]
    return [*told, int(group["lz4"][...].sum())] if "lz4" in group else told


class Containers:
    def __init__(self, program: Path, folder: Path, v2: Path) -> None:
        self.program, self.folder, self.v2 = program, folder, v2

    def run(self, *words: Any, status: int = 0) -> str:
        done = subprocess.run([str(word) for word in (self.program, *words)], capture_output=True, text=True, check=False)
        if done.returncode != status:
            raise AssertionError(f"{words[0]} ended with {done.returncode}: {done.stderr.strip()[-300:]} {done.stdout[-300:]}")
        return done.stdout

    def json(self, *words: Any) -> Any:
        return json.loads(self.run(*words))

    def array(self, path: Path) -> np.ndarray:
        file = self.folder / "read.npy"
        self.run("cat", path, "--format", "npy", "--output", file, "--quiet")
        return np.load(file)

    def same(self, got: Any, expected: Any, what: str) -> None:
        assert got == expected, f"{what}: {got} instead of {expected}"

    def in_zarr2(self, kind: str, root: Path) -> Any:
        done = subprocess.run(
            [self.v2, __file__, kind, root], capture_output=True, text=True, check=False,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"})
        assert done.returncode == 0, done.stderr[-400:]
        return json.loads(done.stdout)

    def names(self, node: Any, path: str = "") -> set[str]:
        found = {path} if path else set()
        for child in node.get("members", []):
            found |= self.names(child, child["path"].strip("/"))
        return found

    # The ways of a new user

    def converted(self) -> None:
        """A container of z5py, looked at, copied to shards of Zarr v3 and back, and verified."""
        import z5py
        import zarr

        import n5_cases

        root, sharded, back = (self.folder / name for name in ("em.n5", "em.zarr", "back.n5"))
        file = z5py.N5File(str(root), mode="a")
        file.attrs["lab"] = "EM"
        volumes = file.create_group("volumes")
        volumes.attrs["scanner"] = {"unit": "nm", "scale": [4.0, 4.0, 40.0]}
        data = {}
        for number, dtype in enumerate(n5_cases.TYPES):
            values = np.random.default_rng(number).integers(0, 100, (21, 18, 33)).astype(dtype)
            array = volumes.create_dataset(
                f"v{number}", data=values, chunks=(8, 8, 16), compression=("raw", "gzip", "blosc", "zstd")[number % 4])
            array.attrs["origin"] = [1, 2, 4]
            data[f"volumes/v{number}"] = values
        tree = self.run("tree", root)
        assert all(name.split("/")[1] in tree for name in data), tree
        for name, values in data.items():
            facts = self.json("info", root / name, "--json")
            self.same((facts["format"], facts["shape"], facts["data_type"]), ("n5", [21, 18, 33], values.dtype.name), "info")
            self.same(facts["n5"]["dimensions"], [33, 18, 21], "info, as N5 has it")
            self.same(self.json("attrs", "get", root / name), {"origin": [1, 2, 4]}, "attributes")
        self.same(self.json("attrs", "get", root), {"lab": "EM"}, "attributes of the root")
        self.run("copy", root, sharded, "--format", "zarr3", "--chunks", "8,8,16", "--shards", "16,16,32", "--quiet")
        for name, values in data.items():
            copy = zarr.open_array(sharded, path=name, mode="r")
            assert copy.shards == (16, 16, 32) and np.array_equal(copy[...], values), name
            assert copy.attrs["origin"] == [1, 2, 4], name
        self.equal(root, sharded)
        self.run("copy", sharded, back, "--format", "n5", "--chunks", "5,7,9", "--codecs", "bz2:9", "--quiet")
        self.equal(root, back)
        again = z5py.N5File(str(back), mode="r")
        for name, values in data.items():
            assert np.array_equal(again[name][...], values), name
        self.same(again["volumes"].attrs["scanner"], {"unit": "nm", "scale": [4.0, 4.0, 40.0]}, "attributes of a group")
        # Damage is seen: of one block, and of one element.
        self.run("write", back / "volumes/v1", "--input", self.one(np.zeros((1, 1, 1), "u2") + 999), "--selection", "3:4, 3:4, 3:4")
        self.run("diff", root, back, "--quiet", status=1)
        self.run("checksum", back, "--verify", self.run("checksum", root).split()[0], "--quiet", status=1)

    def one(self, values: np.ndarray) -> Path:
        np.save(self.folder / "one.npy", values)
        return self.folder / "one.npy"

    def equal(self, left: Path, right: Path) -> None:
        digests = [self.run("checksum", path, "--attributes").split()[0] for path in (left, right)]
        self.same(digests[1], digests[0], "checksum")
        self.run("diff", left, right, "--quiet")

    def through_zarr2(self) -> None:
        """N5 to Zarr v2 and back."""
        import zarr

        root, two, back = (self.folder / name for name in ("t.n5", "t.zarr", "t2.n5"))
        values = np.arange(1, 1 + 7 * 11, dtype="f8").reshape(7, 11)
        self.run("create", root / "g/a", "--format", "n5", "--shape", "7,11", "--dtype", "float64", "--chunks", "3,4",
                 "--codecs", "gzip:4", "--attributes", '{"k": {"l": [1]}}')  # fmt: skip
        self.run("write", root / "g/a", "--input", self.one(values), "--quiet")
        self.run("copy", root, two, "--format", "zarr2", "--quiet")
        assert np.array_equal(zarr.open_array(two, path="g/a", mode="r")[...], values)
        self.run("copy", two, back, "--format", "n5", "--quiet")
        self.equal(root, back)

    def reframed(self) -> None:
        """Blocks that become chunks and back, whole ones without being decoded, truncated and padded ones at the border."""
        import zarr

        import n5_cases
        import n5_peers
        import zarrtool

        data = np.arange(1, 1 + 5 * 7 * 9, dtype="u4").reshape(5, 7, 9)
        np.save(self.folder / "data.npy", data)
        groups, places = [], []
        for maker in "java", "tensorstore":
            for number, (name, compression) in enumerate(n5_cases.COMPRESSIONS.items()):
                if n5_peers.cannot(maker, compression, True):
                    continue
                path = self.folder / f"frames-{maker}-{number}"
                n5_peers.perform({
                    "peer": maker, "act": "create", "root": str(path), "path": "a", "shape": [5, 7, 9], "blocks": [2, 3, 4],
                    "dtype": "uint32", "compression": compression, "attributes": {}, "has_root": True,
                    "region": [[0, 5], [0, 7], [0, 9]], "file": str(self.folder / "data.npy")})  # fmt: skip
                places.append((f"{maker} {name}", path))
                groups.append([
                    ["copy", f"{path}/a", f"{path}-{form}", "--format", form, "--quiet"] for form in ("zarr2", "zarr3")
                ] + [["copy", f"{path}-{form}", f"{path}-{form}.n5/a", "--format", "n5", "--quiet"] for form in ("zarr2", "zarr3")])
        for (label, path), failure in zip(places, zarrtool.groups(self.program, groups, 1)):
            assert failure is None, f"{label}: {failure}"
            for form in "zarr2", "zarr3":
                if "lz4" not in label.split() or "blosc" in label:
                    assert np.array_equal(zarr.open_array(f"{path}-{form}", mode="r")[...], data), f"{label} to {form}"
                back = n5_peers.java({"act": "read", "root": f"{path}-{form}.n5", "path": "a"})
                assert np.array_equal(back, data), f"{label} from {form}"

    def linked(self) -> None:
        """Documents of Zarr v3 over blocks of others: zarr-python reads them by the codec of zarr-n5, and so do we."""
        import zarr
        import zarr_n5  # noqa: F401, which registers the codec

        import n5_cases
        from n5_java import Dataset

        root, links = self.folder / "blocks.n5", self.folder / "links.zarr"
        data = {}
        for number, name in enumerate(("raw", "gzip", "blosc zstd 2", "zstd")):
            array = Dataset.create(
                root, f"g/{number}", (5, 7), (2, 3), "int16", n5_cases.COMPRESSIONS[name], {"number": number})
            array.write((slice(None), slice(0, 6)), np.arange(30, dtype="i2").reshape(5, 6) - 9)
            data[f"g/{number}"] = array.read()
        before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
        self.run("link-n5", root, links)
        self.run("link-n5", root, root)
        self.same({path: path.read_bytes() for path in before}, before, "what was there")
        for place in links, root:
            for name, values in data.items():
                array = zarr.open_array(place, path=name, mode="r")
                assert np.array_equal(array[...].transpose(), values), f"{name}: {array[...]}"
                assert array.attrs["number"] == int(name[-1]), dict(array.attrs)
        for name, values in data.items():
            assert np.array_equal(self.array(links / name).transpose(), values), name

    def bare_lz4(self) -> None:
        """What z5py calls lz4: a bare block behind the header of N5."""
        import z5py

        root, copy = self.folder / "lz4.n5", self.folder / "lz4.zarr"
        data = np.arange(40 * 50, dtype="u2").reshape(40, 50) // 7
        z5py.N5File(str(root), mode="a").create_dataset("a", data=data, chunks=(16, 16), compression="lz4")
        assert np.array_equal(self.array(root / "a"), data)
        self.run("copy", root, copy, "--format", "zarr3", "--quiet")
        self.equal(root, copy)

    # Groups

    def without_documents(self) -> None:
        """Directories are groups, whether anybody says so or not."""
        from n5_java import Dataset

        root = self.folder / "implicit.n5"
        for number, path in enumerate(("top", "g/a", "g/h/i/b")):
            array = Dataset.create(root, path, (4, 3), (2, 2), "int16", {"type": "raw"}, {"number": number})
            array.write((slice(None), slice(None)), np.full((4, 3), number + 1, "i2"))
        # As Java's createGroup leaves them.
        (root / "g/empty/below").mkdir(parents=True)
        self.same(self.names(self.json("tree", root, "--json")), {
            "top", "g", "g/a", "g/empty", "g/empty/below", "g/h", "g/h/i", "g/h/i/b"}, "tree")  # fmt: skip
        self.same(int(self.array(root / "g/h/i/b").sum()), 36, "elements")
        self.run("attrs", "set", root / "g/h", "new", '{"a": 1}')
        self.same(json.loads((root / "g/h/attributes.json").read_text()), {"new": {"a": 1}}, "the document of a group")
        copy = self.folder / "implicit.zarr"
        self.run("copy", root, copy, "--format", "zarr3", "--quiet")
        self.equal(root, copy)

    def empty_groups_of_z5py(self) -> None:
        """Directories, and nothing else."""
        import z5py

        root, copy, back = (self.folder / name for name in ("empty.n5", "empty.zarr", "empty2.n5"))
        z5py.N5File(str(root), mode="a").create_group("g").create_group("h")
        self.same(self.names(self.json("tree", root, "--json")), {"g", "g/h"}, "tree")
        self.run("copy", root, copy, "--format", "zarr3", "--quiet")
        self.run("copy", copy, back, "--format", "n5", "--quiet")
        self.equal(root, back)
        assert list(z5py.N5File(str(back), mode="r")["g"]) == ["h"]

    def repaired(self) -> None:
        """What a repair puts aside is no group to us; other tools list all directories."""
        from n5_java import Dataset

        root = self.folder / "repaired.n5"
        array = Dataset.create(root, "g/a", (4, 3), (2, 2), "int16", {"type": "raw"}, {})
        array.write((slice(None), slice(None)), np.arange(1, 13, dtype="i2").reshape(4, 3))
        (root / "g/a/0/1").write_bytes(b"\0\0\0")
        self.run("check", root, "--repair", "--quiet")
        assert (root / "__broken/1/g/a/0/1").read_bytes() == b"\0\0\0"
        self.same(self.names(self.json("tree", root, "--json")), {"g", "g/a"}, "tree")
        self.run("check", root, "--quiet")
        self.run("validate", root, "--deep", "--quiet")
        self.run("info", root / "__broken", status=66)
        self.same(self.array(root / "g/a").tolist(), [[1, 2, 3], [4, 5, 6], [0, 0, 9], [0, 0, 12]], "elements")

    def made_by_zarr2(self) -> None:
        root = self.folder / "zarr2.n5"
        self.in_zarr2("make", root)
        self.same(self.names(self.json("tree", root, "--json")), {"g", "g/h", "g/h/a", "lz4"}, "tree")
        self.same(self.json("attrs", "get", root), {"title": "root"}, "attributes of the root")
        self.same(self.json("attrs", "get", root / "g/h/a"), {"scale": [1.5, {"x": 2}]}, "attributes")
        for name in "g/h/a", "lz4":
            self.same(self.array(root / name).tolist(), np.arange(35).reshape(5, 7).tolist(), f"elements of {name}")
        self.run("write", root / "lz4", "--input", self.one(np.full((5, 1), 3, "i4")), "--selection", ":, 2:3", "--quiet")
        self.run("attrs", "set", root / "g/h/a", "unit", '"nm"')
        self.run("attrs", "set", root, "title", '"other"')
        self.same(self.in_zarr2("tell", root), [
            ["g", "g/h", "g/h/a", "lz4"], {"title": "other"}, {"scale": [1.5, {"x": 2}], "unit": "nm"}, [5, 7], "int32",
            595, 530], "what it finds")  # fmt: skip

    def read_by_all(self) -> None:
        """A hierarchy of ours: all peers find its nodes, those that say nothing too, and its attributes."""
        import z5py
        import zarr
        import zarr_n5
        from zarr.storage import LocalStore

        root = self.folder / "ours.n5"
        self.run("create", root, "--format", "n5", "--group", "--attributes", '{"title": "root"}')
        self.run("create", root / "g/h/a", "--format", "n5", "--shape", "5,7", "--dtype", "int32", "--chunks", "3,4",
                 "--attributes", '{"scale": [1.5, {"x": 2}]}', "--codecs", "gzip:5")  # fmt: skip
        values = np.arange(35, dtype="i4").reshape(5, 7)
        self.run("write", root / "g/h/a", "--input", self.one(values), "--quiet")
        self.run("create", root / "e/f", "--format", "n5", "--group")
        self.same(json.loads((root / "attributes.json").read_text())["n5"], "2.0.0", "the version")
        file = z5py.N5File(str(root), mode="a")
        assert sorted(file) == ["e", "g"] and list(file["g/h"]) == ["a"] and list(file["e"]) == ["f"], list(file)
        self.same(file["g/h/a"].attrs["scale"], [1.5, {"x": 2}], "z5py, attributes")
        file["g/h/a"].attrs["by"] = "z5py"
        self.same(self.json("attrs", "get", root / "g/h/a"), {"scale": [1.5, {"x": 2}], "by": "z5py"}, "attributes")
        store = zarr_n5.ImplicitGroupWrapperStore(zarr_n5.N5WrapperStore(LocalStore(root, read_only=True)))
        group = zarr.open_group(store, mode="r")
        assert group["g/h/a"].attrs["by"] == "z5py" and group.attrs["title"] == "root"
        assert np.array_equal(group["g/h/a"][...].transpose(), values)
        # Without help it finds only groups that have a document.
        group = zarr.open_group(zarr_n5.N5WrapperStore(LocalStore(root, read_only=True)), mode="r")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Of the documents, which lie beside the members.
            names = sorted(name for name, _ in group.members(max_depth=None))
        self.same(names, ["e", "e/f", "g", "g/h", "g/h/a"], "zarr-n5, names")
        if self.v2.exists():
            self.same(self.in_zarr2("tell", root), [
                ["e", "e/f", "g", "g/h", "g/h/a"], {"title": "root"}, {"scale": [1.5, {"x": 2}], "by": "z5py"}, [5, 7],
                "int32", 595], "zarr2")  # fmt: skip

    def attributes(self) -> None:
        """What we change in a document leaves the fields of others as they spelled them."""
        from n5_cases import ATTRIBUTES
        from n5_java import Dataset

        root = self.folder / "attributes.n5"
        path = root / "a"
        compression = {"type": "blosc", "cname": "lz4", "clevel": 3, "shuffle": 1, "blocksize": 0, "typesize": 2, "nthreads": 4}
        Dataset.create(root, "a", (5, 6), (2, 4), "uint16", compression, ATTRIBUTES)
        self.same(self.json("attrs", "get", path), ATTRIBUTES, "attributes")
        before = json.loads((path / "attributes.json").read_text())
        self.run("attrs", "set", path, "new", "[1, null]")
        self.run("attrs", "delete", path, "text")
        self.run("resize", path, "--shape", "8,6")
        wanted = {key: value for key, value in before.items() if key != "text"} | {"new": [1, None], "dimensions": [6, 8]}
        self.same(json.loads((path / "attributes.json").read_text()), wanted, "the document")
        self.run("attrs", "set", path, "blockSize", "[1]", status=64)

    def borders(self) -> None:
        """Blocks that we write at the border are as large as what is within."""
        import struct

        path = self.folder / "border.n5/a"
        self.run("create", path, "--format", "n5", "--shape", "5,7", "--dtype", "uint8", "--chunks", "3,4", "--codecs", "none")
        self.run("write", path, "--input", self.one(np.ones((5, 7), "u1")), "--quiet")
        for name, shape in {"0/0": (4, 3), "1/0": (3, 3), "0/1": (4, 2), "1/1": (3, 2)}.items():
            block = (path / name).read_bytes()
            self.same(struct.unpack_from(">HHII", block), (0, 2, *shape), f"the header of {name}")
            self.same(len(block), 12 + shape[0] * shape[1], f"the size of {name}")
        self.run("resize", path, "--shape", "4,6")
        self.run("resize", path, "--shape", "6,8")
        expected = np.zeros((6, 8), "u1")
        expected[:4, :6] = 1
        self.same(self.array(path).tolist(), expected.tolist(), "smaller and larger again")


def judge(program: Path, folder: Path, v2: Path) -> list[tuple[str, str | None]]:
    containers = Containers(program, folder, v2)
    tests: list[Callable[[], None]] = [
        containers.converted, containers.through_zarr2, containers.reframed, containers.linked,
        containers.bare_lz4, containers.without_documents, containers.read_by_all, containers.empty_groups_of_z5py,
        containers.repaired,
        containers.attributes, containers.borders]
    if v2.exists():
        tests.append(containers.made_by_zarr2)
    results: list[tuple[str, str | None]] = []
    for test in tests:
        try:
            test()
            results.append((test.__name__, None))
        except Exception as error:  # Whatever it is, somebody cannot read what another wrote.
            results.append((test.__name__, " ".join(f"{type(error).__name__}: {error}".split())))
    return results


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    print(json.dumps(zarr2(sys.argv[1], sys.argv[2])))

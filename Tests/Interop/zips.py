"""ZIP files that zarrtool writes, read by zarr-python, TensorStore and Python's zipfile; and theirs, read by zarrtool.

    zips.py --zarrtool PROGRAM [--kills 12] [--seed N]

A file is killed while it is written to, and two programs write to one at a time: it must be the old one or the new one, whole.
"""
import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import warnings
import zipfile
from pathlib import Path

import numpy as np
import zarr

passed, failures = 0, []


def check(name, is_true, seen=""):
    global passed
    if is_true:
        passed += 1
    else:
        failures.append(f"{name}: {seen}")
        print(f"FAILED {name}: {seen}")


def run(program, *words, fails=False):
    done = subprocess.run([program, *map(str, words)], capture_output=True, text=True)
    if (done.returncode != 0) != fails:
        raise AssertionError(f"{' '.join(map(str, words))} ended with {done.returncode}: {done.stderr}{done.stdout}")
    return done.stdout if not fails else done.stderr


def values(program, location):
    """The elements that zarrtool reads, as numpy has them."""
    facts = json.loads(run(program, "info", location, "--json"))
    done = subprocess.run([program, "cat", str(location), "--format", "raw"], capture_output=True, check=True)
    return np.frombuffer(done.stdout, np.dtype(facts["data_type"]).newbyteorder("<")).reshape(facts["shape"])


def digest(program, location):
    return json.loads(run(program, "checksum", location, "--json"))["digest"]


def arrays(seed):
    """A hierarchy: paths, elements and how they are laid out."""
    generator = np.random.default_rng(seed)
    image = generator.integers(0, 1000, (70, 50), "uint16")
    series = generator.normal(size=(30, 4, 5)).astype("float32")
    return {
        "image": (image, {"chunks": (16, 16), "shards": (32, 32)}),
        "group/series": (series, {"chunks": (7, 2, 5)}),
        "group/deep/flags": (np.arange(12, dtype="int8"), {"chunks": (5,)}),
    }


def fill(group, seed, version):
    for path, (data, layout) in arrays(seed).items():
        layout = dict(layout)
        if version == 2:
            layout.pop("shards", None)
        made = group.create_array(path, shape=data.shape, dtype=data.dtype, **layout)
        made[...] = data
        made.attrs["units"] = "m"


def theirs(program, folder, version, compression, seed):
    """What zarr-python packs; values that it wrote twice stand in the file twice."""
    path = folder / f"theirs-{version}-{compression}.zip"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        store = zarr.storage.ZipStore(path, mode="w", compression=compression)
        group = zarr.open_group(store, mode="w", zarr_format=version)
        fill(group, seed, version)
        group["image"][:20, :20] = 7
        group["image"].attrs["units"] = "km"
        store.close()
    names = zipfile.ZipFile(path).namelist()
    check(f"{path.name} has a name twice", len(names) > len(set(names)))
    for place, (data, _) in arrays(seed).items():
        if place == "image":
            data = data.copy()
            data[:20, :20] = 7
        check(f"{path.name}/{place}", np.array_equal(values(program, f"{path}/{place}"), data))
        pipeline = f"{path.as_uri()}|zip:{place}|zarr{version}:"
        check(pipeline, np.array_equal(values(program, pipeline), data))
    check(f"{path.name} attributes", "km" in run(program, "attrs", "get", f"{path}/image", "units"))
    tree = run(program, "tree", path)
    check(f"{path.name} tree", all(name in tree for name in ("image", "series", "flags")), tree)


def ours(program, folder, version, seed):
    """What zarrtool packs, and what it writes to the file afterwards."""
    source = folder / f"source-{version}.zarr"
    fill(zarr.open_group(source, mode="w", zarr_format=version), seed, version)
    for words in [], ["--deflate", "6"]:
        path = folder / f"ours-{version}{'-deflated' if words else ''}.zip"
        run(program, "zip", source, path, *words)
        judge(f"{path.name} packed", path, arrays(seed), version)
        check(f"{path.name} packed again", "exists" in run(program, "zip", source, path, *words, fails=True))
        check(f"{path.name} digest", digest(program, path) == digest(program, source))
        unpacked = folder / f"{path.name}.zarr"
        run(program, "unzip", path, unpacked)
        same = subprocess.run(["diff", "-r", source, unpacked], capture_output=True, text=True)
        check(f"{path.name} unpacked", same.returncode == 0, same.stdout)

        # The same file, changed in several ways.
        expected = {place: data for place, (data, _) in arrays(seed).items()}
        expected["group/series"] = np.concatenate([expected["group/series"], expected["group/series"][:11] + 1])
        np.save(folder / "more.npy", expected["group/series"][30:])
        run(program, "append", f"{path}/group/series", "--input", folder / "more.npy")
        expected["image"] = expected["image"].copy()
        expected["image"][3:40, 5:9] = 5
        np.save(folder / "part.npy", expected["image"][3:40, 5:9])
        run(program, "write", f"{path}/image", "--selection", "3:40,5:9", "--input", folder / "part.npy")
        run(program, "attrs", "set", f"{path}/group", "title", '"changed"')
        judge(f"{path.name} changed", path, {k: (v, None) for k, v in expected.items()}, version)
        with zarr.storage.ZipStore(path, mode="r") as store:
            check(f"{path.name} title", zarr.open_group(store, mode="r")["group"].attrs["title"] == "changed")
        before = path.stat().st_size
        run(program, "compact", path)
        check(f"{path.name} compacted", path.stat().st_size < before, f"{before} -> {path.stat().st_size}")
        judge(f"{path.name} compacted", path, {k: (v, None) for k, v in expected.items()}, version)

    # Made in the file from the start, and deleted there.
    path = folder / f"made-{version}.zip"
    np.save(folder / "some.npy", np.arange(24, dtype="int32").reshape(4, 6))
    run(program, "create", f"{path}/a/b", "--shape", "4,6", "--dtype", "int32", "--chunks", "2,3", "--format",
        f"zarr{version}")
    run(program, "write", f"{path}/a/b", "--input", folder / "some.npy")
    run(program, "copy", f"{path}/a/b", f"{path}/c")
    run(program, "delete", f"{path}/a", "--force")
    judge(f"{path.name} made", path, {"c": (np.load(folder / "some.npy"), None)}, version)
    check(f"{path.name} deleted", not any(name.startswith("a/") for name in zipfile.ZipFile(path).namelist()))
    check(f"{path.name} leftovers", not [n for n in os.listdir(folder) if "__" in n], os.listdir(folder))


def judge(name, path, expected, version):
    """Everybody else reads what is there."""
    with zipfile.ZipFile(path) as file:
        check(f"{name}, zipfile", file.testzip() is None)
    with zarr.storage.ZipStore(path, mode="r") as store:
        group = zarr.open_group(store, mode="r", zarr_format=version)
        for place, (data, _) in expected.items():
            check(f"{name}, zarr-python, {place}", np.array_equal(group[place][...], data))
    try:
        import tensorstore
    except ImportError:
        print("NOT TESTED: tensorstore is not installed")
        return
    for place, (data, _) in expected.items():
        kvstore = {"driver": "zip", "base": {"driver": "file", "path": str(path)}, "path": f"{place}/"}
        driver = "zarr3" if version == 3 else "zarr"
        found = tensorstore.open({"driver": driver, "kvstore": kvstore}, open=True).result().read().result()
        check(f"{name}, tensorstore, {place}", np.array_equal(found, data))


def images(program, folder, seed):
    """The order and the text of OME-Zarr files."""
    source = folder / "image.zarr"
    root = zarr.open_group(source, mode="w", zarr_format=3)
    root.attrs["ome"] = {"version": "0.5", "multiscales": []}
    fill(root, seed, 3)
    path = folder / "image.ozx"
    run(program, "zip", source, path)
    with zipfile.ZipFile(path) as file:
        names = [entry.filename for entry in sorted(file.infolist(), key=lambda entry: entry.header_offset)]
        check("order of the directory", names == file.namelist())
        documents = [name for name in names if name.endswith("zarr.json")]
        check("documents first", names[: len(documents)] == documents and names[0] == "zarr.json", names[:6])
        depths = [name.count("/") for name in documents]
        check("from the root downwards", depths == sorted(depths), documents)
        check("nothing deflated", all(entry.compress_type == 0 for entry in file.infolist()))
        said = json.loads(file.comment)["ome"]
        check("text", said["version"] == "0.5" and said["zipFile"]["centralDirectory"]["jsonFirst"], said)
    run(program, "create", f"{path}/late", "--shape", "3", "--dtype", "int8")
    with zipfile.ZipFile(path) as file:
        check("text of a file whose order is lost", file.comment == b"", file.comment)


def damaged(program, folder, seed, generator):
    """Files that are cut short, and names that lead out of them."""
    whole = (folder / "ours-3.zip").read_bytes()
    path = folder / "cut.zip"
    for _ in range(20):
        path.write_bytes(whole[: generator.randrange(len(whole))])
        done = subprocess.run([program, "tree", path], capture_output=True, text=True)
        lines = done.stderr.strip().splitlines()
        check("cut short", done.returncode == 65 and len(lines) <= 2 and "cut.zip" in done.stderr, done)
    with zipfile.ZipFile(folder / "evil.zip", "w") as file:
        file.writestr("zarr.json", '{"zarr_format":3,"node_type":"group"}')
        file.writestr("../outside", "x")
    done = subprocess.run([program, "unzip", folder / "evil.zip", folder / "evil"], capture_output=True, text=True)
    check("a name that leads out", done.returncode == 65 and not (folder / "outside").exists(), done)
    check("nothing was unpacked", not (folder / "evil").exists())


def kills(program, folder, rounds, generator):
    """A program that is killed leaves the old file or the new one."""
    path = folder / "killed.zip"
    killed = 0
    run(program, "create", f"{path}/a", "--shape", "2048,2048", "--dtype", "int32", "--chunks", "256,256", "--codecs", "none")
    old = np.zeros((2048, 2048), "int32")
    for number in range(rounds):
        new = np.full((2048, 2048), number + 1, "int32")
        np.save(folder / "new.npy", new)
        child = subprocess.Popen([program, "write", f"{path}/a", "--input", folder / "new.npy", "--quiet"])
        try:
            child.wait(generator.uniform(0.005, 0.12))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            killed += 1
        with zipfile.ZipFile(path) as file:
            check("a whole file", file.testzip() is None)
        found = values(program, f"{path}/a")
        check("old or new", np.array_equal(found, old) or np.array_equal(found, new), np.unique(found)[:5])
        old = found
    # What was left behind is in nobody's way.
    np.save(folder / "new.npy", np.full((2048, 2048), -1, "int32"))
    run(program, "write", f"{path}/a", "--input", folder / "new.npy")
    check("written after all", (values(program, f"{path}/a") == -1).all())
    return killed


def two_writers(program, folder):
    """Of two programs that write at a time one is refused, and says so; nothing is lost of the other."""
    path = folder / "two.zip"
    run(program, "create", f"{path}/a", "--shape", "4096,1024", "--dtype", "int32", "--chunks", "128,128", "--codecs", "zstd")
    data = np.random.default_rng(1).integers(0, 1 << 30, (4096, 1024), "int32")
    np.save(folder / "two.npy", data)
    children = [
        subprocess.Popen([program, "write", f"{path}/a", "--input", folder / "two.npy", "--quiet"], stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = [child.communicate()[1] for child in children]
    codes = [child.returncode for child in children]
    check("somebody writes", 0 in codes, codes)
    check("the others say why", all(code == 0 or "ZIP file" in text or "changed by another" in text for code, text in zip(codes, said)), said)
    check("all of it", np.array_equal(values(program, f"{path}/a"), data))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--zarrtool", type=Path, required=True)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 20))
    options = parser.parse_args()
    generator = random.Random(options.seed)
    program = options.zarrtool.resolve()
    with tempfile.TemporaryDirectory(prefix="zarr-zips-") as folder:
        folder = Path(folder)
        for version in 2, 3:
            for compression in zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED:
                theirs(program, folder, version, compression, options.seed)
            ours(program, folder, version, options.seed)
        images(program, folder, options.seed)
        damaged(program, folder, options.seed, generator)
        two_writers(program, folder)
        killed = kills(program, folder, options.kills, generator)
    print(f"zips: {passed} passed, {len(failures)} failed; {killed} of {options.kills} programs killed at work, "
          f"--seed {options.seed}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

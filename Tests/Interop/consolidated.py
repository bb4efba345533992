"""Consolidated metadata that zarrtool writes and keeps current, read by zarr-python, xarray and TensorStore.

    consolidated.py --zarrtool PROGRAM [--rounds 20]

Digests stand beside the copies, which no reader but ours knows: all others must read on. What others consolidate, or change
below a consolidated group, zarrtool must judge. Two processes change different nodes with --consolidate: both are in it.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import warnings

import zarr


def run(program, *words, fails=False):
    done = subprocess.run([program, *words], capture_output=True, text=True)
    if (done.returncode != 0) != fails:
        raise AssertionError(f"{' '.join(words)} ended with {done.returncode}: {done.stderr}{done.stdout}")
    return done.stdout


def stale(program, path):
    facts = json.loads(run(program, "info", path, "--json"))
    assert facts["consolidated"], facts
    return facts.get("consolidated_stale")


def create(program, path, version):
    run(program, "create", path, "--group", "--format", f"zarr{version}", "--attributes", '{"title": "root"}')
    for name in "a", "g/b", "g/h/c":
        run(program, "create", f"{path}/{name}", "--shape", "6", "--dtype", "int32", "--chunks", "3", "--format",
            f"zarr{version}", "--dimension-names", "x", "--attributes", '{"units": "m"}')
    run(program, "consolidate", path)


def readers(program, path, version):
    """Everybody who reads consolidated metadata reads ours, and its members."""
    group = zarr.open_consolidated(path, mode="r")
    assert sorted(name for name, _ in group.members(max_depth=None)) == ["a", "g", "g/b", "g/h", "g/h/c"]
    assert group["g/b"].attrs["units"] == "m" and group["a"].shape == (6,) and group.attrs["title"] == "root"
    try:
        import xarray
        data = xarray.open_zarr(path, consolidated=True)
        assert data["a"].dims == ("x",) and data["a"].attrs["units"] == "m", data
    except ImportError:
        print("NOT TESTED: xarray is not installed")
    try:
        import tensorstore
        driver = "zarr3" if version == 3 else "zarr"
        store = tensorstore.open(
            {"driver": driver, "kvstore": {"driver": "file", "path": f"{path}/g/b/"}}, open=True).result()
        assert store.shape == (6,)
    except ImportError:
        print("NOT TESTED: tensorstore is not installed")
    assert stale(program, path) is None


def judged(program, path, version):
    """What others change below, and what others consolidate."""
    zarr.open_array(f"{path}/g/b", mode="r+").attrs["units"] = "km"
    zarr.create_array(f"{path}/g/new", shape=(2,), dtype="i1", zarr_format=version)
    found = stale(program, path)
    assert found == {"changed": ["g/b"], "added": ["g/new"], "removed": []}, found
    run(program, "check", path, fails=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        zarr.consolidate_metadata(path)
    assert stale(program, path) is None, stale(program, path)
    run(program, "attrs", "set", f"{path}/a", "units", '"cm"', "--consolidate")
    assert zarr.open_consolidated(path, mode="r")["a"].attrs["units"] == "cm"
    assert stale(program, path) is None
    run(program, "attrs", "set", f"{path}/a", "units", '"mm"')
    assert stale(program, path) == {"changed": ["a"], "added": [], "removed": []}
    run(program, "check", path, "--repair")
    assert zarr.open_consolidated(path, mode="r")["a"].attrs["units"] == "mm"
    # zarr-python writes the group's document anew without digests: copies are compared field by field then.
    zarr.open_group(path, mode="r+").attrs["title"] = "other"
    assert "a" in run(program, "tree", path)
    assert stale(program, path) is None, stale(program, path)


def together(program, path, rounds):
    """Two processes, each with its own nodes."""
    processes = []
    for writer, name in enumerate(("a", "g/b")):
        commands = f"{path}.{writer}.jsonl"
        with open(commands, "w") as file:
            for number in range(rounds):
                file.write(json.dumps(["attrs", "set", f"{path}/{name}", f"k{number}", str(number), "--consolidate"]) + "\n")
                file.write(json.dumps(
                    ["create", f"{path}/w{writer}/n{number}", "--shape", "2", "--dtype", "int8", "--consolidate"]
                    + (["--format", "zarr2"] if os.path.exists(f"{path}/.zgroup") else [])) + "\n")
        processes.append(subprocess.Popen(
            [program, "batch"], stdin=open(commands), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE))
    for process in processes:
        error = process.communicate()[1].decode()
        assert process.returncode == 0, error
    group = zarr.open_consolidated(path, mode="r")
    for name in "a", "g/b":
        assert sum(key.startswith("k") for key in group[name].attrs) == rounds, name
    for writer in range(2):
        assert len(list(group[f"w{writer}"].members())) == rounds
    assert stale(program, path) is None, stale(program, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--zarrtool", required=True)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    passed = failed = 0
    for version in (3, 2):
        for label, test in (("readers", readers), ("judged", judged), ("two processes", None)):
            with tempfile.TemporaryDirectory(prefix="consolidated-") as root:
                path = os.path.join(root, "g.zarr")
                try:
                    create(options.zarrtool, path, version)
                    if test:
                        test(options.zarrtool, path, version)
                    else:
                        together(options.zarrtool, path, options.rounds)
                    passed += 1
                except Exception as error:  # Whatever it is, the form is one that somebody does not read.
                    failed += 1
                    print(f"FAILED Zarr v{version}, {label}: {type(error).__name__}: {error}")
    print(f"consolidated: {passed} passed, {failed} failed")
    sys.exit(failed != 0)


main()

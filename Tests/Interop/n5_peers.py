"""The peers of N5 behind one shape, and their processes: `zarr2` in the environment of zarr-python 2.18, all others in that of
zarr-python 3. `java` is our own words for the Java library (n5_java.py).

Arrays are in C order: those peers that speak of the axes as N5 does are turned around here.

    python3 n5_peers.py < JOBS      a line of JSON with all jobs; a line of JSON for each, before and after it
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

NAMES = ["tensorstore", "z5py", "zarr2", "zarr_n5", "java"]
BLOSC = ("blosclz", "lz4", "lz4hc", "zlib", "zstd")


def cannot(peer: str, compression: dict[str, Any], is_written: bool) -> str | None:
    """Why a peer neither writes nor reads these blocks; None where it does."""
    kind = compression["type"]
    if peer == "zarr_n5" and is_written:
        return "it reads only"
    if peer == "zarr_n5" and (kind not in ("raw", "gzip", "blosc", "zstd") or compression.get("useZlib")):
        return "it does not have the compression"
    if peer in ("tensorstore", "zarr_n5") and kind == "lz4":
        return "it does not have the compression"
    if peer in ("z5py", "zarr2") and kind == "lz4":
        return "its framing of LZ4 is another one"
    if peer == "z5py" and is_written and compression.get("useZlib"):
        return "it writes gzip whatever useZlib says"
    return None


def slices(region: list[list[int]]) -> tuple[slice, ...]:
    return tuple(slice(start, stop) for start, stop in region)


def tensorstore(job: dict[str, Any]) -> Any:
    import tensorstore as ts

    location = f"{job['root']}/{job['path']}".rstrip("/")
    spec: dict[str, Any] = {"driver": "n5", "kvstore": {"driver": "file", "path": f"{location}/"}}
    if job["act"] == "create":
        if job["has_root"]:
            Path(job["root"]).mkdir()
            (Path(job["root"]) / "attributes.json").write_text('{"n5":"4.0.0"}')
        spec["metadata"] = {
            "dimensions": job["shape"][::-1], "blockSize": job["blocks"][::-1], "dataType": job["dtype"],
            "compression": job["compression"]}
    array = ts.open(spec, create=job["act"] == "create", open=job["act"] != "create").result()
    if job["act"] == "read":
        return array.read().result().transpose()
    return lambda region, values: array[region[::-1]].write(np.ascontiguousarray(values.transpose())).result()


def z5py(job: dict[str, Any]) -> Any:
    import z5py

    file = z5py.N5File(job["root"], mode="r" if job["act"] == "read" else "a")
    if job["act"] == "create":
        compression = job["compression"]
        options = {
            "gzip": lambda c: {"level": c["level"]},
            "bzip2": lambda c: {"level": c["blockSize"]},
            "xz": lambda c: {"level": c["preset"]},
            "zstd": lambda c: {"level": c["level"]},
            "blosc": lambda c: {"codec": c["cname"], "clevel": c["clevel"], "shuffle": c["shuffle"]},
            "raw": lambda c: {},
        }[compression["type"]](compression)
        array = file.create_dataset(
            job["path"], shape=tuple(job["shape"]), chunks=tuple(job["blocks"]), dtype=job["dtype"],
            compression=compression["type"], **options)
        for name, value in job["attributes"].items():
            array.attrs[name] = value
    else:
        array = file[job["path"]]
    return array[...] if job["act"] == "read" else array.__setitem__


def zarr2(job: dict[str, Any]) -> Any:
    import numcodecs
    import zarr
    from zarr.n5 import N5Store

    store = N5Store(job["root"])
    if job["act"] == "create":
        c = job["compression"]
        codec = {
            "raw": lambda: None,
            "gzip": lambda: (numcodecs.Zlib if c.get("useZlib") else numcodecs.GZip)(c["level"]),
            "bzip2": lambda: numcodecs.BZ2(c["blockSize"]),
            "xz": lambda: numcodecs.LZMA(preset=c["preset"]),
            "zstd": lambda: numcodecs.Zstd(c["level"]),
            "blosc": lambda: numcodecs.Blosc(c["cname"], c["clevel"], c["shuffle"]),
        }[c["type"]]()
        array = zarr.create(
            tuple(job["shape"]), chunks=tuple(job["blocks"]), dtype=job["dtype"], compressor=codec, fill_value=0,
            store=store, path=job["path"])
        array.attrs.put(job["attributes"])
    else:
        array = zarr.open_array(store, path=job["path"], mode="r" if job["act"] == "read" else "r+")
    return array[...] if job["act"] == "read" else array.__setitem__


def zarr_n5(job: dict[str, Any]) -> Any:
    import zarr
    import zarr_n5
    from zarr.storage import LocalStore

    store = zarr_n5.N5WrapperStore(LocalStore(job["root"], read_only=True))
    return np.asarray(zarr.open_array(store, path=job["path"], mode="r")[...]).transpose()


def java(job: dict[str, Any]) -> Any:
    from n5_java import Dataset

    if job["act"] == "create":
        array = Dataset.create(
            Path(job["root"]), job["path"], tuple(job["shape"]), tuple(job["blocks"]), job["dtype"],
            job["compression"], job["attributes"])
    else:
        array = Dataset(Path(job["root"]) / job["path"])
    return array.read() if job["act"] == "read" else array.write


PEERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "tensorstore": tensorstore, "z5py": z5py, "zarr2": zarr2, "zarr_n5": zarr_n5, "java": java}


def perform(job: dict[str, Any]) -> None:
    """Does a job: `create` and `write` values to a region, or `read` all of them."""
    answer = PEERS[job["peer"]](job)
    if job["act"] == "read":
        np.save(job["file"], np.ascontiguousarray(answer))
    elif job["region"] is not None:
        answer(slices(job["region"]), np.load(job["file"]))


def perform_all(program: Path, jobs: list[dict[str, Any]]) -> list[str | None]:
    """Does jobs in a process of their own; what went wrong with each. What ends the process costs one job."""
    errors: list[str | None] = []
    while len(errors) < len(jobs):
        done = subprocess.run(
            [program, __file__], input=json.dumps(jobs[len(errors) :]), capture_output=True, text=True, check=False,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"})
        answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"error"')]
        errors += [answer["error"] for answer in answers]
        if len(errors) < len(jobs):
            errors.append(f"the process died ({done.returncode}): {' '.join(done.stderr.split())[-300:]}")
    return errors


def main() -> None:
    warnings.simplefilter("ignore")
    for job in json.loads(sys.stdin.read()):
        try:
            perform(job)
            error = None
        except Exception as failure:
            error = " ".join(f"{type(failure).__name__}: {failure}".split())[:400]
        print(json.dumps({"error": error}), flush=True)


if __name__ == "__main__":
    main()

"""What zarrtool is told to do for a job of n5_peers.py."""
from __future__ import annotations

import json
from typing import Any


def codecs(compression: dict[str, Any]) -> str:
    """The short form of what a document of N5 says."""
    kind = compression["type"]
    if kind == "gzip":
        return f"{'zlib' if compression.get('useZlib') else 'gzip'}:{compression['level']}"
    if kind == "blosc":
        shuffle = ("noshuffle", "shuffle", "bitshuffle")[compression["shuffle"]]
        return f"blosc:{compression['cname']}:{compression['clevel']}:{shuffle}"
    return {
        "raw": "none", "bzip2": f"bz2:{compression.get('blockSize')}", "xz": f"lzma:{compression.get('preset')}",
        "lz4": "lz4", "zstd": f"zstd:{compression.get('level')}"}[kind]


def commands(job: dict[str, Any]) -> list[list[str]]:
    """The commands of a job, in their order. `copy` makes the array in Zarr v3 with other chunks, and then copies it."""
    location = f"{job['root']}/{job['path']}".rstrip("/")

    def extents(values: Any) -> str:
        return ",".join(str(value) for value in values)

    if job["act"] == "read":
        return [["cat", location, "--format", "npy", "--output", job["file"], "--quiet"]]
    if job["act"] == "resize":
        return [["resize", location, "--shape", extents(job["shape"])]]
    written: list[list[str]] = []
    is_copied = job["peer"] == "copy"
    target = f"{job['root']}.zarr" if is_copied else location
    if job["act"] == "create":
        create = ["create", target, "--shape", extents(job["shape"]), "--dtype", job["dtype"], "--attributes",
                  json.dumps(job["attributes"])]
        form = ["--format", "n5", "--chunks", extents(job["blocks"]), "--codecs", codecs(job["compression"])]
        written.append(create if is_copied else create + form)
    if job["region"] is not None:
        selection = ", ".join(f"{start}:{stop}" for start, stop in job["region"])
        written.append(["write", target, "--input", job["file"], "--selection", selection, "--quiet"])
    if is_copied:
        written.append(["copy", target, location, *form, "--quiet"])
    return written

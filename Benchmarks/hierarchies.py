"""Groups of many arrays: documents only, as they would lie there; nobody's library is asked to write them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SUBGROUPS = 100


def extents(number: int) -> list[int]:
    return [number + 1, 100, 100]


def array_v3(number: int) -> dict[str, Any]:
    chunks = {"name": "regular", "configuration": {"chunk_shape": [1, 100, 100]}}
    blosc = {"cname": "lz4", "clevel": 5, "shuffle": "shuffle", "typesize": 4, "blocksize": 0}
    return {
        "zarr_format": 3, "node_type": "array", "shape": extents(number), "data_type": "float32",
        "chunk_grid": chunks, "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}},
        "fill_value": 0.0,
        "codecs": [
            {"name": "bytes", "configuration": {"endian": "little"}}, {"name": "blosc", "configuration": blosc},
        ],
        "attributes": attributes(number), "dimension_names": ["time", "lat", "lon"],
    }  # fmt: skip


def array_v2(number: int) -> dict[str, Any]:
    blosc = {"id": "blosc", "cname": "lz4", "clevel": 5, "shuffle": 1, "blocksize": 0}
    return {
        "zarr_format": 2, "shape": extents(number), "chunks": [1, 100, 100], "dtype": "<f4", "compressor": blosc,
        "fill_value": 0.0, "filters": None, "order": "C",
    }  # fmt: skip


def attributes(number: int) -> dict[str, Any]:
    return {"units": "m s-1", "long_name": f"variable number {number} of a model", "valid_range": [-100.0, 100.0]}


GROUP_V3: dict[str, Any] = {"zarr_format": 3, "node_type": "group", "attributes": {}}
GROUP_V2 = {"zarr_format": 2}


def name_of(number: int, count: int) -> str:
    """Few arrays lie in the group itself, many in subgroups."""
    return f"a{number:04}" if count <= 1000 else f"g{number % SUBGROUPS:02}/a{number:05}"


def write(folder: Path, documents: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, document in documents.items():
        (folder / name).write_text(json.dumps(document))


def make(path: Path, twin: Path, count: int, consolidated: bool) -> None:
    """A group in Zarr v3, and its twin in Zarr v2."""
    nodes_v3: dict[str, Any] = {}
    nodes_v2: dict[str, Any] = {".zgroup": GROUP_V2}
    if count > 1000:
        for number in range(SUBGROUPS):
            nodes_v3[f"g{number:02}"] = GROUP_V3
            nodes_v2[f"g{number:02}/.zgroup"] = GROUP_V2
    for number in range(count):
        name = name_of(number, count)
        nodes_v3[name] = array_v3(number)
        nodes_v2[f"{name}/.zarray"] = array_v2(number)
        nodes_v2[f"{name}/.zattrs"] = attributes(number) | {"_ARRAY_DIMENSIONS": ["time", "lat", "lon"]}
    for name, document in nodes_v3.items():
        write(path / name, {"zarr.json": document})
    for name, document in nodes_v2.items():
        write((twin / name).parent, {(twin / name).name: document})
    root = dict(GROUP_V3)
    if consolidated:
        root["consolidated_metadata"] = {"kind": "inline", "must_understand": False, "metadata": nodes_v3}
        write(twin, {".zmetadata": {"zarr_consolidated_format": 1, "metadata": nodes_v2}})
    write(path, {"zarr.json": root})


def listing(count: int) -> str:
    """What a list of all arrays says, as peers/work.py and bench-ours say it."""
    arrays = sorted((name_of(number, count), extents(number)) for number in range(count))
    return ";".join(f"{name}:{','.join(map(str, shape))}" for name, shape in arrays)

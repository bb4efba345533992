"""Makes Fixtures/grids again: arrays in rectilinear chunk grids, written by zarr-python 3.

    python Fixtures/make_grids.py

grids/arrays/ID, grids/expected/ID.npy and grids/manifest.json are laid out as in the peers' folders. zarr-python lists
chunks only up to the end of a new array; where they overflow it or are spelled otherwise than it would, the grid of the
document is changed before anything is written.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import zarr

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Tests/Interop"))

import peers

FOLDER = HERE / "grids"

# id, why, shape, edges of the chunks or shards, subchunks, part that is written, spelling of the grid, more arguments
CASES: list[tuple[str, str, tuple[int, ...], list[list[int]], tuple[int, ...] | None, Any, Any, dict[str, Any]]] = [
    ("explicit", "a list of extents", (6,), [[1, 2, 3]], None, ..., None, {}),
    ("runs", "runs beside single chunks", (9,), [[1, 1, 1, 3, 3]], None, ..., [[[1, 3], [3, 2]]], {}),
    ("pair-is-run", "[[4, 2]] is two chunks of 4", (8,), [[4, 4]], None, ..., [[[4, 2]]], {}),
    ("two-chunks", "[4, 2] is a chunk of 4 and one of 2", (6,), [[4, 2]], None, ..., [[4, 2]], {}),
    ("number", "a number repeats; the other axis is listed", (10, 5), [[3, 3, 3, 3], [4, 1]], None, ..., [3, [4, 1]], {}),
    ("overflow", "chunks end behind the array, one lies outside", (6,), [[4, 4, 4]], None, ..., [[4, 4, 4]], {}),
    ("cube", "three axes", (7, 5, 6), [[2, 4, 1], [5], [1, 2, 3]], None, ..., None, {}),
    ("parts", "some chunks are not stored", (7, 6), [[3, 1, 3], [2, 4]], None, np.s_[:3, 2:], None, {}),
    (
        "keys", "keys of Zarr v2", (7, 6), [[3, 1, 3], [2, 4]], None, ..., None,
        {"chunk_key_encoding": {"name": "v2", "separator": "."}},
    ),
    ("shards", "shards of several extents", (12, 7), [[4, 6, 2], [3, 6]], (2, 3), ..., None, {}),
    ("shards-parts", "subchunks are not stored", (12, 7), [[4, 6, 2], [3, 6]], (2, 3), np.s_[3:9, 2:4], None, {}),
]


def main() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "expected").mkdir(parents=True)
    entries = []
    random = np.random.default_rng(20)
    with zarr.config.set({"array.rectilinear_chunks": True}):
        for id, why, shape, edges, subchunks, part, spelling, more in CASES:
            path = FOLDER / "arrays" / id
            grid = {"chunks": edges} if subchunks is None else {"chunks": subchunks, "shards": edges}
            whole = tuple(sum(axis) for axis in edges)
            zarr.create_array(path, shape=whole, dtype="int16", fill_value=-1, **grid, **more)
            document = json.loads((path / "zarr.json").read_text())
            document["shape"] = list(shape)
            spelled = document["chunk_grid"]["configuration"].get("chunk_shapes")
            document["chunk_grid"] = {
                "name": "rectilinear",
                "configuration": {"kind": "inline", "chunk_shapes": spelling or spelled},
            }
            (path / "zarr.json").write_text(json.dumps(document, indent=1) + "\n")
            values = random.integers(0, 1000, shape).astype("<i2")
            expected = np.full(shape, -1, "<i2")
            expected[part] = values[part]
            zarr.open_array(path)[part] = values[part]
            np.save(FOLDER / "expected" / f"{id}.npy", expected)
            entry = {"id": id, "why": why, "array": f"arrays/{id}", "expected": f"expected/{id}.npy"}
            entries.append(entry | {"dtype": "<i2", "shape": list(shape)})
            assert np.array_equal(zarr.open_array(path)[...], expected), id
    manifest = {"writer": "zarr3", "versions": peers.versions("zarr3"), "cases": entries}
    (FOLDER / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
    print(f"{len(entries)} arrays")


if __name__ == "__main__":
    main()

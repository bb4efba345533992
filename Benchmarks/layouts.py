"""How the arrays are stored. Stores are made by zarr-python, once, in the scratch folder."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import fields

# A codec as Sources/BenchProtocol/Job.swift has it.
NONE = {"name": "none"}
LZ4 = {"name": "blosc", "cname": "lz4", "level": 5, "shuffle": "shuffle"}
BLOSC_ZSTD = {"name": "blosc", "cname": "zstd", "level": 3, "shuffle": "shuffle"}
ZSTD = {"name": "zstd", "level": 3}
GZIP = {"name": "gzip", "level": 1}


@dataclass(frozen=True)
class Layout:
    """Chunks are what is compressed as one; they lie in shards where there are any."""

    codec: dict[str, Any]
    chunks: tuple[int, ...]
    shards: tuple[int, ...] | None = None
    # Blocks of N5, which has no other layouts.
    is_n5: bool = False

    @property
    def unit(self) -> tuple[int, ...]:
        """The shape of a stored value."""
        return self.shards or self.chunks

    def codec_for(self, dtype: str) -> dict[str, Any]:
        return self.codec | ({"typesize": np.dtype(dtype).itemsize} if self.codec["name"] == "blosc" else {})


LAYOUTS = {
    "raw": Layout(NONE, (128,) * 3),
    "lz4": Layout(LZ4, (128,) * 3),
    "blosc-zstd": Layout(BLOSC_ZSTD, (128,) * 3),
    "zstd": Layout(ZSTD, (128,) * 3),
    "gzip": Layout(GZIP, (128,) * 3),
    "shard": Layout(BLOSC_ZSTD, (32,) * 3, (256,) * 3),
    "shard64": Layout(BLOSC_ZSTD, (32,) * 3, (64,) * 3),
    "small": Layout(NONE, (32,) * 3),
    "rows256": Layout(BLOSC_ZSTD, (256,) * 3),
    "tiny": Layout(NONE, (1, 16, 32)),
    "n5-raw": Layout(NONE, (128,) * 3, is_n5=True),
    "n5-lz4": Layout(LZ4, (128,) * 3, is_n5=True),
    "n5-gzip": Layout(GZIP, (128,) * 3, is_n5=True),
}


@dataclass(frozen=True)
class Stored:
    """An array of some kind, type and size in a layout."""

    scratch: Path
    kind: str
    dtype: str
    megabytes: int
    layout: str
    # Instead of the shape that follows from the size.
    extents: tuple[int, int, int] | None = None

    @property
    def shape(self) -> tuple[int, int, int]:
        return self.extents or fields.shape_of(self.megabytes, np.dtype(self.dtype).itemsize)

    @property
    def folder(self) -> Path:
        return self.scratch / f"{self.kind}-{self.dtype}-{'x'.join(map(str, self.shape))}"

    @property
    def source(self) -> Path:
        return self.folder / "values.npy"

    @property
    def path(self) -> Path:
        # z5py takes a container for one of Zarr where there is a document of Zarr, and wants one of N5.
        return self.folder / (f"n5/{self.layout}.n5" if LAYOUTS[self.layout].is_n5 else f"{self.layout}.zarr")

    @property
    def twin(self) -> Path:
        """The same chunks as Zarr v2."""
        return self.folder / f"{self.layout}.v2.zarr"

    @property
    def is_made(self) -> bool:
        return (self.folder / f"{self.layout}.made").exists()

    @property
    def header(self) -> int:
        """The bytes in front of the elements of the source."""
        return self.source.stat().st_size - self.values().nbytes

    def lay(self, target: Path, format: str, with_values: bool) -> None:
        """Puts the array at another place, without its values or with them."""
        shutil.rmtree(target, ignore_errors=True)
        if with_values:
            shutil.copytree(self.twin if format == "v2" else self.path, target)
        else:
            target.mkdir(parents=True)
            document = self.twin / ".zarray" if format == "v2" else self.path / "zarr.json"
            shutil.copy(document, target / document.name)

    def values(self) -> np.ndarray:
        return np.load(self.source, mmap_mode="r")

    def make(self) -> None:
        if not self.source.exists():
            fields.make(self.kind, self.dtype, self.shape, self.source)
        write_group(self.folder)
        values, layout = self.values(), LAYOUTS[self.layout]
        if layout.is_n5:
            write_n5(self.path, values, layout)
            (self.folder / f"{self.layout}.made").touch()
            return
        array = create(self.path, self.shape, self.dtype, layout)
        step = layout.unit[0]
        for start in range(0, self.shape[0], step):
            array[start : start + step] = values[start : start + step]
        if layout.shards is None:
            make_twin(self.path, self.twin, self.shape, self.dtype, layout)
        (self.folder / f"{self.layout}.made").touch()


def create(path: Path, shape: tuple[int, ...], dtype: str, layout: Layout) -> Any:
    """An empty array of zarr-python."""
    import zarr
    from zarr.codecs import BloscCodec, GzipCodec, ZstdCodec

    codec = layout.codec_for(dtype)
    compressor = {
        "none": lambda: None,
        "blosc": lambda: BloscCodec(
            cname=codec["cname"], clevel=codec["level"], shuffle=codec["shuffle"], typesize=codec["typesize"]
        ),
        "zstd": lambda: ZstdCodec(level=codec["level"]),
        "gzip": lambda: GzipCodec(level=codec["level"]),
    }[codec["name"]]()
    return zarr.create_array(
        path, shape=shape, dtype=dtype, chunks=layout.chunks, shards=layout.shards, compressors=compressor,
        fill_value=0, overwrite=True,
    )  # fmt: skip


def write_n5(path: Path, values: np.ndarray, layout: Layout) -> None:
    """A dataset of tensorstore's, whose axes are the other way round."""
    import tensorstore

    codec = layout.codec_for(values.dtype.name)
    compression = {
        "none": {"type": "raw"},
        "blosc": {"type": "blosc", "cname": codec.get("cname"), "clevel": codec.get("level"), "shuffle": 1},
        "gzip": {"type": "gzip", "level": codec.get("level")},
    }[codec["name"]]
    shutil.rmtree(path, ignore_errors=True)
    path.parent.mkdir(exist_ok=True)
    (path.parent / "attributes.json").write_text(json.dumps({"n5": "2.0.0"}))
    array = tensorstore.open({
        "driver": "n5", "kvstore": {"driver": "file", "path": str(path)}, "create": True,
        "metadata": {
            "dimensions": values.shape[::-1], "blockSize": layout.chunks[::-1], "dataType": values.dtype.name,
            "compression": compression,
        },
    }).result()  # fmt: skip
    step = layout.unit[0]
    for start in range(0, values.shape[0], step):
        array.T[start : start + step].write(values[start : start + step]).result()


def document_v2(shape: tuple[int, ...], dtype: str, layout: Layout) -> str:
    """The .zarray of the same array in Zarr v2."""
    codec = layout.codec_for(dtype)
    compressor = {
        "none": None,
        "blosc": {
            "id": "blosc", "cname": codec.get("cname"), "clevel": codec.get("level"), "shuffle": 1, "blocksize": 0,
        },
        "zstd": {"id": "zstd", "level": codec.get("level")},
        "gzip": {"id": "gzip", "level": codec.get("level")},
    }[codec["name"]]  # fmt: skip
    return json.dumps({
        "zarr_format": 2, "shape": shape, "chunks": layout.chunks, "dtype": np.dtype(dtype).str, "order": "C",
        "fill_value": 0, "filters": None, "compressor": compressor, "dimension_separator": "/",
    })  # fmt: skip


def make_twin(path: Path, twin: Path, shape: tuple[int, ...], dtype: str, layout: Layout) -> None:
    """Zarr v2 has the same bytes in the chunks: the files of both are the same, and so is their place in the page cache."""
    shutil.rmtree(twin, ignore_errors=True)
    shutil.copytree(path / "c", twin, copy_function=os.link)
    (twin / ".zarray").write_text(document_v2(shape, dtype, layout))


def write_group(folder: Path) -> None:
    """z5py opens arrays as members of a group only."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "zarr.json").write_text(json.dumps({"zarr_format": 3, "node_type": "group", "attributes": {}}))

"""N5 as its Java library writes and reads it, in NumPy: the one writer that truncates blocks at the border of an array, frames
LZ4 as lz4-java does, and has blocks of strings and objects. Written from its source, not from ours.

Arrays are in C order here: the first axis of N5 is the last one. (n5 3.5: DefaultBlockWriter, StringDataBlock, Compression;
lz4-java 1.8: LZ4BlockOutputStream.)
"""
from __future__ import annotations

import bz2
import gzip
import itertools
import json
import lzma
import struct
import zlib
from pathlib import Path
from typing import Any, Iterator

import numcodecs
import numpy as np

MAGIC = b"LZ4Block"
ROOT = {"n5": "4.0.0"}


def xxhash32(data: bytes, seed: int) -> int:
    """<https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md>"""
    first, second, third, fourth, fifth = 2654435761, 2246822519, 3266489917, 668265263, 374761393
    mask = 0xFFFFFFFF

    def turn(value: int, by: int) -> int:
        return ((value << by) | (value >> (32 - by))) & mask

    place, size = 0, len(data)
    if size >= 16:
        lanes = [(seed + first + second) & mask, (seed + second) & mask, seed, (seed - first) & mask]
        while place + 16 <= size:
            for lane, word in enumerate(struct.unpack_from("<4I", data, place)):
                lanes[lane] = turn((lanes[lane] + word * second) & mask, 13) * first & mask
            place += 16
        total = sum(turn(lane, by) for lane, by in zip(lanes, (1, 7, 12, 18))) & mask
    else:
        total = (seed + fifth) & mask
    total = (total + size) & mask
    while place + 4 <= size:
        total = turn((total + struct.unpack_from("<I", data, place)[0] * third) & mask, 17) * fourth & mask
        place += 4
    for byte in data[place:]:
        total = turn((total + byte * fifth) & mask, 11) * first & mask
    total = (total ^ total >> 15) * second & mask
    total = (total ^ total >> 13) * third & mask
    return total ^ total >> 16


def lz4_blocks(data: bytes, block_size: int) -> bytes:
    level = max(0, (block_size - 1).bit_length() - 10)
    stream = b""
    for start in range(0, len(data), block_size):
        part = data[start : start + block_size]
        packed = numcodecs.LZ4().encode(part)[4:]
        method, packed = (0x20, packed) if len(packed) < len(part) else (0x10, part)
        check = xxhash32(part, 0x9747B28C) & 0x0FFFFFFF
        stream += MAGIC + struct.pack("<BIII", method | level, len(packed), len(part), check) + packed
    return stream + MAGIC + struct.pack("<BIII", 0x10 | level, 0, 0, 0)


def lz4_unblocks(stream: bytes) -> bytes:
    data, place = b"", 0
    while True:
        assert stream[place : place + 8] == MAGIC, "no LZ4Block"
        token, packed, size, check = struct.unpack_from("<BIII", stream, place + 8)
        place += 21
        if size == 0:
            assert (packed, check, place) == (0, 0, len(stream)), "the end mark"
            return data
        part = stream[place : place + packed]
        if token & 0xF0 == 0x20:
            part = bytes(numcodecs.LZ4().decode(struct.pack("<I", size) + part))
        assert len(part) == size and xxhash32(part, 0x9747B28C) & 0x0FFFFFFF == check, "the check sum"
        data += part
        place += packed


def pack(data: bytes, compression: dict[str, Any], item: int) -> bytes:
    kind = compression["type"]
    if kind == "raw":
        return data
    if kind == "gzip":
        level = compression.get("level", -1)
        return zlib.compress(data, level) if compression.get("useZlib") else gzip.compress(data, max(level, 1))
    if kind == "bzip2":
        return bz2.compress(data, compression["blockSize"])
    if kind == "xz":
        return lzma.compress(data, preset=compression["preset"])
    if kind == "lz4":
        return lz4_blocks(data, compression["blockSize"])
    if kind == "zstd":
        return numcodecs.Zstd(compression["level"]).encode(data)
    if kind == "blosc":
        codec = numcodecs.Blosc(compression["cname"], compression["clevel"], compression["shuffle"])
        return codec.encode(np.frombuffer(data, f"V{item}") if item > 1 else data)
    raise ValueError(kind)


def unpack(data: bytes, compression: dict[str, Any]) -> bytes:
    kind = compression["type"]
    if kind == "raw":
        return data
    if kind == "gzip":
        # What useZlib says is for writers: the stream of Java takes what begins as one or the other.
        return zlib.decompress(data) if compression.get("useZlib") else gzip.decompress(data)
    if kind == "bzip2":
        return bz2.decompress(data)
    if kind == "xz":
        return lzma.decompress(data)
    if kind == "lz4":
        return lz4_unblocks(data)
    if kind == "zstd":
        return bytes(numcodecs.Zstd().decode(data))
    if kind == "blosc":
        return bytes(numcodecs.Blosc().decode(data))
    raise ValueError(kind)


def header(shape: tuple[int, ...], count: int | None = None) -> bytes:
    """Of mode 0, or of mode 1 where a count is said."""
    mode = 0 if count is None else 1
    words = struct.pack(f">HH{len(shape)}I", mode, len(shape), *shape[::-1])
    return words if count is None else words + struct.pack(">I", count)


class Dataset:
    """An existing dataset; blocks are read and written whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.document = json.loads((path / "attributes.json").read_text())
        self.shape = tuple(self.document["dimensions"][::-1])
        self.blocks = tuple(self.document["blockSize"][::-1])
        self.dtype = np.dtype(self.document["dataType"])
        self.compression = self.document["compression"]

    @staticmethod
    def create(
        root: Path, path: str, shape: tuple[int, ...], blocks: tuple[int, ...], data_type: str, compression: dict[str, Any],
        attributes: dict[str, Any],
    ) -> Dataset:
        folder = root / path
        folder.mkdir(parents=True, exist_ok=True)
        document = {
            "dimensions": list(shape[::-1]), "blockSize": list(blocks[::-1]), "dataType": data_type,
            "compression": compression, **attributes}
        if folder == root:
            document = ROOT | document
        else:
            (root / "attributes.json").write_text(json.dumps(ROOT))
        # Gson writes no spaces, and these characters as their numbers.
        text = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
        for character in "<>&=":
            text = text.replace(character, f"\\u{ord(character):04x}")
        (folder / "attributes.json").write_text(text)
        return Dataset(folder)

    def block_path(self, place: tuple[int, ...]) -> Path:
        return self.path.joinpath(*map(str, place[::-1]))

    def region(self, place: tuple[int, ...]) -> tuple[slice, ...]:
        return tuple(
            slice(index * block, min(extent, (index + 1) * block))
            for index, block, extent in zip(place, self.blocks, self.shape))

    def places(self) -> Iterator[tuple[int, ...]]:
        return itertools.product(*(range(-(-extent // block)) for extent, block in zip(self.shape, self.blocks)))

    def read(self) -> np.ndarray:
        array = np.zeros(self.shape, self.dtype)
        for place in self.places():
            path = self.block_path(place)
            if path.exists():
                target = array[self.region(place)]
                block = self.decoded(path.read_bytes())
                inside = tuple(slice(min(one, other)) for one, other in zip(target.shape, block.shape))
                target[inside] = block[inside]
        return array

    def decoded(self, data: bytes) -> np.ndarray:
        mode, rank = struct.unpack_from(">HH", data)
        assert mode == 0 and rank == len(self.shape), (mode, rank)
        shape = struct.unpack_from(f">{rank}I", data, 4)[::-1]
        payload = unpack(data[4 + 4 * rank :], self.compression)
        return np.frombuffer(payload, self.dtype.newbyteorder(">")).reshape(shape).astype(self.dtype)

    def write(self, region: tuple[slice, ...], values: np.ndarray) -> None:
        array = self.read()
        array[region] = values
        touched = np.zeros(self.shape, bool)
        touched[region] = True
        for place in self.places():
            part = self.region(place)
            if touched[part].any():
                path = self.block_path(place)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(self.encoded(array[part]))

    def encoded(self, block: np.ndarray) -> bytes:
        payload = np.ascontiguousarray(block).astype(self.dtype.newbyteorder(">")).tobytes()
        return header(block.shape) + pack(payload, self.compression, self.dtype.itemsize)

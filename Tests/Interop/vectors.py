"""Codec by codec against the libraries that define them: what numcodecs, zfpy and zarrs encode, zarrtool decodes, and back.

    python3 vectors.py --zarrtool PATH [--seed N] [--count N] [--only PATTERN ...] [--jobs N]

Each vector is an array of one chunk, with seeded type, shape, values and parameters:

numcodecs   every codec from bytes to bytes and zfpy, under its Zarr v2 id or as `numcodecs.*` of Zarr v3
foreign     streams that numcodecs reads but does not write: frames without their size, several members, odd headers
zfp         `zfp` of Zarr v3 in its modes; zfpy makes the streams, without their header
packbits    `packbits` of Zarr v3, by zarrs

Of each: the peer's bytes are read and compared with what the peer itself decodes; the values are written by zarrtool and
decoded by the peer; a third of the streams is also cut or changed, which must end in an error or in other values, never in a
crash. Exits 1 on any difference; the last line says `N passed, N failed`.
"""

from __future__ import annotations

import argparse
import base64
import bz2
import fnmatch
import gzip
import json
import lzma
import os
import random
import subprocess
import sys
import tempfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable

import numcodecs
import numpy as np

try:
    import numcodecs.zfpy  # noqa: F401
    import zfpy
except ImportError:
    zfpy = None

V3_TYPES = {
    "b1": "bool", "i1": "int8", "i2": "int16", "i4": "int32", "i8": "int64", "u1": "uint8", "u2": "uint16",
    "u4": "uint32", "u8": "uint64", "f2": "float16", "f4": "float32", "f8": "float64", "c8": "complex64",
}  # fmt: skip
TYPES = ["|u1", "|i1", "<i2", "<u2", "<i4", "<u4", "<i8", "<f4", "<f8", "<c8"]


@dataclass
class Vector:
    """One chunk: its metadata, the peer's bytes, and what the peer says they are."""

    id: str
    format: int
    dtype: str
    shape: tuple[int, ...]
    #: the codec of Zarr v2, or the chain of Zarr v3
    codecs: Any
    #: None where the peer does not write it
    encoded: bytes | None
    #: what has to be read
    expected: np.ndarray
    #: what zarrtool writes, and the peer's way back; None where only reading is judged
    values: np.ndarray | None = None
    decode: Callable[[bytes], np.ndarray] | None = None
    #: how zarrtool's bytes must decode
    written: np.ndarray | None = None
    damage: str = ""
    random: random.Random = field(default_factory=random.Random)

    @property
    def key(self) -> str:
        if self.format == 2:
            return ".".join("0" for _ in self.shape)
        return "/".join(["c", *("0" for _ in self.shape)])

    def document(self) -> dict[str, Any]:
        if self.format == 2:
            return dict(
                zarr_format=2, shape=self.shape, chunks=self.shape, dtype=self.dtype, order="C", fill_value=0,
                filters=None, compressor=self.codecs,
            )  # fmt: skip
        grid = {"name": "regular", "configuration": {"chunk_shape": self.shape}}
        return dict(
            zarr_format=3, node_type="array", shape=self.shape, data_type=V3_TYPES[self.dtype[1:]], chunk_grid=grid,
            chunk_key_encoding={"name": "default"}, fill_value=fill(self.dtype), codecs=self.codecs, attributes={},
        )  # fmt: skip

    def store(self, folder: Path, chunk: bytes | None) -> Path:
        folder.mkdir(parents=True)
        (folder / (".zarray" if self.format == 2 else "zarr.json")).write_text(json.dumps(self.document()))
        if chunk is not None:
            (folder / self.key).parent.mkdir(parents=True, exist_ok=True)
            (folder / self.key).write_bytes(chunk)
        return folder


def fill(dtype: str) -> Any:
    return False if dtype[1] == "b" else [0, 0] if dtype[1] == "c" else 0


def values(rng: random.Random, dtype: str, shape: tuple[int, ...]) -> np.ndarray:
    """Noise, steps, or one value: what does not compress, what does, and what becomes very small."""
    numbers = np.random.default_rng(rng.getrandbits(32))
    kind = np.dtype(dtype).kind
    style = rng.choice(["noise", "steps", "few", "constant"])
    size = int(np.prod(shape))
    if style == "noise" and kind in "iub":
        flat = np.frombuffer(numbers.bytes(size * np.dtype(dtype).itemsize), dtype)
        flat = flat.astype(dtype) if kind != "b" else (flat.view("u1") & 1).astype("?")
    elif style == "noise":
        flat = (numbers.standard_normal(size) * 10.0 ** rng.randint(-3, 5)).astype(dtype)
    elif style == "steps":
        flat = (np.arange(size) // 3 % 101).astype(dtype)
    elif style == "few":
        flat = numbers.integers(0, 3, size).astype(dtype)
    else:
        flat = np.full(size, 7).astype(dtype)
    return np.ascontiguousarray(flat.reshape(shape))


def shapes(rng: random.Random) -> tuple[int, ...]:
    return rng.choice([(1,), (2,), (7,), (64,), (1000,), (5, 9), (4, 4, 4), (3, 1, 8), (2, 3, 4, 5), (40000,)])


# numcodecs


def parameters(rng: random.Random, codec: str, itemsize: int) -> dict[str, Any]:
    """Parameters of a codec, seldom its defaults."""
    pick, chance = rng.choice, rng.random() < 0.2
    if chance and codec not in ("shuffle",):
        return {}
    match codec:
        case "zstd":
            return {"level": pick([-100, -1, 0, 1, 3, 9, 19, 22]), "checksum": pick([True, False])}
        case "lz4":
            return {"acceleration": pick([1, 2, 50])}
        case "zlib" | "gzip":
            return {"level": pick(range(-1 if codec == "zlib" else 0, 10))}
        case "bz2":
            return {"level": pick(range(1, 10))}
        case "lzma":
            return lzma_parameters(rng, itemsize)
        case "blosc":
            return {
                "cname": pick(["blosclz", "lz4", "lz4hc", "zlib", "zstd"]), "clevel": pick(range(10)),
                "shuffle": pick([-1, 0, 1, 2]), "blocksize": pick([0, 0, 16, 100, 4096]),
            }  # fmt: skip
        case "shuffle":
            return {"elementsize": pick([n for n in (1, 2, 3, 4, 5, 8, 16, itemsize) if n <= itemsize or n % itemsize])}
        case "crc32" | "adler32" | "crc32c":
            return {"location": pick(["start", "end"])}
        case "jenkins_lookup3":
            return {"initval": pick([0, 1, 2**32 - 1, rng.getrandbits(32)])}
        case "zfpy":
            return pick([
                {"mode": 4, "tolerance": pick([0, 1e-3, 0.5, 100])}, {"mode": 2, "rate": pick([1, 7.5, 16, 40])},
                {"mode": 3, "precision": pick([1, 9, 30, 64])}, {},
            ])  # fmt: skip
    return {}


def lzma_parameters(rng: random.Random, itemsize: int) -> dict[str, Any]:
    pick = rng.choice
    lzma2 = pick([
        {"id": lzma.FILTER_LZMA2, "preset": pick(range(10))},
        {"id": lzma.FILTER_LZMA2, "preset": 7 | lzma.PRESET_EXTREME},
        {"id": lzma.FILTER_LZMA2, "dict_size": 1 << 16, "lc": 2, "lp": 1, "pb": 1},
    ])  # fmt: skip
    branches = [
        lzma.FILTER_X86, lzma.FILTER_ARM, lzma.FILTER_ARMTHUMB, lzma.FILTER_POWERPC, lzma.FILTER_SPARC, lzma.FILTER_IA64,
    ]  # fmt: skip
    chain = pick([
        [{"id": lzma.FILTER_DELTA, "dist": itemsize}, lzma2], [{"id": pick(branches)}, lzma2], [lzma2],
        [{"id": lzma.FILTER_DELTA, "dist": 1}, {"id": lzma.FILTER_DELTA, "dist": 256}, lzma2],
    ])  # fmt: skip
    match pick(["xz", "filters", "alone", "alone filters", "raw"]):
        case "xz":
            check = pick([-1, lzma.CHECK_NONE, lzma.CHECK_CRC32, lzma.CHECK_CRC64, lzma.CHECK_SHA256])
            return {"format": lzma.FORMAT_XZ, "check": check, "preset": pick([None, 0, 6, 9])}
        case "filters":
            return {"format": lzma.FORMAT_XZ, "filters": chain}
        case "alone":
            return {"format": lzma.FORMAT_ALONE, "preset": pick([None, 1, 9])}
        case "alone filters":
            return {"format": lzma.FORMAT_ALONE, "filters": [{"id": lzma.FILTER_LZMA1, "preset": pick(range(10))}]}
        case _:
            return {"format": lzma.FORMAT_RAW, "filters": chain}


def carrier(rng: random.Random, codec: str, config: dict[str, Any], dtype: str) -> tuple[int, Any]:
    """The metadata that names a codec of numcodecs: of Zarr v2, or of Zarr v3."""
    if rng.random() < 0.5:
        return 2, {"id": codec, **config}
    named = {"name": f"numcodecs.{codec}", "configuration": config}
    return 3, [named] if codec == "zfpy" else [{"name": "bytes", "configuration": {"endian": "little"}}, named]


def from_numcodecs(codec: str, rng: random.Random) -> Vector:
    dtype, shape = rng.choice(TYPES), shapes(rng)
    if codec == "zfpy":
        dtype = rng.choice(["<i4", "<i8", "<f4", "<f8"])
    config = parameters(rng, codec, np.dtype(dtype).itemsize)
    data = values(rng, dtype, shape)
    if codec == "shuffle" and data.nbytes % config["elementsize"]:
        config = {"elementsize": np.dtype(dtype).itemsize}
    peer = numcodecs.get_codec({"id": codec, **config})
    format, named = carrier(rng, codec, config, dtype)

    def decode(stored: bytes) -> np.ndarray:
        if codec == "lzma" and config.get("filters") and config["format"] != lzma.FORMAT_RAW:
            # numcodecs writes such streams and gives the filters to Python again, which refuses them then.
            return np.frombuffer(lzma.decompress(stored), dtype).reshape(shape)
        # Some give text, some bytes, some arrays of another shape.
        return np.frombuffer(np.asarray(memoryview(peer.decode(stored))).tobytes(), dtype).reshape(shape)

    encoded = bytes(peer.encode(data))
    expected = decode(encoded)
    # netCDF-C writes 0 for the size of the type.
    if codec == "shuffle" and config["elementsize"] == np.dtype(dtype).itemsize and format == 2 and rng.random() < 0.5:
        named = {"id": "shuffle", "elementsize": 0}
    return Vector("", format, dtype, shape, named, encoded, expected, data, decode, expected, random=rng)


# Streams that numcodecs does not write


def zstd_frames(rng: random.Random, data: bytes) -> bytes:
    """Frames without the size of their contents (RFC 8878), of stored and repeated blocks, among others that say it."""
    out = b""
    for part in parts(rng, data):
        match rng.choice(["bare", "usual", "skipped"]):
            case "bare":
                blocks = parts(rng, part, largest=1 << 17) or [b""]
                # No flags, then a window of 128 KiB.
                out += b"\x28\xb5\x2f\xfd\x00\x38"
                for place, block in enumerate(blocks):
                    last = place == len(blocks) - 1
                    repeated = len(block) > 0 and block.count(block[0]) == len(block)
                    head = last | (2 if repeated else 0) | len(block) << 3
                    out += head.to_bytes(3, "little") + (block[:1] if repeated else block)
            case "skipped":
                out += b"\x53\x2a\x4d\x18" + (5).to_bytes(4, "little") + b"notes"
                out += bytes(numcodecs.Zstd(1).encode(part))
            case _:
                out += bytes(numcodecs.Zstd(3, checksum=True).encode(part))
    return out


def parts(rng: random.Random, data: bytes, largest: int = 1 << 30) -> list[bytes]:
    out, rest = [], data
    while rest:
        count = min(rng.choice([1, 10, 1000, len(rest)]), len(rest), largest)
        out.append(rest[:count])
        rest = rest[count:]
        if len(out) > 20 and len(rest) <= largest:
            out.append(rest)
            rest = b""
    return [part for part in out if part]


def gzip_member(rng: random.Random, part: bytes) -> bytes:
    """A member with the optional fields of RFC 1952."""
    flags, fields = 0, b""
    if rng.random() < 0.5:
        flags |= 4
        fields += b"\x06\x00extras"
    if rng.random() < 0.5:
        flags |= 8
        fields += b"name\x00"
    if rng.random() < 0.5:
        flags |= 16
        fields += b"a comment\x00"
    head = b"\x1f\x8b\x08" + bytes([flags]) + rng.getrandbits(32).to_bytes(4, "little") + b"\x00\x03"
    if rng.random() < 0.3:
        head = head[:3] + bytes([flags | 2]) + head[4:]
        fields += (zlib.crc32(head + fields) & 0xFFFF).to_bytes(2, "little")
    body = zlib.compressobj(rng.randint(0, 9), zlib.DEFLATED, -15)
    tail = zlib.crc32(part).to_bytes(4, "little") + len(part).to_bytes(4, "little")
    return head + fields + body.compress(part) + body.flush() + tail


def foreign(codec: str, rng: random.Random) -> Vector:
    dtype, shape = rng.choice(TYPES), shapes(rng)
    data = values(rng, dtype, shape)
    raw, config = data.tobytes(), {}
    match codec:
        case "zstd":
            encoded = zstd_frames(rng, raw)
        case "gzip":
            encoded = b"".join(gzip_member(rng, part) for part in parts(rng, raw)) + bytes(rng.choice([0, 0, 7]))
        case "bz2":
            encoded = b"".join(bz2.compress(part, rng.randint(1, 9)) for part in parts(rng, raw))
        case "lzma":
            # Padding by fours is part of the format, although Python refuses it.
            encoded = b"".join(lzma.compress(part) + bytes(4 * rng.randint(0, 2)) for part in parts(rng, raw))
            config = {"format": lzma.FORMAT_XZ}
        case "base64":
            encoded = base64.encodebytes(raw)
        case _:
            raise ValueError(codec)
    check = {"gzip": gzip.decompress, "bz2": bz2.decompress}.get(codec)
    if check and check(encoded) != raw:
        raise AssertionError(f"this script writes bad {codec}")
    format, named = carrier(rng, codec, config, dtype)
    return Vector("", format, dtype, shape, named, encoded, data, random=rng)


# zfp without its header


def zfp(mode: str, rng: random.Random) -> Vector:
    """zfpy knows int32, int64, float32 and float64; smaller integers are promoted here as the specification says."""
    dtype = rng.choice(["|i1", "|u1", "<i2", "<u2", "<i4", "<i8", "<f4", "<f8"])
    shape = rng.choice([(1,), (9,), (5, 9), (4, 4, 4), (2, 3, 4, 5)])
    data = values(rng, dtype, shape)
    if dtype in ("<i4", "<i8"):
        data >>= 2  # zfp's own arithmetic has two bits less
    kind, bits = dtype[1], 8 * np.dtype(dtype).itemsize
    promoted = kind in "iu" and bits < 32
    config, limits = {
        "reversible": ({}, {}),
        "fixed_accuracy": ({"tolerance": 0.25}, {"tolerance": 0.25}),
        "fixed_rate": ({"rate": 9.5}, {"rate": 9.5}),
        "fixed_precision": ({"precision": 13}, {"precision": 13}),
        # The same as a precision of 13, said by all four parameters.
        "expert": ({"minbits": 1, "maxbits": 16658, "maxprec": 13, "minexp": -1074}, {"precision": 13}),
    }[mode]
    half = 0 if kind == "i" else 1 << (bits - 1)
    numbers = ((data.astype("i8") - half) << (31 - bits)).astype("<i4") if promoted else data
    types = {"i4": zfpy.type_int32, "i8": zfpy.type_int64, "f4": zfpy.type_float, "f8": zfpy.type_double}

    def decode(stored: bytes) -> np.ndarray:
        found = zfpy._decompress(stored, types[numbers.dtype.str[1:]], shape, **limits)
        if not promoted:
            return found
        low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if kind == "i" else (0, (1 << bits) - 1)
        return np.clip((found.astype("i8") >> (31 - bits)) + half, low, high).astype(dtype)

    encoded = bytes(zfpy.compress_numpy(numbers, write_header=False, **limits))
    expected = decode(encoded)
    codecs = [{"name": "zfp", "configuration": {"mode": mode, **config}}]
    return Vector("", 3, dtype, shape, codecs, encoded, expected, data, decode, expected, random=rng)


# packbits by zarrs


def packbits(_: str, rng: random.Random) -> Vector:
    dtype = rng.choice(["|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f4", "<c8"])
    shape = shapes(rng)
    bits = 1 if dtype == "|b1" else 4 * np.dtype(dtype).itemsize if dtype[1] == "c" else 8 * np.dtype(dtype).itemsize
    first = rng.randrange(bits)
    last = rng.randrange(first, bits)
    config: dict[str, Any] = {}
    if first or rng.random() < 0.5:
        config["first_bit"] = first
    if last < bits - 1 or rng.random() < 0.5:
        config["last_bit"] = last
    first, last = config.get("first_bit", 0), config.get("last_bit", bits - 1)
    # zarrs leaves the byte out where all bits of whole bytes are kept, and sign-extends within one byte only.
    if last - first + 1 < bits or bits % 8:
        config["padding_encoding"] = rng.choice(["none", "first_byte", "last_byte"])
    data = values(rng, dtype, shape)
    kept = (((1 << (last - first + 1)) - 1) << first) & ((1 << bits) - 1)
    if dtype[1] == "b":
        expected = data
    else:
        word = f"<u{bits // 8}"
        words = data.view(word) & np.array(kept, "<u8").astype(word)
        if dtype[1] == "i" and last < bits - 1:
            above = np.array(((1 << bits) - 1) ^ ((1 << (last + 1)) - 1), "<u8").astype(word)
            words = np.where(words >> np.array(last).astype(word) & 1 == 1, words | above, words).astype(word)
        expected = words.view(dtype)
    codecs = [{"name": "packbits", "configuration": config}]
    vector = Vector("", 3, dtype, shape, codecs, None, expected, data, None, expected, random=rng)
    stored = Zarrs.shared.encode(vector) if Zarrs.shared else None
    if stored is not None:
        vector.encoded = stored
        # There is one way to pack: other bytes than those of zarrs are wrong.
        vector.decode = lambda found: expected if found == stored else np.zeros_like(expected)
    return vector


class Zarrs:
    """zarrs below the metadata of zarr-python, which has to be told that there is a codec of this name."""

    shared: "Zarrs | None" = None

    def __init__(self) -> None:
        import zarr
        import zarrs  # noqa: F401
        from zarr.abc.codec import ArrayBytesCodec
        from zarr.registry import register_codec

        zarr.config.set({"codec_pipeline.path": "zarrs.ZarrsCodecPipeline"})

        class PackBits(ArrayBytesCodec):
            is_fixed_size = False

            def __init__(self, configuration: dict[str, Any]) -> None:
                object.__setattr__(self, "configuration", configuration)

            @classmethod
            def from_dict(cls, data: dict[str, Any]) -> "PackBits":
                return cls(data.get("configuration", {}))

            def to_dict(self) -> dict[str, Any]:
                return {"name": "packbits", "configuration": self.configuration}

            def compute_encoded_size(self, *_: Any) -> int:
                raise NotImplementedError

            async def _decode_single(self, *_: Any) -> Any:
                raise NotImplementedError

            async def _encode_single(self, *_: Any) -> Any:
                raise NotImplementedError

        register_codec("packbits", PackBits)
        self.zarr = zarr
        self.scratch = Path(tempfile.mkdtemp(prefix="zarr-vectors-"))
        self.count = 0

    def encode(self, vector: Vector) -> bytes | None:
        """The chunk; None for one of nothing but fill values, which zarrs leaves out."""
        self.count += 1
        folder = vector.store(self.scratch / str(self.count), None)
        array = self.zarr.open_array(folder, mode="r+")
        array[...] = vector.values
        return (folder / vector.key).read_bytes() if (folder / vector.key).exists() else None


# The run

GROUPS: dict[str, tuple[Callable[[str, random.Random], Vector], list[str], int]] = {
    "numcodecs": (
        from_numcodecs,
        ["adler32", "base64", "blosc", "bz2", "crc32", "crc32c", "fletcher32", "gzip", "jenkins_lookup3", "lz4", "lzma",
         "shuffle", "zfpy", "zlib", "zstd"],
        1,
    ),
    "foreign": (foreign, ["base64", "bz2", "gzip", "lzma", "zstd"], 1),
    "zfp": (zfp, ["reversible", "expert", "fixed_accuracy", "fixed_rate", "fixed_precision"], 1),
    "packbits": (packbits, ["packbits"], 4),
}  # fmt: skip


def vectors(arguments: argparse.Namespace) -> list[Vector]:
    """All vectors of a seed; each has a generator of its own, so that one can be made again alone."""
    out = []
    for group, (make, names, factor) in GROUPS.items():
        if zfpy is None and group == "zfp":
            continue
        for name in names:
            if zfpy is None and name == "zfpy":
                continue
            for number in range(arguments.count * factor):
                id = f"{group}-{name}-{number}"
                if arguments.only and not any(fnmatch.fnmatch(id, pattern) for pattern in arguments.only):
                    continue
                vector = make(name, random.Random(f"{arguments.seed}-{id}"))
                vector.id = id
                out.append(vector)
    return out


class Run:
    def __init__(self, zarrtool: Path, scratch: Path) -> None:
        self.zarrtool, self.scratch = zarrtool, scratch

    def call(self, *words: object) -> tuple[int, str]:
        done = subprocess.run(
            [self.zarrtool, *(str(word) for word in words)], capture_output=True, text=True, timeout=120, check=False
        )
        return done.returncode, done.stderr.strip().splitlines()[0][:300] if done.stderr.strip() else ""

    def read(self, folder: Path) -> tuple[np.ndarray | None, int, str]:
        status, text = self.call("cat", folder, "--format", "npy", "--output", folder.parent / "found.npy")
        found = np.load(folder.parent / "found.npy") if status == 0 else None
        return found, status, text

    def judge(self, vector: Vector) -> list[str]:
        """What is wrong with a vector; an entry per check, empty where it passed."""
        where = self.scratch / vector.id
        results = []
        if vector.encoded is not None:
            found, status, text = self.read(vector.store(where / "peer" / "a", vector.encoded))
            results.append(self.difference("read", vector.expected, found, status, text))
            if vector.random.random() < 0.3:
                results.append(self.damaged(vector, where))
        if vector.values is not None and vector.decode is not None:
            results.append(self.written(vector, where))
        return results

    def written(self, vector: Vector, where: Path) -> str:
        folder = vector.store(where / "ours" / "a", None)
        np.save(where / "values.npy", vector.values)
        status, text = self.call("write", folder, "--input", where / "values.npy")
        if status != 0:
            return f"write: exit {status}: {text}"
        # All zeros are fill values, which leave no chunk.
        if not (folder / vector.key).exists():
            return "" if not np.any(vector.values) else "write: no chunk"
        try:
            found = vector.decode((folder / vector.key).read_bytes())
        except Exception as error:  # noqa: BLE001: whatever the peer thinks of our bytes
            return f"write: the peer says {error!r}"
        return self.difference("write", vector.written, found, 0, "")

    def damaged(self, vector: Vector, where: Path) -> str:
        stored = vector.encoded
        if vector.random.random() < 0.5:
            stored = stored[: vector.random.randrange(len(stored))]
        else:
            place = vector.random.randrange(len(stored))
            stored = stored[:place] + bytes([stored[place] ^ 1 << vector.random.randrange(8)]) + stored[place + 1 :]
        found, status, text = self.read(vector.store(where / "damaged" / "a", stored))
        if status < 0 or status > 100:
            return f"damaged: exit {status}: {text}"
        # A cut stream may lack nothing but padding; a changed one may say the same in another way, or something else.
        if status == 0 and len(stored) < len(vector.encoded) and not equal(vector.expected, found):
            return "damaged: a cut stream is read as something else"
        return ""

    @staticmethod
    def difference(way: str, expected: np.ndarray, found: np.ndarray | None, status: int, text: str) -> str:
        if found is None:
            return f"{way}: exit {status}: {text}"
        if equal(expected, found):
            return ""
        wrong = np.flatnonzero(np.asarray(expected).reshape(-1) != np.asarray(found).reshape(-1))
        return f"{way}: {len(wrong)} of {expected.size} values differ, the first at {wrong[:1]}"


def equal(expected: np.ndarray, found: np.ndarray) -> bool:
    """Bit for bit."""
    same = expected.shape == found.shape and expected.dtype == found.dtype
    return same and expected.tobytes() == np.ascontiguousarray(found).tobytes()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zarrtool", required=True, type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=12, help="vectors of each codec")
    parser.add_argument("--only", nargs="+", help="patterns of ids")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    arguments = parser.parse_args()
    if zfpy is None:
        print("******** no zfpy here: zfp and zfpy ARE SKIPPED ********")
    try:
        Zarrs.shared = Zarrs()
    except ImportError:
        print("******** no zarrs here: its packbits IS SKIPPED ********")
    chosen = vectors(arguments)
    failures, passed = [], 0
    with tempfile.TemporaryDirectory(prefix="zarr-vectors-") as scratch:
        run = Run(arguments.zarrtool.resolve(), Path(scratch))
        with ThreadPoolExecutor(arguments.jobs) as pool:
            for vector, results in zip(chosen, pool.map(run.judge, chosen)):
                passed += sum(not result for result in results)
                failures += [(vector, result) for result in results if result]
    for vector, result in failures[:40]:
        print(f"  {vector.id}  {vector.dtype} {vector.shape} {json.dumps(vector.codecs)}: {result}")
    counts: dict[str, int] = {}
    for vector in chosen:
        name = vector.id.rsplit("-", 1)[0]
        counts[name] = counts.get(name, 0) + 1
    print(", ".join(f"{name} {count}" for name, count in counts.items()))
    print(f"seed {arguments.seed}, numcodecs {numcodecs.__version__}")
    print(f"{passed} passed, {len(failures)} failed")
    sys.exit(1 if failures or not passed else 0)


if __name__ == "__main__":
    main()

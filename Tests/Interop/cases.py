"""The interoperability matrix as data: which arrays exist, their metadata documents and their values.

A case is a whole metadata document plus a recipe for the values, so that any writer can make it in its own words and
any reader can be judged by numpy alone. Every case has a stable id; the values depend on that id and on nothing else.

    python cases.py            prints how many cases each part of the matrix holds
    python cases.py PATTERN    prints the documents of the cases whose id matches (fnmatch)
"""

from __future__ import annotations

import base64
import fnmatch
import itertools
import json
import math
import random
import re
import sys
import zlib
from dataclasses import dataclass, field
from typing import Any, Iterator

import numpy as np

try:
    import ml_dtypes  # noqa: F401  (numpy's names of small numbers)
except ImportError:
    ml_dtypes = None

Json = Any

SHAPE, CHUNKS, SHARD = (5, 7), (2, 3), (4, 6)
#: for what is committed: four chunks or one shard, with edges on both axes
SMALL_SHAPE = (3, 5)

# name in ids -> numpy dtype (little-endian), name of the type in Zarr v3
NUMERIC = {
    "b1": ("|b1", "bool"),
    "i1": ("|i1", "int8"),
    "i2": ("<i2", "int16"),
    "i4": ("<i4", "int32"),
    "i8": ("<i8", "int64"),
    "u1": ("|u1", "uint8"),
    "u2": ("<u2", "uint16"),
    "u4": ("<u4", "uint32"),
    "u8": ("<u8", "uint64"),
    "f2": ("<f2", "float16"),
    "f4": ("<f4", "float32"),
    "f8": ("<f8", "float64"),
    "c8": ("<c8", "complex64"),
    "c16": ("<c16", "complex128"),
}


@dataclass(frozen=True)
class Case:
    """One array: where it is in the matrix, its document, and how its values are made."""

    id: str
    #: 2 or 3
    format: int
    #: numpy dtype of the values, little-endian (a list for records); "O" where elements vary in length
    dtype: Any
    #: the `.zarray` or `zarr.json` document
    document: dict[str, Json]
    #: the fill value's bytes in the order of `dtype`; a str for variable-length strings; None where it is null
    fill: bytes | str | None
    #: "bits" any bit pattern; "small" values that survive delta exactly; "tame" numbers that arithmetic bears. With dtype
    #: "O": "bits" strings, "bytes", "ragged" arrays of numbers, "objects" for JSON
    values: str = "bits"
    #: whether a codec gives back other values than it got: then the peers say which
    lossy: bool = False
    #: the region that is written (start, stop) per axis; everything else is fill. None: all of it
    written: tuple[tuple[int, int], ...] | None = None
    #: whether some chunk inside what is written holds nothing but fill
    hole: bool = False
    #: which axes of the matrix this case belongs to
    part: str = ""
    #: separate, for v2: the `.zattrs` document
    attributes: dict[str, Json] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.document["shape"])

    @property
    def is_string(self) -> bool:
        return self.dtype == "O"

    @property
    def is_object(self) -> bool:
        """Whether the elements vary in length and are no strings."""
        return self.is_string and self.values in ("bytes", "ragged", "objects")

    @property
    def is_raw(self) -> bool:
        """Whether the elements are bytes that nobody looks into. NumPy's kind is V also for small floats."""
        kind = np.dtype(self.dtype)
        return kind.type is np.void and kind.names is None

    def region(self) -> tuple[slice, ...]:
        """What is written, as a numpy selection."""
        if self.written is None:
            return tuple(slice(0, n) for n in self.shape)
        return tuple(slice(a, b) for a, b in self.written)

    def region_shape(self) -> tuple[int, ...]:
        return tuple(s.stop - s.start for s in self.region())

    def fill_scalar(self) -> Any:
        """The fill value as one numpy scalar (zero where the document says null)."""
        if self.is_string:
            return "" if self.fill is None else self.fill
        dtype = np.dtype(self.dtype)
        if self.fill is None:
            return np.zeros((), dtype)[()]
        return np.frombuffer(self.fill, dtype)[0]

    def expected(self) -> np.ndarray:
        """The values that every reader must return, bit for bit."""
        full = np.empty(self.shape, object if self.is_string else self.dtype)
        if self.is_string:
            full[...] = self.fill_scalar()
        else:
            # Through bytes: an assignment of a NaN scalar may lose its payload.
            unit = self.fill if self.fill is not None else bytes(np.dtype(self.dtype).itemsize)
            full = np.frombuffer(unit * full.size, self.dtype).reshape(self.shape).copy()
        region = self.region()
        inside = full[region]
        made = make_values(self.dtype, self.values, inside.shape, zlib.crc32(self.id.encode()))
        if self.hole and made.ndim and all(inside.shape):
            corner = tuple(slice(0, min(c, n)) for c, n in zip(inner_chunks(self.document), inside.shape))
            made[corner] = inside[corner]
        if self.shape == ():
            return made if self.written is None else full
        full[region] = made
        return full


def inner_chunks(document: dict[str, Json]) -> tuple[int, ...]:
    """The chunk shape, or that of the innermost subchunk."""
    if document["zarr_format"] == 2:
        return tuple(document["chunks"])
    # Of a rectilinear grid only shards are looked into.
    shape = document["chunk_grid"]["configuration"].get("chunk_shape", ())
    codecs = document["codecs"]
    while True:
        inner = [c for c in codecs if c["name"] == "sharding_indexed"]
        if not inner:
            return tuple(shape)
        shape = inner[0]["configuration"]["chunk_shape"]
        codecs = inner[0]["configuration"]["codecs"]


#: bits of the elements that matter, where a byte holds fewer than 8
NARROW = {"int2": 2, "uint2": 2, "int4": 4, "uint4": 4, "float4_e2m1fn": 4, "float6_e2m3fn": 6, "float6_e3m2fn": 6}
#: what tensorstore knows beyond numpy
SMALL = ["int2", "int4", "bfloat16", "float4_e2m1fn", "float8_e3m4", "float8_e4m3fn", "float8_e4m3fnuz",
         "float8_e4m3b11fnuz", "float8_e5m2", "float8_e5m2fnuz", "float8_e8m0fnu"]  # fmt: skip


def make_objects(how: str, size: int, rng: np.random.RandomState) -> np.ndarray:
    """Elements that vary in length: byte strings, arrays of numbers, or values for JSON."""
    some = [None, True, 7, -2.5, "größe", [1, "a"], {"k": [1, 2], "n": None}, 2**53 + 1, "", []]
    result = np.empty(size, object)
    for place in range(size):
        length = int(rng.randint(0, 6))
        if how == "bytes":
            result[place] = rng.bytes(length)
        elif how == "ragged":
            result[place] = np.frombuffer(rng.bytes(4 * length), "<i4").copy()
        else:
            result[place] = some[int(rng.randint(0, len(some)))]
    return result


def make_values(dtype: Any, how: str, shape: tuple[int, ...], seed: int) -> np.ndarray:
    """Values from a seed. Only RandomState.bytes and integer arithmetic: the same in every numpy."""
    size = math.prod(shape)
    rng = np.random.RandomState(seed % 2**32)
    kind = np.dtype(dtype)
    if how in ("bytes", "ragged", "objects"):
        return make_objects(how, size, rng).reshape(shape)
    if kind.names:
        result = np.zeros(shape, kind)
        for number, name in enumerate(kind.names):
            base, inner = kind[name].subdtype or (kind[name], ())
            result[name] = make_values(base, "bits", shape + inner, seed + number + 1)
        return result
    if kind.name in SMALL or kind.name in NARROW:
        width = NARROW.get(kind.name, 8)
        raw = np.frombuffer(rng.bytes(size * kind.itemsize), "u1") & ((1 << width) - 1)
        return np.frombuffer(raw.astype("u1").tobytes(), kind).reshape(shape).copy()
    if kind.kind in "mM":
        return (np.frombuffer(rng.bytes(size * 8), "<i8") >> 11).view(kind).reshape(shape).copy()
    if how == "tame":
        numbers = np.frombuffer(rng.bytes(size * 2), "<i2").astype("f8") / (4 if kind.kind == "f" else 512)
        return (abs(numbers) if kind.kind == "u" else numbers).astype(kind).reshape(shape)
    if kind.kind in "OSU":
        return make_strings(kind, size, rng).reshape(shape)
    if kind.kind == "b":
        return (np.frombuffer(rng.bytes(size), "u1") & 1).astype(kind).reshape(shape).copy()
    if how == "small":
        steps = (np.frombuffer(rng.bytes(size), "u1") % 7).astype("i8")
        if kind.kind == "c":
            return (steps + 1j * (6 - steps)).astype(kind).reshape(shape)
        return steps.astype(kind).reshape(shape)
    values = np.frombuffer(rng.bytes(size * kind.itemsize), kind).copy()
    # Half of it compressible: runs of one value and a ramp, so that codecs do more than store.
    ramp = np.arange(size)
    if kind.kind in "iufc":
        values[ramp % 4 == 1] = 3
        values[ramp % 8 == 2] = (ramp[ramp % 8 == 2] % 100).astype(kind)
    if kind.kind in "fc":
        flat = values.view(f"<f{kind.itemsize // (2 if kind.kind == 'c' else 1)}")
        specials = [np.nan, np.inf, -np.inf, -0.0, 0.0, np.finfo(flat.dtype).tiny, np.finfo(flat.dtype).max]
        for place, special in zip(range(0, flat.size, 5), specials):
            flat[place] = special
    return values.reshape(shape)


WORDS = ["", "a", "zarr", "Grüße", "漢字", "😀 4-byte", '\t"quoted"\\', "x" * 40, "é", " edge "]


def make_strings(kind: np.dtype, size: int, rng: np.random.RandomState) -> np.ndarray:
    """Strings of every width of UTF-8, empty ones and, in fixed types, cut ones. None ends in NUL: numpy drops that."""
    picks = np.frombuffer(rng.bytes(size), "u1") % len(WORDS)
    words = [WORDS[p] for p in picks]
    if kind.kind == "O":
        result = np.empty(size, object)
        result[:] = words
        return result
    if kind.kind == "S":
        width = kind.itemsize
        return np.array([w.encode("utf-8")[:width].rstrip(b"\0") for w in words], kind)
    return np.array([w[: kind.itemsize // 4] for w in words], kind)


# Documents


def v2(
    dtype: str,
    *,
    shape: tuple[int, ...] = SHAPE,
    chunks: tuple[int, ...] = CHUNKS,
    compressor: Json = None,
    filters: Json = None,
    fill: Json = 0,
    order: str = "C",
    separator: str = ".",
) -> dict[str, Json]:
    document = {
        "zarr_format": 2,
        "shape": list(shape),
        "chunks": list(chunks),
        "dtype": dtype,
        "compressor": compressor,
        "fill_value": fill,
        "order": order,
        "filters": filters,
    }
    # Absent means ".": both ways of saying it occur.
    return document if separator == "." else document | {"dimension_separator": separator}


def named(name: str, **configuration: Json) -> dict[str, Json]:
    return {"name": name, "configuration": configuration} if configuration else {"name": name}


def sharding(
    chunks: tuple[int, ...],
    codecs: list[Json],
    *,
    location: str = "end",
    endian: str = "little",
    checksum: bool = True,
) -> dict[str, Json]:
    index = [named("bytes", endian=endian)] + ([named("crc32c")] if checksum else [])
    return named(
        "sharding_indexed", chunk_shape=list(chunks), codecs=codecs, index_codecs=index, index_location=location
    )


def v3(
    data_type: Json,
    codecs: list[Json],
    *,
    shape: tuple[int, ...] = SHAPE,
    chunks: tuple[int, ...] = CHUNKS,
    fill: Json = 0,
    encoding: Json = None,
    names: list[str | None] | None = None,
    attributes: dict[str, Json] | None = None,
) -> dict[str, Json]:
    document = {
        "zarr_format": 3,
        "node_type": "array",
        "shape": list(shape),
        "data_type": data_type,
        "chunk_grid": named("regular", chunk_shape=list(chunks)),
        "chunk_key_encoding": encoding or named("default", separator="/"),
        "fill_value": fill,
        "codecs": codecs,
        "attributes": attributes or {},
    }
    return document | ({"dimension_names": names} if names is not None else {})


def to_bytes(dtype: str, endian: str = "little") -> dict[str, Json]:
    """The array-to-bytes codec of a type."""
    if dtype == "O":
        return named("vlen-utf8")
    return named("bytes", endian=endian) if unit_size(dtype) > 1 else named("bytes")


def unit_size(dtype: str) -> int:
    """The size of what byte order applies to."""
    kind = np.dtype(dtype)
    if kind.kind == "U":
        return 4
    return {"c": kind.itemsize // 2, "S": 1, "V": 1, "O": 1}.get(kind.kind, kind.itemsize)


def blosc3(itemsize: int, cname: str = "lz4", shuffle: str = "shuffle", clevel: int = 5) -> dict[str, Json]:
    return named("blosc", cname=cname, clevel=clevel, shuffle=shuffle, typesize=itemsize, blocksize=0)


def blosc2(cname: str = "lz4", shuffle: int = 1, clevel: int = 5) -> dict[str, Json]:
    return {"id": "blosc", "cname": cname, "clevel": clevel, "shuffle": shuffle, "blocksize": 0}


# The default fill of the crossed parts: not zero, so that a reader that guesses zero is found.


def plain_fill(dtype: str, format: int) -> tuple[Json, bytes | str]:
    """A fill value as its JSON and its bytes."""
    if dtype == "O":
        return ("fill", "fill") if format == 3 else ("", "")
    kind = np.dtype(dtype)
    if kind.kind == "b":
        return True, b"\x01"
    if kind.kind == "f":
        return -1.5, np.array(-1.5, kind).tobytes()
    if kind.kind == "c":
        return [2.0, -0.5], np.array(2 - 0.5j, kind).tobytes()
    if kind.kind == "S":
        return "emUAAAA=", np.array(b"ze", kind).tobytes()
    if kind.kind == "U":
        return "ze", np.array("ze", kind).tobytes()
    if kind.kind == "V":
        return ("AQI=" if kind.itemsize == 2 else "AQID"), bytes(range(1, kind.itemsize + 1))
    return 42, np.array(42, kind).tobytes()


# Parts of the matrix


def orders(dtype: str) -> list[str]:
    return ["le", "be"] if unit_size(dtype) > 1 else ["ne"]


def flipped(dtype: str, order: str) -> str:
    return np.dtype(dtype).newbyteorder(">").str if order == "be" else np.dtype(dtype).str


V2_TYPES = {name: numpy for name, (numpy, _) in NUMERIC.items()} | {
    "s5": "|S5",
    "utf4": "<U4",
    "v3": "|V3",
    "vlen": "O",
}


def v2_codecs(dtype: str, stored: str) -> dict[str, tuple[list[Json] | None, Json]]:
    """name -> (filters, compressor); the filters that make sense for the type."""
    size = 1 if dtype == "O" else np.dtype(dtype).itemsize
    codecs: dict[str, tuple[list[Json] | None, Json]] = {
        "none": (None, None),
        "blosc": (None, blosc2()),
        "zstd": (None, {"id": "zstd", "level": 1}),
        "gzip": (None, {"id": "gzip", "level": 5}),
        "zlib": (None, {"id": "zlib", "level": 1}),
        "lz4": (None, {"id": "lz4", "acceleration": 1}),
        "bz2": (None, {"id": "bz2", "level": 1}),
        "lzma": (None, {"id": "lzma", "format": 1, "check": -1, "preset": None, "filters": None}),
        "crc32c": ([{"id": "crc32c"}], None),
        "crc32c-zstd": (None, {"id": "zstd", "level": 3})
        if dtype == "O"
        else ([{"id": "crc32c"}], {"id": "zstd", "level": 3}),
    }
    if dtype != "O":
        codecs["shuffle-zlib"] = ([{"id": "shuffle", "elementsize": size}], {"id": "zlib", "level": 1})
    if dtype != "O" and np.dtype(dtype).kind in "iufc":
        codecs["delta-zstd"] = ([{"id": "delta", "dtype": stored, "astype": stored}], {"id": "zstd", "level": 1})
        codecs["delta-shuffle-blosc"] = (
            [{"id": "delta", "dtype": stored, "astype": stored}, {"id": "shuffle", "elementsize": size}],
            blosc2("zstd", 0),
        )
    if dtype == "O":
        codecs = {
            name: ([{"id": "vlen-utf8"}] + (filters or []), compressor)
            for name, (filters, compressor) in codecs.items()
        }
    return codecs


def v2_core(shape: tuple[int, ...] = SHAPE) -> Iterator[Case]:
    """Types x byte order x codec x order x separator, fully crossed."""
    for name, dtype in V2_TYPES.items():
        for byte_order in orders(dtype):
            stored = "|O" if dtype == "O" else flipped(dtype, byte_order)
            for codec, (filters, compressor) in v2_codecs(dtype, stored).items():
                for order, separator in itertools.product("CF", "./"):
                    fill_json, fill = plain_fill(dtype, 2)
                    yield Case(
                        id=f"v2-{name.lower()}-{byte_order}-{codec}-{order.lower()}-{'dot' if separator == '.' else 'slash'}",
                        format=2,
                        dtype=dtype,
                        document=v2(
                            stored,
                            shape=shape,
                            filters=filters,
                            compressor=compressor,
                            fill=fill_json,
                            order=order,
                            separator=separator,
                        ),
                        fill=fill,
                        values="small" if codec.startswith("delta") else "bits",
                        hole=True,
                        part="v2 core",
                    )


V3_TYPES: dict[str, tuple[str, Json]] = {name: pair for name, pair in NUMERIC.items()} | {
    "r16": ("|V2", "r16"),
    "raw2": ("|V2", named("raw_bytes", length_bytes=2)),
    "string": ("O", "string"),
}


def v3_codecs(dtype: str) -> dict[str, list[Json]]:
    size = 1 if dtype == "O" else np.dtype(dtype).itemsize
    return {
        "none": [],
        "blosc": [blosc3(size, shuffle="noshuffle" if dtype == "O" else "shuffle")],
        "zstd": [named("zstd", level=1, checksum=False)],
        "zstdsum": [named("zstd", level=3, checksum=True)],
        "gzip": [named("gzip", level=5)],
        "crc32c": [named("crc32c")],
        "zstd-crc32c": [named("zstd", level=1, checksum=False), named("crc32c")],
    }


def v3_fill(name: str, dtype: str) -> tuple[Json, bytes | str]:
    fill_json, fill = plain_fill(dtype, 3)
    return ([1, 2] if name == "r16" else fill_json), fill


def v3_core(shape: tuple[int, ...] = SHAPE) -> Iterator[Case]:
    """Types x byte order x codec x transposed x separator x sharded, fully crossed."""
    for name, (dtype, data_type) in V3_TYPES.items():
        for byte_order in orders(dtype):
            for codec, tail in v3_codecs(dtype).items():
                for transposed, separator, sharded in itertools.product((False, True), "/.", (False, True)):
                    if transposed and dtype == "O" and sharded:
                        continue  # one transpose of strings is enough; the crossing adds nothing
                    chain = [named("transpose", order=[1, 0])] if transposed else []
                    chain += [to_bytes(dtype, "big" if byte_order == "be" else "little")] + tail
                    fill_json, fill = v3_fill(name, dtype)
                    yield Case(
                        id=f"v3-{name}-{byte_order}-{codec}-{'t' if transposed else 'c'}"
                        f"-{'dot' if separator == '.' else 'slash'}-{'shard' if sharded else 'flat'}",
                        format=3,
                        dtype=dtype,
                        document=v3(
                            data_type,
                            [sharding(CHUNKS, chain)] if sharded else chain,
                            shape=shape,
                            chunks=SHARD if sharded else CHUNKS,
                            fill=fill_json,
                            encoding=named("default", separator=separator),
                        ),
                        fill=fill,
                        hole=True,
                        part="v3 core",
                    )


def blosc_part() -> Iterator[Case]:
    """blosc: every compressor x shuffle x element size, both formats, large enough for several blocks of splits."""
    shape, chunks = (40, 36), (20, 18)
    for cname in ("blosclz", "lz4", "lz4hc", "zlib", "zstd", "snappy"):
        for type_name in ("u1", "i2", "f4", "f8", "c16"):
            dtype, data_type = NUMERIC[type_name]
            fill_json, fill = plain_fill(dtype, 2)
            for shuffle in (-1, 0, 1, 2):
                for clevel in (5,) if cname != "lz4" else (0, 1, 5, 9):
                    yield Case(
                        id=f"v2-blosc-{cname}-{('auto', 'no', 'byte', 'bit')[shuffle + 1]}-{clevel}-{type_name}",
                        format=2,
                        dtype=dtype,
                        document=v2(
                            dtype, shape=shape, chunks=chunks, compressor=blosc2(cname, shuffle, clevel), fill=fill_json
                        ),
                        fill=fill,
                        part="blosc",
                    )
                    if shuffle < 0:
                        continue
                    mode = ("noshuffle", "shuffle", "bitshuffle")[shuffle]
                    size = np.dtype(dtype).itemsize
                    yield Case(
                        id=f"v3-blosc-{cname}-{mode}-{clevel}-{type_name}",
                        format=3,
                        dtype=dtype,
                        document=v3(
                            data_type,
                            [to_bytes(dtype), blosc3(size, cname, mode, clevel)],
                            shape=shape,
                            chunks=chunks,
                            fill=fill_json,
                        ),
                        fill=fill,
                        part="blosc",
                    )


def codec_part(shape: tuple[int, ...] = SHAPE) -> Iterator[Case]:
    """Settings of the single codecs, and the numcodecs.* names of Zarr v3."""
    v2_settings: dict[str, tuple[str, list[Json] | None, Json, str]] = {
        "zstd-neg": ("<i4", None, {"id": "zstd", "level": -5}, "bits"),
        "zstd-0": ("<i4", None, {"id": "zstd", "level": 0}, "bits"),
        "zstd-22": ("<i4", None, {"id": "zstd", "level": 22}, "bits"),
        "zstd-sum": ("<i4", None, {"id": "zstd", "level": 3, "checksum": True}, "bits"),
        "gzip-0": ("<i4", None, {"id": "gzip", "level": 0}, "bits"),
        "gzip-9": ("<i4", None, {"id": "gzip", "level": 9}, "bits"),
        "zlib-0": ("<i4", None, {"id": "zlib", "level": 0}, "bits"),
        "zlib-9": ("<i4", None, {"id": "zlib", "level": 9}, "bits"),
        "lz4-10": ("<i4", None, {"id": "lz4", "acceleration": 10}, "bits"),
        "bz2-9": ("<i4", None, {"id": "bz2", "level": 9}, "bits"),
        "lzma-alone": ("<i4", None, {"id": "lzma", "format": 2, "check": -1, "preset": 1, "filters": None}, "bits"),
        "lzma-crc64": ("<i4", None, {"id": "lzma", "format": 1, "check": 4, "preset": 6, "filters": None}, "bits"),
        "lzma-sha256": ("<i4", None, {"id": "lzma", "format": 1, "check": 10, "preset": 0, "filters": None}, "bits"),
        "lzma-nocheck": ("<i4", None, {"id": "lzma", "format": 1, "check": 0, "preset": 0, "filters": None}, "bits"),
        "lzma-raw": (
            "<i4",
            None,
            {
                "id": "lzma",
                "format": 3,
                "check": -1,
                "preset": None,
                "filters": [{"id": 3, "dist": 4}, {"id": 33, "preset": 1}],
            },
            "bits",
        ),
        "shuffle-2-of-4": ("<i4", [{"id": "shuffle", "elementsize": 2}], None, "bits"),
        "shuffle-1": ("|u1", [{"id": "shuffle", "elementsize": 1}], None, "bits"),
        "delta-narrow": ("<i4", [{"id": "delta", "dtype": "<i4", "astype": "<i2"}], None, "small"),
        "delta-i1": ("<i8", [{"id": "delta", "dtype": "<i8", "astype": "|i1"}], None, "small"),
        "delta-wide": ("<i2", [{"id": "delta", "dtype": "<i2", "astype": "<i8"}], None, "small"),
        "delta-swap": ("<i4", [{"id": "delta", "dtype": "<i4", "astype": ">i4"}], None, "small"),
        "delta-wrap": ("<u2", [{"id": "delta", "dtype": "<u2"}], {"id": "zlib", "level": 1}, "bits"),
        "delta-twice": ("<i4", [{"id": "delta", "dtype": "<i4"}, {"id": "delta", "dtype": "<i4"}], None, "small"),
        "delta-float": ("<f8", [{"id": "delta", "dtype": "<f8", "astype": "<f4"}], None, "small"),
        "crc32c-compressor": ("<i4", None, {"id": "crc32c"}, "bits"),
        "two-compressors": ("<i4", [{"id": "zlib", "level": 1}], {"id": "gzip", "level": 1}, "bits"),
    }
    for name, (dtype, filters, compressor, values) in v2_settings.items():
        for order in "CF":
            fill_json, fill = plain_fill(dtype, 2)
            yield Case(
                id=f"v2-codec-{name}-{order.lower()}",
                format=2,
                dtype=dtype,
                document=v2(dtype, shape=shape, filters=filters, compressor=compressor, fill=fill_json, order=order),
                fill=fill,
                values=values,
                part="codec settings",
            )
    b = named("bytes", endian="little")
    v3_settings: dict[str, tuple[list[Json], str]] = {
        "zstd-neg": ([b, named("zstd", level=-5, checksum=False)], "bits"),
        "zstd-0": ([b, named("zstd", level=0, checksum=False)], "bits"),
        "zstd-22": ([b, named("zstd", level=22, checksum=True)], "bits"),
        "gzip-0": ([b, named("gzip", level=0)], "bits"),
        "gzip-9": ([b, named("gzip", level=9)], "bits"),
        "crc32c-twice": ([b, named("crc32c"), named("crc32c")], "bits"),
        "crc32c-gzip-crc32c": ([b, named("crc32c"), named("gzip", level=1), named("crc32c")], "bits"),
        "transpose-same": ([named("transpose", order=[0, 1]), b], "bits"),
        "transpose-twice": ([named("transpose", order=[1, 0]), named("transpose", order=[1, 0]), b], "bits"),
        "n-zlib": ([b, named("numcodecs.zlib", level=1)], "bits"),
        "n-gzip": ([b, named("numcodecs.gzip", level=1)], "bits"),
        "n-zstd": ([b, named("numcodecs.zstd", level=1)], "bits"),
        "n-blosc": ([b, named("numcodecs.blosc", cname="zstd", clevel=5, shuffle=1, blocksize=0)], "bits"),
        "n-lz4": ([b, named("numcodecs.lz4", acceleration=1)], "bits"),
        "n-bz2": ([b, named("numcodecs.bz2", level=1)], "bits"),
        "n-lzma": ([b, named("numcodecs.lzma", format=1, check=-1, preset=None, filters=None)], "bits"),
        "n-shuffle": ([b, named("numcodecs.shuffle", elementsize=4)], "bits"),
        "n-crc32c": ([b, {"name": "numcodecs.crc32c", "configuration": {}}], "bits"),
        "n-delta": ([named("numcodecs.delta", dtype="<i4"), b], "small"),
        "n-delta-shuffle-zlib": (
            [
                named("numcodecs.delta", dtype="<i4"),
                b,
                named("numcodecs.shuffle", elementsize=4),
                named("numcodecs.zlib", level=1),
            ],
            "small",
        ),
    }
    for name, (chain, values) in v3_settings.items():
        for sharded in (False, True):
            yield Case(
                id=f"v3-codec-{name}-{'shard' if sharded else 'flat'}",
                format=3,
                dtype="<i4",
                document=v3(
                    "int32",
                    [sharding(CHUNKS, chain)] if sharded else chain,
                    shape=shape,
                    chunks=SHARD if sharded else CHUNKS,
                    fill=42,
                ),
                fill=np.array(42, "<i4").tobytes(),
                values=values,
                part="codec settings",
            )


def shard_part() -> Iterator[Case]:
    """sharding_indexed: index place x byte order x checksum x subchunk codec x what is there; nested; transposed."""
    le = named("bytes", endian="little")
    fill = np.array(-7, "<i4").tobytes()
    presence = {
        "full": (None, False),
        "hole": (None, True),
        "part": (((0, 2), (0, 3)), False),
        "edge": (((4, 5), (3, 7)), False),
    }
    chains = {"raw": [le], "zstd": [le, named("zstd", level=1, checksum=False)]}
    for location, endian, checksum, chain, here in itertools.product(
        ("start", "end"), ("little", "big"), (True, False), chains, presence
    ):
        written, hole = presence[here]
        yield Case(
            id=f"v3-shard-{location}-{endian[0]}e-{'crc' if checksum else 'nocrc'}-{chain}-{here}",
            format=3,
            dtype="<i4",
            document=v3(
                "int32",
                [sharding(CHUNKS, chains[chain], location=location, endian=endian, checksum=checksum)],
                chunks=SHARD,
                fill=-7,
            ),
            fill=fill,
            written=written,
            hole=hole,
            part="shards",
        )

    zstd = [le, named("zstd", level=1, checksum=False)]
    turn = named("transpose", order=[1, 0])
    others: dict[str, tuple[tuple[int, ...], list[Json]]] = {
        "transpose-outside": (SHARD, [turn, sharding((3, 2), zstd)]),
        "transpose-outside-square": (SHARD, [turn, sharding((2, 2), zstd)]),
        "transpose-both": (SHARD, [turn, sharding((3, 2), [turn] + zstd)]),
        "nested": ((8, 12), [sharding((4, 6), [sharding((2, 3), zstd)])]),
        "nested-start": ((8, 12), [sharding((4, 6), [sharding((2, 3), zstd, location="start")], location="start")]),
        "nested-mixed": (
            (8, 12),
            [sharding((4, 6), [sharding((2, 3), [turn] + zstd, endian="big", checksum=False)], location="start")],
        ),
        "nested-thrice": ((8, 12), [sharding((8, 6), [sharding((4, 6), [sharding((2, 3), [le])])])]),
        "compressed-shard": (SHARD, [sharding(CHUNKS, [le]), named("gzip", level=1)]),
        "checked-shard": (SHARD, [sharding(CHUNKS, [le]), named("crc32c")]),
        "one-subchunk": (SHARD, [sharding(SHARD, zstd)]),
        "unit-subchunks": (SHARD, [sharding((1, 1), [le])]),
        "larger-than-array": ((10, 9), [sharding((5, 3), zstd)]),
    }
    for name, (chunks, codecs) in others.items():
        for here, (written, hole) in presence.items():
            yield Case(
                id=f"v3-shard-{name}-{here}",
                format=3,
                dtype="<i4",
                document=v3("int32", codecs, chunks=chunks, fill=-7),
                fill=fill,
                written=written,
                hole=hole,
                part="shards",
            )


def fills() -> Iterator[tuple[str, str, Json, Json, bytes | None]]:
    """type, name, JSON in v2, JSON in v3 (`...`: cannot be said there), bytes."""
    for name, (dtype, _) in NUMERIC.items():
        kind = np.dtype(dtype)

        def packed(value: Any) -> bytes:
            return np.array(value, kind).tobytes()

        yield name, "null", None, ..., None
        if kind.kind == "b":
            yield name, "false", False, False, packed(False)
            yield name, "true", True, True, packed(True)
        elif kind.kind in "iu":
            info = np.iinfo(kind)
            yield name, "zero", 0, 0, packed(0)
            yield name, "min", int(info.min), int(info.min), packed(info.min)
            yield name, "max", int(info.max), int(info.max), packed(info.max)
            if kind.itemsize == 8:
                odd = 2**53 + 1
                yield name, "beyond-double", odd, odd, packed(odd)
        elif kind.kind == "f":
            for label, value, text in (
                ("zero", 0.0, 0.0),
                ("minus-zero", -0.0, -0.0),
                ("nan", np.nan, "NaN"),
                ("inf", np.inf, "Infinity"),
                ("minus-inf", -np.inf, "-Infinity"),
                ("integer", 3.0, 3),
                ("third", 1 / 3, 1 / 3),
                ("subnormal", None, float(np.finfo(kind).smallest_subnormal)),
                ("max", None, float(np.finfo(kind).max)),
            ):
                yield name, label, text, text, packed(text if value is None else value)
            digits = kind.itemsize * 2
            for label, bits in (
                ("nan-payload", {2: 0x7E01, 4: 0x7FC00001, 8: 0x7FF8000000000001}[kind.itemsize]),
                ("nan-negative", {2: 0xFE00, 4: 0xFFC00000, 8: 0xFFF8000000000000}[kind.itemsize]),
                ("nan-signalling", {2: 0x7C01, 4: 0x7F800001, 8: 0x7FF0000000000001}[kind.itemsize]),
            ):
                yield name, label, ..., f"0x{bits:0{digits}x}", bits.to_bytes(kind.itemsize, "little")
        else:
            half = kind.itemsize // 2
            yield name, "zero", [0.0, 0.0], [0.0, 0.0], packed(0)
            yield (
                name,
                "mixed",
                ["NaN", "-Infinity"],
                ["NaN", "-Infinity"],
                np.array([np.nan, -np.inf], f"<f{half}").tobytes(),
            )
            yield name, "minus-zero", [-0.0, 1.5], [-0.0, 1.5], np.array([-0.0, 1.5], f"<f{half}").tobytes()


def fill_part() -> Iterator[Case]:
    """Fill values: every type, seen through missing chunks, missing subchunks and the rest of a written chunk."""
    for name, label, json2, json3, packed in fills():
        dtype, data_type = NUMERIC[name]
        written = None if packed is None else ((0, 1), (0, 2))
        if json2 is not ...:
            yield Case(
                id=f"v2-fill-{name}-{label}",
                format=2,
                dtype=dtype,
                document=v2(dtype, fill=json2, compressor={"id": "zlib", "level": 1}),
                fill=packed,
                written=written,
                part="fill values",
            )
            if unit_size(dtype) > 1:
                yield Case(
                    id=f"v2-fill-{name}-{label}-be",
                    format=2,
                    dtype=dtype,
                    document=v2(flipped(dtype, "be"), fill=json2),
                    fill=packed,
                    written=written,
                    part="fill values",
                )
        if json3 is not ...:
            for endian, sharded in itertools.product(("little", "big"), (False, True)):
                chain = [to_bytes(dtype, endian)]
                if endian == "big" and unit_size(dtype) == 1:
                    continue
                yield Case(
                    id=f"v3-fill-{name}-{label}-{endian[0]}e-{'shard' if sharded else 'flat'}",
                    format=3,
                    dtype=dtype,
                    document=v3(
                        data_type,
                        [sharding(CHUNKS, chain)] if sharded else chain,
                        chunks=SHARD if sharded else CHUNKS,
                        fill=json3,
                    ),
                    fill=packed,
                    written=written,
                    part="fill values",
                )
    texts = {"empty": "", "word": "none", "wide": "漢字😀"}
    for label, text in texts.items():
        yield Case(
            id=f"v3-fill-string-{label}",
            format=3,
            dtype="O",
            document=v3("string", [named("vlen-utf8")], fill=text),
            fill=text,
            written=((0, 2), (0, 3)),
            part="fill values",
        )
        yield Case(
            id=f"v2-fill-vlen-{label}",
            format=2,
            dtype="O",
            document=v2("|O", filters=[{"id": "vlen-utf8"}], fill=text),
            fill=text,
            written=((0, 2), (0, 3)),
            part="fill values",
        )
    for name, dtype, value in (
        ("s5", "|S5", b""),
        ("s5", "|S5", b"abcde"),
        ("s5", "|S5", b"ab"),
        ("v3", "|V3", b"\x00\xff\x01"),
    ):
        packed = value.ljust(np.dtype(dtype).itemsize, b"\0")
        yield Case(
            id=f"v2-fill-{name}-{value.hex() or 'empty'}",
            format=2,
            dtype=dtype,
            document=v2(dtype, fill=base64.b64encode(packed).decode() if value else ""),
            fill=packed,
            written=((0, 2), (0, 3)),
            part="fill values",
        )
    for text in ("", "ab", "漢😀"):
        for order in ("<", ">"):
            yield Case(
                id=f"v2-fill-utf4-{text.encode().hex() or 'empty'}-{'le' if order == '<' else 'be'}",
                format=2,
                dtype="<U4",
                document=v2(order + "U4", fill=text),
                fill=np.array(text, "<U4").tobytes(),
                written=((0, 2), (0, 3)),
                part="fill values",
            )


GEOMETRIES: dict[str, tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]] = {
    # shape, (sub)chunk, shard
    "1d-edge": ((11,), (4,), (8,)),
    "1d-exact": ((12,), (4,), (12,)),
    "1d-one": ((1,), (1,), (1,)),
    "1d-larger-chunk": ((3,), (10,), (20,)),
    "1d-empty": ((0,), (4,), (8,)),
    "2d-exact": ((6, 8), (3, 4), (6, 8)),
    "2d-edge": ((5, 7), (2, 3), (4, 6)),
    "2d-larger-chunk": ((2, 3), (4, 5), (8, 10)),
    "2d-empty-first": ((0, 5), (2, 2), (4, 4)),
    "2d-empty-last": ((3, 0), (2, 2), (4, 4)),
    "2d-unit-axis": ((1, 9), (1, 4), (1, 8)),
    "3d": ((3, 5, 4), (2, 2, 3), (2, 4, 3)),
    "4d": ((2, 3, 4, 5), (1, 2, 3, 2), (2, 2, 3, 4)),
    "5d-exact": ((2, 2, 2, 2, 2), (1, 2, 1, 2, 1), (2, 2, 2, 2, 2)),
}


def shape_part() -> Iterator[Case]:
    """Shapes x order or transposition x separator x key encoding x sharded."""
    fill = np.array(5, "<i2").tobytes()
    zlib1 = {"id": "zlib", "level": 1}
    le = named("bytes", endian="little")
    encodings = {
        "default-slash": named("default", separator="/"),
        "default-dot": named("default", separator="."),
        "default": named("default"),
        "v2-dot": named("v2", separator="."),
        "v2-slash": named("v2", separator="/"),
        "v2": named("v2"),
    }
    for name, (shape, chunks, shard) in GEOMETRIES.items():
        rotated = list(range(1, len(shape))) + [0]
        for order, separator in itertools.product("CF", "./"):
            yield Case(
                id=f"v2-shape-{name}-{order.lower()}-{'dot' if separator == '.' else 'slash'}",
                format=2,
                dtype="<i2",
                document=v2(
                    "<i2", shape=shape, chunks=chunks, order=order, separator=separator, fill=5, compressor=zlib1
                ),
                fill=fill,
                part="shapes and keys",
            )
        for key, encoding in encodings.items():
            for transposed, sharded in itertools.product((False, True), (False, True)):
                chain = ([named("transpose", order=rotated)] if transposed else []) + [le]
                yield Case(
                    id=f"v3-shape-{name}-{key}-{'t' if transposed else 'c'}-{'shard' if sharded else 'flat'}",
                    format=3,
                    dtype="<i2",
                    document=v3(
                        "int16",
                        [sharding(chunks, chain)] if sharded else chain,
                        shape=shape,
                        chunks=shard if sharded else chunks,
                        encoding=encoding,
                        fill=5,
                    ),
                    fill=fill,
                    part="shapes and keys",
                )
    # 0-d: every type in v2 and v3, every key encoding; written and missing.
    for name, (dtype, data_type) in NUMERIC.items():
        fill_json, packed = plain_fill(dtype, 2)
        for order, there in itertools.product("CF", (True, False)):
            yield Case(
                id=f"v2-shape-0d-{name}-{order.lower()}-{'there' if there else 'missing'}",
                format=2,
                dtype=dtype,
                document=v2(dtype, shape=(), chunks=(), order=order, compressor=zlib1, fill=fill_json),
                fill=packed,
                written=None if there else (),
                part="shapes and keys",
            )
        for key, there in itertools.product(encodings, (True, False)):
            yield Case(
                id=f"v3-shape-0d-{name}-{key}-{'there' if there else 'missing'}",
                format=3,
                dtype=dtype,
                document=v3(data_type, [to_bytes(dtype)], shape=(), chunks=(), encoding=encodings[key], fill=fill_json),
                fill=packed,
                written=None if there else (),
                part="shapes and keys",
            )
    # Every permutation of three axes.
    for permutation in itertools.permutations(range(3)):
        for sharded in (False, True):
            chain = [named("transpose", order=list(permutation)), le]
            yield Case(
                id=f"v3-shape-permutation-{''.join(map(str, permutation))}-{'shard' if sharded else 'flat'}",
                format=3,
                dtype="<i2",
                document=v3(
                    "int16",
                    [sharding((2, 2, 3), chain)] if sharded else chain,
                    shape=(3, 5, 4),
                    chunks=(2, 4, 3) if sharded else (2, 2, 3),
                    fill=5,
                ),
                fill=fill,
                part="shapes and keys",
            )


def names_part() -> Iterator[Case]:
    """Dimension names and attributes: they must not disturb the values."""
    attributes = {"title": "größe", "n": 2**53 + 1, "list": [1, 2.5, None, True], "nested": {"z": 1, "a": 2}}
    for label, names in {"plain": ["y", "x"], "null": [None, "x"], "empty": ["", "x"], "same": ["x", "x"]}.items():
        yield Case(
            id=f"v3-names-{label}",
            format=3,
            dtype="<f4",
            document=v3("float32", [named("bytes", endian="little")], names=names, attributes=attributes, fill="NaN"),
            fill=np.array(np.nan, "<f4").tobytes(),
            attributes=attributes,
            part="names and attributes",
        )
    yield Case(
        id="v2-attributes",
        format=2,
        dtype="<f4",
        document=v2("<f4", fill="NaN"),
        fill=np.array(np.nan, "<f4").tobytes(),
        attributes=attributes | {"_ARRAY_DIMENSIONS": ["y", "x"]},
        part="names and attributes",
    )


def as_fields(fields: Json) -> list[tuple]:
    """The lists of JSON as the tuples that numpy wants."""
    return [
        (name, as_fields(code) if isinstance(code, list) else code, *(tuple(shape) for shape in more))
        for name, code, *more in fields
    ]


def type_part() -> Iterator[Case]:
    """The types beyond the core: small numbers, moments, records, text and bytes, each in several chains."""
    le, be = named("bytes", endian="little"), named("bytes", endian="big")
    zstd3, zlib2 = named("zstd", level=1, checksum=False), {"id": "zlib", "level": 1}

    def both(
        name: str, dtype: Any, v2_types: list[Json], v3_type: Json, fills: tuple[Json, Json], fill: bytes
    ) -> Iterator[Case]:
        for label, stored in zip(("le", "be", "mixed"), v2_types):
            # A record's fill lies in the byte orders of its fields.
            orders = stored if not isinstance(stored, list) else as_fields(stored)
            packed = np.frombuffer(fill, dtype).astype(orders).tobytes() if isinstance(stored, list) else b""
            fill_json = base64.b64encode(packed).decode() if packed else fills[0]
            for codec, order in itertools.product(("none", "zlib"), "CF"):
                yield Case(
                    id=f"v2-type-{name}-{label}-{codec}-{order.lower()}",
                    format=2,
                    dtype=dtype,
                    document=v2(stored, compressor=zlib2 if codec == "zlib" else None, fill=fill_json, order=order),
                    fill=fill,
                    hole=True,
                    part="further types",
                )
        if v3_type is None:
            return
        for label, bytes_codec in (("le", le), ("be", be)):
            for codec, sharded, turned in itertools.product(("none", "zstd"), (False, True), (False, True)):
                chain = [named("transpose", order=[1, 0])] * turned + [bytes_codec] + [zstd3] * (codec == "zstd")
                yield Case(
                    id=f"v3-type-{name}-{label}-{codec}-{'t' if turned else 'c'}-{'shard' if sharded else 'flat'}",
                    format=3,
                    dtype=dtype,
                    document=v3(
                        v3_type,
                        [sharding(CHUNKS, chain)] if sharded else chain,
                        chunks=SHARD if sharded else CHUNKS,
                        fill=fills[1],
                    ),
                    fill=fill,
                    hole=True,
                    part="further types",
                )

    if ml_dtypes:
        for name in SMALL:
            # tensorstore 0.1.86 reads half of the bits of a fill value of powers of two: here all are zero.
            value = {"int2": -2, "int4": -7, "float8_e8m0fnu": 2.0**-127}.get(name, 2.0)
            yield from both(name.replace("_", ""), name, [name], name, (value, value), np.array(value, name).tobytes())
    for letter, unit, scale, value in (
        ("M", "ns", 1, -(2**63)), ("M", "D", 1, 42), ("M", "us", 25, -1), ("m", "s", 1, 10**9), ("m", "Y", 1, 3),
        ("m", "ps", 10, -(2**63)),
    ):  # fmt: skip
        code = f"{letter}8[{'' if scale == 1 else scale}{unit}]"
        long = "numpy.datetime64" if letter == "M" else "numpy.timedelta64"
        yield from both(
            f"{'date' if letter == 'M' else 'delta'}-{scale}{unit.lower()}",
            "<" + code,
            ["<" + code, ">" + code],
            named(long, unit=unit, scale_factor=scale),
            (value, "NaT" if value == -(2**63) else value),
            value.to_bytes(8, "little", signed=True),
        )
    flat = [("n", "<i4"), ("x", "<f8"), ("s", "|S3"), ("ok", "|b1")]
    deep = [("id", "<u2"), ("at", [("lat", "<f4"), ("lon", "<f4")]), ("z", "<c8")]
    fill = np.array((7, -1.5, b"ab", True), flat)
    yield from both(
        "record", flat,
        [[list(f) for f in flat], [["n", ">i4"], ["x", ">f8"], ["s", "|S3"], ["ok", "|b1"]],
         [["n", ">i4"], ["x", "<f8"], ["s", "|S3"], ["ok", "|b1"]]],
        named("struct", fields=[
            {"name": "n", "data_type": "int32"}, {"name": "x", "data_type": "float64"},
            {"name": "s", "data_type": named("null_terminated_bytes", length_bytes=3)}, {"name": "ok", "data_type": "bool"}]),
        (0, {"n": 7, "x": -1.5, "s": "YWI=", "ok": True}), fill.tobytes(),
    )  # fmt: skip
    point = named("struct", fields=[{"name": "lat", "data_type": "float32"}, {"name": "lon", "data_type": "float32"}])
    yield from both(
        "nested", deep,
        [[["id", "<u2"], ["at", [["lat", "<f4"], ["lon", "<f4"]]], ["z", "<c8"]],
         [["id", ">u2"], ["at", [["lat", ">f4"], ["lon", ">f4"]]], ["z", ">c8"]]],
        named("struct", fields=[{"name": "id", "data_type": "uint16"}, {"name": "at", "data_type": point},
                                {"name": "z", "data_type": "complex64"}]),
        (0, {"id": 3, "at": {"lat": "NaN", "lon": -0.0}, "z": [0.5, "-Infinity"]}),
        np.array((3, (np.nan, -0.0), complex(0.5, -np.inf)), deep).tobytes(),
    )  # fmt: skip
    yield from both(
        "text", "<U3", [], named("fixed_length_utf32", length_bytes=12), ("", "漢😀"), np.array("漢😀", "<U3").tobytes()
    )
    yield from both("ascii", "|S4", [], named("null_terminated_bytes", length_bytes=4), ("", "emU="), b"ze\0\0")
    for codec, tail in {"none": [], "gzip": [named("gzip", level=1)]}.items():
        for sharded in (False, True):
            chain = [named("vlen-bytes"), *tail]
            yield Case(
                id=f"v3-type-bytes-{codec}-{'shard' if sharded else 'flat'}",
                format=3,
                dtype="O",
                document=v3(
                    "variable_length_bytes",
                    [sharding(CHUNKS, chain)] if sharded else chain,
                    chunks=SHARD if sharded else CHUNKS,
                    fill="",
                ),
                fill=b"",
                values="bytes",
                part="further types",
            )
    objects: dict[str, tuple[Json, str]] = {
        "bytes": ({"id": "vlen-bytes"}, "bytes"),
        "ragged": ({"id": "vlen-array", "dtype": "<i4"}, "ragged"),
        "json": (
            {
                "id": "json2", "encoding": "utf-8", "skipkeys": False, "ensure_ascii": True, "check_circular": True,
                "allow_nan": True, "sort_keys": True, "indent": None, "separators": [",", ":"], "strict": True,
            },
            "objects",
        ),
        "msgpack": ({"id": "msgpack2", "use_single_float": False, "use_bin_type": True, "raw": False}, "objects"),
        "pickle": ({"id": "pickle", "protocol": 5}, "objects"),
        "categories": ({"id": "categorize", "labels": WORDS, "dtype": "|O", "astype": "|u1"}, "bits"),
    }  # fmt: skip
    for name, (filter, values) in objects.items():
        for codec, order in itertools.product(("none", "zlib"), "CF"):
            yield Case(
                id=f"v2-type-{name}-{codec}-{order.lower()}",
                format=2,
                dtype="O",
                document=v2(
                    "|O", filters=[filter], compressor=zlib2 if codec == "zlib" else None, fill=None, order=order
                ),
                fill=None,
                values=values,
                part="further types",
            )


def arithmetic_part() -> Iterator[Case]:
    """Codecs that compute, checksums, and what else numcodecs has, both formats; whether sharded."""
    b = named("bytes", endian="little")
    #: name: type of the elements, settings, values, whether something is lost
    filters: dict[str, tuple[str, dict[str, Json], str, bool]] = {
        "bitround-f4": ("f4", {"id": "bitround", "keepbits": 7}, "tame", True),
        "bitround-f8": ("f8", {"id": "bitround", "keepbits": 20}, "tame", True),
        "quantize": ("f8", {"id": "quantize", "digits": 2, "dtype": "<f8"}, "tame", True),
        "quantize-narrow": ("f8", {"id": "quantize", "digits": 1, "dtype": "<f8", "astype": "<f4"}, "tame", True),
        "fixed": ("f8", {"id": "fixedscaleoffset", "offset": -10, "scale": 10, "dtype": "<f8", "astype": "<i4"}, "tame", True),
        "fixed-f4": ("f4", {"id": "fixedscaleoffset", "offset": 0.5, "scale": 4, "dtype": "<f4", "astype": "<i2"}, "tame", True),
        "astype": ("f8", {"id": "astype", "encode_dtype": "<f4", "decode_dtype": "<f8"}, "tame", True),
        "astype-int": ("i4", {"id": "astype", "encode_dtype": "<i8", "decode_dtype": "<i4"}, "bits", False),
        "packbits": ("b1", {"id": "packbits"}, "bits", False),
        "zfpy-rate": ("f4", {"id": "zfpy", "mode": 2, "tolerance": -1, "rate": 16, "precision": -1, "compression_kwargs": {"rate": 16}}, "tame", True),
        "zfpy-accuracy": ("f8", {"id": "zfpy", "mode": 4, "tolerance": 0.25, "rate": -1, "precision": -1, "compression_kwargs": {"tolerance": 0.25}}, "tame", True),
    }  # fmt: skip
    sums = ["crc32", "crc32c", "adler32", "fletcher32", "jenkins_lookup3"]
    for name, (kind, settings, values, lossy) in filters.items():
        dtype, data_type = NUMERIC[kind]
        fill_json, fill = plain_fill(dtype, 2)
        # numcodecs compresses by zfpy what it is given as an array: the only codec.
        alone = name.startswith("zfpy")
        # numcodecs 0.17 writes the elements of order F in order C when it rounds them: its own values come back elsewhere.
        for order in "C" if name.startswith("bitround") else "CF":
            yield Case(
                id=f"v2-filter-{name}-{order.lower()}",
                format=2,
                dtype=dtype,
                document=v2(
                    dtype,
                    filters=None if alone else [settings],
                    compressor=settings if alone else {"id": "zlib", "level": 1},
                    fill=fill_json,
                    order=order,
                ),
                fill=fill,
                values=values,
                lossy=lossy,
                part="further codecs",
            )
        codec = {
            "name": "numcodecs." + settings["id"],
            "configuration": {k: v for k, v in settings.items() if k != "id"},
        }
        if alone:
            configuration = settings["compression_kwargs"]
            codec = {"name": "numcodecs.zfpy", "configuration": configuration | {"mode": settings["mode"]}}
        for sharded in (False, True):
            chain = [codec, named("bytes", endian="little")] if not alone else [codec]
            yield Case(
                id=f"v3-filter-{name}-{'shard' if sharded else 'flat'}",
                format=3,
                dtype=dtype,
                document=v3(
                    data_type,
                    [sharding(CHUNKS, chain)] if sharded else chain,
                    chunks=SHARD if sharded else CHUNKS,
                    fill=fill_json,
                ),
                fill=fill,
                values=values,
                lossy=lossy,
                part="further codecs",
            )
    for id in sums:
        for location in ("start", "end", None):
            if location and id in ("fletcher32", "jenkins_lookup3"):
                continue
            settings = {"location": location} if location else {}
            yield Case(
                id=f"v2-sum-{id.replace('_', '')}-{location or 'usual'}",
                format=2,
                dtype="<i4",
                document=v2("<i4", filters=[{"id": id} | settings], fill=42, compressor={"id": "zlib", "level": 1}),
                fill=np.array(42, "<i4").tobytes(),
                part="further codecs",
            )
            for sharded in (False, True):
                chain = [b, {"name": "numcodecs." + id, "configuration": settings}]
                yield Case(
                    id=f"v3-sum-{id.replace('_', '')}-{location or 'usual'}-{'shard' if sharded else 'flat'}",
                    format=3,
                    dtype="<i4",
                    document=v3(
                        "int32",
                        [sharding(CHUNKS, chain)] if sharded else chain,
                        chunks=SHARD if sharded else CHUNKS,
                        fill=42,
                    ),
                    fill=np.array(42, "<i4").tobytes(),
                    part="further codecs",
                )
    yield Case(
        id="v2-base64",
        format=2,
        dtype="<i4",
        document=v2("<i4", filters=[{"id": "base64"}], fill=42, compressor={"id": "gzip", "level": 1}),
        fill=np.array(42, "<i4").tobytes(),
        part="further codecs",
    )
    #: name: type of the elements, codecs before `bytes`, values
    casts: dict[str, tuple[str, list[Json], str]] = {
        "scale": ("f8", [named("scale_offset", offset=10.5, scale=0.5)], "tame"),
        "scale-int": ("i4", [named("scale_offset", offset=-3, scale=2)], "small"),
        "cast": ("f8", [named("cast_value", data_type="float32")], "tame"),
        "cast-clamp": ("f8", [named("cast_value", data_type="uint8", rounding="towards-zero", out_of_range="clamp")], "tame"),
        "cast-wrap": ("i4", [named("cast_value", data_type="int8", out_of_range="wrap")], "bits"),
        "cast-map": (
            "f8",
            [named("cast_value", data_type="int16", out_of_range="clamp",
                   scalar_map={"encode": [["NaN", -32768]], "decode": [[-32768, "NaN"]]})],
            "tame",
        ),
        "scale-cast": ("f8", [named("scale_offset", offset=-100.0, scale=10.0), named("cast_value", data_type="int32", out_of_range="clamp")], "tame"),
    }  # fmt: skip
    for name, (kind, codecs, values) in casts.items():
        dtype, data_type = NUMERIC[kind]
        for rounding, sharded in itertools.product(
            ("nearest-even", "towards-positive", "towards-negative", "nearest-away")
            if name.startswith("cast-clamp")
            else (None,),
            (False, True),
        ):
            chain = [
                {"name": c["name"], "configuration": c["configuration"] | ({"rounding": rounding} if rounding else {})}
                for c in codecs
            ] + [b]
            yield Case(
                id=f"v3-{name}{'-' + rounding if rounding else ''}-{'shard' if sharded else 'flat'}",
                format=3,
                dtype=dtype,
                document=v3(
                    data_type,
                    [sharding(CHUNKS, chain)] if sharded else chain,
                    chunks=SHARD if sharded else CHUNKS,
                    fill=0,
                ),
                fill=bytes(np.dtype(dtype).itemsize),
                values=values,
                lossy=True,
                part="further codecs",
            )


def grid_part() -> Iterator[Case]:
    """Rectilinear grids: plain and run-length edges, a size for the whole axis, edges beyond the array; with shards."""
    b = named("bytes", endian="little")
    axes: dict[str, list[Json]] = {
        "edges": [[2, 3], [3, 1, 3]],
        "runs": [[[1, 5]], [[2, 3], 1]],
        "one-size": [2, [4, 3]],
        "beyond": [[4, 4], [[3, 4]]],
        "beyond-whole": [[5, 6], [7, 2]],
    }
    shards: dict[str, list[Json]] = {"shards": [[4, 2], [6, 3]], "shards-runs": [[[2, 3]], [[3, 1], 6]]}
    for name, sizes in (axes | shards).items():
        for here, (written, hole) in {"full": (None, True), "part": (((1, 4), (2, 5)), False)}.items():
            document = v3(
                "int32",
                [sharding((2, 3), [b])] if name in shards else [b, named("zstd", level=1, checksum=False)],
                fill=-7,
            )
            document["chunk_grid"] = named("rectilinear", kind="inline", chunk_shapes=sizes)
            yield Case(
                id=f"v3-grid-{name}-{here}",
                format=3,
                dtype="<i4",
                document=document,
                fill=np.array(-7, "<i4").tobytes(),
                written=written,
                hole=hole and name in shards,
                part="grids",
            )


def data_type_name(case: Case) -> str:
    """The type as the tables of docs/status call it: by its name in Zarr v3."""
    data_type = case.document.get("data_type")
    if isinstance(data_type, dict):
        return data_type["name"]
    if isinstance(data_type, str):
        return "r*" if data_type[0] == "r" and data_type[1:].isdigit() else data_type
    if isinstance(case.dtype, list):
        return "struct"
    if case.is_string:
        return {"bytes": "variable_length_bytes", "ragged": "vlen-array", "objects": "object"}.get(
            case.values, "string"
        )
    kind = np.dtype(case.dtype)
    by_kind = {
        "S": "null_terminated_bytes",
        "U": "fixed_length_utf32",
        "M": "numpy.datetime64",
        "m": "numpy.timedelta64",
    }
    if case.is_raw:
        return "raw_bytes"
    return by_kind.get(kind.kind, kind.name)


def codec_names(document: dict[str, Json]) -> list[str]:
    """The codecs of a document, those within shards, too, each once, by their names there."""
    names: list[str] = []

    def add(codecs: list[Json]) -> None:
        for codec in codecs:
            if codec["name"] not in names:
                names.append(codec["name"])
            add(codec.get("configuration", {}).get("codecs", []))

    if document["zarr_format"] == 3:
        add(document["codecs"])
        return names
    return [codec["id"] for codec in (document["filters"] or []) + [document["compressor"]] if codec]


def matrix() -> list[Case]:
    """Every case, in a fixed order."""
    cases = [
        case
        for part in (
            v2_core,
            v3_core,
            blosc_part,
            codec_part,
            shard_part,
            fill_part,
            shape_part,
            names_part,
            type_part,
            arithmetic_part,
            grid_part,
        )  # fmt: skip
        for case in part()
    ]
    ids = [case.id.lower() for case in cases]
    assert len(set(ids)) == len(ids), sorted(i for i in set(ids) if ids.count(i) > 1)[:5]
    return cases


def chosen(only: list[str] | None = None, sample: int | None = None, seed: int = 1) -> list[Case]:
    """The cases whose id matches a pattern; with `sample`, that many of them, at least one of each part and type."""
    cases = [c for c in matrix() if not only or any(fnmatch.fnmatch(c.id, p) for p in only)]
    if sample is None or sample >= len(cases):
        return cases
    shuffled = cases[:]
    random.Random(seed).shuffle(shuffled)
    first: dict[Any, Case] = {}
    for case in shuffled:
        first.setdefault((case.part, str(case.dtype), case.values), case)
    picked = {case.id for case in first.values()}
    for case in shuffled:
        if len(picked) >= sample:
            break
        picked.add(case.id)
    return [case for case in cases if case.id in picked]


def fixtures() -> list[Case]:
    """The selection that is committed: every type, codec, setting and place at least once, on smaller arrays."""
    patterns = [
        "v2-*-none-c-dot",
        "v2-*-zlib-f-slash",
        "v2-i4-be-*-[cf]-dot",
        "v2-vlen-*-c-dot",
        "v2-codec-*-f",
        "v2-blosc-*-5-i2",
        "v3-*-none-c-slash-flat",
        "v3-*-zstd-t-dot-shard",
        "v3-f8-be-*-t-slash-*",
        "v3-string-*-c-slash-*",
        "v3-codec-*-flat",
        "v3-codec-n-delta-shuffle-zlib-shard",
        "v3-blosc-*-5-i2",
        "v3-shard-*-zstd-part",
        "v3-shard-*-raw-hole",
        "v3-shard-[!se]*-full",
        "v3-shard-[!se]*-part",
        *(f"v{f}-fill-{t}-*" for f in "23" for t in ("b1", "i8", "u8", "f2", "f4", "c16", "s5", "v3", "vlen")),
        "v2-fill-utf4-*-le",
        "v3-fill-string-*",
        "v2-shape-[1235]d*-c-dot",
        "v2-shape-2d*-f-slash",
        "v3-shape-[1235]d*-default-dot-c-flat",
        "v3-shape-[1235]d*-default-slash-t-shard",
        "v3-shape-2d-edge-v2*-c-*",
        "v2-shape-0d-i2-*",
        "v3-shape-0d-i2-*",
        "v3-shape-permutation-*",
        "v3-names-*",
        "v2-attributes",
    ]
    parts = (
        v2_core(SMALL_SHAPE),
        v3_core(SMALL_SHAPE),
        codec_part(SMALL_SHAPE),
        blosc_part(),
        shard_part(),
        fill_part(),
        shape_part(),
        names_part(),
    )
    # Byte order and shards say nothing new about a fill value.
    return [
        case
        for case in itertools.chain(*parts)
        if any(fnmatch.fnmatch(case.id, pattern) for pattern in patterns)
        and not (case.part == "fill values" and re.search("-be(-|$)|-shard$", case.id))
    ]


def main() -> None:
    if len(sys.argv) > 1:
        for case in chosen(sys.argv[1:]):
            print(case.id, json.dumps(case.document), "fill", case.fill, "written", case.written)
            print(case.expected())
        return
    counts: dict[str, int] = {}
    for case in matrix():
        counts[case.part] = counts.get(case.part, 0) + 1
    for part, count in counts.items():
        print(f"{count:6}  {part}")
    print(f"{sum(counts.values()):6}  in all")


if __name__ == "__main__":
    main()

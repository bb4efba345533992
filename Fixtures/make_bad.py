"""Makes Fixtures/bad again: stores that must be refused, each with the kind of error that is due.

    python Fixtures/make_bad.py      (numpy is needed)

bad/fixtures.json lists them: {"id", "why", "path", "at", "codes", "word", "mayRead"}
  at       "open": opening the array or group fails; "read": it opens, and reading all of it fails
  codes    the kinds of error that are right, the best first
  word     what the message, the node, the key, the codec or the place in the document must contain, in any case
  mayRead  true where reading may succeed as well, but must not trap, hang or take memory without bound
"""

from __future__ import annotations

import bz2
import datetime
import gzip
import json
import lzma
import os
import pickle
import shutil
import struct
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "Tests/Interop"))

from cases import blosc2, blosc3, named, sharding, v2, v3
from make_traps import NOTHING, blosc_memcpy, crc32c, index, zstd_raw, zstd_run

FOLDER = HERE / "bad"
LE = named("bytes", endian="little")
DATA = np.arange(6, dtype="<i4").tobytes()

entries: list[dict[str, Any]] = []


def bad(id: str, why: str, at: str, codes: str, word: str, files: dict[str, Any], may_read: bool = False) -> None:
    """One store; values that are not bytes are written as JSON."""
    path = FOLDER / id
    path.mkdir(parents=True)
    for key, value in files.items():
        (path / key).parent.mkdir(parents=True, exist_ok=True)
        (path / key).write_bytes(value if isinstance(value, bytes) else json.dumps(value, indent=1).encode())
    entry = {"id": id, "why": why, "path": id, "at": at, "codes": codes.split(), "word": word}
    entries.append(entry | ({"mayRead": True} if may_read else {}))


def doc2(**more: Any) -> dict[str, Any]:
    return v2("<i4", shape=(2, 3), chunks=(2, 3)) | more


def doc3(codecs: list[Any] | None = None, **more: Any) -> dict[str, Any]:
    return v3("int32", codecs if codecs is not None else [LE], shape=(2, 3), chunks=(2, 3)) | more


def without(document: dict[str, Any], field: str) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != field}


def documents() -> None:
    """Documents that break their specification."""
    for format, name, good in ((2, ".zarray", doc2()), (3, "zarr.json", doc3())):
        whole = json.dumps(good).encode()
        bad(
            f"v{format}-json-truncated",
            "the document ends in its middle",
            "open",
            "invalidMetadata",
            "json",
            {name: whole[: len(whole) // 2]},
        )
        bad(f"v{format}-json-empty", "the document is empty", "open", "invalidMetadata", "json", {name: b""})
        bad(
            f"v{format}-json-array", "the document is no object", "open", "invalidMetadata", "object", {name: b"[1, 2]"}
        )
        bad(
            f"v{format}-json-utf8",
            "the document is no UTF-8",
            "open",
            "invalidMetadata",
            "",
            {name: whole.replace(b'"', b'"\xff\xfe', 1)},
        )
        bad(
            f"v{format}-json-deep",
            "50,000 brackets deep",
            "open",
            "limitExceeded invalidMetadata",
            "",
            {name: whole[:-1] + b', "x": ' + b"[" * 50000},
        )
        bad(f"v{format}-json-trailing", "two documents in one", "open", "invalidMetadata", "", {name: whole + whole})
        bad(
            f"v{format}-json-nul",
            "a document of zeros, as a crashed file system leaves it",
            "open",
            "invalidMetadata",
            "",
            {name: bytes(200)},
        )
        for label, shape in (
            ("negative", [-1, 3]),
            ("fraction", [2.5, 3]),
            ("text", "2,3"),
            ("null", None),
            ("string", ["2", 3]),
        ):
            bad(
                f"v{format}-shape-{label}",
                f"shape {shape}",
                "open",
                "invalidMetadata",
                "shape",
                {name: good | {"shape": shape}},
            )
        bad(
            f"v{format}-shape-beyond-int64",
            "an extent of 2^64",
            "open",
            "invalidMetadata limitExceeded",
            "shape",
            {name: good | {"shape": [2**64, 3]}},
        )
    for field in ("shape", "chunks", "dtype", "zarr_format"):
        bad(f"v2-no-{field}", f"no {field}", "open", "invalidMetadata", field, {".zarray": without(doc2(), field)})
    for field in (
        "shape",
        "data_type",
        "chunk_grid",
        "chunk_key_encoding",
        "fill_value",
        "codecs",
        "node_type",
        "zarr_format",
    ):
        bad(f"v3-no-{field}", f"no {field}", "open", "invalidMetadata", field, {"zarr.json": without(doc3(), field)})
    for label, chunks, word in (
        ("zero", [0, 3], "chunk"),
        ("negative", [-2, 3], "chunk"),
        ("rank", [2], "chunk"),
        ("text", "x", "chunk"),
    ):
        bad(f"v2-chunks-{label}", f"chunks {chunks}", "open", "invalidMetadata", word, {".zarray": doc2(chunks=chunks)})
        grid = named("regular", chunk_shape=chunks)
        bad(
            f"v3-chunks-{label}",
            f"chunk_shape {chunks}",
            "open",
            "invalidMetadata",
            word,
            {"zarr.json": doc3(chunk_grid=grid)},
        )
    bad("v2-order", "order 'X'", "open", "invalidMetadata", "order", {".zarray": doc2(order="X")})
    bad(
        "v2-separator",
        "dimension_separator ':'",
        "open",
        "invalidMetadata",
        "separator",
        {".zarray": doc2(dimension_separator=":")},
    )
    bad(
        "v2-compressor-text",
        "the compressor is a string",
        "open",
        "invalidMetadata unsupported",
        "compressor",
        {".zarray": doc2(compressor="zlib")},
    )
    bad(
        "v2-compressor-no-id",
        "the compressor has no id",
        "open",
        "invalidMetadata",
        "id",
        {".zarray": doc2(compressor={"level": 1})},
    )
    bad(
        "v2-filters-object",
        "filters is an object",
        "open",
        "invalidMetadata",
        "filters",
        {".zarray": doc2(filters={"id": "delta"})},
    )
    bad(
        "v2-object-no-codec",
        "dtype |O without an object codec",
        "open",
        "invalidMetadata unsupported",
        "|O",
        {".zarray": doc2(dtype="|O", fill_value="")},
    )
    bad(
        "v3-separator",
        "a separator that is neither",
        "open",
        "invalidMetadata",
        "separator",
        {"zarr.json": doc3(chunk_key_encoding=named("default", separator=":"))},
    )
    bad(
        "v3-grid-no-shape",
        "a regular grid without chunk_shape",
        "open",
        "invalidMetadata",
        "chunk_shape",
        {"zarr.json": doc3(chunk_grid={"name": "regular", "configuration": {}})},
    )
    bad(
        "v3-node-type",
        "node_type 'tree'",
        "open",
        "invalidMetadata unsupported",
        "node_type",
        {"zarr.json": doc3(node_type="tree")},
    )
    bad(
        "v3-names-rank",
        "three dimension names for two axes",
        "open",
        "invalidMetadata",
        "dimension_names",
        {"zarr.json": doc3(dimension_names=["a", "b", "c"])},
    )
    bad(
        "v3-names-type",
        "a number as a dimension name",
        "open",
        "invalidMetadata",
        "dimension_names",
        {"zarr.json": doc3(dimension_names=["a", 1])},
    )
    bad(
        "v3-attributes-array",
        "attributes is an array",
        "open",
        "invalidMetadata",
        "attributes",
        {"zarr.json": doc3(attributes=[1])},
    )
    bad(
        "v2-attributes-broken",
        ".zattrs is cut off",
        "open",
        "invalidMetadata",
        "zattrs",
        {".zarray": doc2(), ".zattrs": b'{"a": ', "0.0": DATA},
    )


def fill_values() -> None:
    for name, data_type, value in (
        ("u1-large", "uint8", 256),
        ("u1-negative", "uint8", -1),
        ("i8-large", "int64", 2**63),
        ("u8-large", "uint64", 2**64),
        ("i4-fraction", "int32", 1.5),
        ("i4-text", "int32", "five"),
        ("i4-null", "int32", None),
        ("i4-object", "int32", {}),
        ("f4-text", "float32", "nought"),
        ("f4-hex-short", "float32", "0x7fc0"),
        ("f4-hex-long", "float32", "0x7fc0000000"),
        ("f4-hex-digits", "float32", "0x7fc0zzzz"),
        ("f4-bool", "float32", True),
        ("b1-number", "bool", 2),
        ("b1-text", "bool", "true"),
        ("c8-short", "complex64", [1.0]),
        ("c8-long", "complex64", [1, 2, 3]),
        ("c8-number", "complex64", 1),
        ("r16-short", "r16", [1]),
        ("r16-large", "r16", [1, 256]),
        ("string-number", "string", 5),
    ):
        codecs = (
            [named("vlen-utf8")]
            if data_type == "string"
            else [{"name": "bytes"}]
            if data_type in ("bool", "uint8", "r16")
            else [LE]
        )
        bad(
            f"v3-fill-{name}",
            f"fill_value {json.dumps(value)} for {data_type}",
            "open",
            "invalidMetadata",
            "fill_value",
            {"zarr.json": doc3(codecs, data_type=data_type, fill_value=value)},
        )
    for name, dtype, value in (
        ("u1-large", "|u1", 256),
        ("i8-large", "<i8", 2**63),
        ("i4-fraction", "<i4", 1.5),
        ("i4-text", "<i4", "five"),
        ("f4-text", "<f4", "nought"),
        ("c8-short", "<c8", [1.0]),
        ("s3-long", "|S3", "YWJjZGVm"),
        ("u3-long", "<U3", "abcdef"),
    ):
        bad(
            f"v2-fill-{name}",
            f"fill_value {json.dumps(value)} for {dtype}",
            "open",
            "invalidMetadata",
            "fill_value",
            {".zarray": doc2(dtype=dtype, fill_value=value)},
            may_read=name in ("s3-long", "u3-long"),
        )


def extensions() -> None:
    """What this version cannot know: it must be named."""
    bad(
        "v2-unknown-compressor",
        "a compressor that nobody knows",
        "open",
        "unsupported",
        "frobnicate",
        {".zarray": doc2(compressor={"id": "frobnicate", "level": 1})},
    )
    bad(
        "v2-unknown-filter",
        "a filter that nobody knows",
        "open",
        "unsupported",
        "frobnicate",
        {".zarray": doc2(filters=[{"id": "frobnicate"}])},
    )
    for dtype in ("<x4", "<f3", "<f16", "<i3", "|b2", "f4", "<f", "", "<M8[parsec]"):
        code = "unsupported invalidMetadata"
        bad(
            f"v2-dtype-{dtype.strip('<|').lower().replace('[', '-').rstrip(']') or 'empty'}{'-bare' if dtype == 'f4' else ''}",
            f"dtype {dtype!r}",
            "open",
            code,
            "dtype",
            {".zarray": doc2(dtype=dtype)},
            may_read=dtype == "f4",
        )
    bad("v2-dtype-number", "dtype 5", "open", "invalidMetadata", "dtype", {".zarray": doc2(dtype=5)})
    bad(
        "v2-format-1",
        "zarr_format 1",
        "open",
        "unsupported invalidMetadata",
        "zarr_format",
        {".zarray": doc2(zarr_format=1)},
    )
    bad(
        "v3-format-4",
        "zarr_format 4",
        "open",
        "unsupported invalidMetadata",
        "zarr_format",
        {"zarr.json": doc3(zarr_format=4)},
    )
    bad(
        "v3-format-draft",
        "the experimental v3 of zarr-python 2",
        "open",
        "unsupported invalidMetadata",
        "zarr_format",
        {
            "zarr.json": {
                "zarr_format": "https://purl.org/zarr/spec/protocol/core/3.0",
                "metadata_encoding": "https://purl.org/zarr/spec/protocol/core/3.0",
                "extensions": [],
            }
        },
    )
    for name in ("float7", "r7", "r0", "int24", "quaternion", {"name": "quaternion", "configuration": {"a": 1}}):
        word = name if isinstance(name, str) else name["name"]
        bad(
            f"v3-type-{word}{'' if isinstance(name, str) else '-object'}",
            f"data_type {json.dumps(name)}",
            "open",
            "unsupported invalidMetadata",
            word,
            {"zarr.json": doc3(data_type=name)},
        )
    bad(
        "v3-unknown-codec",
        "a codec that nobody knows",
        "open",
        "unsupported",
        "frobnicate",
        {"zarr.json": doc3([LE, named("frobnicate", level=1)])},
    )
    bad(
        "v3-unknown-codec-short",
        "a bare name that nobody knows",
        "open",
        "unsupported",
        "frobnicate",
        {"zarr.json": doc3([LE, "frobnicate"])},
    )
    bad(
        "v3-unknown-codec-inner",
        "an unknown codec within a shard",
        "open",
        "unsupported",
        "frobnicate",
        {"zarr.json": doc3([sharding((2, 3), [LE, named("frobnicate")])])},
    )
    bad(
        "v3-unknown-grid",
        "a grid that nobody knows",
        "open",
        "unsupported",
        "hexagonal",
        {"zarr.json": doc3(chunk_grid=named("hexagonal", side=3))},
    )
    bad(
        "v3-unknown-keys",
        "a key encoding that nobody knows",
        "open",
        "unsupported",
        "spiral",
        {"zarr.json": doc3(chunk_key_encoding=named("spiral", turns=2))},
    )
    bad(
        "v3-transformer",
        "a storage transformer",
        "open",
        "unsupported",
        "ferris-wheel",
        {"zarr.json": doc3(storage_transformers=[named("ferris-wheel")])},
    )
    bad(
        "v3-must-understand",
        "an unknown field that must be understood",
        "open",
        "unsupported invalidMetadata",
        "novelty",
        {"zarr.json": doc3(novelty={"must_understand": True})},
    )
    bad(
        "v3-must-understand-silent",
        "an unknown field that says nothing of must_understand",
        "open",
        "unsupported invalidMetadata",
        "novelty",
        {"zarr.json": doc3(novelty={"name": "x"})},
    )
    bad(
        "v3-unknown-scalar",
        "an unknown field that is no object",
        "open",
        "unsupported invalidMetadata",
        "novelty",
        {"zarr.json": doc3(novelty=5)},
    )
    bad(
        "v3-group-must-understand",
        "an unknown field of a group that must be understood",
        "open",
        "unsupported invalidMetadata",
        "novelty",
        {"zarr.json": {"zarr_format": 3, "node_type": "group", "novelty": {"must_understand": True}}},
    )


def chains() -> None:
    """Codec chains that cannot be."""
    zstd = named("zstd", level=1, checksum=False)

    def chain(id: str, why: str, codecs: Any, word: str, codes: str = "invalidMetadata") -> None:
        bad(f"v3-codecs-{id}", why, "open", codes, word, {"zarr.json": doc3(codecs)})

    chain("none", "no codec at all", [], "codec")
    chain("object", "codecs is an object", {}, "codecs")
    chain("number", "a codec that is a number", [5], "codecs")
    chain("no-name", "a codec without a name", [{"configuration": {}}], "name")
    chain("no-bytes", "no array-to-bytes codec", [zstd], "bytes")
    chain("two-bytes", "two array-to-bytes codecs", [LE, LE], "bytes")
    chain("late-transpose", "transpose after bytes", [LE, named("transpose", order=[1, 0])], "transpose")
    chain("early-zstd", "zstd before bytes", [zstd, LE], "zstd")
    chain("no-endian", "bytes without byte order for int32", [{"name": "bytes"}], "endian")
    chain("endian-middle", "endian 'middle'", [named("bytes", endian="middle")], "endian")
    chain("string-in-bytes", "vlen-utf8 for int32", [named("vlen-utf8")], "vlen-utf8", "invalidMetadata unsupported")
    for label, order in (
        ("rank", [0]),
        ("twice", [0, 0]),
        ("range", [0, 2]),
        ("negative", [0, -1]),
        ("text", "X"),
        ("fraction", [0, 1.5]),
    ):
        chain(f"transpose-{label}", f"transpose order {order}", [named("transpose", order=order), LE], "transpose")
    chain("gzip-11", "gzip level 11", [LE, named("gzip", level=11)], "gzip")
    chain("gzip-text", "gzip level 'x'", [LE, named("gzip", level="x")], "gzip")
    chain("zstd-23", "zstd level 23", [LE, named("zstd", level=23)], "zstd")
    chain(
        "blosc-cname",
        "a compressor that blosc does not have",
        [LE, blosc3(4, "wild")],
        "blosc",
        "invalidMetadata unsupported",
    )
    chain(
        "blosc-shuffle",
        "a shuffle that blosc does not have",
        [LE, blosc3(4, shuffle="wild")],
        "blosc",
        "invalidMetadata unsupported",
    )
    chain("blosc-clevel", "blosc level 10", [LE, blosc3(4, clevel=10)], "blosc")
    chain("blosc-typesize-0", "typesize 0", [LE, blosc3(0)], "blosc")
    chain("shard-divides", "subchunks that do not divide the shard", [sharding((2, 2), [LE])], "sharding_indexed")
    chain("shard-rank", "subchunks of another rank", [sharding((2,), [LE])], "sharding_indexed")
    chain("shard-zero", "subchunks of nothing", [sharding((2, 0), [LE])], "sharding_indexed")
    chain("shard-larger", "subchunks larger than the shard", [sharding((4, 6), [LE])], "sharding_indexed")
    chain("shard-location", "index_location 'middle'", [sharding((2, 3), [LE], location="middle")], "sharding_indexed")
    chain(
        "shard-no-codecs",
        "no subchunk codecs",
        [named("sharding_indexed", chunk_shape=[2, 3], index_codecs=[LE])],
        "sharding_indexed",
    )
    chain(
        "shard-empty-index",
        "no index codecs",
        [named("sharding_indexed", chunk_shape=[2, 3], codecs=[LE], index_codecs=[])],
        "sharding_indexed",
    )
    chain(
        "shard-zstd-index",
        "an index of no fixed size",
        [named("sharding_indexed", chunk_shape=[2, 3], codecs=[LE], index_codecs=[LE, zstd])],
        "sharding_indexed",
        "invalidMetadata unsupported",
    )
    deep: list[Any] = [LE]
    for _ in range(200):
        deep = [sharding((2, 3), deep)]
    bad(
        "v3-codecs-shard-deep",
        "200 shards in each other",
        "open",
        "limitExceeded invalidMetadata unsupported",
        "",
        {"zarr.json": json.dumps(doc3(deep)).encode()},
    )


def sizes() -> None:
    """Sizes beyond any memory; nothing may be allocated on their word."""
    huge = 2**62
    for name, document, key in (
        ("v2-huge-chunk", v2("|u1", shape=(huge,), chunks=(huge,)), "0"),
        ("v2-huge-array", v2("|u1", shape=(huge,), chunks=(16,)), "0"),
        ("v2-huge-product", v2("<f8", shape=(huge, huge), chunks=(16, 16)), "0.0"),
        ("v2-huge-chunk-product", v2("<f8", shape=(2, 2), chunks=(huge, huge)), "0.0"),
    ):
        bad(
            name,
            "extents of 2^62",
            "read",
            "limitExceeded invalidMetadata",
            "",
            {(".zarray"): document, key: bytes(16)},
        )
    for name, document, key in (
        ("v3-huge-chunk", v3("uint8", [{"name": "bytes"}], shape=(huge,), chunks=(huge,)), "c/0"),
        ("v3-huge-array", v3("uint8", [{"name": "bytes"}], shape=(huge,), chunks=(16,)), "c/0"),
        ("v3-huge-product", v3("float64", [LE], shape=(huge, huge), chunks=(16, 16)), "c/0/0"),
        ("v3-huge-shard", v3("uint8", [sharding((1,), [{"name": "bytes"}])], shape=(4,), chunks=(huge,)), "c/0"),
        ("v3-huge-typesize", v3("r4611686018427387904", [{"name": "bytes"}], shape=(2,), chunks=(2,), fill=[0]), "c/0"),
    ):
        bad(
            name,
            "extents of 2^62",
            "read",
            "limitExceeded invalidMetadata corruptData unsupported",
            "",
            {"zarr.json": document, key: bytes(16)},
        )
    bad(
        "v2-huge-string",
        "strings of 2^61 bytes",
        "read",
        "limitExceeded invalidMetadata unsupported",
        "",
        {".zarray": doc2(dtype=f"|S{2**61}", fill_value="")},
    )
    ranks = 2000
    bad(
        "v2-many-axes",
        "2,000 axes",
        "read",
        "limitExceeded invalidMetadata unsupported",
        "",
        {".zarray": v2("|u1", shape=(1,) * ranks, chunks=(1,) * ranks)},
        may_read=True,
    )


def chunks() -> None:
    """Chunks that are not what the document says."""
    for label, data in (("truncated", DATA[:-1]), ("oversized", DATA + b"\0"), ("empty", b""), ("half", DATA[:12])):
        bad(
            f"v2-raw-{label}",
            f"a raw chunk of {len(data)} bytes instead of 24",
            "read",
            "corruptData",
            "0.0",
            {".zarray": doc2(), "0.0": data},
        )
        bad(
            f"v3-raw-{label}",
            f"a raw chunk of {len(data)} bytes instead of 24",
            "read",
            "corruptData",
            "c/0/0",
            {"zarr.json": doc3(), "c/0/0": data},
        )
    rng = np.random.RandomState(5)
    noise = rng.bytes(60)
    compressors: dict[str, tuple[Any, Any]] = {
        "gzip": ({"id": "gzip", "level": 1}, lambda d: gzip.compress(d, mtime=1)),
        "zlib": ({"id": "zlib", "level": 1}, zlib.compress),
        "bz2": ({"id": "bz2", "level": 1}, bz2.compress),
        "lzma": ({"id": "lzma", "format": 1, "check": -1, "preset": None, "filters": None}, lzma.compress),
        "zstd": ({"id": "zstd", "level": 1}, zstd_raw),
        "lz4": ({"id": "lz4", "acceleration": 1}, lambda d: struct.pack("<I", len(d)) + bytes([0xF0, len(d) - 15]) + d),
        "blosc": (blosc2(), lambda d: blosc_memcpy(d, 4)),
    }
    for name, (config, compress) in compressors.items():
        document = {".zarray": doc2(compressor=config)}
        packed = compress(DATA)
        for label, data in (
            ("truncated", packed[:-5]),
            ("header", packed[:3]),
            ("empty", b""),
            ("noise", noise),
            ("short", compress(DATA[:-4])),
            ("long", compress(DATA + DATA)),
        ):
            bad(f"v2-{name}-{label}", f"{name}: {label}", "read", "corruptData", name, document | {"0.0": data})
    flipped = bytearray(gzip.compress(DATA, mtime=1))
    flipped[-8] ^= 1
    bad(
        "v2-gzip-checksum",
        "gzip with a wrong CRC",
        "read",
        "corruptData",
        "gzip",
        {".zarray": doc2(compressor={"id": "gzip", "level": 1}), "0.0": bytes(flipped)},
    )
    flipped = bytearray(zlib.compress(DATA))
    flipped[-1] ^= 1
    bad(
        "v2-zlib-checksum",
        "zlib with a wrong Adler-32",
        "read",
        "corruptData",
        "zlib",
        {".zarray": doc2(compressor={"id": "zlib", "level": 1}), "0.0": bytes(flipped)},
    )
    bad(
        "v2-gzip-bomb",
        "64 MiB of zeros for a chunk of 24 bytes",
        "read",
        "corruptData limitExceeded",
        "gzip",
        {".zarray": doc2(compressor={"id": "gzip", "level": 1}), "0.0": gzip.compress(bytes(64 << 20), 9, mtime=1)},
    )
    bad(
        "v2-zstd-bomb",
        "a frame that states a content size of 2^60",
        "read",
        "corruptData limitExceeded",
        "zstd",
        {
            ".zarray": doc2(compressor={"id": "zstd", "level": 1}),
            "0.0": struct.pack("<IBBQ", 0xFD2FB528, 0xC0, 0, 2**60) + bytes([1 | (4 << 3), 0, 0]) + b"abcd",
        },
    )
    bad(
        "v2-zstd-window",
        "a frame that wants a window of 2^41 bytes",
        "read",
        "corruptData limitExceeded",
        "zstd",
        {
            ".zarray": doc2(compressor={"id": "zstd", "level": 1}),
            "0.0": struct.pack("<IBB", 0xFD2FB528, 0, 0xFF) + bytes([1 | (24 << 3), 0, 0]) + DATA,
        },
        may_read=True,
    )
    bad(
        "v2-zstd-run",
        "a run of 100,000 bytes for a chunk of 24",
        "read",
        "corruptData limitExceeded",
        "zstd",
        {".zarray": doc2(compressor={"id": "zstd", "level": 1}), "0.0": zstd_run(0, 100_000)},
    )
    bad(
        "v2-lz4-size",
        "a size of 2^32-1",
        "read",
        "corruptData limitExceeded",
        "lz4",
        {".zarray": doc2(compressor={"id": "lz4"}), "0.0": b"\xff" * 4 + b"\x00" * 20},
    )
    bad(
        "v2-lz4-negative",
        "a size of 2^31",
        "read",
        "corruptData limitExceeded",
        "lz4",
        {".zarray": doc2(compressor={"id": "lz4"}), "0.0": b"\0\0\0\x80" + b"\x00" * 20},
    )
    for label, header in (
        ("nbytes", struct.pack("<BBBBIII", 2, 1, 0x21, 4, 2**31 - 1, 24, 40)),
        ("cbytes", struct.pack("<BBBBIII", 2, 1, 0x21, 4, 24, 24, 2**31 - 1)),
        ("blocksize", struct.pack("<BBBBIII", 2, 1, 0x21, 4, 24, 0, 40)),
        ("typesize", struct.pack("<BBBBIII", 2, 1, 0x21, 0, 24, 24, 40)),
        ("version", struct.pack("<BBBBIII", 99, 1, 0x21, 4, 24, 24, 40)),
    ):
        bad(
            f"v2-blosc-{label}",
            f"a blosc header that lies about {label}",
            "read",
            "corruptData limitExceeded",
            "blosc",
            {".zarray": doc2(compressor=blosc2()), "0.0": header + noise[:24]},
        )
    crc = {"zarr.json": doc3([LE, named("crc32c")])}
    bad("v3-crc32c-wrong", "a wrong checksum", "read", "corruptData", "crc32c", crc | {"c/0/0": DATA + b"\1\2\3\4"})
    flipped = bytearray(DATA + crc32c(DATA))
    flipped[3] ^= 0x80
    bad(
        "v3-crc32c-flipped",
        "one bit of the data flipped",
        "read",
        "corruptData",
        "crc32c",
        crc | {"c/0/0": bytes(flipped)},
    )
    bad(
        "v3-crc32c-short",
        "three bytes: no room for a checksum",
        "read",
        "corruptData",
        "crc32c",
        crc | {"c/0/0": b"abc"},
    )
    bad("v3-crc32c-bare", "the checksum of nothing", "read", "corruptData", "", crc | {"c/0/0": crc32c(b"")})
    bad(
        "v2-crc32c-wrong",
        "a wrong checksum",
        "read",
        "corruptData",
        "crc32c",
        {".zarray": doc2(filters=[{"id": "crc32c"}]), "0.0": DATA + b"\1\2\3\4"},
    )
    bad(
        "v2-shuffle-length",
        "a length that is no multiple of elementsize",
        "read",
        "corruptData",
        "shuffle",
        {".zarray": doc2(filters=[{"id": "shuffle", "elementsize": 4}]), "0.0": DATA[:-2]},
    )
    bad(
        "v2-delta-length",
        "a length that is no multiple of the element",
        "read",
        "corruptData",
        "22",
        {".zarray": doc2(filters=[{"id": "delta", "dtype": "<i4"}]), "0.0": DATA[:-2]},
    )
    bad(
        "v2-delta-type",
        "delta of a type that is none",
        "open",
        "unsupported invalidMetadata",
        "delta",
        {".zarray": doc2(filters=[{"id": "delta", "dtype": "<x4"}])},
    )
    strings = {"zarr.json": doc3([named("vlen-utf8")], data_type="string", fill_value="")}
    items = [struct.pack("<I", 1) + b"a"] * 6
    for label, why, data in (
        ("count", "a count of 2^32-1", b"\xff" * 4 + b"".join(items)),
        ("fewer", "a count of five for six elements", struct.pack("<I", 5) + b"".join(items[:5])),
        ("more", "a count of seven for six elements", struct.pack("<I", 7) + b"".join(items) + items[0]),
        ("length", "an item of 2^32-1 bytes", struct.pack("<I", 6) + b"".join(items[:5]) + b"\xff" * 4 + b"a"),
        ("truncated", "the last item is missing", struct.pack("<I", 6) + b"".join(items[:5])),
        ("cut-length", "the last length is cut", struct.pack("<I", 6) + b"".join(items[:5]) + b"\1\0"),
        (
            "utf8",
            "an item that is no UTF-8",
            struct.pack("<I", 6) + b"".join(items[:5]) + struct.pack("<I", 2) + b"\xff\xfe",
        ),
        ("empty", "nothing at all", b""),
        ("trailing", "bytes after the last item", struct.pack("<I", 6) + b"".join(items) + b"more"),
    ):
        bad(
            f"v3-vlen-{label}",
            why,
            "read",
            "corruptData limitExceeded",
            "vlen-utf8",
            strings | {"c/0/0": data},
            may_read=label in ("trailing", "utf8"),
        )


def shards() -> None:
    """Shards whose index lies. Four subchunks of 24 bytes in a shard of 96 and an index of 68."""
    parts = [np.arange(6, dtype="<i4") + 6 * place for place in range(4)]
    body = b"".join(part.astype("<i4").tobytes() for part in parts)
    right = [(24 * place, 24) for place in range(4)]

    def shard(
        id: str, why: str, data: bytes, location: str = "end", word: str = "shard", may_read: bool = False
    ) -> None:
        document = v3("int32", [sharding((2, 3), [LE], location=location)], shape=(4, 6), chunks=(4, 6))
        bad(
            f"v3-shard-{id}",
            why,
            "read",
            "corruptData limitExceeded",
            word,
            {"zarr.json": document, "c/0/0": data},
            may_read,
        )

    def lying(id: str, why: str, first: tuple[int, int], may_read: bool = False) -> None:
        shard(id, why, body + index([first] + right[1:]), may_read=may_read)

    shard("empty", "a shard of no bytes", b"")
    shard("short", "shorter than its index", index(right)[:40])
    shard("cut", "cut in its middle, so that the end is no index", (body + index(right))[:100])
    shard("checksum", "a wrong checksum of the index", body + index(right)[:-1] + b"\0")
    shard(
        "checksum-start",
        "a wrong checksum of the index at the start",
        index([(68 + o, n) for o, n in right])[:-1] + b"\0" + body,
        "start",
    )
    shard(
        "cut-start",
        "the index at the start, the subchunks cut off",
        index([(68 + o, n) for o, n in right]) + body[:50],
        "start",
    )
    lying("offset", "an offset of 2^60", (2**60, 24))
    lying("offset-behind", "an offset behind the end", (10_000, 24))
    lying("nbytes", "a length of 2^60", (0, 2**60))
    lying("nbytes-behind", "a length that ends behind the end", (90, 1000))
    lying("overflow", "offset and length that overflow together", (2**64 - 8, 24))
    lying("half-missing", "an offset without a length", (0, NOTHING))
    lying("half-missing-offset", "a length without an offset", (NOTHING, 24))
    lying("short-subchunk", "a subchunk of 20 bytes instead of 24", (0, 20))
    lying("long-subchunk", "a subchunk of 30 bytes instead of 24", (0, 30))
    lying("no-bytes", "a subchunk of no bytes", (0, 0))
    lying("overlap", "two subchunks that overlap by half", (12, 24), may_read=True)
    lying("into-index", "a subchunk that lies in the index", (96, 24), may_read=True)
    document = v3("int32", [sharding((2, 3), [LE, named("crc32c")])], shape=(4, 6), chunks=(4, 6))
    sub = [p.astype("<i4").tobytes() for p in parts]
    checked = b"".join(s + (crc32c(s) if place != 2 else b"oops") for place, s in enumerate(sub))
    bad(
        "v3-shard-subchunk-checksum",
        "a wrong checksum of the third subchunk",
        "read",
        "corruptData",
        "crc32c",
        {"zarr.json": document, "c/0/0": checked + index([(28 * place, 28) for place in range(4)])},
    )


def rules() -> None:
    """Fields and extensions that must be understood; formats that nobody reads any more."""
    unknown = {"name": "frobnicate", "must_understand": False}
    for place, codecs in (("last", [LE, unknown]), ("first", [unknown, LE]), ("only", [unknown])):
        bad(
            f"v3-ignorable-codec-{place}",
            "a stored chunk of a codec that nobody knows, though it says must_understand: false",
            "read",
            "unsupported",
            "frobnicate",
            {"zarr.json": doc3(codecs), "c/0/0": DATA},
        )
    inner = [{"name": "frobnicate", "must_understand": False}]
    bad(
        "v3-ignorable-codec-inner",
        "the same within a shard",
        "read",
        "unsupported",
        "frobnicate",
        {"zarr.json": doc3([sharding((2, 3), [LE] + inner)]), "c/0/0": DATA + index([(0, 24)])},
    )
    for field, name in (("data_type", "quaternion"), ("chunk_grid", "hexagonal"), ("chunk_key_encoding", "hashed")):
        bad(
            f"v3-ignorable-{field.replace('_', '-')}-unknown",
            f"a {field} that nobody knows and that says must_understand: false",
            "open",
            "unsupported",
            name,
            {"zarr.json": doc3(**{field: {"name": name, "must_understand": False}})},
        )
    for id, value in (("text", "false"), ("zero", 0), ("null", None)):
        bad(
            f"v3-must-understand-{id}",
            f"an unknown field that says must_understand: {json.dumps(value)}",
            "open",
            "unsupported",
            "extra",
            {"zarr.json": doc3(extra={"must_understand": value})},
        )
    bad(
        "v3-extension-number",
        "a data type that is a number",
        "open",
        "invalidMetadata",
        "data_type",
        {"zarr.json": doc3(data_type=4)},
    )
    bad(
        "v3-extension-configuration",
        "a configuration that is a list",
        "open",
        "invalidMetadata",
        "configuration",
        {"zarr.json": doc3([{"name": "bytes", "configuration": []}])},
    )
    bad(
        "v3-uri-codec",
        "a codec with a URI for a name, as zarrs writes its own",
        "open",
        "unsupported",
        "https://codec.zarrs.dev/bytes_to_bytes/gdeflate",
        {"zarr.json": doc3([LE, "https://codec.zarrs.dev/bytes_to_bytes/gdeflate"])},
    )
    text = {"zarr.json": doc3(zarr_format="3")}
    bad("v3-format-text", "zarr_format as text", "open", "unsupported", "zarr_format", text)
    bad(
        "v3-draft-root",
        "the documents of the experimental v3 without its entry point",
        "open",
        "unsupported",
        "experimental version 3",
        {"meta/root/foo.array.json": {"shape": [2]}, "data/root/foo/c0": DATA},
    )
    bad(
        "v3-draft-root-group",
        "the same with a document of its root group",
        "open",
        "unsupported",
        "experimental version 3",
        {"meta/root.group.json": {"attributes": {}}, "data/root/foo/c0": DATA},
    )
    document = {"zarr_format": 1, "shape": [2, 3], "chunks": [2, 3], "dtype": "<i4", "compression": "none"}
    document |= {"compression_opts": None, "fill_value": 0, "order": "C"}
    bad(
        "v1-unknown-compression",
        "Zarr v1 with a compression that nobody knows",
        "open",
        "unsupported",
        "frobnicate",
        {"meta": document | {"compression": "frobnicate"}, "attrs": {}},
    )
    bad(
        "v1-compression-options",
        "Zarr v1 with a level that zlib has not",
        "open",
        "invalidMetadata",
        "compression_opts",
        {"meta": document | {"compression": "zlib", "compression_opts": 12}, "attrs": {}},
    )
    bad(
        "v1-no-dtype",
        "Zarr v1 without a type",
        "open",
        "invalidMetadata",
        "dtype",
        {"meta": without(document, "dtype"), "attrs": {}},
    )
    other = {"meta": {"format": 1}}
    bad("v1-other-meta", "a file called meta that is something else", "open", "notFound", "no ", other)


def places() -> None:
    """Places where there is no Zarr."""
    bad("not-zarr", "a folder without any document", "open", "notFound", "not-zarr", {"readme.txt": b"nothing here\n"})
    bad("only-attributes", ".zattrs alone", "open", "notFound", "only-attributes", {".zattrs": {"a": 1}})
    bad(
        "html",
        "a document that is a web page, as some servers answer for what is missing",
        "open",
        "invalidMetadata notFound",
        "",
        {"zarr.json": b"<!DOCTYPE html><html><body>404</body></html>"},
    )


def objects() -> None:
    """Chunks of objects that are damaged, or that mean harm."""

    def chunk(id: str, why: str, codec: Any, word: str, data: bytes, codes: str = "corruptData", **more: Any) -> None:
        codec = codec if isinstance(codec, dict) else {"id": codec}
        document = v2("|O", shape=(2,), chunks=(2,)) | {"fill_value": None, "filters": [codec]} | more
        bad(f"v2-{id}", why, "read", codes, word, {".zarray": document, "0": data})

    class Call:
        """Pickled as a call of any function."""

        def __init__(self, function: Any, *arguments: Any) -> None:
            self.call = (function, arguments)

        def __reduce__(self) -> Any:
            return self.call

    def array(*items: Any) -> np.ndarray:
        result = np.empty(len(items), object)
        result[:] = items
        return result

    def pickled(value: Any, protocol: int = 4) -> bytes:
        return pickle.dumps(value, protocol)

    good = pickled(array("a", "b"))
    for name, function in [("system", os.system), ("eval", eval), ("import", __import__), ("getattr", getattr)]:
        for protocol in (0, 4):
            chunk(
                f"pickle-{name}-{protocol}",
                f"a pickle that calls {name}",
                "pickle",
                f"{function.__module__}.{function.__name__}" if protocol else name,
                pickled(array("a", Call(function, "true")), protocol),
                "unsupported",
            )
    chunk("pickle-class", "an object of a class", "pickle", "datetime", pickled(array("a", datetime.date(2000, 1, 1))), "unsupported")
    chunk("pickle-masked", "an array of a class of its own", "pickle", "numpy.ma", pickled(np.ma.masked_array([1, 2])), "unsupported")
    chunk("pickle-list", "no array", "pickle", "array", pickled([1, 2]))
    chunk("pickle-count", "three elements instead of two", "pickle", "3", pickled(array("a", "b", "c")))
    chunk("pickle-truncated", "a pickle that ends too soon", "pickle", "pickle", good[:-20])
    chunk("pickle-empty", "no bytes", "pickle", "pickle", b"")
    chunk("pickle-size", "a text of 2^32 - 1 bytes", "pickle", "pickle", b"X\xff\xff\xff\xff.")
    chunk("pickle-size-8", "bytes of 2^64 - 1 bytes", "pickle", "pickle", b"\x8e" + b"\xff" * 8 + b".")
    chunk("pickle-memo", "a reference to what was not made", "pickle", "pickle", b"h\x05.")
    chunk("pickle-marks", "a mark that is missing", "pickle", "mark", b"t.")
    ring: list[Any] = []
    ring.append(ring)
    chunk("pickle-ring", "a list that holds itself", "pickle", "nest", pickled(array("a", ring)))
    bomb: list[Any] = ["x"]
    for _ in range(60):
        bomb = [bomb, bomb]
    chunk("pickle-bomb", "2^60 values in few bytes", "pickle", "many times", pickled(array("a", bomb)), "limitExceeded")
    last = good.rindex(b"\x8c\x01b")
    deep = b"]" * 2000 + b"a" * 1999
    chunk("pickle-deep", "2000 lists in each other", "pickle", "nest", good[:last] + deep + good[last + 3 :])
    chunk("pickle-shape", "an array of 2^62 elements", "pickle", "pickle", pickled(np.zeros(0)).replace(b"K\x00\x85", b"\x8a\x08" + b"\xff" * 7 + b"\x3f\x85"), "corruptData limitExceeded")

    chunk("json2-truncated", "a document that ends too soon", "json2", "json", b'["a","b","|O",[2')
    chunk("json2-empty", "no bytes", "json2", "json", b"")
    chunk("json2-object", "no list", "json2", "list", b"{}")
    chunk("json2-short", "one element instead of two", "json2", "elements", b'["a","|O",[2]]')
    chunk("json2-shape", "another shape", "json2", "shape", b'["a","b","c","|O",[3]]')
    chunk("json2-shape-text", "a shape that is text", "json2", "shape", b'["a","b","|O","[2]"]')
    chunk("json2-shape-huge", "a shape beyond 2^63", "json2", "shape", b'["a","b","|O",[4294967296,4294967296]]')
    chunk("json2-deep", "lists in lists in lists", "json2", "deep", b"[" * 2000)
    chunk("json2-type", "no type of the elements", "json2", "type", b'["a","b",1,[2]]')

    chunk("msgpack2-truncated", "a value that ends too soon", "msgpack2", "stands", b"\x94\xa1a")
    chunk("msgpack2-empty", "no bytes", "msgpack2", "messagepack", b"")
    chunk("msgpack2-list", "a list that says it has 2^32 - 1 elements", "msgpack2", "list", b"\xdd\xff\xff\xff\xff")
    chunk("msgpack2-map", "an object that says it has 2^32 - 1 fields", "msgpack2", "object", b"\xdf\xff\xff\xff\xff")
    chunk("msgpack2-text", "a text that says it has 2^32 - 1 bytes", "msgpack2", "messagepack", b"\xdb\xff\xff\xff\xffabc")
    chunk("msgpack2-deep", "lists in lists in lists", "msgpack2", "nests", b"\x91" * 2000)
    chunk("msgpack2-extension", "an extension type", "msgpack2", "extension", b"\xd6\xff\0\0\0\0", "unsupported")
    chunk("msgpack2-key", "a key that is a number", "msgpack2", "key", b"\x94\x81\x01\x02\xa1b\xa2|O\x91\x02", "unsupported")
    chunk("msgpack2-utf8", "text that is not UTF-8", "msgpack2", "utf-8", b"\x94\xa1\xff\xa1b\xa2|O\x91\x02")
    chunk("msgpack2-trailing", "bytes behind the value", "msgpack2", "follow", b"\x94\xa1a\xa1b\xa2|O\x91\x02\x00")
    chunk("msgpack2-reserved", "a type that there is not", "msgpack2", "193", b"\xc1")

    def vlen(*items: bytes) -> bytes:
        return struct.pack("<I", len(items)) + b"".join(struct.pack("<I", len(item)) + item for item in items)

    ragged = {"id": "vlen-array", "dtype": "<i4"}
    chunk("vlen-bytes-count", "one element instead of two", "vlen-bytes", "2", vlen(b"abcdefgh"))
    chunk("vlen-bytes-truncated", "a chunk that ends too soon", "vlen-bytes", "end", vlen(b"ab", b"cdef")[:-1])
    chunk("vlen-array-odd", "five bytes of numbers that take four", ragged, "multiple", vlen(b"abcde", b""))
    chunk("vlen-array-size", "an element of 2^32 - 1 bytes", ragged, "end", struct.pack("<III", 2, 2**32 - 1, 0))
    categories = {"id": "categorize", "labels": ["a"], "dtype": "|O", "astype": "|u1"}
    chunk("categorize-short", "one number instead of two", categories, "", b"\1")
    for id, why, word, codec in [
        ("vlen-array-objects", "lists of objects", "O", {"id": "vlen-array", "dtype": "|O"}),
        ("categorize-float", "labels numbered by floats", "f4", categories | {"astype": "<f4"}),
        ("categorize-many", "more labels than numbers", "300", categories | {"labels": ["x"] * 300}),
        ("categorize-labels", "labels that are no text", "labels", categories | {"labels": [1]}),
        ("json2-encoding", "a text encoding that is not known", "utf-16", {"id": "json2", "encoding": "utf-16"}),
    ]:
        document = v2("|O", shape=(2,), chunks=(2,)) | {"fill_value": None, "filters": [codec]}
        bad(f"v2-{id}", why, "open", "unsupported invalidMetadata", word, {".zarray": document})


def main() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    for part in (documents, fill_values, extensions, chains, sizes, chunks, shards, rules, places, objects):
        part()
    ids = [entry["id"].lower() for entry in entries]
    assert len(set(ids)) == len(ids)
    (FOLDER / "fixtures.json").write_text(json.dumps(entries, indent=1, ensure_ascii=False) + "\n")
    print(f"{len(entries)} bad stores")


if __name__ == "__main__":
    main()

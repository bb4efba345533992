"""Makes Fixtures/traps again: valid stores that the peers do not write by themselves, byte for byte by hand.

    python Fixtures/make_traps.py      (numpy and zarr-python 3 are needed; zarr-python only says what it makes of each)

traps/arrays/ID, traps/expected/ID.npy and traps/manifest.json are laid out as in the peers' folders; an entry's "why"
says what the trap is. "leniency" marks what the specification does not ask for but stored data needs. "attributes",
where present, are what must be read. Groups lie in traps/groups with what must be found in them.
"""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import shutil
import struct
import sys
import warnings
import zlib
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Tests/Interop"))

import cases
import peers

FOLDER = HERE / "traps"
LE = cases.named("bytes", endian="little")
NOTHING = 2**64 - 1

entries: list[dict[str, Any]] = []


def trap(
    id: str,
    why: str,
    document: dict[str, Any] | str,
    files: dict[str, bytes],
    expected: np.ndarray,
    leniency: bool = False,
    **more: Any,
) -> None:
    """One array: its document (a dict, or text where JSON cannot say it), its other files, what must be read."""
    path = FOLDER / "arrays" / id
    path.mkdir(parents=True)
    text = document if isinstance(document, str) else json.dumps(document, indent=1, ensure_ascii=False)
    name = "zarr.json" if '"zarr_format": 3' in text else "meta" if '"zarr_format": 1' in text else ".zarray"
    (path / name).write_text(text)
    for key, value in files.items():
        (path / key).parent.mkdir(parents=True, exist_ok=True)
        (path / key).write_bytes(value)
    if expected.dtype == object:
        (FOLDER / "expected" / f"{id}.json").write_text(
            json.dumps({"shape": list(expected.shape), "values": expected.reshape(-1).tolist()}, ensure_ascii=False)
        )
    else:
        np.save(FOLDER / "expected" / f"{id}.npy", expected)
    entry = {
        "id": id,
        "why": why,
        "format": {"zarr.json": 3, ".zarray": 2, "meta": 1}[name],
        "dtype": "O" if expected.dtype == object else expected.dtype.str,
        "shape": list(expected.shape),
        "array": f"arrays/{id}",
        "expected": f"expected/{id}" + (".json" if expected.dtype == object else ".npy"),
    }
    entries.append(
        entry | ({"leniency": True} if leniency else {}) | more | {"zarr-python": zarr_python(path, expected)}
    )


def zarr_python(path: Path, expected: np.ndarray) -> str:
    """What zarr-python 3 makes of it: "reads", or what it says or returns instead."""
    import zarr

    try:
        found = np.asarray(zarr.open_array(path, mode="r")[...])
    except Exception as error:
        return peers.reason(error).replace(str(FOLDER), "")[:100]
    if expected.dtype == object:
        return "reads" if found.tolist() == expected.tolist() else f"returns {found.tolist()}"
    same = found.shape == expected.shape and peers.little_bytes(found) == peers.little_bytes(expected)
    return "reads" if same else f"returns {found.tolist()}"


def chunk(values: np.ndarray, row: int, column: int, shape: tuple[int, int] = (2, 3), order: str = "C") -> bytes:
    """A chunk of a matrix, its padding 0x5A: nobody may look there."""
    padded = np.frombuffer(b"\x5a" * (shape[0] * shape[1] * values.dtype.itemsize), values.dtype).reshape(shape).copy()
    part = values[row * shape[0] : (row + 1) * shape[0], column * shape[1] : (column + 1) * shape[1]]
    padded[: part.shape[0], : part.shape[1]] = part
    return padded.tobytes(order)


def keys2(values: np.ndarray, encode: Any = bytes) -> dict[str, bytes]:
    return {f"{r}.{c}": encode(chunk(values, r, c)) for r in range(2) for c in range(2)}


def keys3(values: np.ndarray, encode: Any = bytes) -> dict[str, bytes]:
    return {f"c/{r}/{c}": encode(chunk(values, r, c)) for r in range(2) for c in range(2)}


def ramp(dtype: str) -> np.ndarray:
    """3 x 5 values, no two equal; chunks of 2 x 3 leave edges on both axes."""
    return (np.arange(15) * 7 - 3 if np.dtype(dtype).kind != "u" else np.arange(15) * 7).astype(dtype).reshape(3, 5)


def doc2(dtype: str, **more: Any) -> dict[str, Any]:
    return cases.v2(dtype, shape=(3, 5), chunks=(2, 3)) | more


def doc3(data_type: Any, codecs: list[Any], **more: Any) -> dict[str, Any]:
    return cases.v3(data_type, codecs, shape=(3, 5), chunks=(2, 3)) | more


# zstd frames by hand (RFC 8878): what streaming writers make.


def zstd_raw(data: bytes, pieces: int = 1) -> bytes:
    """A frame without content size and checksum, of raw blocks."""
    step = -(-len(data) // pieces)
    blocks = [data[i : i + step] for i in range(0, len(data), step)]
    frame = struct.pack("<IBB", 0xFD2FB528, 0, 0)
    for number, block in enumerate(blocks):
        frame += ((len(block) << 3) | (number == len(blocks) - 1)).to_bytes(3, "little") + block
    return frame


def zstd_skippable(data: bytes) -> bytes:
    return struct.pack("<II", 0x184D2A53, len(data)) + data


def zstd_run(byte: int, count: int) -> bytes:
    """A frame without content size: one run of a byte."""
    return struct.pack("<IBB", 0xFD2FB528, 0, 0) + ((count << 3) | 2 | 1).to_bytes(3, "little") + bytes([byte])


def crc32c(data: bytes) -> bytes:
    value = 0xFFFFFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ (0x82F63B78 if value & 1 else 0)
    return struct.pack("<I", value ^ 0xFFFFFFFF)


def split(compress: Any) -> Any:
    """Compresses the halves of a chunk apart and joins them."""
    return lambda data: compress(data[: len(data) // 2]) + compress(data[len(data) // 2 :])


def v2_traps() -> None:
    i4, i1, u1 = ramp("<i4"), ramp("|i1"), ramp("|u1")
    trap("v2-filters-empty", "filters: [] instead of null", doc2("<i4", filters=[]), keys2(i4), i4)
    for stored, values in (("<i1", i1), (">i1", i1), (">u1", u1), ("<u1", u1), ("<b1", i1 > 20), (">b1", i1 > 20)):
        name = stored.replace("<", "le-").replace(">", "be-")
        trap(
            f"v2-dtype-{name}", "a byte order on a type of one byte", doc2(stored, fill_value=0), keys2(values), values
        )
    trap(
        "v2-dtype-bar-i4",
        "NCZarr's |i4: byte order 'not relevant', yet four bytes; little-endian",
        doc2("|i4"),
        keys2(i4),
        i4,
        True,
    )
    for name, encode, compressor in (
        ("gzip", split(lambda d: gzip.compress(d, mtime=1)), {"id": "gzip", "level": 1}),
        ("bz2", split(bz2.compress), {"id": "bz2", "level": 1}),
        ("lzma", split(lzma.compress), {"id": "lzma", "format": 1, "check": -1, "preset": None, "filters": None}),
        ("zstd", split(zstd_raw), {"id": "zstd", "level": 1}),
    ):
        trap(
            f"v2-members-{name}",
            f"two {name} members, one after the other",
            doc2("<i4", compressor=compressor),
            keys2(i4, encode),
            i4,
        )
    zstd = {"id": "zstd", "level": 1}
    trap(
        "v2-zstd-no-size",
        "a zstd frame that does not state its content size",
        doc2("<i4", compressor=zstd),
        keys2(i4, zstd_raw),
        i4,
    )
    trap(
        "v2-zstd-blocks",
        "a zstd frame of three blocks, no content size",
        doc2("<i4", compressor=zstd),
        keys2(i4, lambda d: zstd_raw(d, 3)),
        i4,
    )
    trap(
        "v2-zstd-skippable",
        "a skippable zstd frame before the data",
        doc2("<i4", compressor=zstd),
        keys2(i4, lambda d: zstd_skippable(b"metadata") + zstd_raw(d)),
        i4,
    )
    trap(
        "v2-gzip-header",
        "a gzip header with file name, comment and extra field",
        doc2("<i4", compressor={"id": "gzip", "level": 1}),
        keys2(i4, gzip_with_header),
        i4,
    )
    trap(
        "v2-zlib-stored",
        "zlib of stored blocks",
        doc2("<i4", compressor={"id": "zlib", "level": 0}),
        keys2(i4, lambda d: zlib.compress(d, 0)),
        i4,
    )
    trap(
        "v2-lz4-literals",
        "numcodecs' framing: size, then a block of literals alone",
        doc2("<i4", compressor={"id": "lz4", "acceleration": 1}),
        keys2(i4, lz4_literals),
        i4,
    )
    trap(
        "v2-blosc-memcpy",
        "a blosc chunk that is stored, not compressed",
        doc2("<i4", compressor=cases.blosc2()),
        keys2(i4, lambda d: blosc_memcpy(d, 4)),
        i4,
    )
    trap(
        "v2-extra-keys",
        "unknown keys in .zarray are to be ignored",
        doc2("<i4", _NCZARR_ARRAY={"dimrefs": ["/y"]}, note="x"),
        keys2(i4),
        i4,
    )
    trap(
        "v2-array-and-group",
        "both .zarray and .zgroup: the array wins",
        doc2("<i4"),
        keys2(i4) | {".zgroup": b'{"zarr_format": 2}'},
        i4,
    )
    other = cases.v3("int32", [LE], shape=(3, 5), chunks=(3, 5), fill=-1)
    trap(
        "both-documents",
        "v2 and v3 documents in one place: v3 wins, with a warning",
        other,
        keys2(i4) | {".zarray": json.dumps(doc2("<i4")).encode(), "c/0/0": (i4 * 2).tobytes()},
        i4 * 2,
        warns=True,
    )
    attributes = '{"nan": NaN, "inf": Infinity, "list": [-Infinity, 1], "big": 9007199254740993, "huge": 18446744073709551615, "é": "ü"}'
    trap(
        "v2-attributes-nan",
        "bare NaN, Infinity, -Infinity and integers beyond 2^53 in .zattrs",
        doc2("<i4"),
        keys2(i4) | {".zattrs": attributes.encode()},
        i4,
        attributes=attributes,
    )
    # Fill values that writers left in the wild; nothing is stored but the document.
    fills: list[tuple[str, str, str, Any, str]] = [
        ("i4-real", "<i4", "0.0", 0, "an integer's fill written as 0.0"),
        ("i4-real5", "<i4", "5.0", 5, "an integer's fill written as 5.0"),
        ("i4-string", "<i4", '"7"', 7, "an integer's fill written as a string"),
        ("u8-max", "<u8", "18446744073709551615", 2**64 - 1, "2^64-1"),
        ("i8-min", "<i8", "-9223372036854775808", -(2**63), "-2^63"),
        ("f4-bare-nan", "<f4", "NaN", np.nan, "a bare NaN token"),
        ("f8-bare-inf", "<f8", "-Infinity", -np.inf, "a bare -Infinity token"),
        ("f4-integer", "<f4", "1", 1.0, "a float's fill written as an integer"),
        ("f8-exponent", "<f8", "1e20", 1e20, "the default of netCDF, with an exponent"),
        ("f8-big", "<f8", "9.969209968386869e+36", 9.969209968386869e36, "NC_FILL_DOUBLE"),
        ("b1-zero", "|b1", "0", False, "a bool's fill as 0"),
        ("b1-one", "|b1", "1", True, "a bool's fill as 1"),
        ("s3-zero", "|S3", "0", b"", "the number 0 for strings: zarr-python 2's default"),
        ("s3-empty", "|S3", '""', b"", "base64 of nothing"),
        ("s3-text", "|S3", '"a b"', b"a b", "plain text where base64 does not decode"),
        ("u3-zero", "<U3", "0", "", "the number 0 for strings"),
        ("u3-zero-be", ">U3", "0", "", "the number 0 for big-endian strings"),
        ("f4-null", "<f4", "null", 0.0, "null: undefined, read as zero"),
    ]
    for name, dtype, text, value, why in fills:
        expected = np.full((3, 5), value, np.dtype(dtype).newbyteorder("<"))
        document = json.dumps(doc2(dtype) | {"fill_value": "FILL"}, indent=1).replace('"FILL"', text)
        lenient = name in (
            "i4-real",
            "i4-real5",
            "i4-string",
            "f4-bare-nan",
            "f8-bare-inf",
            "s3-zero",
            "s3-text",
            "u3-zero",
            "u3-zero-be",
        )
        trap(f"v2-fill-{name}", why, document, {}, expected, lenient)
    strings = np.empty((3, 5), object)
    strings[...] = ""
    vlen = [{"id": "vlen-utf8"}]
    trap(
        "v2-fill-vlen-zero",
        "the number 0 for variable-length strings: zarr-python 2's default",
        doc2("|O", filters=vlen),
        {},
        strings,
        True,
    )
    trap(
        "v2-fill-vlen-null", "null for variable-length strings", doc2("|O", filters=vlen, fill_value=None), {}, strings
    )
    words = np.array([["a", "", "漢字", "x", "yy"]] * 3, object)
    encoded = {f"{r}.{c}": vlen_chunk(words, r, c) for r in range(2) for c in range(2)}
    trap(
        "v2-vlen-in-compressor",
        "the object codec in the compressor's place",
        doc2("|O", compressor={"id": "vlen-utf8"}, fill_value=""),
        encoded,
        words,
        True,
    )


def gzip_with_header(data: bytes) -> bytes:
    body = zlib.compressobj(wbits=-15)
    packed = body.compress(data) + body.flush()
    head = (
        b"\x1f\x8b\x08\x1c" + bytes(4) + b"\x00\x03" + struct.pack("<H", 4) + b"AB\x00\x00" + b"name\0" + b"comment\0"
    )
    return head + packed + struct.pack("<II", zlib.crc32(data), len(data))


def lz4_literals(data: bytes) -> bytes:
    token = bytes([0xF0, len(data) - 15]) if len(data) >= 15 else bytes([len(data) << 4])
    return struct.pack("<I", len(data)) + token + data


def blosc_memcpy(data: bytes, typesize: int) -> bytes:
    return struct.pack("<BBBBIII", 2, 1, 0x02, typesize, len(data), len(data), len(data) + 16) + data


def vlen_chunk(words: np.ndarray, row: int, column: int) -> bytes:
    items = []
    for r in range(2):
        for c in range(3):
            y, x = row * 2 + r, column * 3 + c
            items.append(words[y, x].encode() if y < 3 and x < 5 else b"")
    return struct.pack("<I", len(items)) + b"".join(struct.pack("<I", len(i)) + i for i in items)


def v3_traps() -> None:
    i4, i1 = ramp("<i4"), ramp("|i1")
    trap(
        "v3-short-hand-codecs",
        "codecs as bare names",
        doc3("int8", ["bytes", "crc32c"]),
        keys3(i1, lambda d: d + crc32c(d)),
        i1,
    )
    trap(
        "v3-short-hand-keys",
        "the key encoding as a bare name",
        doc3("int32", [LE]) | {"chunk_key_encoding": "v2"},
        keys2(i4),
        i4,
    )
    trap(
        "v3-short-hand-default",
        "the key encoding as a bare name",
        doc3("int32", [LE]) | {"chunk_key_encoding": "default"},
        keys3(i4),
        i4,
    )
    trap("v3-data-type-object", "the data type as an object", doc3({"name": "int32"}, [LE]), keys3(i4), i4)
    trap(
        "v3-empty-configuration",
        "an empty configuration",
        doc3("int8", [{"name": "bytes", "configuration": {}}]),
        keys3(i1),
        i1,
    )
    trap(
        "v3-needless-endian",
        "a byte order on a type of one byte",
        doc3("int8", [cases.named("bytes", endian="big")]),
        keys3(i1),
        i1,
    )
    trap(
        "v3-bytes-without-endian",
        "bytes without a configuration on a type of one byte",
        doc3("int8", [{"name": "bytes"}]),
        keys3(i1),
        i1,
    )
    trap(
        "v3-ignorable-field",
        "an unknown field that says must_understand: false",
        doc3("int32", [LE], extra={"name": "x", "must_understand": False, "configuration": {"a": [1]}}),
        keys3(i4),
        i4,
    )
    trap(
        "v3-must-understand-known",
        "must_understand: true on a codec that is known",
        doc3("int32", [LE | {"must_understand": True}]),
        keys3(i4),
        i4,
    )
    trap(
        "v3-must-understand-false-known",
        "must_understand: false on a codec that is known: it still applies",
        doc3("int32", [LE, cases.named("crc32c") | {"must_understand": False}]),
        keys3(i4, lambda d: d + crc32c(d)),
        i4,
    )
    trap("v3-no-transformers", "storage_transformers: []", doc3("int32", [LE], storage_transformers=[]), keys3(i4), i4)
    bare = doc3("int32", [LE])
    del bare["attributes"]
    trap("v3-no-attributes", "no attributes", bare, keys3(i4), i4)
    attributes = '{"nan": NaN, "inf": [Infinity, -Infinity], "big": 9007199254740993, "huge": 18446744073709551615, "z": 1, "a": 2}'
    text = json.dumps(doc3("int32", [LE]) | {"attributes": "HERE"}, indent=1).replace('"HERE"', attributes)
    trap(
        "v3-attributes-nan",
        "bare NaN and Infinity, integers beyond 2^53, order of keys",
        text,
        keys3(i4),
        i4,
        attributes=attributes,
    )
    fills: list[tuple[str, str, str, str, bytes]] = [
        ("f4-payload", "float32", "<f4", '"0x7fc00001"', bytes.fromhex("0100c07f")),
        ("f4-signalling", "float32", "<f4", '"0x7f800001"', bytes.fromhex("0100807f")),
        ("f4-hex-number", "float32", "<f4", '"0x3f800000"', bytes.fromhex("0000803f")),
        ("f8-payload", "float64", "<f8", '"0xfff8000000000001"', bytes.fromhex("010000000000f8ff")),
        ("f2-payload", "float16", "<f2", '"0x7e01"', bytes.fromhex("017e")),
        ("c8-payload", "complex64", "<c8", '["0x7fc00001", "-Infinity"]', bytes.fromhex("0100c07f000080ff")),
        ("f4-nan", "float32", "<f4", '"NaN"', bytes.fromhex("0000c07f")),
        ("f8-minus-zero", "float64", "<f8", "-0.0", bytes.fromhex("0000000000000080")),
        ("f8-integer", "float64", "<f8", "3", np.array(3.0, "<f8").tobytes()),
        (
            "f8-many-digits",
            "float64",
            "<f8",
            "0.1000000000000000055511151231257827021181583404541015625",
            np.array(0.1, "<f8").tobytes(),
        ),
        ("f4-rounded", "float32", "<f4", "16777217", np.array(16777216.0, "<f4").tobytes()),
        ("u8-max", "uint64", "<u8", "18446744073709551615", b"\xff" * 8),
        ("i8-min", "int64", "<i8", "-9223372036854775808", bytes(7) + b"\x80"),
        ("i8-odd", "int64", "<i8", "9007199254740993", (2**53 + 1).to_bytes(8, "little")),
        ("r24", "r24", "|V3", "[1, 255, 0]", b"\x01\xff\x00"),
    ]
    for name, data_type, dtype, text, packed in fills:
        document = json.dumps(
            doc3(data_type, [LE if name != "r24" else {"name": "bytes"}]) | {"fill_value": "FILL"}, indent=1
        )
        expected = np.frombuffer(packed * 15, dtype).reshape(3, 5)
        trap(f"v3-fill-{name}", f"fill_value {text}", document.replace('"FILL"', text), {}, expected)
    zstd = cases.named("zstd", level=0)
    trap("v3-zstd-short", "zstd without 'checksum'", doc3("int32", [LE, zstd]), keys3(i4, zstd_raw), i4)
    trap(
        "v3-zstd-frames",
        "two zstd frames with a skippable one between",
        doc3("int32", [LE, zstd]),
        keys3(i4, lambda d: zstd_raw(d[:8]) + zstd_skippable(b"?") + zstd_raw(d[8:])),
        i4,
    )
    trap(
        "v3-zstd-run",
        "a zstd run without content size",
        doc3("uint8", [{"name": "bytes"}, zstd]),
        {f"c/{r}/{c}": zstd_run(9, 6) for r in range(2) for c in range(2)},
        np.full((3, 5), 9, "u1"),
    )
    trap(
        "v3-gzip-members",
        "two gzip members",
        doc3("int32", [LE, cases.named("gzip", level=1)]),
        keys3(i4, split(lambda d: gzip.compress(d, mtime=1))),
        i4,
    )
    noshuffle = cases.named("blosc", cname="lz4", clevel=5, shuffle="noshuffle", blocksize=0)
    trap(
        "v3-blosc-no-typesize",
        "blosc without typesize, which noshuffle allows",
        doc3("int32", [LE, noshuffle]),
        keys3(i4, lambda d: blosc_memcpy(d, 1)),
        i4,
    )
    trap(
        "v3-endian-alias",
        "'endian', the codec's name before 3.0 was final",
        doc3("int32", [cases.named("endian", endian="little")]),
        keys3(i4),
        i4,
        True,
    )
    trap(
        "v3-transpose-f",
        "transpose with order 'F', as before 3.0 was final",
        doc3("int32", [cases.named("transpose", order="F"), LE]),
        {f"c/{r}/{c}": chunk(i4, r, c, order="F") for r in range(2) for c in range(2)},
        i4,
        True,
    )
    flat = doc3("int32", [LE]) | {"chunk_key_encoding": {"name": "default", "separator": "."}}
    trap(
        "v3-flat-key-encoding",
        "the separator beside the name instead of in a configuration",
        flat,
        {f"c.{r}.{c}": chunk(i4, r, c) for r in range(2) for c in range(2)},
        i4,
        True,
    )
    shard_traps(i4)


def index(pairs: list[tuple[int, int]], checksum: bool = True) -> bytes:
    packed = b"".join(struct.pack("<QQ", *pair) for pair in pairs)
    return packed + crc32c(packed) if checksum else packed


def shard_traps(i4: np.ndarray) -> None:
    parts = [chunk(i4, r, c) for r in range(2) for c in range(2)]
    missing = (NOTHING, NOTHING)

    def shard(id: str, why: str, data: bytes, expected: np.ndarray, location: str = "end", **more: Any) -> None:
        codecs = [cases.sharding((2, 3), [LE], location=location)]
        trap(
            id, why, cases.v3("int32", codecs, shape=(3, 5), chunks=(4, 6), fill=-1), {"c/0/0": data}, expected, **more
        )

    gap = b"garbage! "
    offsets, data = [], gap
    for part in parts:
        offsets.append((len(data), len(part)))
        data += part + gap
    shard("v3-shard-gaps", "garbage before, between and after the subchunks", data + index(offsets), i4)
    offsets, data = [missing] * 4, b""
    for place in (3, 0, 2, 1):
        offsets[place] = (len(data), len(parts[place]))
        data += parts[place]
    shard("v3-shard-order", "subchunks in another order than the index", data + index(offsets), i4)
    head = index([missing] * 4)
    offsets = [(len(head) + 5 + 24 * place, 24) for place in range(4)]
    shard(
        "v3-shard-start-gap",
        "the index first, then garbage, then subchunks, then garbage",
        index(offsets) + b"12345" + b"".join(parts) + gap,
        i4,
        location="start",
    )
    shard("v3-shard-all-missing", "a shard that is stored though every subchunk is missing", head, np.full_like(i4, -1))
    partly = i4.copy()
    partly[0:2, 3:5] = -1
    partly[2:3, 0:3] = -1
    shard(
        "v3-shard-holes",
        "missing subchunks between others",
        parts[0] + parts[3] + index([(0, 24), missing, missing, (24, 24)]),
        partly,
    )
    same = i4.copy()
    same[0:2, 3:5] = i4[0:2, 0:2]
    shard(
        "v3-shard-shared",
        "two subchunks that name the same bytes: allowed to read, never written",
        b"".join([parts[0], parts[2], parts[3]]) + index([(0, 24), (0, 24), (24, 24), (48, 24)]),
        same,
        leniency=True,
    )
    rewritten = parts[0] + parts[1] + parts[2] + parts[3]
    old = index([(0, 24), missing, missing, missing])
    shard(
        "v3-shard-appended",
        "an old index left behind as garbage, as by writers that append",
        b"\0" * 24 + old + rewritten + index([(24 + len(old) + 24 * p, 24) for p in range(4)]),
        i4,
    )


def rule_traps() -> None:
    """What the rules of the documents allow, and what they do not but stored documents have."""
    i4, i1 = ramp("<i4"), ramp("|i1")
    nothing = np.full((3, 5), 0, "<i4")
    unknown = {"name": "frobnicate", "configuration": {"a": 1}, "must_understand": False}
    for place, codecs in (("last", [LE, unknown]), ("first", [unknown, LE]), ("only", [unknown])):
        trap(
            f"v3-unknown-codec-{place}",
            "a codec that nobody knows and need not: what was never written is fill",
            doc3("int32", codecs),
            {},
            nothing,
            warns=True,
        )
    for field in ("data_type", "chunk_grid", "chunk_key_encoding"):
        document = doc3({"name": "int32"}, [LE])
        trap(
            f"v3-ignorable-{field.replace('_', '-')}",
            f"must_understand: false on a {field} that is known, where it is not supported",
            document | {field: document[field] | {"must_understand": False}},
            keys3(i4),
            i4,
            True,
            warns=True,
        )
    trap(
        "v3-extension-extra-key",
        "keys that nobody knows beside name and configuration",
        doc3("int32", [LE | {"note": "x"}]),
        keys3(i4),
        i4,
        True,
    )
    trap(
        "v3-transformer-ignorable",
        "a storage transformer that says must_understand: false",
        doc3("int32", [LE], storage_transformers=[{"name": "https://example.org/log", "must_understand": False}]),
        keys3(i4),
        i4,
    )
    trap(
        "v3-transformers-null",
        "storage_transformers: null",
        doc3("int32", [LE], storage_transformers=None),
        keys3(i4),
        i4,
        True,
    )
    attributes_null = doc3("int32", [LE], attributes=None)
    trap("v3-attributes-null", "attributes: null", attributes_null, keys3(i4), i4, True, attributes="{}")
    trap("v3-names-null", "dimension_names: null", doc3("int32", [LE], dimension_names=None), keys3(i4), i4, True)
    trap(
        "v3-names-empty",
        "an axis without a name beside one whose name is empty",
        doc3("int32", [LE], dimension_names=["", None]),
        keys3(i4),
        i4,
        names=["", None],
    )
    trap(
        "v3-names-twice",
        "two axes of one name",
        doc3("int32", [LE], dimension_names=["x", "x"]),
        keys3(i4),
        i4,
        names=["x", "x"],
    )
    trap(
        "v3-format-real",
        "zarr_format written as 3.0",
        json.dumps(doc3("int32", [LE])).replace('"zarr_format": 3', '"zarr_format": 3.0'),
        keys3(i4),
        i4,
        True,
    )
    trap(
        "v2-attributes-null",
        ".zattrs that holds null",
        doc2("<i4"),
        keys2(i4) | {".zattrs": b"null"},
        i4,
        True,
        attributes="{}",
    )
    trap(
        "v2-page-beside",
        "a server's page in place of the zarr.json that is not there",
        doc2("<i4"),
        keys2(i4) | {"zarr.json": b"\n<!DOCTYPE html><html><body>404</body></html>"},
        i4,
        True,
    )


def v1_traps() -> None:
    """Zarr v1, after its specification; zarr-python 2.18 reads the same once its migrate_1to2 has translated meta."""
    i4 = ramp("<i4")

    def doc1(dtype: str = "<i4", compression: Any = None, options: Any = None, **more: Any) -> dict[str, Any]:
        document = {"zarr_format": 1, "shape": [3, 5], "chunks": [2, 3], "dtype": dtype, "compression": compression}
        return document | {"compression_opts": options, "fill_value": 42, "order": "C"} | more

    empty = {"attrs": b"{}"}
    blosc = {"cname": "lz4", "clevel": 5, "shuffle": 1}
    preset = {"format": 1, "check": -1, "preset": 1, "filters": None}
    for name, compression, options, encode in (
        ("none", "none", None, bytes),
        ("null", None, None, bytes),
        ("zlib", "zlib", 1, zlib.compress),
        ("bz2", "bz2", 9, bz2.compress),
        ("lzma", "lzma", preset, lzma.compress),
        ("blosc", "blosc", blosc, lambda d: blosc_memcpy(d, 4)),
    ):
        trap(
            f"v1-{name}",
            f"Zarr v1, compression {json.dumps(compression)}",
            doc1(compression=compression, options=options),
            keys2(i4, encode) | empty,
            i4,
        )
    fortran = {f"{r}.{c}": chunk(i4, r, c, order="F") for r in range(2) for c in range(2)}
    trap("v1-order-f", "Zarr v1 in Fortran's order", doc1(order="F"), fortran | empty, i4)
    trap("v1-big-endian", "Zarr v1 with big-endian elements", doc1(">i4"), keys2(i4.astype(">i4")) | empty, i4)
    trap(
        "v1-fill",
        "Zarr v1 without chunks, with attributes",
        doc1(note="other keys may be there"),
        {"attrs": b'{"foo": 42, "bar": [1, NaN]}'},
        np.full((3, 5), 42, "<i4"),
        attributes='{"foo": 42, "bar": [1, NaN]}',
    )
    trap("v1-fill-null", "Zarr v1 with an undefined fill value", doc1(fill_value=None), empty, np.zeros((3, 5), "<i4"))


groups: list[dict[str, Any]] = []


def group(
    id: str, why: str, files: dict[str, Any], children: list[str], consolidated: list[str] | None, **more: Any
) -> None:
    """A group: `children` lie there; `consolidated` is what its consolidated metadata lists (null: there is none)."""
    for key, value in files.items():
        path = FOLDER / "groups" / id / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(
            value if isinstance(value, bytes) else json.dumps(value, indent=1, ensure_ascii=False).encode()
        )
    groups.append(
        {"id": id, "why": why, "group": f"groups/{id}", "children": children, "consolidated": consolidated} | more
    )


def group_traps() -> None:
    array3 = cases.v3("int8", [{"name": "bytes"}], shape=(2,), chunks=(2,), fill=7)
    array2 = cases.v2("|i1", shape=(2,), chunks=(2,), fill=7)
    group3 = {"zarr_format": 3, "node_type": "group", "attributes": {}}
    group2 = {"zarr_format": 2}

    def inline(metadata: Any, **more: Any) -> dict[str, Any]:
        return {"consolidated_metadata": {"kind": "inline", "must_understand": False, "metadata": metadata} | more}

    children3 = {"a/zarr.json": array3, "b/zarr.json": group3, "b/c/zarr.json": array3}
    group("v3-plain", "no consolidated metadata", {"zarr.json": group3} | children3, ["a", "b"], None)
    group(
        "v3-null",
        "consolidated_metadata: null",
        {"zarr.json": group3 | {"consolidated_metadata": None}} | children3,
        ["a", "b"],
        None,
    )
    group(
        "v3-empty",
        "consolidated metadata of nothing, though there are children: stale",
        {"zarr.json": group3 | inline({})} | children3,
        ["a", "b"],
        [],
    )
    listed = {"a": array3, "b": group3 | inline({}), "b/c": array3}
    group(
        "v3-fresh",
        "complete, nested group with its own empty one",
        {"zarr.json": group3 | inline(listed)} | children3,
        ["a", "b"],
        ["a", "b", "b/c"],
    )
    group(
        "v3-stale",
        "lists an array that is gone and lacks one that is there; the shape of 'a' is old",
        {"zarr.json": group3 | inline({"a": array3 | {"shape": [1]}, "gone": array3})} | children3,
        ["a", "b"],
        ["a", "gone"],
    )
    group(
        "v3-unknown-kind",
        "a kind that nobody knows is to be ignored",
        {"zarr.json": group3 | inline({}, kind="elsewhere")} | children3,
        ["a", "b"],
        None,
    )
    group(
        "v3-no-must-understand",
        "without must_understand, as early zarr-python wrote it",
        {"zarr.json": group3 | {"consolidated_metadata": {"kind": "inline", "metadata": listed}}} | children3,
        ["a", "b"],
        ["a", "b", "b/c"],
    )
    group(
        "v3-must-understand-true",
        "must_understand: true on consolidated metadata",
        {"zarr.json": group3 | inline(listed, must_understand=True)} | children3,
        ["a", "b"],
        ["a", "b", "b/c"],
    )
    group(
        "v3-unknown-ignorable",
        "an unknown field that says must_understand: false",
        {"zarr.json": group3 | {"extra": {"must_understand": False}}} | children3,
        ["a", "b"],
        None,
    )
    group(
        "v3-names",
        "names in other scripts, with dots and spaces; __private and a chunk folder are no children",
        {
            "zarr.json": group3,
            "größe/zarr.json": array3,
            "漢字/zarr.json": array3,
            "a.b/zarr.json": array3,
            "x y/zarr.json": array3,
            "A/zarr.json": array3,
            "__private/zarr.json": array3,
            "plain/readme.txt": b"no node",
        },
        ["A", "a.b", "größe", "x y", "漢字"],
        None,
    )
    group(
        "v3-gap",
        "an array below a folder that is no node",
        {"zarr.json": group3, "between/a/zarr.json": array3},
        ["between"],
        None,
        deep="between/a",
    )
    group(
        "v3-deep-gap",
        "groups without documents, one in the other; folders of anything else are none",
        {"zarr.json": group3, "x/y/a/zarr.json": array3, "x/y/__cache/b/zarr.json": array3, "z/w/readme.txt": b"no"},
        ["x"],
        None,
        deep="x/y/a",
    )
    group(
        "v2-gap",
        "an array below a folder that is no node",
        {".zgroup": group2, "between/a/.zarray": array2},
        ["between"],
        None,
        deep="between/a",
    )
    group(
        "v3-attributes-null",
        "attributes: null on a group",
        {"zarr.json": group3 | {"attributes": None}} | children3,
        ["a", "b"],
        None,
        attributes="{}",
    )

    children2 = {"a/.zarray": array2, "b/.zgroup": group2, "b/c/.zarray": array2, "b/c/.zattrs": {"unit": "m"}}

    def zmetadata(metadata: Any) -> dict[str, Any]:
        return {"zarr_consolidated_format": 1, "metadata": metadata}

    listed2 = {".zgroup": group2} | children2
    group("v2-plain", "no consolidated metadata", {".zgroup": group2} | children2, ["a", "b"], None)
    group(
        "v2-fresh",
        "complete",
        {".zgroup": group2, ".zmetadata": zmetadata(listed2)} | children2,
        ["a", "b"],
        ["a", "b", "b/c"],
    )
    group(
        "v2-stale",
        "lists an array that is gone and lacks one that is there",
        {
            ".zgroup": group2,
            ".zmetadata": zmetadata({".zgroup": group2, "a/.zarray": array2 | {"shape": [1]}, "gone/.zarray": array2}),
        }
        | children2,
        ["a", "b"],
        ["a", "gone"],
    )
    group(
        "v2-null",
        ".zmetadata that holds null",
        {".zgroup": group2, ".zmetadata": b"null"} | children2,
        ["a", "b"],
        None,
    )
    group(
        "v2-metadata-null",
        ".zmetadata whose metadata is null",
        {".zgroup": group2, ".zmetadata": zmetadata(None)} | children2,
        ["a", "b"],
        None,
    )
    group(
        "v2-other-format",
        "a consolidated format that nobody knows",
        {".zgroup": group2, ".zmetadata": zmetadata(listed2) | {"zarr_consolidated_format": 2}} | children2,
        ["a", "b"],
        None,
    )
    group(
        "v2-zgroup-extra",
        "extra keys in .zgroup: old NCZarr, and zarr-python 3 within .zmetadata",
        {
            ".zgroup": group2 | {"_NCZARR_GROUP": {"dims": {}}},
            ".zmetadata": zmetadata(listed2 | {"b/.zgroup": group2 | {"consolidated_metadata": {"metadata": {}}}}),
        }
        | children2,
        ["a", "b"],
        ["a", "b", "b/c"],
    )
    group(
        "both-documents",
        "a v2 and a v3 group in one place: v3 wins; an array that only v2 describes is shown all the same",
        {
            ".zgroup": group2,
            ".zattrs": {"format": 2},
            "zarr.json": group3 | {"attributes": {"format": 3}},
            "a/zarr.json": array3,
            "old/.zarray": array2,
        },
        ["a", "old"],
        None,
        attributes='{"format": 3}',
    )


def main() -> None:
    warnings.simplefilter("ignore")
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "expected").mkdir(parents=True)
    v2_traps()
    v3_traps()
    rule_traps()
    v1_traps()
    group_traps()
    manifest = {"writer": "by hand", "versions": peers.versions("zarr3"), "cases": entries, "groups": groups}
    (FOLDER / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
    print(f"{len(entries)} arrays, {len(groups)} groups")
    for entry in entries:
        if entry["zarr-python"] != "reads":
            print(f"  {entry['id']}: zarr-python {entry['zarr-python']}")


if __name__ == "__main__":
    main()

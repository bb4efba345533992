"""Makes Fixtures/objects again: arrays of dtype |O (and labels) with every object codec, by zarr-python 2.18.

    python Fixtures/make_objects.py          # the Python of zarr-python 2: .build-peers/v2/bin/python

The expected values are those that were written, not those that were read back: zarr-python 2 itself scrambles json2 and
msgpack2 in arrays of order F, whose chunks say their own shape.
"""

from __future__ import annotations

import base64
import json
import math
import pickle
import shutil
from pathlib import Path

import msgpack
import numcodecs
import numpy as np
import zarr

HERE = Path(__file__).resolve().parent / "objects"
CASES: list[dict] = []


def plain(value, is_bytes: bool):
    """The value as JSON says it: bytes in base64, alone where all elements are bytes."""
    if isinstance(value, (bytes, bytearray)):
        text = base64.b64encode(bytes(value)).decode()
        return text if is_bytes else {"$base64": text}
    if isinstance(value, np.ndarray):
        return plain(value.tolist(), False)
    if isinstance(value, np.generic):
        return plain(value.item(), False)
    if isinstance(value, (list, tuple)):
        return [plain(item, False) for item in value]
    if isinstance(value, (set, frozenset)):
        return [plain(item, False) for item in sorted(value)]
    if isinstance(value, dict):
        return {next(iter(json.loads(json.dumps({key: 0})))): plain(item, False) for key, item in value.items()}
    return value


def objects(values, shape) -> np.ndarray:
    array = np.empty(shape, object)
    for place, value in zip(np.ndindex(*shape), values, strict=True):
        array[place] = value
    return array


def case(id, values, *, chunks, codec, written=..., none="", **options) -> None:
    """One array: `none` is what a missing value reads as."""
    options = {"order": "C", "compressor": None, "dtype": object, "fill_value": None} | options
    kind = {"object_codec": codec} if options["dtype"] is object else {"filters": [codec]}
    path = HERE / "arrays" / id
    array = zarr.open(
        zarr.DirectoryStore(str(path)), mode="w", shape=values.shape, chunks=chunks, **kind, **options)
    if written is not None:
        array[written] = values[written]
    expected = objects([none] * values.size, values.shape)
    if written is not None:
        expected[written] = values[written]
    is_bytes = codec.codec_id == "vlen-bytes"
    # What is nothing in Python, vlen-utf8 stores as the empty text.
    nothing = "" if codec.codec_id == "vlen-utf8" else None
    listed = [plain(nothing if value is None else value, is_bytes) for value in expected.reshape(-1)]
    expect(id, values.shape, listed)
    CASES.append({"id": id, "array": f"arrays/{id}", "expected": f"expected/{id}.json"})


def expect(id, shape, listed) -> None:
    (HERE / "expected" / f"{id}.json").write_text(json.dumps({"shape": list(shape), "values": listed}) + "\n")


TEXT = ["a", "", "Grüße", "漢字", None, "x\x00y", "😀", "long " * 20, "0"]
BYTES = [b"a", b"", b"\x00\xff", b"\x80" * 300, b"abcd", b"'\"", b"b", b"c", b"d"]
MIXED = [
    None, True, -5, 2**62, 1.5, "Grüße 😀", [1, [2, "x"], {}], {"key": {"b": [None, False]}, "a": ""}, "",
]


def text() -> None:
    codec = numcodecs.VLenUTF8()
    grid = objects(TEXT, (3, 3))
    for order in "CF":
        case(f"vlen-utf8-{order.lower()}", grid, chunks=(2, 2), codec=codec, order=order)
        case(f"vlen-utf8-zstd-{order.lower()}", grid, chunks=(2, 3), codec=codec, order=order, compressor=numcodecs.Zstd())
    case("vlen-utf8-0d", objects(["ü"], ()), chunks=(), codec=codec)
    case("vlen-utf8-fill", grid, chunks=(1, 3), codec=codec, fill_value="fill", written=np.s_[1], none="fill")
    case("vlen-utf8-fill-0", grid, chunks=(1, 3), codec=codec, fill_value=0, written=np.s_[1])


def byte_strings() -> None:
    codec = numcodecs.VLenBytes()
    grid = objects(BYTES, (3, 3))
    for order in "CF":
        case(f"vlen-bytes-{order.lower()}", grid, chunks=(2, 2), codec=codec, order=order, none=b"")
    case("vlen-bytes-0d", objects([b"\xff"], ()), chunks=(), codec=codec, none=b"")
    case("vlen-bytes-fill-0", grid, chunks=(1, 3), codec=codec, fill_value=0, written=np.s_[1], none=b"")


def ragged() -> None:
    lists = [[1, 2, 3], [], [-1], [1000, 0], [7], [1, 2], [], [5], [6, 6, 6, 6]]
    for dtype in ["<i4", ">i2", "<f8", ">f4", "|u1"]:
        grid = objects([np.array(item).astype(dtype) for item in lists], (3, 3))
        for order in "CF":
            name = "be" if dtype[0] == ">" else "le"
            case(
                f"vlen-array-{name}-{dtype[1:]}-{order.lower()}", grid, chunks=(2, 2), codec=numcodecs.VLenArray(dtype),
                order=order, none=[])


def documents() -> None:
    grid = objects(MIXED, (3, 3))
    forms = {
        "json2": numcodecs.JSON(),
        "json2-indented": numcodecs.JSON(indent=2, ensure_ascii=False, sort_keys=False),
        "msgpack2": numcodecs.MsgPack(),
    }
    for name, codec in forms.items():
        for order in "CF":
            case(f"{name}-{order.lower()}", grid, chunks=(2, 2), codec=codec, order=order, none=None)
        case(f"{name}-1d", objects(MIXED, (9,)), chunks=(4,), codec=codec, compressor=numcodecs.Zlib(), none=None)
        case(f"{name}-fill", grid, chunks=(1, 3), codec=codec, fill_value={"a": [1]}, written=np.s_[1], none={"a": [1]})
        case(f"{name}-fill-0", grid, chunks=(1, 3), codec=codec, fill_value=0, written=np.s_[1], none=0)
    special = objects([math.nan, math.inf, -math.inf, -0.0, 1e300, 5e-324], (6,))
    case("json2-special", special, chunks=(6,), codec=numcodecs.JSON(), none=None)
    case("msgpack2-special", special, chunks=(6,), codec=numcodecs.MsgPack(), none=None)
    case("json2-0d", objects([{"a": "ü"}], ()), chunks=(), codec=numcodecs.JSON(), none=None)
    case("json2-strings", objects(["a", None, "ü"], (3,)), chunks=(2,), codec=numcodecs.JSON(), none=None)
    bits = objects([b"\x00\xff", b"", "text", b"x" * 300, "y" * 300, 2**64 - 1, -(2**63)], (7,))
    case("msgpack2-bytes", bits, chunks=(7,), codec=numcodecs.MsgPack(), none=None)
    case("msgpack2-single", objects([0.5, -1.25, 3], (3,)), chunks=(3,), codec=numcodecs.MsgPack(use_single_float=True))
    case("msgpack2-old-text", objects(["a", "y" * 100], (2,)), chunks=(2,), codec=numcodecs.MsgPack(use_bin_type=False))
    long = objects(list(range(-70000, 70000, 7000)), (20,))
    case("msgpack2-integers", long, chunks=(20,), codec=numcodecs.MsgPack(), none=None)


def legacy() -> None:
    """The forms of numcodecs before 0.6, which no release of today writes: the shape is missing."""
    values = [["a", "ü"], [{"b": 1}, None]]
    grid = objects([item for row in values for item in row], (2, 2))
    for id, config, chunk in [
        ("json-legacy", {"id": "json", "encoding": "utf-8"}, json.dumps([*values, "|O"]).encode()),
        ("msgpack-legacy", {"id": "msgpack", "encoding": "utf-8"}, msgpack.packb([*values, "|O"], use_bin_type=False)),
    ]:
        case(id, grid, chunks=(2, 2), codec=numcodecs.JSON(), written=None, none=None)
        document = HERE / "arrays" / id / ".zarray"
        document.write_text(json.dumps(json.loads(document.read_text()) | {"filters": [config]}, indent=4))
        (HERE / "arrays" / id / "0.0").write_bytes(chunk)
        expect(id, (2, 2), [plain(value, False) for value in grid.reshape(-1)])


def pickles() -> None:
    values = [
        None, True, False, -5, 2**70, -(2**70), 255, 65536, -(2**31), 1.5, math.nan, "Grüße 😀", "", b"\x00\xff", b"",
        [1, [2, "x"], ()], (1, 2), (1, 2, 3, 4), {"key": {"b": [None]}, 3: "three", None: 0}, {1, 2}, frozenset({4}),
        bytearray(b"ab"), np.float32(0.5), np.int16(-3), np.str_("näh"), np.bool_(True), np.arange(6).reshape(2, 3),
        np.asfortranarray(np.arange(6, dtype=">i2").reshape(2, 3)), np.array(["a", "bcd"]), np.array([b"a", b"bcd"]),
        np.array([], "f4"), objects([1, "x", None, [2]], (2, 2)), "line\nbreak \\ 'quote' \\u0041",
    ]
    shared = ["shared"]
    values += [shared, [shared, shared], values[17]]
    grid = objects(values, (len(values) // 4, 4))
    for protocol in range(6):
        codec = numcodecs.Pickle(protocol=protocol)
        for order in "CF":
            case(f"pickle-{protocol}-{order.lower()}", grid, chunks=(5, 3), codec=codec, order=order, none=None)
    strings = objects(TEXT, (9,))
    case("pickle-strings", strings, chunks=(4,), codec=numcodecs.Pickle(), compressor=numcodecs.Blosc(), none=None)
    case("pickle-0d", objects(["x"], ()), chunks=(), codec=numcodecs.Pickle(), none=None)


def labels() -> None:
    names = ["female", "male", "ü"]
    words = ["male", "ü", "female", "", "male", "male", "ü", "", "female"]
    for order in "CF":
        case(
            f"categorize-o-{order.lower()}", objects(words, (3, 3)), chunks=(2, 2), order=order,
            codec=numcodecs.Categorize(names, dtype=object))
        case(
            f"categorize-u-{order.lower()}", objects(words, (3, 3)).astype("<U6").astype(object), chunks=(2, 2), dtype="<U6",
            codec=numcodecs.Categorize(names, dtype="<U6", astype=">u2"), order=order, compressor=numcodecs.Zstd())


def main() -> None:
    shutil.rmtree(HERE, ignore_errors=True)
    (HERE / "expected").mkdir(parents=True)
    for make in [text, byte_strings, ragged, documents, legacy, pickles, labels]:
        make()
    versions = {"zarr": zarr.__version__, "numcodecs": numcodecs.__version__, "numpy": np.__version__}
    (HERE / "manifest.json").write_text(
        json.dumps({"writer": "zarr2", "versions": versions, "cases": CASES}, indent=1) + "\n")


if __name__ == "__main__":
    main()

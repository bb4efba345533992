"""Makes Fixtures/snapshot: each data type in each codec that takes it, as this build writes it, for every later build.

    python Fixtures/make_snapshot.py --zarrtool PATH [--add]

zarr2.jsonl and zarr3.jsonl hold a line for each data type: its `document`, and under `stored` for each codec what
replaces `codecs` there (`filters` and `compressor` in Zarr v2), the only chunk in base64 and, where a codec changes the
values, those that are read. `values` is what is read else: base64 of the elements in C order, little-endian, or JSON
where they vary in length. Six elements in chunks of four: the second chunk is missing.

What is committed is never made anew: a format, once written, must be read for good. --add leaves all that is there
as it is and adds what is new. Every data type and codec of this build must occur, else this ends with their names.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Tests/Interop"))
sys.dont_write_bytecode = True

import numcodecs  # noqa: E402
import numpy as np  # noqa: E402
import zarrtool  # noqa: E402
from cases import named, sharding  # noqa: E402

Json = Any
LE = named("bytes", endian="little")

#: names in Zarr v3 that are not of one element size -> their document's data_type and the size
PARAMETRIC: dict[str, tuple[Json, int]] = {
    "fixed_length_utf32": (named("fixed_length_utf32", length_bytes=8), 8),
    "null_terminated_bytes": (named("null_terminated_bytes", length_bytes=3), 3),
    "raw_bytes": (named("raw_bytes", length_bytes=3), 3),
    "r*": ("r24", 3),
    "numpy.datetime64": (named("numpy.datetime64", unit="us", scale_factor=10), 8),
    "numpy.timedelta64": (named("numpy.timedelta64", unit="D", scale_factor=1), 8),
    "struct": (
        named("struct", fields=[{"name": "x", "data_type": "float32"}, {"name": "n", "data_type": "uint16"}]),
        6,
    ),
}  # fmt: skip
FILLS: dict[str, Json] = {
    "bool": True, "string": "none", "fixed_length_utf32": "é", "null_terminated_bytes": "emU=", "raw_bytes": "AQID",
    "r*": [1, 2, 3], "numpy.datetime64": "NaT", "struct": {"x": "NaN", "n": 7}, "bytes": "AP8=",
    "variable_length_bytes": "AP8=",
}  # fmt: skip
#: what no file holds that zarrtool writes from: it copies what numcodecs made of them
OBJECTS = [True, -2.5, "größe", [1, {"a": None}]]
TEXTS = ["", "a", "größe", "漢字"]
RAW = [b"", b"\0", b"\xff\0\x01", b"zarr"]
RAGGED = [np.array(v, "<i4") for v in ([], [1], [-2, 3], [4, 5, 6])]

FEW = [
    "bytes", "bytes-big", "blosc", "zstd", "crc32c", "transpose", "sharding_indexed", "scale_offset", "cast_value",
    "bitround", "packbits", "numcodecs.zlib",
]  # fmt: skip

#: types of Zarr v2: name -> dtype, fill, filters that belong to it
V2: dict[str, tuple[Json, Json, list[Json]]] = {
    **{code: (code, 0, []) for code in
       ["|b1", "|i1", "<i2", ">i2", "<i4", ">i4", "<i8", ">i8", "|u1", "<u2", ">u2", "<u4", "<u8", "<f2", "<f4", ">f4",
        "<f8", ">f8", "<c8", ">c8", "<c16", "<M8[ns]", ">M8[25us]", "<m8[s]"]},
    "|S3": ("|S3", "emUA", []),
    "<U2": ("<U2", "é", []),
    ">U2": (">U2", "é", []),
    "|V3": ("|V3", "AQID", []),
    "record": ([["x", ">f4"], ["n", "<u2"], ["sub", "<i2", [2]]], None, []),
    "bfloat16": ("bfloat16", 1.5, []),
    "int4": ("int4", -3, []),
    "float8_e4m3fn": ("float8_e4m3fn", 0.5, []),
    "vlen-utf8": ("|O", "none", [{"id": "vlen-utf8"}]),
    "vlen-bytes": ("|O", None, [{"id": "vlen-bytes"}]),
    "vlen-array": ("|O", None, [{"id": "vlen-array", "dtype": "<i4"}]),
    "json2": ("|O", None, [{
        "id": "json2", "encoding": "utf-8", "skipkeys": False, "ensure_ascii": True, "check_circular": True,
        "allow_nan": True, "sort_keys": True, "indent": None, "separators": [",", ":"], "strict": True}]),
    "msgpack2": ("|O", None, [{"id": "msgpack2", "use_single_float": False, "use_bin_type": True, "raw": False}]),
    "categorize": ("|O", None, [{"id": "categorize", "labels": TEXTS, "dtype": "|O", "astype": "|u1"}]),
}  # fmt: skip


def v3_codecs(name: str, size: int, first: Json) -> dict[str, list[Json]]:
    """Chains by the name of the codec that they are there for; `first` makes bytes of elements."""

    def numcodecs(id: str, **settings: Json) -> list[Json]:
        return [first, {"name": "numcodecs." + id, "configuration": settings}]

    code = {"float16": "<f2", "float32": "<f4", "float64": "<f8", "complex64": "<c8", "complex128": "<c16"}.get(name)
    code = code or (name[0] if name[0] == "u" else "i") + str(size)
    code = code if code[0] == "<" else ("|" if size == 1 else "<") + code
    quarter = {"mode": "fixed_accuracy", "tolerance": 0.25}
    return {
        "bytes": [first],
        "bytes-big": [named("bytes", endian="big")],
        "blosc": [first, named("blosc", cname="lz4", clevel=5, shuffle="shuffle", typesize=size, blocksize=0)],
        "blosc-bits": [first, named("blosc", cname="zstd", clevel=3, shuffle="bitshuffle", typesize=size, blocksize=0)],
        "conditional": [first, named("conditional", codecs=[named("gzip", level=1)], header_bits=8)],
        "crc32c": [first, named("crc32c")],
        "gzip": [first, named("gzip", level=6)],
        "zstd": [first, named("zstd", level=3, checksum=True)],
        "transpose": [named("transpose", order=[0]), first],
        "sharding_indexed": [sharding((2,), [first, named("zstd", level=1, checksum=False)])],
        "reshape": [named("reshape", shape=[2, 2]), first],
        "scale_offset": [named("scale_offset", offset=1, scale=2), first],
        "cast_value": [named("cast_value", data_type="int16", rounding="nearest-even", out_of_range="clamp",
                             scalar_map={"encode": [["NaN", -1]]}), LE],
        "bitround": [named("bitround", keepbits=2), first],
        "packbits": [named("packbits", padding_encoding="first_byte")],
        "n5_default": [named("n5_default", codecs=[
            named("transpose", order=[0]), named("bytes", endian="big"), named("gzip", level=1)])],
        "zfp": [named("zfp", **quarter)],
        "zfp-reversible": [named("zfp", mode="reversible")],
        "vlen-utf8": [named("vlen-utf8")],
        "vlen-bytes": [named("vlen-bytes")],
        "numcodecs.zlib": numcodecs("zlib", level=1),
        "numcodecs.bz2": numcodecs("bz2", level=1),
        "numcodecs.lz4": numcodecs("lz4", acceleration=1),
        "numcodecs.lzma": numcodecs("lzma", format=1, check=-1, preset=None, filters=None),
        "numcodecs.shuffle": numcodecs("shuffle", elementsize=size),
        "numcodecs.crc32": numcodecs("crc32", location="end"),
        "numcodecs.crc32c": numcodecs("crc32c", location="start"),
        "numcodecs.adler32": numcodecs("adler32"),
        "numcodecs.fletcher32": numcodecs("fletcher32"),
        "numcodecs.jenkins_lookup3": numcodecs("jenkins_lookup3", initval=7, prefix=None),
        "numcodecs.base64": numcodecs("base64"),
        "numcodecs.delta": [named("numcodecs.delta", dtype=code), first],
        "numcodecs.fixedscaleoffset": [named("numcodecs.fixedscaleoffset", offset=1, scale=2, dtype=code), first],
        "numcodecs.quantize": [named("numcodecs.quantize", digits=1, dtype=code), first],
        "numcodecs.astype": [named("numcodecs.astype", encode_dtype="<f8", decode_dtype=code), first],
        "numcodecs.packbits": [{"name": "numcodecs.packbits", "configuration": {}}, first],
        "numcodecs.bitround": [named("numcodecs.bitround", keepbits=2), first],
        "numcodecs.zfpy": [named("numcodecs.zfpy", mode=4, tolerance=0.25, rate=-1, precision=-1)],
    }  # fmt: skip


def v2_codecs(code: Json, size: int, needed: list[Json]) -> dict[str, tuple[list[Json], Json]]:
    """Filters and compressors by the id of the codec that they are there for."""
    one = code if isinstance(code, str) else "|V1"
    arithmetic: dict[str, Json] = {
        "delta": {"dtype": one},
        "fixedscaleoffset": {"offset": 1, "scale": 2, "dtype": one},
        "quantize": {"digits": 1, "dtype": one},
        "astype": {"encode_dtype": "<f8", "decode_dtype": one},
        "packbits": {},
        "bitround": {"keepbits": 2},
    }
    compressors: dict[str, Json] = {
        "blosc": {"cname": "lz4", "clevel": 5, "shuffle": 1, "blocksize": 0},
        "zstd": {"level": 1},
        "gzip": {"level": 1},
        "zlib": {"level": 1},
        "bz2": {"level": 1},
        "lz4": {"acceleration": 1},
        "lzma": {"format": 1, "check": -1, "preset": None, "filters": None},
        "shuffle": {"elementsize": size},
        "crc32": {},
        "crc32c": {},
        "adler32": {"location": "end"},
        "fletcher32": {},
        "jenkins_lookup3": {"initval": 0, "prefix": None},
        "base64": {},
        "zfpy": {"mode": 4, "tolerance": 0.25, "rate": -1, "precision": -1, "compression_kwargs": {"tolerance": 0.25}},
    }
    result: dict[str, tuple[list[Json], Json]] = {"none": (needed, None)}
    if needed:
        result[needed[0]["id"]] = (needed, None)
    for id, settings in compressors.items():
        result[id] = (needed, {"id": id} | settings)
    for id, settings in {} if needed else arithmetic.items():
        result[id] = ([{"id": id} | settings], None)
    return result


def elements(name: str, size: int) -> bytes:
    """Four elements: numbers that every codec bears, in any type."""
    draw = random.Random(name)
    if name in ("bool", "|b1"):
        return bytes([0, 1, 1, 0])
    small = {"int2": [0, 1, -2, -1], "uint2": [0, 1, 2, 3], "int4": [0, 7, -8, 5], "uint4": [0, 15, 8, 5]}.get(name)
    if small:
        return np.array(small, "i1").tobytes()
    if name.startswith(("float4", "float6", "complex_float4", "complex_float6")):
        return bytes(draw.randrange(1, 8) for _ in range(4 * size))
    code = {"float16": "<f2", "float32": "<f4", "float64": "<f8", "complex64": "<c8", "complex128": "<c16",
            "complex_float32": "<c8", "complex_float64": "<c16"}.get(name)  # fmt: skip
    if not code and name[0] in "<>|" and name[1] in "fc":
        code = "<" + name[1:]
    if code:
        return np.array([1.5, -2.25, 0.1, 96.0], "f8").astype(code).tobytes()
    if name in ("fixed_length_utf32", "<U2", ">U2"):
        return np.array(["", "a", "é漢", "zz"], "<U2").tobytes()
    if name.startswith(("int", "uint")) or (name[0] in "<>|" and name[1] in "iu"):
        code = f"<{'u' if name.lstrip('<>|')[0] == 'u' else 'i'}{size}"
        return np.array([1, 3, 9, 100], code).tobytes()
    # Small floats, moments, records, raw bytes: any bits but those of numbers that are none.
    return bytes(draw.randrange(1, 100) for _ in range(4 * size))


class Maker:
    def __init__(self, program: Path, folder: Path) -> None:
        self.program, self.folder, self.number = program, folder, 0

    def ask(self, *words: str) -> Json:
        return json.loads(subprocess.run([self.program, *words], check=True, capture_output=True).stdout)

    def original(self, document: dict[str, Json], filter: Json, values: list[Any]) -> Path:
        """An array of objects as numcodecs and zlib write them."""
        path = self.folder / f"original-{self.number}"
        path.mkdir()
        array = np.empty(4, object)
        array[:] = values
        chunk = zlib.compress(bytes(numcodecs.get_codec(dict(filter)).encode(array)))
        if document["zarr_format"] == 3:
            document = document | {
                "codecs": [named(filter["id"]), {"name": "numcodecs.zlib", "configuration": {"level": 1}}]
            }
        else:
            document = document | {"filters": [filter], "compressor": {"id": "zlib", "level": 1}}
        (path / ("zarr.json" if document["zarr_format"] == 3 else ".zarray")).write_text(json.dumps(document))
        place = path / ("c/0" if document["zarr_format"] == 3 else "0")
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(chunk)
        return path

    def run(self, work: list[tuple[dict[str, Json], bytes | Json]]) -> list[tuple[bytes, Json] | None]:
        """Writes values into arrays of documents; answers the chunk and what is read, None where it is refused."""
        places, commands = [], []
        for document, values in work:
            self.number += 1
            path = self.folder / str(self.number)
            path.mkdir()
            if isinstance(values, dict):
                original = self.original(document, values["filter"], values["values"])
                codecs = document.get("codecs") or (document["filters"] or []) + [document["compressor"] or []]
                codecs = [codec for codec in codecs if codec]
                commands.append(["copy", str(original), str(path), "--overwrite", "--codecs", json.dumps(codecs)])
                commands.append(["cat", str(path), "--format", "json", "--output", str(path / "out")])
                places.append(path)
                continue
            (path / ("zarr.json" if document["zarr_format"] == 3 else ".zarray")).write_text(json.dumps(document))
            places.append(path)
            if isinstance(values, bytes):
                (path / "in").write_bytes(values)
                commands.append(
                    ["write", str(path), "--input", str(path / "in"), "--format", "raw", "--selection", ":4"]
                )
            else:
                with open(path / "in", "wb") as stream:
                    np.save(stream, np.array(values, "U"))
                commands.append(["write", str(path), "--input", str(path / "in"), "--selection", ":4"])
            form = "raw" if isinstance(values, bytes) else "json"
            commands.append(["cat", str(path), "--format", form, "--output", str(path / "out")])
        errors = zarrtool.batch(self.program, commands)
        results: list[tuple[bytes, Json] | None] = []
        for number, (path, (document, values)) in enumerate(zip(places, work)):
            chunk = path / ("c/0" if document["zarr_format"] == 3 else "0")
            if errors[2 * number] or errors[2 * number + 1] or not chunk.exists():
                self.complain(document, errors[2 * number] or errors[2 * number + 1])
                results.append(None)
                continue
            out = (path / "out").read_bytes()
            read = base64.b64encode(out).decode() if isinstance(values, bytes) else json.loads(out)
            results.append((chunk.read_bytes(), read))
        return results

    def complain(self, document: dict[str, Json], error: str | None) -> None:
        codecs = document.get("codecs") or [document.get("filters"), document.get("compressor")]
        data_type = json.dumps(document.get("data_type") or document.get("dtype"))
        print(f"  refused {data_type} {json.dumps(codecs)[:90]}: {error}")


def line_of(
    maker: Maker, key: str, document: dict[str, Json], chains: dict[str, dict[str, Json]], values: Any
) -> dict[str, Json] | None:
    """One line: the plain chain gives the values, the others what they store."""
    names = list(chains)
    results = maker.run([(document | chains[name], values) for name in names])
    plain = next(
        (r for name, r in zip(names, results) if r and name in ("bytes", "none", "vlen-utf8", "vlen-bytes")), None
    )
    if plain is None:
        return None
    stored = {}
    for name, result in zip(names, results):
        if result is None:
            continue
        chunk, read = result
        entry = chains[name] | {"chunk": base64.b64encode(chunk).decode()}
        stored[name] = entry if read == plain[1] else entry | {"values": read}
    return {"type": key, "document": document, "values": plain[1], "stored": stored}


def zarr3(maker: Maker) -> list[dict[str, Json]]:
    lines = []
    for entry in maker.ask("dtypes", "--json"):
        name = entry["name"]
        data_type, size = PARAMETRIC.get(name, (name, entry.get("bytes") or 1))
        document = {
            "zarr_format": 3, "node_type": "array", "shape": [6], "data_type": data_type,
            "chunk_grid": named("regular", chunk_shape=[4]), "chunk_key_encoding": named("default"),
            "fill_value": FILLS.get(name, [1, -0.0] if name.startswith("complex") else 1), "codecs": [],
        }  # fmt: skip
        if name.endswith("float8_e8m0fnu"):
            # Powers of two alone.
            document["fill_value"] = [1.0, 2.0] if name.startswith("complex") else 2.0
        if name in ("ragged", "object"):
            # Only Zarr v2 has them.
            continue
        first = {
            "string": named("vlen-utf8"),
            "bytes": named("vlen-bytes"),
            "variable_length_bytes": named("vlen-bytes"),
        }.get(name, LE)
        values: Json = TEXTS if name == "string" else elements(name, size)
        if first["name"] == "vlen-bytes":
            values = {"filter": {"id": "vlen-bytes"}, "values": RAW}
        chains = {key: {"codecs": chain} for key, chain in v3_codecs(name, size, first).items()}
        if name.startswith(("complex_", "float4", "float6", "float8")):
            # Many types that are alike to all other codecs.
            chains = {key: chain for key, chain in chains.items() if key in FEW}
        if line := line_of(maker, name, document, chains, values):
            lines.append(line)
    return lines


def zarr2(maker: Maker) -> list[dict[str, Json]]:
    lines = []
    for name, (code, fill, needed) in V2.items():
        document = {
            "zarr_format": 2, "shape": [6], "chunks": [4], "dtype": code, "fill_value": fill, "order": "C",
            "filters": None, "compressor": None,
        }  # fmt: skip
        size = 10 if name == "record" else {"bfloat16": 2, "int4": 1, "float8_e4m3fn": 1}.get(name)
        size = size or (1 if code == "|O" else np.dtype(code).itemsize)
        values: Json = TEXTS if needed else elements(name, size)
        if needed and name not in ("vlen-utf8", "categorize"):
            of_type = {"vlen-bytes": RAW, "vlen-array": RAGGED}.get(name, OBJECTS)
            values = {"filter": needed[0], "values": of_type}
        chains = {
            key: {"filters": filters or None, "compressor": compressor}
            for key, (filters, compressor) in v2_codecs(code, size, needed).items()
        }
        if line := line_of(maker, name, document, chains, values):
            lines.append(line)
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zarrtool", type=Path, required=True)
    parser.add_argument("--add", action="store_true")
    arguments = parser.parse_args()
    folder = HERE / "snapshot"
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        maker = Maker(arguments.zarrtool.resolve(), Path(scratch))
        made: list[dict[str, Json]] = []
        for format, lines in (("zarr2", zarr2(maker)), ("zarr3", zarr3(maker))):
            file = folder / f"{format}.jsonl"
            if arguments.add and file.exists():
                lines = merged([json.loads(line) for line in file.read_text().splitlines()], lines)
            file.write_text(
                "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
            )
            print(
                f"{file.name}: {len(lines)} types, {sum(len(line['stored']) for line in lines)} arrays, {file.stat().st_size} bytes"
            )
            made += lines
        missing(maker, made)


def merged(old: list[dict[str, Json]], new: list[dict[str, Json]]) -> list[dict[str, Json]]:
    """What is there, and behind it what is not."""
    known = {line["type"]: line for line in old}
    for line in new:
        have = known.get(line["type"])
        if have is None:
            old.append(line)
        elif have["document"] == line["document"]:
            have["stored"] = line["stored"] | have["stored"]
    return old


def missing(maker: Maker, lines: list[dict[str, Json]]) -> None:
    """Says which types and codecs of this build do not occur; pickles are only read."""
    types = {line["type"] for line in lines}
    # Zarr v2 says by its filters what the objects are.
    types |= {"ragged" if "vlen-array" in types else "", "object" if "json2" in types else ""}
    codecs = {name for line in lines for name in line["stored"]} | {"numcodecs.pickle"}
    wrong = [f"type {entry['name']}" for entry in maker.ask("dtypes", "--json") if entry["name"] not in types]
    for entry in maker.ask("codecs", "--json"):
        names = {entry["name"], *entry["aliases"], entry["zarr2_id"]}
        if not names & codecs:
            wrong.append(f"codec {entry['name']}")
    if wrong:
        raise SystemExit("not in the snapshot: " + ", ".join(wrong))


if __name__ == "__main__":
    main()

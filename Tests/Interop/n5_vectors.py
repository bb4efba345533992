"""Blocks that no peer in Python writes, as the Java library has them, and blocks and documents that must be refused.

What is refused is told in one line that names the node, and the block or the field of the document.
"""
from __future__ import annotations

import base64
import gzip
import json
import struct
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
from n5_java import ROOT, header, lz4_blocks

RAW, GZIP = {"type": "raw"}, {"type": "gzip", "level": -1, "useZlib": False}
LZ4 = {"type": "lz4", "blockSize": 65536}


def container(root: Path, document: dict[str, Any], blocks: dict[str, bytes], version: Any = ROOT["n5"]) -> Path:
    """A dataset named `a` with such blocks, by their paths."""
    path = root / "a"
    path.mkdir(parents=True)
    (root / "attributes.json").write_text(json.dumps({"n5": version}))
    (path / "attributes.json").write_text(json.dumps(document))
    for place, block in blocks.items():
        (path / place).parent.mkdir(parents=True, exist_ok=True)
        (path / place).write_bytes(block)
    return path


def document(shape: list[int], blocks: list[int], data_type: str, compression: dict[str, Any] = RAW, **rest: Any) -> dict[str, Any]:
    """With the axes as N5 has them."""
    return {"dimensions": shape, "blockSize": blocks, "dataType": data_type, "compression": compression} | rest


def strings(shape: tuple[int, ...], texts: list[str], compress: Any = gzip.compress) -> bytes:
    """As StringDataBlock: a NUL behind each text, in mode 1 the size in bytes; in mode 0 where it is that of the elements."""
    data = b"".join(text.encode() + b"\0" for text in texts)
    is_default = len(data) == np.prod(shape)
    return header(shape, None if is_default else len(data)) + compress(data)


def nothing(data: bytes) -> bytes:
    return data


def run(program: Path, *words: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(word) for word in (program, *words)], capture_output=True, text=True, check=False)


def values(program: Path, path: Path) -> Any:
    done = run(program, "cat", path, "--format", "json")
    if done.returncode:
        raise AssertionError(f"exit {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def readable() -> dict[str, tuple[dict[str, Any], dict[str, bytes], Any]]:
    """What must be read: document, blocks, the values in C order."""
    counted = np.arange(6, dtype=">u2").reshape(2, 3)
    line = document([5], [2], "uint8")
    grid = document([3, 2], [3, 2], "uint16")
    cases: dict[str, Any] = {
        "strings": (
            document([5], [2], "string", GZIP),
            {"0": strings((2,), ["one", ""]), "1": strings((2,), ["\u00e4\u6f22\U0001f40b", "four"]), "2": strings((1,), ["end"])},
            ["one", "", "\u00e4\u6f22\U0001f40b", "four", "end"]),
        "strings of two axes, a block is missing": (
            document([3, 2], [2, 2], "string"), {"0/0": strings((2, 2), ["a", "b", "c", "d"], nothing)},
            [["a", "b", ""], ["c", "d", ""]]),
        "strings that are all empty, which is mode 0": (
            document([3], [3], "string", GZIP), {"0": strings((3,), ["", "", ""])}, ["", "", ""]),
        "strings in lz4": (
            document([2], [2], "string", LZ4), {"0": strings((2,), ["ab" * 40000, "z"], lambda d: lz4_blocks(d, 65536))},
            ["ab" * 40000, "z"]),
        "as many elements as places, in mode 1": (grid, {"0/0": header((2, 3), 6) + counted.tobytes()}, counted.tolist()),
        "a block that is smaller than its place": (
            document([4], [4], "uint8"), {"0": header((2,)) + b"\1\2"}, [1, 2, 0, 0]),
        "a block that is larger than its place": (
            document([4], [2], "uint8"), {"1": header((3,)) + b"\1\2\3"}, [0, 0, 1, 2]),
        "padded and truncated blocks side by side": (
            document([3, 3], [2, 2], "uint8"),
            {"1/0": header((2, 1)) + b"\1\2", "1/1": header((2, 2)) + b"\3\x63\x63\x63", "0/1": header((1, 2)) + b"\4\5"},
            [[0, 0, 1], [0, 0, 2], [4, 5, 3]]),
        "a gzip stream of two members": (
            document([4], [4], "uint8", GZIP), {"0": header((4,)) + gzip.compress(b"\1\2") + gzip.compress(b"\3\4")}, [1, 2, 3, 4]),
        "the compression as in version 1": (
            {"dimensions": [2], "blockSize": [2], "dataType": "int16", "compressionType": "gzip"},
            {"0": header((2,)) + gzip.compress(struct.pack(">2h", -1, 2))}, [-1, 2]),
        "no useZlib": (
            document([1], [1], "uint8", {"type": "gzip", "level": 6}), {"0": header((1,)) + gzip.compress(b"\7")}, [7]),
        "extents that are doubles": (line | {"dimensions": [2.0], "blockSize": [2.0]}, {"0": header((2,)) + b"\1\2"}, [1, 2]),
        "lz4 of several blocks": (
            document([3000], [3000], "uint8", {"type": "lz4", "blockSize": 1024}),
            {"0": header((3000,)) + lz4_blocks(bytes(range(250)) * 12, 1024)}, list(range(250)) * 12),
        "nothing is stored": (line, {}, [0] * 5),
    }  # fmt: skip
    for count in 0, 1, 300:
        payload = bytes(range(256)) * 2
        cases[f"an object of {count} bytes"] = (
            document([4], [2], "object", GZIP), {"1": struct.pack(">HI", 2, count) + gzip.compress(payload[:count])},
            [b"", payload[:count]])
    return cases


def refused() -> dict[str, tuple[dict[str, Any], dict[str, bytes], Any, str]]:
    """What must be refused: document, blocks, version, and the block or field that is named."""
    bytes4 = document([4], [4], "uint8")
    packed = document([4], [4], "uint8", GZIP)
    strings2 = document([2], [2], "string")
    lz4 = header((4,)) + lz4_blocks(b"\1\2\3\4", 65536)
    version = ROOT["n5"]
    cases: dict[str, Any] = {
        "fewer elements than it says": (bytes4, {"0": header((4,)) + b"\1\2\3"}, version, "a/0"),
        "more elements than it says": (bytes4, {"0": header((4,)) + b"\1\2\3\4\5"}, version, "a/0"),
        "fewer elements than it says, in gzip": (packed, {"0": header((4,)) + gzip.compress(b"\1\2\3")}, version, "a/0"),
        "more elements than it says, in gzip": (packed, {"0": header((4,)) + gzip.compress(b"\1\2\3\4\5")}, version, "a/0"),
        "a small block that says more": (bytes4, {"0": header((3,)) + b"\1\2"}, version, "a/0"),
        "extents without end": (bytes4, {"0": header((2**32 - 1,)) + b"\1\2"}, version, "a/0"),
        "other axes": (bytes4, {"0": header((2, 2)) + b"\1\2\3\4"}, version, "a/0"),
        "no header": (bytes4, {"0": b"\0\0\0"}, version, "a/0"),
        "half a header": (bytes4, {"0": header((4,))[:6]}, version, "a/0"),
        "an empty block": (bytes4, {"0": b""}, version, "a/0"),
        "an unknown mode": (bytes4, {"0": b"\0\3" + header((4,))[2:] + b"\1\2\3\4"}, version, "a/0"),
        "an object among numbers": (bytes4, {"0": struct.pack(">HI", 2, 4) + b"\1\2\3\4"}, version, "a/0"),
        "any number of elements": (bytes4, {"0": header((4,), 2) + b"\1\2"}, version, "a/0"),
        "no gzip": (packed, {"0": header((4,)) + b"\1\2\3\4"}, version, "a/0"),
        "strings without an end": (strings2, {"0": header((2,), 3) + b"a\0b"}, version, "a/0"),
        "too few strings": (strings2, {"0": header((2,), 2) + b"a\0"}, version, "a/0"),
        "too many strings": (strings2, {"0": header((2,), 6) + b"a\0b\0c\0"}, version, "a/0"),
        "strings of another length than it says": (strings2, {"0": header((2,), 3) + b"a\0b\0"}, version, "a/0"),
        "no UTF-8": (strings2, {"0": header((2,), 4) + b"\xff\0b\0"}, version, "a/0"),
        "an object of other size": (document([1], [1], "object"), {"0": struct.pack(">HI", 2, 5) + b"abc"}, version, "a/0"),
        "lz4 of another check sum": (document([4], [4], "uint8", LZ4), {"0": lz4[:25] + b"\xff" + lz4[26:]}, version, "a/0"),
        "lz4 without an end mark": (document([4], [4], "uint8", LZ4), {"0": lz4[:-21]}, version, "a/0"),
        "an unknown compression": (bytes4 | {"compression": {"type": "lzham"}}, {}, version, "compression"),
        "jpeg": (bytes4 | {"compression": {"type": "jpeg", "quality": 90}}, {}, version, "compression"),
        "a compression that is no object": (bytes4 | {"compression": 7}, {}, version, "compression"),
        "an unknown data type": (bytes4 | {"dataType": "complex64"}, {}, version, "dataType"),
        "extents below zero": (bytes4 | {"dimensions": [-4]}, {}, version, "dimensions"),
        "extents of a half": (bytes4 | {"dimensions": [4.5]}, {}, version, "dimensions"),
        "blocks of nothing": (bytes4 | {"blockSize": [0]}, {}, version, "blockSize"),
        "blocks of other axes": (bytes4 | {"blockSize": [2, 2]}, {}, version, "blockSize"),
        "a newer version": (bytes4, {"0": header((4,)) + b"\1\2\3\4"}, "5.0.0", "n5"),
    }  # fmt: skip
    return cases


def judge(program: Path, folder: Path, _: Path) -> list[tuple[str, str | None]]:
    def plain(value: Any) -> Any:
        if isinstance(value, list):
            return [plain(item) for item in value]
        return base64.b64encode(value).decode() if isinstance(value, bytes) else value

    results: list[tuple[str, str | None]] = []
    for number, (label, (form, blocks, expected)) in enumerate(readable().items()):
        path = container(folder / f"good{number}.n5", form, blocks)
        try:
            got = values(program, path)
            results.append((label, None if got == plain(expected) else f"{str(got)[:200]} instead of {str(expected)[:200]}"))
        except (AssertionError, ValueError) as error:
            results.append((label, str(error)))
    for number, (label, (form, blocks, version, named)) in enumerate(refused().items()):
        path = container(folder / f"bad{number}.n5", form, blocks, version)
        done = run(program, "cat", path, "--format", "json")
        lines = done.stderr.strip().splitlines()
        failure = None
        if done.returncode in (0, -11, -4, -5, -6):
            failure = f"exit {done.returncode}: {done.stdout[:200]}"
        elif len(lines) != 1 or done.stdout:
            failure = f"{len(lines)} lines: {done.stderr}"
        elif named not in lines[0]:
            failure = f"{named} is not named: {lines[0]}"
        elif named != "n5" and "/a" not in lines[0]:
            failure = f"the node is not named: {lines[0]}"
        results.append((label, failure))
    return results

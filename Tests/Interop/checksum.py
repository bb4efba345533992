"""The checksum of docs/checksum.md in Python, over arrays that zarr-python wrote and reads, held against `zarrtool checksum`.

    python3 checksum.py --zarrtool PATH [--seed N] [--v3 PYTHON]

Nothing of zarrtool is used to compute what is expected. Exits 1 on any difference; the last line says
`N passed, N failed`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import struct
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
PRIME = 2**127 - 1
PI = 0x243F6A8885A308D313198A2E03707344


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zarrtool", required=True, type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--v3", type=Path, default=ROOT / ".build-peers/v3/bin/python")
    arguments = parser.parse_args()
    try:
        import zarr  # noqa: F401
    except ImportError:
        if not arguments.v3.exists():
            print(f"\n******** no peers at {arguments.v3} (Scripts/setup --peers): CHECKSUMS ARE NOT TESTED ********")
            sys.exit(1 if os.environ.get("CI") == "true" else 0)
        os.execv(arguments.v3, [str(arguments.v3), *sys.argv])
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory(prefix="zarr-checksum-") as scratch:
        passed, failed = run(arguments.zarrtool.resolve(), Path(scratch), random.Random(arguments.seed))
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


def hash_sum(data: bytes, point: int) -> int:
    """W0 + W1 r + W2 r^2 + ... over words of 8 bytes."""
    data += bytes(-len(data) % 8)
    total = 0
    for (word,) in reversed(list(struct.iter_unpack("<Q", data))):
        total = (total * point + word) % PRIME
    return total


def hash_bytes(data: bytes, point: int) -> int:
    return (len(data) + point * hash_sum(data, point)) % PRIME


def canonical(value: Any) -> str:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (int, float)):
        if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
            return json.dumps(value)
        if value == int(value) and -(2**63) <= value < 2**64:
            return str(int(value))
        return "0x" + struct.pack(">d", value).hex()
    if isinstance(value, dict):
        items = sorted(value.items())
        return "{" + ",".join(canonical(k) + ":" + canonical(v) for k, v in items) + "}"
    return "[" + ",".join(canonical(v) for v in value) + "]"


def content(array: Any, point: int) -> bytes:
    """The elements in C order, little-endian; those of variable length by their hash."""
    import numpy as np

    values = np.asarray(array[...])
    if values.dtype.kind in "OT":
        hashes = [hash_bytes(str(v).encode() if not isinstance(v, bytes) else v, point) for v in values.ravel()]
        return b"".join(h.to_bytes(16, "little") for h in hashes)
    values = np.ascontiguousarray(values)
    return values.astype(values.dtype.newbyteorder("<")).tobytes()


def digest(node: Any, attributes: bool, key: int | None) -> str:
    import zarr

    point = PI if key is None else key
    if isinstance(node, zarr.Array):
        kind = canonical(node.metadata.dtype.to_json(zarr_format=3))
        text = f"array\n{kind}\n[{','.join(map(str, node.shape))}]\n{hash_sum(content(node, point), point):032x}\n"
        if attributes:
            own = dict(node.attrs)
            names = own.pop("_ARRAY_DIMENSIONS", None)
            own.pop("_FillValue", None)
            if node.metadata.zarr_format == 3:
                names = node.metadata.dimension_names
            text += canonical(own) + "\n" + canonical(list(names or [None] * node.ndim)) + "\n"
    else:
        text = "group\n"
        for name, member in sorted(node.members()):
            text += json.dumps(name, ensure_ascii=False) + " " + digest(member, attributes, key) + "\n"
        if attributes:
            text += canonical(dict(node.attrs)) + "\n"
    flags = ("a" if attributes else "") + ("k" if key is not None else "")
    return f"zarr1{flags}:{hash_bytes(text.encode(), point):032x}"


def settings(chance: random.Random, shape: tuple[int, ...], kind: str, format: int) -> dict[str, Any]:
    """How zarr-python is to store an array."""
    import zarr.codecs as codecs

    chunks = tuple(chance.randint(1, extent) for extent in shape)
    if format == 2:
        return {"chunks": chunks, "order": chance.choice("CF")}
    plan: dict[str, Any] = {"chunks": chunks}
    if chance.random() < 0.5:
        plan["shards"] = tuple(extent * chance.randint(1, 3) for extent in chunks)
    if kind[0] in "<>" and kind[1] in "iuf":
        plan["serializer"] = codecs.BytesCodec(endian=chance.choice(["little", "big"]))
    plan["compressors"] = chance.choice([None, codecs.GzipCodec(level=1), codecs.ZstdCodec(), codecs.BloscCodec()])
    return plan


def make(
    group: Any, name: str, chance: random.Random, format: int, kind: str, shape: tuple[int, ...], values: Any
) -> None:
    attributes = {"units": "K", "n": chance.choice([1, 2.5, -1e300, [None, True, "é\n"]])}
    plan = settings(chance, shape, kind, format)
    fill: Any = chance.choice([0, 1]) if kind[-2] in "iuf" or kind == "|b1" else None
    array = group.create_array(name, shape=shape, dtype=values.dtype, attributes=attributes, fill_value=fill, **plan)
    # The front is left as it is: fill counts as what it is.
    front = shape[0] // 3
    array[front:] = values[front:]


def run(program: Path, scratch: Path, chance: random.Random) -> tuple[int, int]:
    import numpy as np
    import zarr

    passed = failed = 0
    numbers = np.random.default_rng(chance.randrange(2**32))
    for round in range(12):
        shape = tuple(chance.randint(1, 9) for _ in range(chance.randint(1, 3)))
        for format in (2, 3):
            root = zarr.open_group(scratch / f"{round}-{format}.zarr", mode="w", zarr_format=format)
            root.attrs["title"] = "x"
            for place, kind in enumerate(["<i4", ">f8", "|u1", "<u2", "<f4", ">i8", "|b1", "<c8", "U5"]):
                if kind == "U5":
                    values = np.array([str(n) for n in range(int(np.prod(shape)))], dtype="U5").reshape(shape)
                else:
                    values = numbers.integers(0, 2, shape).astype(kind) * numbers.integers(0, 99, shape).astype(kind)
                group = root.require_group("g") if place % 2 else root
                make(group, f"a{place}", chance, format, kind, shape, values)
            texts = np.array([chance.choice(["", "a", "äöü", "longer than a word"]) for _ in range(shape[0])])
            text = root.create_array("text", shape=(shape[0],), dtype=str, chunks=(2,))
            text[...] = texts.astype(object)
            ways: list[tuple[list[str], bool, int | None]] = [
                ([], False, None),
                (["--attributes"], True, None),
                (["--key", "abcdef"], False, 0xABCDEF),
            ]
            for flags, attributes, key in ways:
                location = scratch / f"{round}-{format}.zarr"
                done = subprocess.run(
                    [program, "checksum", location, "--json", *flags], capture_output=True, text=True, check=False
                )
                if done.returncode != 0:
                    failed += 1
                    print(f"{location.name} {flags}: exit {done.returncode}: {done.stderr.strip()}")
                    continue
                reopened = zarr.open_group(location, mode="r")
                for node in json.loads(done.stdout)["nodes"]:
                    path = node["path"].strip("/")
                    expected = digest(reopened[path] if path else reopened, attributes, key)
                    if node["digest"] == expected:
                        passed += 1
                    else:
                        failed += 1
                        print(f"{location.name}/{path} {flags}: {node['digest']}, not {expected}")
    return passed, failed


if __name__ == "__main__":
    main()

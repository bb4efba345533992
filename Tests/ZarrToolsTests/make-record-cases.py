#!/usr/bin/env python3
"""Writes RecordCases.swift: times and records as NumPy 2 prints and saves them.

    python Tests/ZarrToolsTests/make-record-cases.py > Tests/ZarrToolsTests/RecordCases.swift
"""
import io
import json

import numpy as np

NAT = -(2**63)
cases = []


def add(dtype, text, values=None):
    array = np.zeros(0, dtype) if values is None else values
    file = io.BytesIO()
    np.save(file, array)
    raw = lambda data: data.hex()
    native = array.astype(array.dtype.newbyteorder("<"))
    cases.append((text, array.shape, raw(native.tobytes()), str(array), raw(file.getvalue())))


def times(text, *steps):
    dtype = np.dtype(text)
    add(dtype, text, np.array(steps, "i8").view(dtype))


for unit in ["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as", "25us", "7D", "10Y"]:
    times(f"<M8[{unit}]", 0, 1, -1, 1234567, NAT)
times("<M8[Y]", 8030, -1970, -1971, -2014, -12000, 100000)
times("<M8[D]", 11016, 11017, -719528, -719529, 47541, 47540, 2932896, 2932897, -141428)
times("<M8[s]", -1, 951782400, 4107542399)
times("<m8[s]", 0, 5, -17, NAT)
times("<m8[25us]", 1, 2)
times("<m8", 0, 5)
for text, step in [("<M8[ms]", 1), ("<M8[ms]", NAT), ("<m8[25us]", 5), ("<m8[W]", -3), ("<m8", 7)]:
    dtype = np.dtype(text)
    add(dtype, text, np.array(step, "i8").view(dtype))


def records(fields, values):
    dtype = np.dtype(fields)
    as_json = lambda fs: [[f[0], as_json(f[1]) if isinstance(f[1], list) else f[1], *map(list, f[2:])] for f in fs]
    add(dtype, json.dumps(as_json(fields)), np.array(values, dtype))


records([("a", "<i2"), ("b", "<f4"), ("s", "|S3"), ("u", "<U2")], [(1, 2.5, b"ab", "x"), (-3, np.nan, b"", "yy")])
records([("a", "<i2"), ("b", "<f4"), ("s", "|S3"), ("u", "<U2")], (1, 2.5, b"ab", "x"))
records(
    [("a", [("x", "<i2"), ("y", "<f4", (2,))]), ("b", "|b1"), ("t", "<M8[D]")],
    [((1, [2, 3]), True, np.datetime64("2020-01-01")), ((100, [-2, 0.5]), False, np.datetime64("NaT"))])
records(
    [("a", [("x", "<i2"), ("y", "<f4", (2,))]), ("b", "|b1"), ("t", "<M8[D]")],
    ((1, [2, 3]), True, np.datetime64("2020-01-01")))
records([("a", "<i2"), ("b", "<f8")], [(1, 1e10), (100, 0.1)])
records([("a", "<c8"), ("b", "|V2")], [(1 + 2j, b"\0\1")])
records([("a", "<i2")], [(1,), (-2,)])
records([("m", "|i1", (2, 3))], [([[1, 2, 3], [4, 5, 6]],), ([[-1, 0, 0], [0, 0, 100]],)])

print("""/// Made by make-record-cases.py; not to be edited.
struct RecordCase: Sendable {
    let type: String
    let shape: [Int]
    let bytes: String
    let text: String
    let file: String

    static let all: [RecordCase] = [""")
for text, shape, elements, printed, file in cases:
    quote = lambda value: '#"""\n            ' + value.replace("\n", "\n            ") + '\n            """#'
    print(f"""        RecordCase(
            type: {quote(text)}, shape: {list(shape)},
            bytes: "{elements}",
            text: {quote(printed)},
            file: "{file}"),""")
print("    ]\n}")

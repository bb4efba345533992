"""Writes numbers.json: what NumPy's astype and cast-value-rs make of numbers.

    python make_numbers.py > numbers.json

Needs numpy and cast-value-rs (0.5.1, what zarr-python's CastValue calls), on x86: what C leaves open differs elsewhere.
"""
import json
import sys

import numpy as np
import cast_value_rs

TYPES = {
    "bool": "?", "int8": "i1", "int16": "i2", "int32": "i4", "int64": "i8", "uint8": "u1", "uint16": "u2",
    "uint32": "u4", "uint64": "u8", "float16": "f2", "float32": "f4", "float64": "f8",
}
REALS = [
    0.0, -0.0, 0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 0.1, -0.1, 126.5, 127.5, -128.5, 254.5, 255.5, 300.0, -300.0,
    32767.5, -32768.5, 65519.0, 65520.0, -65520.0, 2.0**24 + 1, 2.0**31 - 0.5, 2.0**31, -(2.0**31) - 1, 2.0**32,
    2.0**53 - 1, 2.0**63, -(2.0**63), 2.0**63 - 2.0**10, 2.0**64, 1e20, -1e20, 1e300, -1e300, 1e-46, -1e-46, 6e-8,
    -6e-8, 1e-45, 3.4028235e38, 3.40282356e38, 3.4028236e38, -3.4028236e38, float("inf"), float("-inf"), float("nan"),
]
INTEGERS = [
    0, 1, -1, 2, 3, 100, -100, 127, 128, -128, -129, 255, 256, 2047, 2049, 2051, -2049, 32767, 32768, -32768, 65504,
    65519, 65520, 65535, 65536, 2**24 - 1, 2**24 + 1, -(2**24) - 1, 2**24 + 3, 2**31 - 1, 2**31, -(2**31), 2**32 - 1,
    2**53 + 1, -(2**53) - 1, 2**53 + 3, 2**63 - 1, 2**63 - 513, -(2**63), 2**63, 2**64 - 1, 2**64 - 1025, 2**63 + 1024,
    2**63 + 1025,
]
ROUNDINGS = ["nearest-even", "towards-zero", "towards-positive", "towards-negative", "nearest-away"]


def inputs(name):
    dtype = np.dtype(TYPES[name])
    if dtype.kind == "f":
        return np.array(REALS, "f8").astype(dtype)
    if dtype.kind == "b":
        return np.array([False, True])
    info = np.iinfo(dtype)
    return np.array([i for i in INTEGERS if info.min <= i <= info.max], dtype)


def cast(values, dtype, rounding, overflow):
    """The bytes of what can be cast, and a mark for each number: 1 cast, 0 refused."""
    out, marks = b"", ""
    for index in range(len(values)):
        try:
            one = cast_value_rs.cast_array(
                values[index : index + 1], target_dtype=np.dtype(dtype), rounding_mode=rounding,
                out_of_range_mode=overflow, scalar_map_entries=None)
            out += one.tobytes()
            marks += "1"
        except ValueError:
            marks += "0"
    return {"out": out.hex(), "marks": marks}


def main():
    document = {"numpy": np.__version__, "inputs": {}, "astype": {}, "cast": []}
    np.seterr(all="ignore")
    for source in TYPES:
        values = inputs(source)
        document["inputs"][source] = values.tobytes().hex()
        # One at a time: loops over several numbers use other instructions for what C leaves open.
        document["astype"][source] = {
            target: b"".join(value.astype(TYPES[target]).tobytes() for value in values).hex() for target in TYPES
        }
        if source == "bool":
            continue
        for target in TYPES:
            if target in ("bool", source):
                continue
            real = source.startswith("float")
            exact = real and target == "float64"
            for rounding in ROUNDINGS if real and not exact or target.startswith("float") else ROUNDINGS[:1]:
                for overflow in ["clamp", None] if target.startswith("float") else ["clamp", "wrap", None]:
                    # What is refused or wrapped does not depend on the rounding but at the ends.
                    if overflow != "clamp" and rounding not in ("nearest-even", "towards-zero"):
                        continue
                    case = cast(values, TYPES[target], rounding, overflow)
                    document["cast"].append(
                        {"from": source, "to": target, "rounding": rounding, "overflow": overflow, **case})
    json.dump(document, sys.stdout, separators=(",", ":"))
    print()


main()

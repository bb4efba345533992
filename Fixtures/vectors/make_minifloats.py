"""Writes minifloats.json: what ml_dtypes reads from the bits of every small floating-point type, and which bits decimal
numbers come nearest to.

    python make_minifloats.py > minifloats.json

Needs numpy and ml_dtypes. The numbers of all bits are those of ml_dtypes, as the hexadecimal digits of big-endian
float32, which holds each of them. The bits of decimal numbers are found by exact rational arithmetic among these, as
ml_dtypes itself rounds twice: first to a double. Of two numbers as near, that with an even last bit is taken; "inf"
stands for IEEE 754's rounding to infinity and "none" for a number that the type does not have.
"""
import json
import random
import sys
from fractions import Fraction

import ml_dtypes
import numpy as np

BITS = {
    "bfloat16": 16, "float4_e2m1fn": 4, "float6_e2m3fn": 6, "float6_e3m2fn": 6, "float8_e3m4": 8, "float8_e4m3": 8,
    "float8_e4m3b11fnuz": 8, "float8_e4m3fn": 8, "float8_e4m3fnuz": 8, "float8_e5m2": 8, "float8_e5m2fnuz": 8,
    "float8_e8m0fnu": 8,
}


def decimal(number):
    """All digits of a fraction that has finitely many."""
    places = 0
    while (number * 10**places).denominator > 1:
        places += 1
    digits = str(int(number * 10**places)).rjust(places + 1, "0")
    return digits[:-places] + "." + digits[-places:] if places else digits


def nearest(number, table):
    """`table` holds (value, bits) of the numbers from zero up, and as its last entry what overflows."""
    below = max((entry for entry in table if entry[0] <= number), default=None)
    above = min((entry for entry in table if entry[0] >= number), default=None)
    if below is None or above is None:
        only = below or above
        return only[1] if only is below else "none"
    low, high = number - below[0], above[0] - number
    if low != high:
        return (below if low < high else above)[1]
    if below[1] == above[1]:
        return below[1]
    return above[1] if isinstance(below[1], int) and below[1] % 2 == 1 else below[1]


def cases(name, values, bits):
    table = sorted((Fraction(float(v)), i) for i, v in enumerate(values[: 1 << (bits - 1)]) if np.isfinite(v))
    if name == "float8_e8m0fnu":
        return []
    largest, step = table[-1][0], table[-1][0] - table[-2][0]
    table.append((largest + step, "inf" if name in IEEE else "none"))
    random.seed(name)
    numbers = []
    pairs = len(table) - 1
    for i in sorted({0, 1, pairs - 1} | set(random.sample(range(pairs), min(pairs, 32)))):
        middle = (table[i][0] + table[i + 1][0]) / 2
        # So near that a double cannot tell them apart.
        tiny = middle / 2**10 if bits < 8 else Fraction(1, 10 ** (len(decimal(middle)) + 20))
        numbers += [middle, middle + tiny, middle - tiny]
    out = []
    for number in numbers:
        found = nearest(number, table)
        out.append([decimal(number), found])
    for text in ["0.1", "1e-3", "1", "3.14159", "1e2", "6E0", "1e-400", "1e400", "5e-1"]:
        number = Fraction(text)
        out.append([text, nearest(number, table) if number <= table[-1][0] else table[-1][1]])
    return out


IEEE = {"bfloat16", "float8_e3m4", "float8_e4m3", "float8_e5m2"}


def main():
    document = {"ml_dtypes": ml_dtypes.__version__, "types": {}}
    for name, bits in BITS.items():
        storage = np.arange(1 << bits, dtype="u2" if bits > 8 else "u1")
        values = storage.view(getattr(ml_dtypes, name)).astype("f4")
        shown = values if bits <= 8 else values[::97]
        document["types"][name] = {"values": shown.astype(">f4").tobytes().hex(), "nearest": cases(name, values, bits)}
    json.dump(document, sys.stdout, separators=(",", ":"))
    print()


main()

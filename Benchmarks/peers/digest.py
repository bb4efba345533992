"""A digest that numpy and Swift both compute at the speed of memory (Sources/BenchProtocol/Digest.swift).

Words of 64 bits, each times an odd number that tells its place in its block; blocks are chained by a factor. It is for
finding mistakes, not for cryptography.
"""

from __future__ import annotations

from typing import Any

import numpy as np

BLOCK = 65536
FACTOR = 0x9E3779B97F4A7C15
MASK = 2**64 - 1
WEIGHTS = np.arange(1, 2 * BLOCK, 2, dtype=np.uint64)


def digest(values: Any) -> int:
    """The digest of the elements of an array in C order, or of a text."""
    if isinstance(values, str):
        values = np.frombuffer(values.encode(), np.uint8)
    data = np.ascontiguousarray(values).reshape(-1).view(np.uint8)
    count = len(data) // 8
    words = data[: count * 8].view(np.uint64)
    total = len(data)
    for start in range(0, count, BLOCK):
        block = words[start : start + BLOCK]
        total = (total * FACTOR + int(np.dot(block, WEIGHTS[: len(block)]))) & MASK
    if len(data) % 8:
        total = (total * FACTOR + int.from_bytes(data[count * 8 :].tobytes(), "little")) & MASK
    return total


def part(value: int, place: int) -> int:
    """What result number `place` adds to the digest of all of them, in whatever order they come."""
    return value * (2 * place + 1) & MASK

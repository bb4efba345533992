"""Which boxes of an array a row reads or writes."""

from __future__ import annotations

import itertools
import random
from typing import Callable

Shape = tuple[int, ...]
Box = list[list[int]]
Boxes = Callable[[Shape], list[Box]]


def whole(shape: Shape) -> list[Box]:
    return [[[0] * len(shape), list(shape)]]


def grid(unit: Shape) -> Boxes:
    """All boxes of an extent, in C order."""

    def boxes(shape: Shape) -> list[Box]:
        starts = itertools.product(*(range(0, extent, step) for extent, step in zip(shape, unit)))
        return [[list(o), [min(u, e - s) for s, u, e in zip(o, unit, shape)]] for o in starts]

    return boxes


def planes(axis: int) -> Boxes:
    """Two planes across an axis, neither on the edge of a chunk."""

    def boxes(shape: Shape) -> list[Box]:
        places = [shape[axis] // 3 + 5, 2 * shape[axis] // 3 + 9]
        return [
            [[p if a == axis else 0 for a in range(len(shape))], [1 if a == axis else e for a, e in enumerate(shape)]]
            for p in places
        ]

    return boxes


def random_boxes(count: int, extent: int) -> Boxes:
    def boxes(shape: Shape) -> list[Box]:
        generator = random.Random(20)
        return [[[generator.randrange(e - extent) for e in shape], [extent] * len(shape)] for _ in range(count)]

    return boxes


def random_units(count: int, unit: Shape) -> Boxes:
    """Boxes of the grid at random places."""

    def boxes(shape: Shape) -> list[Box]:
        generator = random.Random(21)
        return [[[generator.randrange(e // u) * u for e, u in zip(shape, unit)], list(unit)] for _ in range(count)]

    return boxes


def slabs(rows: int, of: Shape) -> Boxes:
    """Slabs of so many rows, one after the other, of the first box of an extent."""

    def boxes(shape: Shape) -> list[Box]:
        height, *rest = (min(u, e) for u, e in zip(of, shape))
        return [[[start, 0, 0], [min(rows, height - start), *rest]] for start in range(0, height, rows)]

    return boxes

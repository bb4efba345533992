"""What a peer must say, and what all of them share."""

from __future__ import annotations

import itertools
import threading
from importlib import metadata
from typing import Any, Callable

import numpy as np

Selection = tuple[slice, ...]
Take = Callable[[int, np.ndarray], None]


class Unsupported(Exception):
    """What a peer does not have; the table shows the reason."""


class Peer:
    """One implementation; a subclass overrides what it has, and everything that it does in a better way."""

    packages: list[str] = []

    def versions(self) -> dict[str, str]:
        return {name: metadata.version(name) for name in self.packages}

    def open(self, path: str, job: dict[str, Any]) -> Any:
        """The array at a path, for reading."""
        raise NotImplementedError

    def open_writable(self, path: str, job: dict[str, Any]) -> Any:
        """The array at a path, for writing with the durability that the job names."""
        raise NotImplementedError

    def read(self, array: Any, selection: Selection) -> np.ndarray:
        return array[selection]

    def write(self, array: Any, selection: Selection, values: np.ndarray) -> None:
        array[selection] = values

    def read_each(self, array: Any, selections: list[Selection], callers: int, take: Take) -> None:
        """Reads selections and hands each result over, by several callers at a time where the job says so."""
        together(callers, len(selections), lambda place: take(place, self.read(array, selections[place])))

    def write_each(self, array: Any, selections: list[Selection], values: list[np.ndarray], callers: int) -> None:
        together(callers, len(selections), lambda place: self.write(array, selections[place], values[place]))

    def copy(self, source: Any, target: Any, selections: list[Selection]) -> None:
        """Copies an array; the selections are regions of some 64 MiB that hold whole chunks of both."""
        for selection in selections:
            self.write(target, selection, self.read(source, selection))

    def members(self, path: str) -> list[tuple[str, tuple[int, ...]]]:
        """The names and shapes of the arrays of a group."""
        raise Unsupported("has no groups")

    def consolidated(self, path: str) -> Any:
        """The hierarchy of a group from its consolidated metadata."""
        raise Unsupported("has no consolidated metadata")

    def consolidated_names(self, hierarchy: Any) -> int:
        """The number of nodes, and proof that the hierarchy can be used."""
        raise Unsupported("has no consolidated metadata")

    def consolidated_member(self, hierarchy: Any, name: str) -> Any:
        """One array of that hierarchy, open."""
        raise Unsupported("has no consolidated metadata")

    def cached(self, path: str, job: dict[str, Any]) -> Any:
        """The array with a cache of decoded chunks of job["cache"] bytes."""
        raise Unsupported("has no cache of decoded chunks")


def together(callers: int, count: int, call: Callable[[int], None]) -> None:
    """Calls with every number below count, in turn or by several threads that take the next number."""
    if callers == 1:
        for place in range(count):
            call(place)
        return
    numbers = itertools.count()
    failures: list[BaseException] = []

    def caller() -> None:
        try:
            # next() of itertools.count is one step of the interpreter: no two threads get one number.
            while not failures and (place := next(numbers)) < count:
                call(place)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=caller) for _ in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]

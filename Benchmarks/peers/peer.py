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

    def members(self, path: str) -> list[tuple[str, Any]]:
        """The names and shapes of the arrays of a group, from their own documents."""
        raise Unsupported("has no groups")

    def consolidated(self, path: str) -> Any:
        """A group with all below it, from its consolidated metadata."""
        raise Unsupported("has no consolidated metadata")

    def names(self, group: Any) -> list[str]:
        """The names of the members of a group."""
        raise Unsupported("has no groups")

    def member(self, group: Any, name: str) -> Any:
        """One array below a group, open."""
        return group[name]

    def all_arrays(self, group: Any) -> list[tuple[str, Any]]:
        """The paths and shapes of all arrays below a group."""
        raise Unsupported("has no groups")

    def cached(self, path: str, job: dict[str, Any]) -> Any:
        """The array with a cache of decoded chunks of job["cache"] bytes, or without where there is no such thing."""
        return self.open(path, job)


def refuse_durability(job: dict[str, Any]) -> None:
    """For those who leave it to the system when bytes reach the device."""
    if job.get("durability", "none") != "none":
        raise Unsupported("never syncs")


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

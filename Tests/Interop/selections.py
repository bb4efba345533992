"""Every way of selecting, on random arrays: `zarrtool cat` and `zarrtool write` against NumPy and zarr-python.

    python3 selections.py --zarrtool PATH [--seed N] [--count N] [--keep DIR]

Each array has random shape, chunks, shards, type, order and format, is written by zarr-python, then read and written by
zarrtool: orthogonal (slices, indices, lists, masks turned into lists), points, a mask of the whole array, whole chunks,
fields of records. What is read is compared with NumPy and, where it can say it, with zarr-python's `oindex`, `vindex`,
`blocks` and `get_mask_selection`; what is written is read back by zarr-python. The last line says `N passed, N failed`.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Callable

import numpy as np
import zarr

warnings.simplefilter("ignore")

DTYPES = ["i1", "i2", "i4", "i8", "u1", "u4", "f4", "f8", "c16", "?"]
RECORD = [("id", "<i4"), ("wind", [("speed", "<f4"), ("gust", "<f8")]), ("n", "u1")]


class Case:
    """One random array on disk, and the same in memory."""

    def __init__(self, seed: int, path: Path) -> None:
        self.random = random.Random(seed)
        self.path = path
        rank = self.random.randint(1, 4)
        most = [0, 60, 20, 9, 6][rank]
        self.shape = tuple(self.random.randint(1, most) for _ in range(rank))
        chunks = tuple(self.random.randint(1, n) for n in self.shape)
        self.is_record = self.random.random() < 0.15
        dtype = np.dtype(RECORD if self.is_record else self.random.choice(DTYPES))
        size = int(np.prod(self.shape))
        self.values = self.some(size, dtype).reshape(self.shape)
        options: dict[str, Any] = {"fill_value": None if self.is_record else 0}
        format = 2 if self.is_record or self.random.random() < 0.4 else 3
        if format == 2:
            options["order"] = self.random.choice("CF")
        elif self.random.random() < 0.6:
            options["shards"] = tuple(c * self.random.randint(1, 3) for c in chunks)
        if self.random.random() < 0.3:
            options["compressors"] = None
        self.blocks = options.get("shards", chunks)
        self.array = zarr.create_array(
            str(path), shape=self.shape, chunks=chunks, dtype=dtype, zarr_format=format, **options
        )
        self.array[...] = self.values
        if self.random.random() < 0.3 and not self.is_record:
            # Some chunks are missing.
            hole = tuple(slice(b, None) for b in self.blocks)
            self.values[hole] = 0
            self.array[hole] = self.values[hole]

    def some(self, size: int, dtype: np.dtype) -> np.ndarray:
        generator = np.random.default_rng(self.random.getrandbits(32))
        if dtype.names:
            result = np.zeros(size, dtype)
            for name in dtype.names:
                result[name] = self.some(size, dtype[name])
            return result
        if dtype.kind == "b":
            return generator.random(size) < 0.5
        return generator.integers(0, 100, size).astype(dtype)

    # Selections: the text for zarrtool, and the places in the flat array, in the shape of the result

    def places(self, indices: list[Any]) -> np.ndarray:
        """The places of an orthogonal selection; an integer drops its axis."""
        places = np.arange(self.values.size).reshape(self.shape)
        axis = 0
        for index in indices:
            places = np.take(places, index, axis=axis)
            axis += 0 if np.ndim(index) == 0 else 1
        return places

    def orthogonal(self) -> tuple[list[str], np.ndarray, Callable[[zarr.Array], np.ndarray] | None]:
        texts, indices, keys, plain = [], [], [], True
        for extent in self.shape:
            kind = self.random.randrange(5)
            if kind == 0:
                index = self.random.randrange(-extent, extent)
                texts.append(str(index))
                indices.append(index)
                keys.append(index)
            elif kind == 1:
                step = self.random.choice([1, 1, 2, 3, -1, -2])
                part = slice(
                    self.random.choice([None, self.random.randint(-extent - 1, extent + 1)]),
                    self.random.choice([None, self.random.randint(-extent - 1, extent + 1)]),
                    step,
                )
                texts.append(":".join("" if v is None else str(v) for v in (part.start, part.stop, part.step)))
                indices.append(np.arange(extent)[part])
                keys.append(part)
                plain = plain and step > 0 and len(indices[-1]) > 0
            elif kind == 2:
                mask = np.array([self.random.random() < 0.4 for _ in range(extent)])
                indices.append(np.flatnonzero(mask))
                texts.append("[" + ", ".join(map(str, indices[-1])) + "]")
                keys.append(mask)
                plain = plain and bool(mask.any())
            else:
                chosen = [self.random.randrange(-extent, extent) for _ in range(self.random.randint(1, extent + 2))]
                texts.append(str(chosen))
                indices.append(np.array(chosen))
                keys.append(np.array(chosen))
        peer = (lambda array: array.oindex[tuple(keys)]) if plain else None
        return ["--selection", ", ".join(texts) + ","], self.places(indices), peer

    def points(self) -> tuple[list[str], np.ndarray, Callable[[zarr.Array], np.ndarray] | None]:
        count = self.random.randint(1, 30)
        columns = [[self.random.randrange(-n, n) for _ in range(count)] for n in self.shape]
        places = np.arange(self.values.size).reshape(self.shape)[tuple(np.array(c) for c in columns)]
        text = "points(" + ", ".join(map(str, columns)) + ")"
        return ["--selection", text], places, lambda array: array.vindex[tuple(columns)]

    def chunks(self) -> tuple[list[str], np.ndarray, Callable[[zarr.Array], np.ndarray] | None]:
        texts, indices, keys = [], [], []
        for extent, block in zip(self.shape, self.blocks):
            count = -(-extent // block)
            first = self.random.randrange(count)
            last = self.random.randrange(first, count)
            if first == last:
                first = self.random.choice([first, first - count])
                texts.append(str(first))
                keys.append(first)
                first = last
            else:
                texts.append(f"{first}:{last + 1}")
                keys.append(slice(first, last + 1))
            indices.append(np.arange(first * block, min(extent, (last + 1) * block)))
        return ["--selection", f"blocks({', '.join(texts)})"], self.places(indices), lambda a: a.blocks[tuple(keys)]

    def mask(self) -> tuple[list[str], np.ndarray, Callable[[zarr.Array], np.ndarray] | None]:
        share = self.random.choice([0.02, 0.3, 0.9])
        mask = np.array([self.random.random() < share for _ in range(self.values.size)]).reshape(self.shape)
        if self.random.random() < 0.5:
            file = self.path.with_suffix(".mask.npy")
            np.save(file, mask)
        else:
            file = self.path.with_suffix(".mask.zarr")
            stored = zarr.create_array(str(file), shape=self.shape, chunks=self.shape, dtype="?", overwrite=True)
            stored[...] = mask
        return ["--select-mask", str(file)], np.flatnonzero(mask), lambda array: array.get_mask_selection(mask)

    def run(self, tool: Callable[..., str | None]) -> list[str]:
        wrong: list[str] = []

        def check(what: str, expected: np.ndarray, found: np.ndarray) -> None:
            if found.shape != expected.shape:
                wrong.append(f"{what}: the shape {found.shape} instead of {expected.shape}")
            elif found.tobytes() != np.ascontiguousarray(expected).tobytes():
                wrong.append(f"{what}: other values")

        for mode in (self.orthogonal, self.points, self.chunks, self.mask, self.orthogonal):
            options, places, peer = mode()
            expected = self.values.reshape(-1)[places]
            out = self.path.with_suffix(".npy")
            name = f"{mode.__name__} {options[1]}"
            fields = self.random.choice(["id", "n", "wind.gust"]) if self.is_record else None
            shown = expected
            for part in fields.split(".") if fields else ():
                shown = shown[part]
            chosen = [*options, "--fields", fields] if fields else options
            if failure := tool("cat", self.path, *chosen, "--format", "npy", "--output", out):
                wrong.append(f"cat {name}: {failure}")
                continue
            check(f"cat {name}", shown, np.load(out))
            if peer is not None:
                check(f"zarr-python {name}", expected, np.asarray(peer(self.array)))
            if options[0] != "--selection" or places.size == 0:
                continue
            # Where a place is named twice the last value stays, as in NumPy.
            new = self.some(places.size, shown.dtype).reshape(places.shape)
            np.save(out, new)
            if failure := tool("write", self.path, *options, *(["--field", fields] if fields else []), "--input", out):
                wrong.append(f"write {name}: {failure}")
                continue
            flat = self.values.reshape(-1)
            for part in fields.split(".") if fields else ():
                flat = flat[part]
            flat[places.reshape(-1)] = new.reshape(-1)
            check(f"write {name}", self.values, zarr.open_array(str(self.path), mode="r")[...])
        return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zarrtool", required=True, type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=150)
    parser.add_argument("--keep", type=Path, help="work in this folder and leave it")
    arguments = parser.parse_args()
    program = arguments.zarrtool.resolve()

    def tool(*words: object) -> str | None:
        done = subprocess.run([str(program), *map(str, words)], capture_output=True, text=True, check=False)
        return None if done.returncode == 0 else f"exit {done.returncode}: {done.stderr.strip()[:300]}"

    def all_cases(folder: Path) -> int:
        def one(seed: int) -> list[str]:
            return Case(seed, folder / f"array-{seed}").run(tool)

        seeds = range(arguments.seed, arguments.seed + arguments.count)
        with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
            results = list(pool.map(one, seeds))
        for seed, wrong in zip(seeds, results):
            for line in wrong:
                print(f"seed {seed}: {line}  (repeat it with --seed {seed} --count 1)")
        failed = sum(1 for wrong in results if wrong)
        print(f"selections: {len(results) - failed} passed, {failed} failed")
        return 1 if failed else 0

    if arguments.keep:
        arguments.keep.mkdir(parents=True, exist_ok=True)
        sys.exit(all_cases(arguments.keep.resolve()))
    with tempfile.TemporaryDirectory(prefix="zarr-selections-") as scratch:
        status = all_cases(Path(scratch))
    sys.exit(status)


if __name__ == "__main__":
    main()

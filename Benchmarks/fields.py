"""What the arrays hold: four kinds of numbers, made once and kept as .npy beside the stores."""

from __future__ import annotations

from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
# Debian's ferret-datasets (Scripts/setup --bench).
FERRET = Path("/usr/share/ferret-vis/data")


def shape_of(megabytes: int, itemsize: int) -> tuple[int, int, int]:
    """512 x 1024 x 1024 for 1024 MiB of uint16; smaller ones lose planes, then rows, and stay multiples of 256."""
    blocks = max(1, megabytes * 2**20 // (itemsize * 256**3))
    planes, rows, columns = 1, 1, 1
    while planes * rows * columns * 2 <= blocks:
        if columns <= rows and columns < 4:
            columns *= 2
        elif rows < 4:
            rows *= 2
        else:
            planes *= 2
    return planes * 256, rows * 256, columns * 256


def make(kind: str, dtype: str, shape: tuple[int, int, int], path: Path) -> None:
    """Writes the array plane by plane: it may be larger than what anybody wants in memory."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    array = np.lib.format.open_memmap(partial, mode="w+", dtype=dtype, shape=shape)
    {"smooth": smooth, "random": random, "etopo": etopo, "coads": coads}[kind](array)
    array.flush()
    partial.rename(path)


def smooth(array: np.ndarray) -> None:
    """A smooth field with noise, as instruments give it."""
    rng = np.random.default_rng(7)
    y = np.sin(np.arange(array.shape[1], dtype="f4") / 90)[:, None]
    x = np.cos(np.arange(array.shape[2], dtype="f4") / 70)[None, :]
    for plane in range(len(array)):
        field = 20000 + 9000 * np.sin(plane / 60) * y * x
        array[plane] = field + rng.integers(0, 32, array.shape[1:], dtype="int16")


def random(array: np.ndarray) -> None:
    """Random bits: nothing compresses them. Floats get random mantissas, so that all of them are numbers."""
    rng = np.random.default_rng(8)
    for plane in range(len(array)):
        if array.dtype.kind == "f":
            array[plane] = rng.random(array.shape[1:], dtype=array.dtype)
        else:
            array[plane] = rng.integers(0, 2 ** (8 * array.itemsize), array.shape[1:], dtype=array.dtype)


def etopo(array: np.ndarray) -> None:
    tile(array, read_netcdf(FERRET / "etopo5.cdf", "ROSE")[None])


def coads(array: np.ndarray) -> None:
    tile(array, read_coads()[0])


def tile(array: np.ndarray, field: np.ndarray) -> None:
    """Fills every plane with a month, or the whole, of a field, side by side."""
    height, width = field.shape[-2:]
    repeats = (-(-array.shape[1] // height), -(-array.shape[2] // width))
    for plane in range(len(array)):
        # Another part for each plane, or every plane would be the same.
        one = np.roll(field[plane % len(field)], (plane * 17, plane * 29), (0, 1))
        array[plane] = np.tile(one, repeats)[: array.shape[1], : array.shape[2]]


def real_kinds() -> dict[str, str]:
    """The kinds of real data that there are here, and what they are."""
    known = {"coads": read_coads()[1]}
    if (FERRET / "etopo5.cdf").exists():
        return {"etopo": "etopo5 (heights of the Earth, 2161 x 4320, rolled from plane to plane)"} | known
    return known


def read_coads() -> tuple[np.ndarray, str]:
    """The temperatures of the sea, month by month, and what they are."""
    path = FERRET / "coads_climatology.cdf"
    if path.exists():
        return read_netcdf(path, "SST"), "COADS (sea surface temperature of 12 months, 90 x 180, tiled)"
    import zarr

    sample = zarr.open_array(ROOT / "Samples/coads.zarr/SST", mode="r")
    field = np.asarray(sample[...], "f4")
    return field.reshape(-1, *field.shape[-2:]), "COADS (sea surface temperature of the repository's sample, tiled)"


def read_netcdf(path: Path, name: str) -> np.ndarray:
    import netCDF4

    with netCDF4.Dataset(path) as data:
        data.set_auto_mask(False)
        return np.asarray(data.variables[name][...], "f4")

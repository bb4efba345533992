"""What xarray reads from a copy must be what it reads from the original.

    python xarray_check.py ORIGINAL COPY [--rechunked]

Values bit for bit, dimensions, coordinates, attributes (with their order of keys), types, and of the encoding what
matters: fill values, scale and offset, units and calendar, and, unless --rechunked, chunks and shards. Both are read
decoded and raw, with consolidated metadata as found and without. Every group below the root is compared. Prints each
difference, then `N variables equal, N different`; exits 1 on any difference.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import xarray
import zarr

ENCODING = ["dtype", "_FillValue", "missing_value", "scale_factor", "add_offset", "units", "calendar", "coordinates"]
LAYOUT = ["chunks", "preferred_chunks", "shards"]


def same(a: Any, b: Any) -> bool:
    """Equal as JSON values and numpy scalars are, NaN equal to NaN, order of keys included."""
    if isinstance(a, dict) and isinstance(b, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        a, b = np.asarray(a), np.asarray(b)
        return a.dtype == b.dtype and a.shape == b.shape and same(a.tolist(), b.tolist())
    if isinstance(a, (float, np.floating)) and isinstance(b, (float, np.floating)):
        return np.asarray(a, "f8").tobytes() == np.asarray(b, "f8").tobytes() or (
            bool(np.isnan(a)) and bool(np.isnan(b))
        )
    return type(a) is type(b) and a == b


def values_differ(a: np.ndarray, b: np.ndarray) -> str | None:
    if a.dtype != b.dtype or a.shape != b.shape:
        return f"{b.dtype} {b.shape} instead of {a.dtype} {a.shape}"
    if a.dtype.kind in "OT":
        return None if same(a.tolist(), b.tolist()) else "objects differ"
    if np.ascontiguousarray(a).tobytes() == np.ascontiguousarray(b).tobytes():
        return None
    unequal = ~((a == b) | ((a != a) & (b != b)))
    return f"{int(unequal.sum())} of {a.size} values differ (0: only signs of zero or NaN payloads)"


def compare(original: xarray.Dataset, copy: xarray.Dataset, layout: list[str]) -> dict[str, list[str]]:
    """What differs, by variable; "" stands for the dataset itself."""
    found: dict[str, list[str]] = {"": []}
    for what, a, b in (
        ("attributes", original.attrs, copy.attrs),
        ("sizes", dict(original.sizes), dict(copy.sizes)),
        ("variables", sorted(original.variables), sorted(copy.variables)),
        ("coordinates", sorted(original.coords), sorted(copy.coords)),
    ):
        if not same(a, b):
            found[""].append(f"{what}: {b!r} instead of {a!r}")
    for name in original.variables:
        if name not in copy.variables:
            continue
        a, b = original.variables[name], copy.variables[name]
        wrong = found.setdefault(str(name), [])
        if a.dims != b.dims:
            wrong.append(f"dimensions {b.dims} instead of {a.dims}")
        if not same(dict(a.attrs), dict(b.attrs)):
            wrong.append(f"attributes {b.attrs!r} instead of {a.attrs!r}")
        if difference := values_differ(a.values, b.values):
            wrong.append(difference)
        for key in ENCODING + layout:
            if not same(a.encoding.get(key), b.encoding.get(key)):
                wrong.append(f"encoding {key}: {b.encoding.get(key)!r} instead of {a.encoding.get(key)!r}")
    return found


def groups(location: Path) -> list[str]:
    """The paths of all groups, the root's is ""."""
    root = zarr.open_group(location, mode="r", use_consolidated=False)
    return [""] + sorted(path for path, node in root.members(max_depth=None) if isinstance(node, zarr.Group))


def open_decoded(location: Path, group: str, **options: Any) -> xarray.Dataset | None:
    """The dataset with its conventions applied; None where xarray cannot decode its times."""
    try:
        return xarray.open_dataset(location, engine="zarr", group=group or None, **options)
    except ValueError as error:
        if "unable to decode time" in str(error):
            return None
        raise


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("original", type=Path)
    parser.add_argument("copy", type=Path)
    parser.add_argument("--rechunked", action="store_true", help="chunks and shards may differ")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    equal = different = 0
    layout = [] if arguments.rechunked else list(LAYOUT)
    if not (arguments.copy / "zarr.json").exists():
        layout = [key for key in layout if key != "shards"]  # Zarr v2 has none
    if groups(arguments.original) != groups(arguments.copy):
        print(f"groups: {groups(arguments.copy)} instead of {groups(arguments.original)}")
        different += 1
    # consolidated=None takes what is there and falls back; False reads the documents themselves.
    for group in groups(arguments.original):
        for title, options in (
            ("decoded", {"consolidated": None}),
            ("decoded, times as numbers", {"consolidated": None, "decode_times": False}),
            ("raw", {"consolidated": False, "decode_cf": False}),
        ):
            a = open_decoded(arguments.original, group, **options)
            b = open_decoded(arguments.copy, group, **options)
            if a is None and b is None:
                continue
            if a is None or b is None:
                print(f"/{group} ({title}): xarray decodes only one of them")
                different += 1
                continue
            for name, wrong in compare(a, b, layout).items():
                if wrong:
                    different += 1
                    for line in wrong:
                        print(f"/{group} {name or '(dataset)'} ({title}): {line}")
                elif name:
                    equal += 1
    print(f"{equal} variables equal, {different} different")
    sys.exit(1 if different or not equal else 0)


if __name__ == "__main__":
    main()

"""Makes Fixtures/types again: times, records and small numbers that the other implementations wrote, each in few chunks.

    python Fixtures/make_types.py [--v3 PYTHON] [--v2 PYTHON]

What the live matrix has in plain forms, and what its cases cannot say: several elements in a field, names of all kinds, fields
in several byte orders within fields. `expected` is made by numpy from the values, little-endian and packed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
OUT = HERE / "types"
NAT = -(2**63)
#: what each version of zarr-python cannot write
BEYOND = {2: {"generic"}, 3: {"several", "mixed"}}


def packed(dtype: np.dtype) -> np.dtype:
    """The same elements little-endian and without holes between fields."""
    if dtype.subdtype:
        return np.dtype((packed(dtype.subdtype[0]), dtype.subdtype[1]))
    if dtype.names is None:
        return dtype.newbyteorder("<")
    return np.dtype([(name, packed(dtype.fields[name][0])) for name in dtype.names])


def records(dtype: np.dtype, count: int = 7) -> np.ndarray:
    """Random elements, but for what has no meaning in every bit."""
    rng = np.random.default_rng(3)

    def fill(array: np.ndarray) -> None:
        if array.dtype.names is not None:
            for name in array.dtype.names:
                fill(array[name])
        elif array.dtype.kind == "b":
            array[...] = rng.random(array.shape) < 0.5
        elif array.dtype.kind == "U":
            array[...] = rng.choice(["", "x", "ß文"], array.shape)
        elif array.dtype.kind == "f":
            array[...] = rng.choice([0.0, -0.0, 1.5, np.inf, -3e4], array.shape)
        elif array.dtype.kind == "c":
            array[...] = rng.choice([0, 1 - 2j, complex(0, -np.inf)], array.shape)
        elif array.dtype.kind in "SV":
            array[...] = np.array([b"ab", b"\1\2", b"z"], array.dtype)[rng.integers(0, 3, array.shape)]
        elif array.dtype.kind in "mM":
            array[...] = np.array([0, -1, NAT, 2**40], "i8").view(array.dtype.newbyteorder("="))[
                rng.integers(0, 4, array.shape)]
        else:
            array[...] = rng.integers(0, 100, array.shape)

    array = np.zeros(count, dtype)
    fill(array)
    return array


def zarr2_types() -> dict[str, np.dtype]:
    inner = [("re", ">f4"), ("n", "<i2")]
    types = {
        "flat": [("a", "<i2"), ("b", "<f8"), ("c", "S3")],
        "mixed": [("a", ">i2"), ("b", "<f8"), ("c", ">U2"), ("d", "|b1"), ("t", ">M8[25us]")],
        "nested": [("id", "<u8"), ("at", inner), ("again", inner)],
        "several": [("m", ">i2", (2, 3)), ("at", inner, (2,)), ("v", "V2")],
        "names": [("é 文", "<c8"), ("a.b/c", "|u1")],
        "generic": "<m8",
        "minutes": ">m8[15m]",
        "years": "<M8[Y]",
    }
    return {name: np.dtype(said) for name, said in types.items()}


def save(name: str, values: np.ndarray, writer: str, format: int, note: str) -> dict:
    expected = values if values.dtype.kind == "V" and values.dtype.names is None else values.astype(packed(values.dtype))
    (OUT / "expected").mkdir(parents=True, exist_ok=True)
    np.save(OUT / "expected" / f"{name}.npy", expected)
    return {"id": name, "format": format, "writer": writer, "note": note, "array": f"arrays/{name}",
            "expected": f"expected/{name}.npy"}  # fmt: skip


def by_zarr_python(version: int) -> list[dict]:
    import zarr

    entries = []
    for name, dtype in zarr2_types().items():
        if name in BEYOND[version]:
            continue
        id = f"v2-{name}-zarr{version}"
        values = records(dtype)
        more = {"zarr_format": 2} if version == 3 else {}
        fill = values[3]
        array = zarr.open_array(str(OUT / "arrays" / id), mode="w", shape=(9,), chunks=(4,), dtype=dtype,
                                fill_value=fill, **more)  # fmt: skip
        array[:7] = values
        # Two elements were never written.
        tail = np.full(2, fill, dtype)
        entries.append(save(id, np.concatenate([values, tail]).astype(dtype), f"zarr-python {zarr.__version__}", 2, name))
    if version == 3:
        for name in ("flat", "mixed", "nested", "years", "minutes"):
            values = records(packed(zarr2_types()[name]))
            id = f"v3-{name}-zarr3"
            array = zarr.create_array(str(OUT / "arrays" / id), shape=(7,), chunks=(4,), dtype=values.dtype,
                                      fill_value=values[2], overwrite=True)  # fmt: skip
            array[:] = values
            entries.append(save(id, values, f"zarr-python {zarr.__version__}", 3, name))
    return entries


def by_tensorstore() -> list[dict]:
    import ml_dtypes
    import tensorstore as ts

    entries = []
    for name in ("int2", "int4", "bfloat16", "float4_e2m1fn", "float8_e3m4", "float8_e4m3fn", "float8_e4m3fnuz",
                 "float8_e4m3b11fnuz", "float8_e5m2", "float8_e5m2fnuz", "float8_e8m0fnu"):  # fmt: skip
        dtype = np.dtype(getattr(ml_dtypes, name))
        raw = "u2" if dtype.itemsize == 2 else "u1"
        bits = {"int2": 4, "int4": 16, "float4_e2m1fn": 16}.get(name)
        words = np.arange(0, 1 << 16, 1021, dtype=raw) if raw == "u2" else np.arange(bits or 256, dtype=raw)
        values = words.view(dtype)
        if name in ("int2", "int4"):
            values = np.arange(-(bits // 2), bits // 2, dtype="i1").astype(dtype)
        id = f"v3-{name}-tensorstore"
        store = ts.open(
            {"driver": "zarr3", "kvstore": {"driver": "file", "path": str(OUT / "arrays" / id)}},
            create=True, dtype=name, shape=[len(values)], chunk_layout=ts.ChunkLayout(chunk_shape=[100]),
        ).result()  # fmt: skip
        store[...] = values
        # The bits as they are in memory: NumPy has no name of its own for these types.
        bytes_of = values.astype("i1") if name.startswith("int") else values.view(raw)
        entries.append(save(id, bytes_of, f"tensorstore {metadata.version('tensorstore')}", 3, name))
    return entries


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = HERE.parent
    parser.add_argument("--v3", default=str(root / ".build-peers/v3/bin/python"))
    parser.add_argument("--v2", default=str(root / ".build-peers/v2/bin/python"))
    parser.add_argument("--part", choices=["2", "3"])
    arguments = parser.parse_args()
    if arguments.part:
        entries = by_zarr_python(int(arguments.part)) + (by_tensorstore() if arguments.part == "3" else [])
        json.dump(entries, sys.stdout)
        return
    shutil.rmtree(OUT, ignore_errors=True)
    cases = []
    for part, python in (("2", arguments.v2), ("3", arguments.v3)):
        made = subprocess.run([python, __file__, "--part", part], check=True, stdout=subprocess.PIPE)
        cases += json.loads(made.stdout)
    cases.sort(key=lambda case: case["id"])
    (OUT / "manifest.json").write_text(json.dumps({"cases": cases}, indent=1, ensure_ascii=False) + "\n")
    print(f"types: {len(cases)} arrays")


if __name__ == "__main__":
    main()

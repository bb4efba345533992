"""The peers behind one shape: create an array from a metadata document, write it, read it.

Every peer parses the document with its own code and stores its own words for it; nothing here touches chunk bytes.
`zarr2` runs in the environment of zarr-python 2.18, the others in that of zarr-python 3.
"""

from __future__ import annotations

import base64
import importlib.metadata
import json
import platform
import re
import shutil
import warnings
from collections import Counter
from pathlib import Path
from typing import Any, Callable

import numpy as np

from cases import NARROW, Case, as_fields

NAMES = ["zarr3", "zarr2", "tensorstore", "zarrs"]

Store = Callable[[Case, Path, np.ndarray], None]
Load = Callable[[Case, Path], np.ndarray]
#: makes the array of a case and answers what writes values to a region of it
Create = Callable[[Case, Path], Callable[[tuple, np.ndarray], None]]


class Cannot(Exception):
    """The peer cannot express this case, and says so or is known to."""


def versions(peer: str) -> dict[str, str]:
    """What to write beside what a peer wrote."""
    packages = {
        "zarr3": ["zarr", "numcodecs", "numpy"],
        "zarr2": ["zarr", "numcodecs", "numpy"],
        "tensorstore": ["tensorstore", "numpy"],
        "zarrs": ["zarrs", "zarr", "numpy"],
    }[peer]
    return {"python": platform.python_version()} | {p: importlib.metadata.version(p) for p in packages}


def parts(name: str) -> tuple[Create, Load]:
    """What makes arrays by a peer, and its reader; imports it."""
    warnings.simplefilter("ignore")
    return {"zarr3": zarr3, "zarr2": zarr2, "tensorstore": tensorstore, "zarrs": zarrs}[name]()


def peer(name: str) -> tuple[Store, Load]:
    """The writer and the reader of a peer; imports it."""
    create, load = parts(name)

    def store(case: Case, path: Path, values: np.ndarray) -> None:
        write = create(case, path)
        if 0 not in case.region_shape():
            write(case.region(), values[case.region()] if case.shape else values)

    return store, load


def readers(name: str) -> dict[str, Load]:
    """Who may confirm what a peer wrote: the peer itself, then others of its environment."""
    result = {name: peer(name)[1]}
    # zarrs writes big-endian data that its Python binding then refuses to read, or reads wrongly at edges.
    return result | ({"zarr3": peer("zarr3")[1]} if name == "zarrs" else {})


def document_path(case: Case, path: Path) -> Path:
    return path / ("zarr.json" if case.format == 3 else ".zarray")


def raw_bits(document: dict[str, Any]) -> bool:
    """Whether the type is r8, r16 ..., that no peer in Python knows by its name in the specification."""
    data_type = document.get("data_type")
    return isinstance(data_type, str) and data_type[0] == "r" and data_type[1:].isdigit()


def as_raw_bytes(document: dict[str, Any]) -> dict[str, Any]:
    """The same array in the words of zarr-python, which calls r16 raw_bytes: the stored chunks are the same."""
    if not raw_bits(document):
        return dict(document)
    size = int(document["data_type"][1:]) // 8
    return document | {
        "data_type": {"name": "raw_bytes", "configuration": {"length_bytes": size}},
        "fill_value": base64.b64encode(bytes(document["fill_value"])).decode(),
    }


def write_document(case: Case, path: Path) -> None:
    """The case's own document as it stands, for what a reader or writer is to find there already."""
    path.mkdir(parents=True, exist_ok=True)
    document_path(case, path).write_text(json.dumps(case.document, indent=1, ensure_ascii=False))
    if case.format == 2 and case.attributes:
        (path / ".zattrs").write_text(json.dumps(case.attributes, ensure_ascii=False))


def zarr3() -> tuple[Create, Load]:
    import zarr
    from zarr.core.array import AsyncArray
    from zarr.core.buffer import default_buffer_prototype
    from zarr.core.metadata.v2 import ArrayV2Metadata
    from zarr.core.metadata.v3 import ArrayV3Metadata
    from zarr.storage import LocalStore, StorePath

    zarr.config.set({"array.rectilinear_chunks": True, "array.allow_unsafe_pickle_decode": True})

    def create(case: Case, path: Path) -> Callable[[tuple, np.ndarray], None]:
        parse = ArrayV3Metadata if case.format == 3 else ArrayV2Metadata
        document = as_raw_bytes(case.document)
        if case.format == 2 and case.attributes:
            document["attributes"] = case.attributes
        metadata = parse.from_dict(document)
        path.mkdir(parents=True)
        for key, value in metadata.to_buffer_dict(default_buffer_prototype()).items():
            (path / key).write_bytes(value.to_bytes())
        if raw_bits(case.document):
            stored = json.loads((path / "zarr.json").read_text())
            stored |= {key: case.document[key] for key in ("data_type", "fill_value")}
            (path / "zarr.json").write_text(json.dumps(stored))
        return zarr.Array(AsyncArray(metadata=metadata, store_path=StorePath(LocalStore(path)))).__setitem__

    def load(case: Case, path: Path) -> np.ndarray:
        if raw_bits(case.document):
            stored = json.loads((path / "zarr.json").read_text())
            if stored["data_type"] != case.document["data_type"]:
                raise ValueError(f"data_type is {stored['data_type']}")
            metadata = ArrayV3Metadata.from_dict(as_raw_bytes(stored))
            return np.asarray(zarr.Array(AsyncArray(metadata=metadata, store_path=StorePath(LocalStore(path))))[...])
        array = zarr.open_array(path, mode="r")
        if case.format == 2 and case.shape and np.dtype(case.dtype).kind in "biufc":
            # Into C order and native byte order, whatever the chunks': zarrs knows no other.
            out = default_buffer_prototype().nd_buffer.from_ndarray_like(np.empty(case.shape, case.dtype))
            array.get_basic_selection(..., out=out)
            return out.as_numpy_array()
        return np.asarray(array[...])

    return create, load


def zarrs() -> tuple[Create, Load]:
    import zarr

    create, load = zarr3()
    # Strict: no quiet retreat to the codecs of zarr-python, whose answer would be counted as that of zarrs.
    pipeline = {"codec_pipeline.path": "zarrs.ZarrsCodecPipeline", "codec_pipeline.strict": True}

    def with_zarrs(act: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any) -> Any:
            with zarr.config.set(pipeline):
                answer = act(*arguments)
                return with_zarrs(answer) if callable(answer) else answer

        return run

    return with_zarrs(create), with_zarrs(load)


def zarr2() -> tuple[Create, Load]:
    import numcodecs
    import zarr

    def create(case: Case, path: Path) -> Callable[[tuple, np.ndarray], None]:
        document = case.document
        if case.format != 2:
            raise Cannot("zarr-python 2 knows no Zarr v3")
        dtype = document["dtype"]
        if isinstance(dtype, list):
            dtype = np.dtype(as_fields(dtype))
        fill = document["fill_value"]
        if case.fill is not None and (not case.is_string or isinstance(case.fill, bytes)):
            fill = case.fill_scalar()
        filters = [numcodecs.get_codec(dict(f)) for f in document["filters"] or []]
        zarr.storage.init_array(
            target := zarr.DirectoryStore(str(path), normalize_keys=False)
            if document.get("dimension_separator", ".") == "."
            else zarr.DirectoryStore(str(path), dimension_separator="/"),
            shape=case.shape,
            chunks=tuple(document["chunks"]) if case.shape else True,
            dtype=object if case.is_string else dtype,
            compressor=document["compressor"] and numcodecs.get_codec(dict(document["compressor"])),
            fill_value=fill,
            order=document["order"],
            filters=filters or None,
            dimension_separator=document.get("dimension_separator", "."),
        )
        array = zarr.Array(target)
        if case.attributes:
            array.attrs.put(case.attributes)
        return lambda region, values: array.__setitem__(region or ..., values)

    def load(case: Case, path: Path) -> np.ndarray:
        if case.format != 2:
            raise Cannot("zarr-python 2 knows no Zarr v3")
        return np.asarray(zarr.open_array(str(path), mode="r")[...])

    return create, load


def tensorstore() -> tuple[Create, Load]:
    import tensorstore as ts

    def spec(case: Case, path: Path) -> dict[str, Any]:
        return {
            "driver": "zarr3" if case.format == 3 else "zarr",
            "kvstore": {"driver": "file", "path": str(path)},
        }

    context = ts.Context({"file_io_sync": False})

    def check(case: Case) -> None:
        # 0.1.86 ends the whole process on creating these ("range size mismatch") and reads them as |V0.
        if case.format == 3 and case.is_raw:
            raise Cannot("tensorstore: raw bits end the process")

    def create(case: Case, path: Path) -> Callable[[tuple, np.ndarray], None]:
        check(case)
        document = dict(case.document)
        attributes = document.pop("attributes", None)
        if case.format == 3 and attributes:
            document["attributes"] = attributes
        elif case.attributes:
            raise Cannot("tensorstore writes no .zattrs")
        array = ts.open(spec(case, path) | {"metadata": document, "create": True}, context=context).result()
        return lambda region, values: array[region].write(values).result()

    def load(case: Case, path: Path) -> np.ndarray:
        check(case)
        return np.asarray(ts.open(spec(case, path), read=True, context=context).result().read().result())

    return create, load


def difference(case: Case, expected: np.ndarray, found: np.ndarray) -> str | None:
    """What is wrong with what a reader returned, bit for bit; None where nothing is."""
    if tuple(found.shape) != tuple(expected.shape):
        return f"shape {found.shape} instead of {expected.shape}"
    expected = typed(case, expected)
    if case.is_string:
        for place, (a, b) in enumerate(zip(plain(expected.reshape(-1).tolist()), plain(found.reshape(-1).tolist()))):
            if a != b:
                return f"element {place} is {b!r} instead of {a!r}"
        return None
    if expected.dtype.names == found.dtype.names is not None:
        found = found.astype(expected.dtype)
    if found.dtype.newbyteorder("<") != expected.dtype.newbyteorder("<"):
        return f"type {found.dtype.str} instead of {expected.dtype.str}"
    wanted, got = little_bytes(expected), little_bytes(found)
    if expected.dtype.name in NARROW:
        # What the upper bits hold is nobody's matter: some readers fill them with the sign.
        mask = (1 << NARROW[expected.dtype.name]) - 1
        wanted, got = (bytes(byte & mask for byte in side) for side in (wanted, got))
    if wanted == got:
        return None
    size = expected.dtype.itemsize
    place = next(i for i in range(0, len(wanted), size) if wanted[i : i + size] != got[i : i + size])
    wrong = sum(wanted[i : i + size] != got[i : i + size] for i in range(0, len(wanted), size))
    return (
        f"{wrong} of {expected.size} elements differ, first element {place // size}: "
        f"{got[place : place + size].hex()} instead of {wanted[place : place + size].hex()}"
    )


def little_bytes(array: np.ndarray) -> bytes:
    """The elements' bytes in C order, little-endian, through no conversion that could touch a NaN."""
    array = np.ascontiguousarray(array)
    if array.dtype.str.startswith(">"):
        array = array.byteswap()
    return array.tobytes()


def plain(value: Any) -> Any:
    """What JSON can hold: bytes as base64, arrays as lists."""
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, np.generic):
        return value.item()
    return base64.b64encode(value).decode() if isinstance(value, (bytes, bytearray)) else value


def typed(case: Case, array: np.ndarray) -> np.ndarray:
    """An array from a file with the type of the case: files know no small floats."""
    kind = np.dtype(case.dtype)
    if (
        array.dtype.kind == "V"
        and kind.kind == "V"
        and array.dtype.names is None
        and array.dtype.itemsize == kind.itemsize
    ):
        return array.view(kind)
    return array


def save_expected(case: Case, expected: np.ndarray, folder: Path) -> str:
    """Writes expected/ID.npy, or .json for variable-length strings; answers the file's name."""
    if case.is_string:
        name = f"{case.id}.json"
        (folder / name).write_text(
            json.dumps(
                {"shape": list(expected.shape), "values": plain(expected.reshape(-1).tolist())}, ensure_ascii=False
            )
        )
        return name
    name = f"{case.id}.npy"
    # NumPy reads no type that it does not know itself again: its bits are kept, and `typed` gives them back their type.
    is_foreign = expected.dtype.names is None and not knows_again(expected.dtype)
    np.save(folder / name, expected.view(f"V{expected.itemsize}") if is_foreign else expected, allow_pickle=False)
    return name


def knows_again(kind: np.dtype) -> bool:
    try:
        return np.dtype(kind.str) == kind
    except TypeError:
        return False


def load_expected(file: Path) -> np.ndarray:
    if file.suffix == ".npy":
        return np.load(file, allow_pickle=False)
    document = json.loads(file.read_text())
    result = np.empty(len(document["values"]), object)
    result[:] = document["values"]
    return result.reshape(document["shape"])


def reason(error: BaseException) -> str:
    """An exception as one line that groups well."""
    text = " ".join(str(error).split()) or (type(error.__cause__).__name__ if error.__cause__ else "")
    text = re.sub(r'"/[^"]*"', "(path)", text.split(" [tensorstore_spec=")[0].split(" [source locations=")[0])
    return text if isinstance(error, Cannot) else f"{type(error).__name__}: {text[:160]}"


def grouped(reasons: dict[str, str]) -> list[tuple[str, int]]:
    """Reasons with their counts, most frequent first, what differs from case to case left out."""
    plain = (re.sub(r"(element |^)\d+|\b[0-9a-f]{4,}\b", r"\1..", text) for text in reasons.values())
    return Counter(plain).most_common()


def first_of_each(lines: list[str], count: int = 4, kinds: int = 60) -> list[str]:
    """The first lines of each kind: alike but for numbers behind the first ": "."""
    seen: Counter[str] = Counter()
    result = []
    for line in lines:
        kind = re.sub(r"[0-9a-f]*\d[0-9a-f]*", "", line.split(": ", 1)[-1])[:100]
        seen[kind] += 1
        if seen[kind] <= count and len(seen) <= kinds:
            result.append(line)
    return result


def remove(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True)

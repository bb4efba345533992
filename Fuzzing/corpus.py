"""What fuzzers begin with, and what is kept of them.

    corpus.py seed NAME DIRECTORY    adds documents and chunks of Fixtures/ to a corpus, and what was kept before
    corpus.py keep NAME DIRECTORY    writes a corpus to Fixtures/fuzz/NAME/corpus.txt, the smallest inputs first

The first byte of an input says which subject of a target it is for (Fuzzing/Targets).
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from pathlib import Path

FIXTURES = Path(__file__).resolve().parent.parent / "Fixtures"
KEPT = FIXTURES / "fuzz"
# An input that is larger makes a fuzzer slow and rarely says more.
LARGEST = 2000
# Of one target, as text.
ROOM = 20_000


def files(*names: str):
    """The small files of these names, but those that were found by fuzzers."""
    for name in names:
        for path in sorted(FIXTURES.rglob(name)):
            if KEPT not in path.parents and path.is_file() and path.stat().st_size < LARGEST:
                yield path


def documents(names: dict[str, list[int]]):
    for name, subjects in names.items():
        for path in files(name):
            for subject in subjects:
                yield subject, path.read_bytes()


def chunks(document: Path):
    """What lies beside a document and below it, the smallest first."""
    found = [path for path in document.parent.rglob("*") if path.is_file() and path.name[0].isalnum()]
    return sorted((path for path in found if not path.name.endswith(".json")), key=lambda path: path.stat().st_size)


def arrays():
    for subject, name in enumerate(["zarr.json", ".zarray", "attributes.json"]):
        for path in files(name):
            for chunk in chunks(path)[:1]:
                text = path.read_bytes()
                try:
                    text = json.dumps(json.loads(text), separators=(",", ":")).encode()
                except ValueError:
                    pass
                yield subject, text + b"\0" + chunk.read_bytes()


def blosc():
    for path in files(".zarray"):
        text = path.read_text(errors="replace")
        if '"blosc"' in text:
            for chunk in chunks(path)[:1]:
                yield 0, chunk.read_bytes()


def numpy():
    for path in files("*.npy"):
        yield 0, path.read_bytes()
    for path in files(".zarray"):
        if '"pickle"' in path.read_text(errors="replace") and '"compressor": null' in path.read_text():
            subject = {2: 1, 0: 2, 1: 3}[len(json.loads(path.read_text())["chunks"])]
            for chunk in chunks(path):
                yield subject, chunk.read_bytes()


SEEDS = {
    "json": lambda: documents({"zarr.json": [0, 2], ".z*": [0, 1]}),
    "metadata": lambda: documents(
        {"zarr.json": [0], ".zarray": [1], ".zgroup": [2], ".zattrs": [3], ".zmetadata": [4], "meta": [5]}
    ),
    "blosc": blosc,
    "numpy": numpy,
    "arrays": arrays,
}


def kept(name: str):
    corpus = KEPT / name / "corpus.txt"
    for line in corpus.read_text().split() if corpus.exists() else []:
        yield base64.b64decode(line)
    for path in sorted((KEPT / name).glob("*")):
        if path.is_file() and path != corpus:
            yield path.read_bytes()


def seed(name: str, directory: Path):
    inputs = [bytes([subject]) + data for subject, data in SEEDS.get(name, lambda: [])()]
    for data in [*inputs, *kept(name)]:
        if len(data) <= LARGEST * 2:
            (directory / hashlib.sha1(data).hexdigest()).write_bytes(data)


def keep(name: str, directory: Path):
    inputs = sorted((path.read_bytes() for path in directory.iterdir()), key=lambda data: (len(data), data))
    lines = []
    room = ROOM
    for data in inputs:
        line = base64.b64encode(data).decode()
        room -= len(line) + 1
        if room < 0:
            break
        lines.append(line)
    (KEPT / name).mkdir(parents=True, exist_ok=True)
    (KEPT / name / "corpus.txt").write_text("".join(line + "\n" for line in lines))
    print(f"{name}: {len(lines)} of {len(inputs)} inputs kept")


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("seed", "keep"):
        sys.exit(__doc__)
    {"seed": seed, "keep": keep}[sys.argv[1]](sys.argv[2], Path(sys.argv[3]))

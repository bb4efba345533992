"""Writes the cases of the matrix with one peer, with the values that numpy expects beside them.

    python generate.py --writer zarr3|zarr2|tensorstore|zarrs --out DIR [--only PATTERN ...] [--sample N] [--seed N]

    DIR/arrays/ID        the array, in the peer's own words
    DIR/expected/ID.npy  its values, from the seed, not read back (ID.json for variable-length strings)
    DIR/manifest.json    what is there, what was skipped and why, and the versions

Each array is read back by the peer that wrote it. A peer that does not return what it was given is no judge of that
case: it is listed under "faults", and taken away unless another reader of its environment confirms what was stored.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cases
import peers


def generate(writer: str, out: Path, chosen: list[cases.Case]) -> dict:
    """Writes the cases; answers the manifest that it stored."""
    store, _ = peers.peer(writer)
    readers = peers.readers(writer)
    arrays, expected_folder = out / "arrays", out / "expected"
    arrays.mkdir(parents=True, exist_ok=True)
    expected_folder.mkdir(exist_ok=True)
    written, skipped, faults = [], {}, {}
    for case in chosen:
        path = arrays / case.id
        peers.remove(path)
        expected = case.expected()
        try:
            store(case, path, expected)
        except Exception as error:
            skipped[case.id] = peers.reason(error)
            peers.remove(path)
            continue
        if case.lossy:
            # What a codec makes of the values only its users can say.
            try:
                expected = readers[writer](case, path)
            except Exception as error:
                faults[case.id] = peers.reason(error)
                peers.remove(path)
                continue
        wrong, confirmed = confirm(case, path, expected, readers)
        if wrong:
            faults[case.id] = wrong
        if not confirmed:
            peers.remove(path)
            continue
        written.append(
            {
                "id": case.id,
                "format": case.format,
                "part": case.part,
                "dtype": case.dtype if isinstance(case.dtype, str) else str(case.dtype),
                "shape": list(case.shape),
                "confirmed": confirmed,
                "array": f"arrays/{case.id}",
                "expected": "expected/" + peers.save_expected(case, expected, expected_folder),
            }
        )
    manifest = {
        "writer": writer,
        "versions": peers.versions(writer),
        "cases": written,
        "skipped": skipped,
        "faults": faults,
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False))
    return manifest


def confirm(case, path, expected, readers) -> tuple[str | None, str | None]:
    """What the writer gets wrong on reading its own array, and who (the writer first) returns it rightly."""
    fault = None
    for name, load in readers.items():
        try:
            wrong = peers.difference(case, expected, load(case, path))
        except Exception as error:
            wrong = peers.reason(error)
        if not wrong:
            return fault, name
        fault = fault or wrong
    return fault, None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--writer", required=True, choices=peers.NAMES)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--only", nargs="+", help="patterns of case ids")
    parser.add_argument("--sample", type=int, help="this many cases, drawn by the seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ids", type=Path, help="a JSON list of the ids to write")
    parser.add_argument("--fixtures", action="store_true", help="the small arrays that are committed, instead")
    arguments = parser.parse_args()
    if arguments.fixtures:
        chosen = cases.fixtures()
    elif arguments.ids:
        ids = set(json.loads(arguments.ids.read_text()))
        chosen = [case for case in cases.matrix() if case.id in ids]
    else:
        chosen = cases.chosen(arguments.only, arguments.sample, arguments.seed)
    manifest = generate(arguments.writer, arguments.out, chosen)
    print(
        f"{arguments.writer}: {len(manifest['cases'])} written, {len(manifest['skipped'])} skipped, "
        f"{len(manifest['faults'])} not read back as written, of {len(chosen)} (seed {arguments.seed})"
    )
    for title in ("skipped", "faults"):
        for text, count in peers.grouped(manifest[title]):
            print(f"  {title} {count:5}  {text}")


if __name__ == "__main__":
    main()

"""Reads the arrays of a folder with one peer and compares them, bit for bit, with what numpy expects.

    python verify.py --reader zarr3|zarr2|tensorstore|zarrs --dir DIR [--baseline DIR ...] [--json FILE]

DIR is laid out as by generate.py (arrays/ID, expected/ID.npy, manifest.json); who wrote the arrays does not matter.
A reader that fails on an array, or returns something else, is asked for the same case as a peer wrote it (the
baselines). Where it fails there too, that is the reader's limit, and the case is skipped with its words; where it reads
the peer's array rightly, or there is no baseline at all, ours is wrong. Exits 1 where anything is wrong.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from pathlib import Path

import cases
import peers


CANNOT = "cannot: "


def as_copied(case: cases.Case, path: Path, format: int) -> cases.Case:
    document = json.loads((path / ("zarr.json" if format == 3 else ".zarray")).read_text())
    return dataclasses.replace(case, format=format, document=document, attributes={})


def read(load: peers.Load, case: cases.Case, folder: Path, entry: dict) -> str | None:
    """What is wrong with the reader's answer; None where nothing is."""
    try:
        found = load(case, folder / entry["array"])
    except peers.Cannot as error:
        return CANNOT + str(error)
    except Exception as error:
        return peers.reason(error)
    return peers.difference(case, peers.load_expected(folder / entry["expected"]), found)


def verify(reader: str, folder: Path, baselines: list[Path]) -> dict:
    """Answers {"equal": [ids], "wrong": {id: what}, "skipped": {id: why}}."""
    _, load = peers.peer(reader)
    # The committed fixtures have the ids of the matrix on smaller arrays.
    known = {(case.id, case.shape): case for case in cases.matrix() + cases.fixtures()}
    manifest = json.loads((folder / "manifest.json").read_text())
    others = [
        (baseline, {entry["id"]: entry for entry in json.loads((baseline / "manifest.json").read_text())["cases"]})
        for baseline in baselines
    ]
    equal, wrong, skipped = [], {}, {}
    for entry in manifest["cases"]:
        case = known.get((entry["id"], tuple(entry["shape"])))
        if case is None:
            skipped[entry["id"]] = "the reader's NumPy has no such type"
            continue
        if manifest.get("copies"):
            # The values are those of the case, the document is another: any failure to read it is ours, but for what
            # the reader says that it cannot do at all.
            case = as_copied(case, folder / entry["array"], entry["format"])
        what = read(load, case, folder, entry)
        if what is None:
            equal.append(case.id)
            continue
        if what.startswith(CANNOT):
            skipped[case.id] = what
            continue
        limits = [read(load, case, baseline, of_peer[case.id]) for baseline, of_peer in others if case.id in of_peer]
        if manifest.get("copies") and not case.is_object:
            # A copy may be what the original was not, so that nothing is known of the reader's limits.
            limits = [None]
        if baselines and all(limits):
            skipped[case.id] = limits[0] if limits else f"written by no peer; {what}"
        else:
            wrong[case.id] = what
    return {"reader": reader, "equal": equal, "wrong": wrong, "skipped": skipped}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reader", required=True, choices=peers.NAMES)
    parser.add_argument("--dir", required=True, type=Path)
    parser.add_argument("--baseline", nargs="*", type=Path, default=[], help="folders that peers generated")
    parser.add_argument("--json", type=Path, help="where to write the whole result")
    arguments = parser.parse_args()
    result = verify(arguments.reader, arguments.dir, arguments.baseline)
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1, ensure_ascii=False))
    for id, what in result["wrong"].items():
        print(f"  WRONG {id}: {what}")
    for text, count in peers.grouped(result["skipped"]):
        print(f"  skipped {count:5}  {text}")
    print(
        f"{arguments.reader}: {len(result['equal'])} equal, {len(result['wrong'])} wrong, "
        f"{len(result['skipped'])} skipped"
    )
    sys.exit(1 if result["wrong"] else 0)


if __name__ == "__main__":
    main()

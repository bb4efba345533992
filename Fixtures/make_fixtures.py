"""Makes the committed fixtures of the four peers again: Fixtures/PRODUCER/{arrays,expected,manifest.json}.

    python Fixtures/make_fixtures.py [--v3 PYTHON] [--v2 PYTHON]

The selection is cases.fixtures(). The plain array of each type goes to every peer that can write it; every other case
to one of them, in turn, so that each peer is heard and the folder stays small.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PRODUCERS = ["tensorstore", "zarr2", "zarrs", "zarr3"]
EVERYONE = re.compile(r"v[23]-(b1|i1|i4|u8|f4|c16)-.e-none-c-.*")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--v3", default=str(ROOT / ".build-peers/v3/bin/python"))
    parser.add_argument("--v2", default=str(ROOT / ".build-peers/v2/bin/python"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        manifests = {}
        for producer in PRODUCERS:
            out = Path(scratch, producer)
            python = arguments.v2 if producer == "zarr2" else arguments.v3
            generator = ROOT / "Tests/Interop/generate.py"
            subprocess.run([python, generator, "--writer", producer, "--out", out, "--fixtures"], check=True)
            manifests[producer] = json.loads((out / "manifest.json").read_text())
        share(Path(scratch), manifests)


def share(scratch: Path, manifests: dict[str, dict]) -> None:
    """Copies what each producer is chosen for into its folder."""
    entries = {p: {entry["id"]: entry for entry in m["cases"]} for p, m in manifests.items()}
    chosen: dict[str, list[dict]] = {producer: [] for producer in PRODUCERS}
    turn = 0
    for id in dict.fromkeys(id for of_producer in entries.values() for id in of_producer):
        able = [producer for producer in PRODUCERS if id in entries[producer]]
        takers = able if EVERYONE.fullmatch(id) else [able[turn % len(able)]]
        turn += 1
        for producer in takers:
            chosen[producer].append(entries[producer][id])
    for producer, picked in chosen.items():
        folder = HERE / producer
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "expected").mkdir(parents=True)
        for entry in picked:
            shutil.copytree(scratch / producer / entry["array"], folder / entry["array"])
            shutil.copy(scratch / producer / entry["expected"], folder / entry["expected"])
        picked.sort(key=lambda entry: entry["id"])
        manifest = {"writer": producer, "versions": manifests[producer]["versions"], "cases": picked}
        (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
        print(f"{producer}: {len(picked)} arrays")


if __name__ == "__main__":
    sys.exit(main())

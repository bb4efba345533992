"""The live interoperability matrix: zarrtool against the real peers, in both directions, bit for bit.

    python3 run.py --zarrtool PATH [--quick] [--only PATTERN ...] [--seed N] [--keep DIR] [--v3 PYTHON] [--v2 PYTHON]
                   [--json FILE]

Peers -> us   every array that a peer wrote is read by `zarrtool cat`: npy, raw or, where elements vary in length, json.
Us -> peers   by three ways, each verified by every peer that can read it:
              write    `zarrtool write` into the document of the case, whatever settings that names
              create   `zarrtool create` + `zarrtool write`, for what the command line can say
              copy     `zarrtool copy` of what a peer wrote, to other chunks, shards, codecs and the other format

xarray        whole hierarchies (--data, else the samples) copied as they are and to the other format: what xarray reads from
              the copy is what it reads from the original (xarray_check.py).

--json writes a line for each judgement: {"dtype", "codec" (a list), "format", "peer", "direction" ("read": the peer
wrote; "write": we did), "result" ("equal", "wrong" or "skipped": the peer cannot), "id"}; the tables of docs/status
come from it.

--quick draws a part of the cases by the seed, of every part and type at least one. Exits 1 on any difference; the last
line says `N passed, N failed`. The peers' environments are made by `Scripts/setup --peers`; without them nothing is
judged, which is said, and is a failure where CI=true.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Callable, Iterable

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
QUICK = 400
#: how many arrays of each writer are copied
COPIES = 150
#: patterns of case ids -> why zarrtool need not do them; counted as skipped
NOT_OURS: dict[str, str] = {}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zarrtool", required=True, type=Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="+", help="patterns of case ids")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--keep", type=Path, help="work in this folder and leave it")
    parser.add_argument("--json", type=Path, help="where to write one line of JSON for each judgement")
    parser.add_argument("--data", nargs="*", type=Path, default=sorted((ROOT / "Samples").glob("*.zarr")))
    parser.add_argument("--v3", type=Path, default=ROOT / ".build-peers/v3/bin/python")
    parser.add_argument("--v2", type=Path, default=ROOT / ".build-peers/v2/bin/python")
    arguments = parser.parse_args()
    if not arguments.v3.exists():
        print(f"\n******** no peers at {arguments.v3} (Scripts/setup --peers): INTEROPERABILITY IS NOT TESTED ********")
        sys.exit(1 if os.environ.get("CI") == "true" else 0)
    try:
        import numpy  # noqa: F401
    except ImportError:
        os.execv(arguments.v3, [str(arguments.v3), *sys.argv])
    arguments.zarrtool = arguments.zarrtool.resolve()
    if not os.access(arguments.zarrtool, os.X_OK):
        sys.exit(f"run.py: no program at {arguments.zarrtool}; build it by `swift build -c release --product zarrtool`")
    if arguments.keep:
        arguments.keep.mkdir(parents=True, exist_ok=True)
        sys.exit(Matrix(arguments, arguments.keep.resolve()).run())
    with tempfile.TemporaryDirectory(prefix="zarr-interop-") as scratch:
        status = Matrix(arguments, Path(scratch)).run()
    sys.exit(status)


class Matrix:
    """One run over one scratch folder."""

    def __init__(self, arguments: argparse.Namespace, scratch: Path) -> None:
        import cases
        import peers
        import zarrtool

        self.cases, self.peers, self.tool = cases, peers, zarrtool
        self.arguments, self.scratch = arguments, scratch
        self.rows: list[tuple[str, str, int, int, int, int]] = []
        self.wrong: list[str] = []
        self.skipped: list[tuple[str, dict[str, str]]] = []
        self.judgements: list[dict[str, Any]] = []
        self.chosen = cases.chosen(arguments.only, QUICK if arguments.quick else None, arguments.seed)
        self.writers = [name for name in peers.NAMES if name != "zarr2" or arguments.v2.exists()]
        self.started = time.monotonic()

    def run(self) -> int:
        self.say(f"{len(self.chosen)} of {len(self.cases.matrix())} cases, seed {self.arguments.seed}")
        if "zarr2" not in self.writers:
            print(f"******** no zarr-python 2 at {self.arguments.v2}: IT IS SKIPPED ********")
        self.generate()
        for writer in self.writers:
            self.read_by_us(writer)
        self.judge("write", self.write_by_us())
        self.judge("create", self.create_by_us())
        self.judge("copy", self.copy_by_us())
        for original in self.arguments.data:
            self.xarray(original.resolve())
        return self.report()

    def say(self, text: str) -> None:
        print(f"{time.monotonic() - self.started:6.1f} s  {text}", flush=True)

    # Processes

    def python(self, peer: str, script: str, *rest: object) -> subprocess.CompletedProcess[str]:
        program = self.arguments.v2 if peer == "zarr2" else self.arguments.v3
        environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
        command = [program, HERE / script, *rest]
        return subprocess.run([str(c) for c in command], capture_output=True, text=True, env=environment, check=False)

    def zarrtool(self, groups: list[list[list[object]]]) -> list[str | None]:
        """Runs groups of commands, each group in its order; answers what went wrong with each group, or None."""
        words = [[[str(word) for word in command] for command in group] for group in groups]
        return self.tool.groups(self.arguments.zarrtool, words, self.arguments.jobs)

    def each(self, work: Callable[[Any], str | None], items: Iterable[Any]) -> list[str | None]:
        with ThreadPoolExecutor(self.arguments.jobs) as pool:
            return list(pool.map(work, items))

    # Peers -> us

    def generate(self) -> None:
        """Every peer writes what it can, two peers at a time."""
        if self.arguments.only or self.arguments.quick:
            (self.scratch / "ids.json").write_text(json.dumps([case.id for case in self.chosen]))
            which: list[object] = ["--ids", self.scratch / "ids.json"]
        else:
            which = []

        def one(writer: str) -> str | None:
            done = self.python(writer, "generate.py", "--writer", writer, "--out", self.scratch / writer, *which)
            return (
                done.stdout + done.stderr
                if (self.scratch / writer / "manifest.json").exists()
                else (f"FAILED {writer}: {done.stderr.strip()[-2000:]}")
            )

        for text in self.each(one, self.writers):
            if text and text.startswith("FAILED"):
                raise SystemExit(text)
            self.say((text or "").strip().splitlines()[0])

    def manifest(self, folder: str) -> dict[str, Any]:
        return json.loads((self.scratch / folder / "manifest.json").read_text())

    def known(self) -> dict[str, Any]:
        return {case.id: case for case in self.chosen}

    def read_by_us(self, writer: str) -> None:
        import numpy as np

        known, manifest = self.known(), self.manifest(writer)
        out = self.scratch / f"{writer}-read"
        out.mkdir(exist_ok=True)

        def command(entry: dict[str, Any]) -> list[object]:
            case = known[entry["id"]]
            path, file = self.scratch / writer / entry["array"], out / case.id
            return ["cat", path, "--format", self.form(case), "--output", file, "--quiet"]

        def compare(entry: dict[str, Any]) -> str | None:
            case, file = known[entry["id"]], out / entry["id"]
            expected = self.peers.load_expected(self.scratch / writer / entry["expected"])
            if self.form(case) == "npy":
                try:
                    return self.peers.difference(case, expected, np.load(file, allow_pickle=False))
                except (ValueError, OSError) as error:
                    return f"no npy file: {error}"
            got = file.read_text() if case.is_string else file.read_bytes()
            return self.tool.different(case, self.tool.contents(case, expected), got)

        entries = manifest["cases"]
        errors = self.zarrtool([[command(entry)] for entry in entries])
        results = [error or compare(entry) for entry, error in zip(entries, errors)]
        self.count(writer, "zarr-swift", entries, results, manifest["skipped"])

    def form(self, case: Any) -> str:
        """How values are asked for: as npy where NumPy knows the type without help."""
        import numpy as np

        if case.is_string:
            return "json" if case.is_object else "npy"
        kind = np.dtype(case.dtype)
        return "npy" if kind.kind in "biufcSU" and kind.name not in self.cases.SMALL or case.is_raw else "raw"

    def count(
        self, writer: str, reader: str, entries: list[dict], results: list[str | None], not_written: dict[str, str]
    ) -> None:
        """One row of the table from results of our own."""
        import fnmatch

        wrong, skipped = {}, {}
        for entry, result in zip(entries, results):
            excuse = next((why for p, why in NOT_OURS.items() if fnmatch.fnmatch(entry["id"], p)), None)
            if result and excuse:
                skipped[entry["id"]] = excuse
            elif result:
                wrong[entry["id"]] = result
        self.row(writer, reader, len(entries), wrong, skipped)
        self.skipped.append((f"{writer} cannot write", not_written))
        if reader == "zarr-swift":
            equal = [entry["id"] for entry in entries if entry["id"] not in wrong and entry["id"] not in skipped]
            self.note(writer, "read", equal, wrong, skipped)

    def note(
        self,
        peer: str,
        direction: str,
        equal: Iterable[str],
        wrong: Iterable[str],
        skipped: Iterable[str],
        way: str = "",
    ) -> None:
        """The lines of --json. Of copies, which are in other codecs, only those of objects: they have no other way."""
        known = self.known()
        for result, ids in (("equal", equal), ("wrong", wrong), ("skipped", skipped)):
            for id in ids:
                if (case := known.get(id)) is None or (way == "copy" and not case.is_object):
                    continue
                self.judgements.append(
                    {
                        "dtype": self.cases.data_type_name(case),
                        "codec": self.cases.codec_names(case.document),
                        "format": case.format,
                        "peer": peer,
                        "direction": direction,
                        "result": result,
                        "id": id,
                    }
                )

    def row(self, writer: str, reader: str, cases: int, wrong: dict[str, str], skipped: dict[str, str]) -> None:
        equal = cases - len(wrong) - len(skipped)
        self.rows.append((writer, reader, cases, equal, len(wrong), len(skipped)))
        self.wrong += [f"{writer} -> {reader}  {id}: {what}" for id, what in wrong.items()]
        self.skipped.append((f"{writer} -> {reader}", skipped))
        self.say(f"{writer} -> {reader}: {equal} of {cases} equal, {len(wrong)} wrong, {len(skipped)} skipped")

    # Us -> peers

    def input_file(self, case: Any, expected: Any, folder: Path) -> Path:
        """What zarrtool is given to write: the region's values, strings of variable length as fixed ones."""
        import numpy as np

        values = np.asarray(expected[case.region()]) if case.shape else expected
        if case.is_string:
            values = values.astype("U")
        file = folder / f"{case.id}.npy"
        np.save(file, np.ascontiguousarray(values) if values.ndim else values, allow_pickle=False)
        return file

    def put(self, case: Any, values: Any, path: Path, inputs: Path) -> list[list[object]]:
        """The commands that write the values of a case into the array that is there."""
        if 0 in case.region_shape() or case.written == ():
            return []
        form = self.form(case)
        if form == "npy":
            file = self.input_file(case, values, inputs)
        else:
            import numpy as np

            file = inputs / f"{case.id}.raw"
            region = values[case.region()] if case.shape else values
            file.write_bytes(self.tool.canonical(region, np.dtype(case.dtype)))
        selection = ["--selection", ", ".join(f"{a}:{b}" for a, b in case.written)] if case.written else []
        return [["write", path, "--input", file, "--format", form, "--quiet", *selection]]

    def make(self, folder: str, chosen: list[Any], act: Callable[[Any, Any, Path, Path], list[list[object]]]) -> str:
        """Makes a folder of arrays by the commands of `act`; what zarrtool refuses is wrong at once."""
        out, inputs = self.scratch / folder, self.scratch / f"{folder}-input"
        for each in (out / "arrays", out / "expected", inputs):
            each.mkdir(parents=True, exist_ok=True)
        groups: list[list[list[object]]] = []
        for case in chosen:
            path = out / "arrays" / case.id
            self.peers.remove(path)
            self.peers.save_expected(case, self.expected(case), out / "expected")
            groups.append(act(case, case.expected(), path, inputs))
        results = self.zarrtool(groups)
        self.peers.remove(inputs)
        entries = [
            {
                "id": case.id,
                "format": case.format,
                "shape": list(case.shape),
                "array": f"arrays/{case.id}",
                "expected": f"expected/{case.id}" + (".json" if case.is_string else ".npy"),
            }
            for case in chosen
        ]
        # Not a comparison, so not counted among what passed: only what zarrtool refused.
        self.count(f"zarr-swift {folder}", "(refused)", entries, results, {})
        good = [entry for entry, result in zip(entries, results) if result is None]
        (out / "manifest.json").write_text(json.dumps({"writer": "zarr-swift", "cases": good}))
        return folder

    def expected(self, case: Any) -> Any:
        """What must be read: of a codec that loses something, what a peer makes of it."""
        if case.lossy:
            for writer in self.writers:
                for entry in self.manifest(writer)["cases"]:
                    if entry["id"] == case.id:
                        return self.peers.load_expected(self.scratch / writer / entry["expected"])
        return case.expected()

    def write_by_us(self) -> str:
        def act(case: Any, values: Any, path: Path, inputs: Path) -> list[list[object]]:
            self.peers.write_document(case, path)
            return self.put(case, values, path, inputs)

        # There is no file of objects to write from: they are copied.
        return self.make("write", [case for case in self.chosen if not case.is_object], act)

    def create_by_us(self) -> str:
        chosen = [(case, self.command_line(case)) for case in self.chosen]
        options = {case.id: words for case, words in chosen if words is not None}

        def act(case: Any, values: Any, path: Path, inputs: Path) -> list[list[object]]:
            return [["create", path, *options[case.id]], *self.put(case, values, path, inputs)]

        return self.make("create", [case for case, words in chosen if words is not None], act)

    def command_line(self, case: Any) -> list[str] | None:
        """The options of `zarrtool create` that make a case, or None where they cannot say it."""
        document = case.document

        def numbers(values: list[int]) -> str:
            return ",".join(map(str, values))

        words = ["--shape", numbers(document["shape"]), "--format", f"zarr{case.format}"]
        if not document["shape"] or case.attributes or case.is_object or isinstance(case.dtype, list):
            return None
        if document.get("chunk_grid", {"name": "regular"})["name"] != "regular":
            return None
        # We write the registered name, which zarr-python 3.4.2 does not know.
        if "numcodecs.bitround" in json.dumps(document):
            return None
        fill = document["fill_value"]
        if fill is not None:
            # `=`: a negative number is no option; but an empty text is only seen as a word of its own.
            if fill == "":
                words += ["--fill-value", ""]
            else:
                words.append("--fill-value=" + (fill if isinstance(fill, str) else json.dumps(fill)))
        if case.format == 2:
            if document["order"] != "C" or "dimension_separator" in document or fill is None:
                return None
            codecs = (document["filters"] or []) + ([document["compressor"]] if document["compressor"] else [])
            words += ["--dtype", document["dtype"], "--chunks", numbers(document["chunks"])]
            if case.is_string or (document["compressor"] is None and codecs):
                return None  # whether the last of a list is a filter or the compressor cannot be said
            return words + ["--codecs", json.dumps(codecs) if codecs else "none"]
        if document["chunk_key_encoding"] != self.cases.named("default", separator="/") or case.is_string:
            return None
        if not isinstance(document["data_type"], str) or "dimension_names" in document:
            return None
        words += ["--dtype", document["data_type"]]
        chunks, codecs = document["chunk_grid"]["configuration"]["chunk_shape"], document["codecs"]
        if codecs[0] == self.cases.sharding(
            self.cases.inner_chunks(document), codecs[0].get("configuration", {}).get("codecs", [])
        ):
            words += ["--shards", numbers(chunks)]
            chunks, codecs = codecs[0]["configuration"]["chunk_shape"], codecs[0]["configuration"]["codecs"]
        return words + ["--chunks", numbers(chunks), "--codecs", json.dumps(codecs)]

    def copy_by_us(self) -> str:
        """Copies of what zarr-python 3 and 2 wrote, turned about: other chunks, shards, codecs, the other format."""
        import random

        import numpy as np

        written = {
            entry["id"]: writer
            for writer in ("zarr2", "zarr3")
            if writer in self.writers
            for entry in self.manifest(writer)["cases"]
        }
        usual = ("v2 core", "v3 core", "blosc", "shapes and keys", "codec settings", "shards")
        able = [
            case
            for case in self.chosen
            if case.id in written
            and case.part in usual
            and case.shape
            and case.fill is not None
            and np.dtype(case.dtype).kind in "biufc"
        ]
        random.Random(self.arguments.seed).shuffle(able)
        able = able[:COPIES] + [
            # Pickles are only read.
            case
            for case in self.chosen
            if case.is_object and case.id in written and "pickle" not in case.id
        ]

        def turned(place: int, case: Any) -> tuple[int, list[str]]:
            if case.is_object:
                # In other chunks, so that every element is encoded anew.
                return case.format, ["--chunks", ",".join("1" for _ in case.shape)]
            chunks = [max(1, min(3, n)) for n in case.shape]
            text = ",".join(map(str, chunks))
            if place % 3 == 0:
                return 2, ["--format", "zarr2", "--chunks", text, "--codecs", "blosc:lz4:5:shuffle"]
            if place % 3 == 1:
                return 3, ["--format", "zarr3", "--chunks", text, "--codecs", "gzip:6"]
            shards = ",".join(str(2 * c) for c in chunks)
            return 3, ["--format", "zarr3", "--chunks", text, "--shards", shards, "--codecs", "zstd:3"]

        plans = {case.id: turned(place, case) for place, case in enumerate(able)}

        def act(case: Any, values: Any, path: Path, inputs: Path) -> list[list[object]]:
            source = self.scratch / written[case.id] / "arrays" / case.id
            return [["copy", source, path, *plans[case.id][1], "--quiet"]]

        folder = self.make("copy", able, act)
        manifest = self.manifest(folder)
        for entry in manifest["cases"]:
            entry["format"] = plans[entry["id"]][0]
        (self.scratch / folder / "manifest.json").write_text(json.dumps(manifest | {"copies": True}))
        return folder

    def judge(self, way: str, folder: str) -> None:
        """Every peer reads what we wrote."""
        total = len(self.manifest(folder)["cases"])

        def one(reader: str) -> dict[str, Any] | str:
            answer = self.scratch / f"{folder}-{reader}.json"
            answer.unlink(missing_ok=True)
            baselines = dict.fromkeys([reader, "zarr3"])
            rest = ["--baseline", *(self.scratch / b for b in baselines)] if baselines else []
            done = self.python(
                reader, "verify.py", "--reader", reader, "--dir", self.scratch / folder, "--json", answer, *rest
            )
            return json.loads(answer.read_text()) if answer.exists() else done.stderr.strip()[-2000:]

        with ThreadPoolExecutor(self.arguments.jobs) as pool:
            answers = list(pool.map(one, self.writers))
        for reader, answer in zip(self.writers, answers):
            if isinstance(answer, str):
                # A reader that dies on our data has not judged it: that is a failure, not a gap.
                self.row(f"zarr-swift {way}", reader, total, {"(all)": f"the reader died: {answer}"}, {})
            else:
                self.row(f"zarr-swift {way}", reader, total, answer["wrong"], answer["skipped"])
                self.note(reader, "write", answer["equal"], answer["wrong"], answer["skipped"], way)

    def xarray(self, original: Path) -> None:
        """One hierarchy, copied three times."""
        for title, options in (("as is", []), ("zarr2", ["--format", "zarr2"]), ("zarr3", ["--format", "zarr3"])):
            copy = self.scratch / f"{original.stem}-{title.replace(' ', '-')}.zarr"
            self.peers.remove(copy)
            failure = self.zarrtool([[["copy", original, copy, *options, "--quiet"]]])[0]
            equal = different = 0
            if failure is None:
                done = self.python("zarr3", "xarray_check.py", original, copy)
                *lines, last = done.stdout.strip().splitlines() or [""]
                words = last.split()
                if len(words) == 5 and words[1:3] == ["variables", "equal,"]:
                    equal, different = int(words[0]), int(words[3])
                    failure = "; ".join(lines[:5]) if different or not equal else None
                else:
                    failure = f"no answer: {done.stderr.strip()[-500:]}"
            wrong = {original.name: failure} if failure else {}
            total = equal + len(wrong)
            self.row(f"copy {title}", "xarray", total, wrong, {})

    # The end

    def report(self) -> int:
        print()
        for title, reasons in self.skipped:
            for text, count in self.peers.grouped(reasons)[:8]:
                print(f"  skipped {count:5}  {title}: {text}")
        if self.wrong:
            print(f"\nwrong (of {len(self.wrong)} the first ones of each kind):")
            for line in self.peers.first_of_each(self.wrong):
                print(f"  {line}")
        print(f"\n{'writer':<20} {'reader':<12} {'cases':>7} {'equal':>7} {'wrong':>7} {'skipped':>7}")
        for writer, reader, cases, equal, wrong, skipped in self.rows:
            print(f"{writer:<20} {reader:<12} {cases:>7} {equal:>7} {wrong:>7} {skipped:>7}")
        if self.arguments.json:
            self.arguments.json.write_text("".join(json.dumps(line) + "\n" for line in self.judgements))
        passed = sum(row[3] for row in self.rows if row[1] != "(refused)")
        failed = sum(row[4] for row in self.rows)
        if passed == 0:
            failed = max(failed, 1)
            print("nothing was compared")
        self.say(f"seed {self.arguments.seed}")
        print(f"{passed} passed, {failed} failed")
        return 1 if failed else 0


if __name__ == "__main__":
    main()

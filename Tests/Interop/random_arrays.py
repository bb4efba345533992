"""Random arrays, both ways, bit for bit: what the peers write and zarrtool reads, what zarrtool writes and they read.

    python3 random_arrays.py --zarrtool PATH [--seed S] [--count N] [--only INDEX ...] [--v3 PYTHON] [--v2 PYTHON]
                             [--json FILE] [--keep DIR] [--jobs N]

Seed and number make one array (random_cases.py): type, shape, chunks, shards, grid, codecs, order, fill, writes to random
regions, chunks that are taken away. A peer makes it and reads it back; zarrtool reads what the peer made; zarrtool makes
the same array by the same writes, and the peer reads that. What the peer itself cannot make, or does not read back as
numpy expects, is counted as its own fault, and listed. Exits 1 where anything is wrong; `--only` does one array alone
and shows it. --json: a line for each judgement, as of run.py.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BLOCK = 250


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zarrtool", type=Path, required="--worker" not in sys.argv)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--only", type=int, nargs="+", metavar="INDEX")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--keep", type=Path, help="work in this folder and leave it")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--v3", type=Path, default=ROOT / ".build-peers/v3/bin/python")
    parser.add_argument("--v2", type=Path, default=ROOT / ".build-peers/v2/bin/python")
    parser.add_argument("--worker", choices=["make", "read"], help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        work(arguments.worker, arguments.seed, arguments.folder, json.load(sys.stdin))
        return
    if not arguments.v3.exists():
        print(f"\n******** no peers at {arguments.v3} (Scripts/setup --peers): RANDOM ARRAYS ARE NOT TESTED ********")
        sys.exit(1 if os.environ.get("CI") == "true" else 0)
    if Path(sys.prefix).resolve() != arguments.v3.absolute().parent.parent.resolve():
        os.execv(arguments.v3, [str(arguments.v3), *sys.argv])
    arguments.zarrtool = arguments.zarrtool.resolve()
    with tempfile.TemporaryDirectory(prefix="zarr-random-") as scratch:
        folder = (arguments.keep or Path(scratch)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        status = Run(arguments, folder).run()
    sys.exit(status)


# In a peer's own process


def work(act: str, seed: int, folder: Path, indices: list[int]) -> None:
    """Makes or reads the arrays; one line of JSON each on standard output."""
    import peers
    import random_cases
    import zarrtool

    for index in indices:
        case = random_cases.draw_case(seed, index)
        # Said before: what ends the process is known by it.
        print(json.dumps({"index": index}), flush=True)
        answer = (make if act == "make" else read)(peers, zarrtool, case, folder)
        print(json.dumps({"index": index} | answer), flush=True)


def make(peers: Any, zarrtool: Any, case: Any, folder: Path) -> dict[str, Any]:
    path = folder / "theirs" / case.id
    create, load = peers.parts(case.peer)
    try:
        write = create(case, path)
        for region, seed in case.writes:
            write(region, case.values_of(region, seed) if case.shape else case.values_of(region, seed).reshape(()))
        for key in case.deleted_keys():
            (path / key).unlink(missing_ok=True)
    except Exception as error:
        return {"cannot": peers.reason(error)}
    wanted = zarrtool.contents(case, case.expected())
    fault = None
    for load in peers.readers(case.peer).values():
        try:
            found = load(case, path)
            if tuple(found.shape) != case.shape:
                raise ValueError(f"shape {found.shape}")
            got = zarrtool.contents(case, found)
            wrong = None if case.lossy else zarrtool.different(case, wanted, got)
        except Exception as error:
            wrong = peers.reason(error)
        if wrong is None:
            (folder / "expected" / case.id).write_bytes(got if isinstance(got, bytes) else got.encode())
            return {"fault": fault}
        fault = fault or wrong
    (folder / "expected" / case.id).write_bytes(wanted if isinstance(wanted, bytes) else wanted.encode())
    return {"fault": fault, "unconfirmed": True}


def read(peers: Any, zarrtool: Any, case: Any, folder: Path) -> dict[str, Any]:
    """What the peer makes of our array; where it does not read its own, another of its environment is asked."""
    wanted: Any = (folder / "expected" / case.id).read_bytes()
    wanted = wanted.decode() if case.is_string else wanted
    first = None
    for load in peers.readers(case.peer).values():
        try:
            wrong = zarrtool.different(case, wanted, zarrtool.contents(case, load(case, folder / "ours" / case.id)))
        except Exception as error:
            wrong = peers.reason(error)
        if wrong is None:
            return {"wrong": None}
        first = first or wrong
    return {"wrong": first}


# The whole


class Run:
    def __init__(self, arguments: argparse.Namespace, folder: Path) -> None:
        import zarrtool

        self.arguments, self.folder, self.tool = arguments, folder, zarrtool
        self.results: list[dict[str, Any]] = []
        self.started = time.monotonic()

    def run(self) -> int:
        import random_cases

        seed, v2 = self.arguments.seed, self.arguments.v2.exists()
        if not v2:
            print(f"******** no zarr-python 2 at {self.arguments.v2}: IT IS SKIPPED ********")
        indices = self.arguments.only or range(self.arguments.count)
        drawn = {index: random_cases.draw_case(seed, index) for index in indices}
        # Blocks of one environment; the slow ones are spread by the order of their numbers.
        groups: dict[str, list[int]] = {"v3": [], "v2": []}
        for index, case in drawn.items():
            groups["v2" if case.peer == "zarr2" else "v3"].append(index)
        blocks = [
            (environment, places[start : start + BLOCK])
            for environment, places in groups.items()
            if environment == "v3" or v2
            for start in range(0, len(places), BLOCK)
        ]
        with ThreadPoolExecutor(self.arguments.jobs) as pool:
            for results in pool.map(lambda block: self.block(drawn, *block), blocks):
                self.results += results
        return self.report(drawn)

    def python(self, environment: str, act: str, folder: Path, indices: list[int]) -> dict[int, dict[str, Any]]:
        """A worker over the arrays; whatever ends its process costs one array, and the next goes on."""
        program = self.arguments.v2 if environment == "v2" else self.arguments.v3
        answers: dict[int, dict[str, Any]] = {}
        rest = indices
        while rest:
            done = subprocess.run(
                [program, __file__, "--worker", act, "--seed", str(self.arguments.seed), "--folder", folder],
                input=json.dumps(rest), capture_output=True, text=True, check=False,
                env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
            )  # fmt: skip
            last = None
            for line in done.stdout.splitlines():
                if line.startswith('{"index"'):
                    entry = json.loads(line)
                    last = entry["index"]
                    if len(entry) > 1:
                        answers[last] = entry
            if done.returncode == 0:
                break
            if last is None:
                raise SystemExit(f"the worker of {environment} cannot start: {done.stderr[-2000:]}")
            died = f"the process died ({done.returncode}): {' '.join(done.stderr.split())[-200:]}"
            if last not in answers:
                answers[last] = {"index": last, "cannot" if act == "make" else "wrong": died}
            rest = [index for index in rest if index not in answers]
        return answers

    def block(self, drawn: dict[int, Any], environment: str, indices: list[int]) -> list[dict[str, Any]]:
        folder = Path(tempfile.mkdtemp(prefix="block-", dir=self.folder))
        for name in ("theirs", "ours", "expected", "input", "read"):
            (folder / name).mkdir()
        made = self.python(environment, "make", folder, indices)
        good = [index for index in indices if "cannot" not in made[index]]
        to_us = dict(zip(good, self.read_by_us(folder, [drawn[i] for i in good])))
        refused = dict(zip(good, self.write_by_us(folder, [drawn[i] for i in good])))
        judged = [index for index in good if refused[index] is None]
        theirs = self.python(environment, "read", folder, judged)
        results = []
        for index in indices:
            entry = {"index": index, **made[index]}
            if index in to_us:
                entry |= {"to_us": to_us[index], "from_us": refused[index] or theirs[index]["wrong"]}
            results.append(entry)
        if not self.arguments.keep:
            shutil.rmtree(folder)
        seconds = time.monotonic() - self.started
        print(f"{seconds:6.1f} s  {environment}: {len(good)} of {len(indices)} made", flush=True)
        return results

    def read_by_us(self, folder: Path, chosen: list[Any]) -> list[str | None]:
        def command(case: Any) -> list[str]:
            form = "json" if case.is_string else "raw"
            output = str(folder / "read" / case.id)
            return ["cat", str(folder / "theirs" / case.id), "--format", form, "--output", output, "--quiet"]

        errors = self.tool.batch(self.arguments.zarrtool, [command(case) for case in chosen])
        return [error or self.compare(folder, case) for case, error in zip(chosen, errors)]

    def compare(self, folder: Path, case: Any) -> str | None:
        wanted, got = (folder / "expected" / case.id).read_bytes(), (folder / "read" / case.id).read_bytes()
        return self.tool.different(case, wanted, got)

    def write_by_us(self, folder: Path, chosen: list[Any]) -> list[str | None]:
        """Makes the same arrays by the same writes; answers what zarrtool refused."""
        import numpy as np
        import peers

        commands: list[tuple[Any, list[str]]] = []
        for case in chosen:
            path = folder / "ours" / case.id
            if case.is_bytes:
                # There is no file of byte strings to write from: a copy in other chunks encodes them anew.
                ones = ",".join("1" for _ in case.shape)
                chunks = ["--chunks", ones] if case.shape else []
                if case.document.get("chunk_grid", {}).get(
                    "name"
                ) == "rectilinear" or '"sharding_indexed"' in json.dumps(case.document):
                    chunks = []
                commands.append((case, ["copy", str(folder / "theirs" / case.id), str(path), *chunks, "--quiet"]))
                continue
            peers.write_document(case, path)
            for number, (region, seed) in enumerate(case.writes):
                values = case.values_of(region, seed)
                file = folder / "input" / f"{case.id}-{number}"
                if case.is_string:
                    with open(file, "wb") as stream:
                        np.save(stream, values.astype("U") if values.size else np.zeros(values.shape, "U1"))
                else:
                    file.write_bytes(self.tool.canonical(values, np.dtype(case.dtype)))
                words = [
                    "write",
                    str(path),
                    "--input",
                    str(file),
                    "--format",
                    "npy" if case.is_string else "raw",
                    "--quiet",
                ]
                if region:
                    text = ", ".join(f"{s.start}:{s.stop}:{s.step or 1}" for s in region)
                    words += ["--selection", text]
                commands.append((case, words))
        errors: dict[str, str] = {}
        for (case, _), error in zip(
            commands, self.tool.batch(self.arguments.zarrtool, [words for _, words in commands])
        ):
            if error:
                errors.setdefault(case.id, error)
        for case in chosen:
            for key in [] if case.is_bytes else case.deleted_keys():
                (folder / "ours" / case.id / key).unlink(missing_ok=True)
        return [errors.get(case.id) for case in chosen]

    # The end

    def report(self, drawn: dict[int, Any]) -> int:
        import peers

        counts: dict[str, collections.Counter[str]] = {
            name: collections.Counter() for name in ("peer", "type", "codec")
        }
        cannot: dict[str, collections.Counter[str]] = {}
        faults, wrong, lines = [], [], []
        passed = 0
        for entry in sorted(self.results, key=lambda e: e["index"]):
            case = drawn[entry["index"]]
            peer = f"{case.peer} v{case.format}"
            if "cannot" in entry:
                cannot.setdefault(peer, collections.Counter())[re.sub(r"\d+", "..", entry["cannot"])] += 1
                continue
            name = f"{entry['index']:>6}  {peer} {case.label} {','.join(case.codecs)}"
            if entry.get("fault"):
                faults.append(f"{name}: {entry['fault']}")
            ok = 0
            for direction in ("to_us", "from_us"):
                what = entry[direction]
                lines.append(
                    {"dtype": case.label, "codec": list(case.codecs), "format": case.format, "peer": case.peer,
                     "direction": "read" if direction == "to_us" else "write", "index": entry["index"],
                     "result": "unconfirmed" if entry.get("unconfirmed") else "wrong" if what else "equal"}
                )  # fmt: skip
                if entry.get("unconfirmed"):
                    continue
                if what:
                    arrow = f"{case.peer} -> us" if direction == "to_us" else f"us -> {case.peer}"
                    wrong.append(f"{name}  {arrow}: {what}")
                else:
                    ok += 1
            passed += ok
            if ok == 2:
                counts["peer"][peer] += 1
                counts["type"][case.label] += 1
                for codec in set(case.codecs):
                    counts["codec"][codec] += 1
            if self.arguments.only:
                print(json.dumps(case.document, ensure_ascii=False), entry)
        if self.arguments.json:
            self.arguments.json.write_text("".join(json.dumps(line) + "\n" for line in lines))
        for title, reasons in cannot.items():
            print(f"\n{sum(reasons.values())} that {title} cannot make:")
            for text, count in reasons.most_common(12):
                print(f"  {count:5}  {text[:200]}")
        print(f"\n{len(faults)} that the peer does not read back as written (the first 20):")
        for line in faults[:20]:
            print(f"  {line[:300]}")
        for title, counter in counts.items():
            print(f"\nequal both ways by {title}: " + ", ".join(f"{k} {v}" for k, v in sorted(counter.items())))
        if wrong:
            print(f"\nwrong (of {len(wrong)} the first ones of each kind; --seed {self.arguments.seed} --only NUMBER):")
            for line in peers.first_of_each(wrong):
                print(f"  {line}")
        print(f"\n{time.monotonic() - self.started:.1f} s, seed {self.arguments.seed}, {len(self.results)} arrays")
        print(f"{passed} passed, {len(wrong)} failed")
        return 1 if wrong or not passed else 0


if __name__ == "__main__":
    main()

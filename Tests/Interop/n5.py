"""The live matrix of N5: zarrtool against TensorStore, z5py, zarr-python 2, zarr-n5, and what the Java library would write.

    python3 n5.py --zarrtool PATH [--seed S] [--count N] [--only INDEX ...] [--v3 PYTHON] [--v2 PYTHON] [--keep DIR]

matrix        every data type by every compression by everybody who can make it; another overwrites a part, and we do
random        --count datasets by --seed (n5_cases.py): type, shape, blocks, compression, who makes it, who writes which part
              next, who changes the extents, which blocks are lost; --only judges some of them alone
vectors       blocks of strings and of objects, and what must be refused (n5_vectors.py)
containers    hierarchies without documents, attributes, and the ways of a new user (n5_containers.py)
multiscales   images of several resolutions by the conventions of N5, to OME-Zarr and back (n5_multiscale.py)

Behind each step we read the whole array, behind the last one all peers that can. All must be what NumPy expects, byte by
byte. Exits 1 on any difference; the last line says `n5: N passed, N failed`.
"""
from __future__ import annotations

import argparse
import collections
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
#: how many datasets are at work at a time
BLOCK = 500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zarrtool", required=True, type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--only", type=int, nargs="+", metavar="INDEX")
    parser.add_argument("--keep", type=Path, help="work in this folder and leave it")
    parser.add_argument("--v3", type=Path, default=ROOT / ".build-peers/v3/bin/python")
    parser.add_argument("--v2", type=Path, default=ROOT / ".build-peers/v2/bin/python")
    arguments = parser.parse_args()
    if not arguments.v3.exists():
        print(f"\n******** no peers at {arguments.v3} (Scripts/setup --peers): N5 IS NOT TESTED ********")
        sys.exit(1 if os.environ.get("CI") == "true" else 0)
    if Path(sys.prefix).resolve() != arguments.v3.absolute().parent.parent.resolve():
        os.execv(arguments.v3, [str(arguments.v3), *sys.argv])
    arguments.zarrtool = arguments.zarrtool.resolve()
    with tempfile.TemporaryDirectory(prefix="zarr-n5-") as scratch:
        folder = (arguments.keep or Path(scratch)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        sys.exit(Run(arguments, folder).run())


class Run:
    def __init__(self, arguments: argparse.Namespace, folder: Path) -> None:
        self.arguments, self.folder = arguments, folder
        self.passed, self.failures = 0, []
        self.counts: collections.Counter[str] = collections.Counter()
        self.started = time.monotonic()

    def run(self) -> int:
        import n5_cases
        import n5_containers
        import n5_multiscale
        import n5_vectors

        seed = self.arguments.seed
        if not self.arguments.v2.exists():
            print(f"******** no zarr-python 2 at {self.arguments.v2}: IT IS SKIPPED ********")
        if self.arguments.only:
            self.judge("random", [n5_cases.drawn(seed, index) for index in self.arguments.only])
        else:
            self.judge("matrix", list(n5_cases.matrix()))
            for start in range(0, self.arguments.count, BLOCK):
                stop = min(start + BLOCK, self.arguments.count)
                self.judge("random", [n5_cases.drawn(seed, index) for index in range(start, stop)])
            modules = {"vectors": n5_vectors, "containers": n5_containers, "multiscales": n5_multiscale}
            for name, module in modules.items():
                folder = self.folder / name
                folder.mkdir()
                results = module.judge(self.arguments.zarrtool, folder, self.arguments.v2)
                self.count(name, results)
        pairs = ", ".join(f"{pair} {count}" for pair, count in sorted(self.counts.items()))
        print(f"equal, who made it > who reads it: {pairs}")
        print(f"seed {seed}, {time.monotonic() - self.started:.1f} s")
        print(f"n5: {self.passed} passed, {len(self.failures)} failed")
        return 1 if self.failures or not self.passed else 0

    def count(self, title: str, results: list[tuple[str, str | None]]) -> None:
        results.sort(key=lambda result: int(re.match(r"\d*", result[0])[0] or 0))
        wrong = [f"{label}: {failure}" for label, failure in results if failure]
        self.passed += len(results) - len(wrong)
        self.failures += wrong
        seconds = time.monotonic() - self.started
        print(f"{seconds:6.1f} s  {title}: {len(results) - len(wrong)} equal, {len(wrong)} wrong", flush=True)
        for line in wrong[:20]:
            print(f"  FAILED {title} {line[:600]}")

    # Datasets

    def judge(self, title: str, cases: list[Any]) -> None:
        """All cases, step by step; whose step fails goes on no further."""
        import n5_peers

        peers = [name for name in n5_peers.NAMES if name != "zarr2" or self.arguments.v2.exists()]
        cases = [case for case in cases if all(step.actor != "zarr2" or "zarr2" in peers for step in case.steps)]
        folder = Path(tempfile.mkdtemp(prefix=f"{title}-", dir=self.folder))
        results: list[tuple[str, str | None]] = []
        alive = cases
        for number in range(max(len(case.steps) for case in cases)):
            now = [case for case in alive if number < len(case.steps)]
            errors = self.perform([self.job(folder, case, number) for case in now])
            failed = {case.index: error for case, error in zip(now, errors) if error}
            for case in now:
                if case.index in failed:
                    step = case.steps[number]
                    results.append((self.name(case, number), f"{step.actor} does not {step.act}: {failed[case.index]}"))
            alive = [case for case in alive if case.index not in failed]
            # zarrtool reads behind every step, the peers behind the last one.
            read = [case for case in now if case.index not in failed]
            reads = [(case, "us") for case in read]
            for case in read:
                if number == len(case.steps) - 1:
                    self.lose(folder, case)
                    reads += [(case, peer) for peer in peers if case.can(peer, False)]
            jobs = [self.read(folder, case, reader) for case, reader in reads]
            for (case, reader), job, error in zip(reads, jobs, self.perform(jobs)):
                is_last = number == len(case.steps) - 1
                failure = error or self.difference(case.expected(number + 1), job["file"], case if is_last else None)
                results.append((f"{self.name(case, number)} > {reader}", failure))
                if not failure:
                    self.counts[f"{case.maker} > {reader}"] += 1
        results += [(f"{self.name(case, 0)}, documents", self.facts(folder, case)) for case in alive if case.index % 10 == 1]
        self.count(title, results)

    def facts(self, folder: Path, case: Any) -> str | None:
        """What `info` and `attrs get` say of a dataset behind its last step."""
        path = folder / f"{case.index}.n5" / case.path
        said = []
        for words in (["info", path, "--json"], ["attrs", "get", path]):
            done = subprocess.run([self.arguments.zarrtool, *words], capture_output=True, text=True, check=False)
            if done.returncode:
                return f"{words[0]} ended with {done.returncode}: {done.stderr.strip()}"
            said.append(json.loads(done.stdout))
        info, attributes = said
        got = [info["format"], info["shape"], info["chunks"], info["data_type"], info["n5"]["dimensions"], attributes]
        shape = list(case.steps[-1].shape)
        wanted = ["n5", shape, list(case.blocks), case.dtype, shape[::-1], case.attributes]
        return None if got == wanted else f"{got} instead of {wanted}"

    def name(self, case: Any, number: int) -> str:
        return f"{case.index} {case.label} (step {number})"

    def lose(self, folder: Path, case: Any) -> None:
        for place in case.lost_blocks():
            folder.joinpath(f"{case.index}.n5", case.path, *map(str, place[::-1])).unlink(missing_ok=True)

    def difference(self, expected: Any, file: str, ended: Any) -> str | None:
        import numpy as np

        got = np.load(file)
        Path(file).unlink()
        if ended:
            for place in ended.lost_blocks():
                expected[tuple(slice(i * b, (i + 1) * b) for i, b in zip(place, ended.blocks))] = 0
        if got.shape != expected.shape or got.dtype != expected.dtype:
            return f"{got.dtype} {got.shape} instead of {expected.dtype} {expected.shape}"
        if got.tobytes() == expected.tobytes():
            return None
        bits = f"u{expected.dtype.itemsize}"
        places = np.argwhere(got.view(bits) != np.ascontiguousarray(expected).view(bits))
        first = tuple(int(i) for i in places[0])
        return f"{len(places)} of {expected.size} elements differ, first {first}: {got[first]} instead of {expected[first]}"

    # Jobs

    def job(self, folder: Path, case: Any, number: int) -> dict[str, Any]:
        """What the step of a case is to whoever does it; what it writes lies in a file."""
        import n5_cases
        import numpy as np

        step = case.steps[number]
        file = folder / f"{case.index}.npy"
        if step.region is not None:
            np.save(file, n5_cases.values(case, step))
        return {
            "peer": step.actor, "act": step.act, "root": str(folder / f"{case.index}.n5"), "path": case.path,
            "shape": step.shape, "blocks": case.blocks, "dtype": case.dtype, "region": step.region, "file": str(file),
            "compression": n5_cases.COMPRESSIONS[case.compression], "attributes": case.attributes,
            "has_root": case.has_root}

    def read(self, folder: Path, case: Any, reader: str) -> dict[str, Any]:
        return {
            "peer": reader, "act": "read", "root": str(folder / f"{case.index}.n5"), "path": case.path,
            "file": str(folder / f"{case.index}-{reader}.npy")}

    def perform(self, jobs: list[dict[str, Any]]) -> list[str | None]:
        """Does jobs, each by its own: a process of us, of each environment, all at the same time."""
        import n5_peers
        import zarrtool
        from n5_commands import commands

        groups: dict[str, list[int]] = {"us": [], "v2": [], "v3": []}
        for place, job in enumerate(jobs):
            ours = job["peer"] in ("us", "create", "copy")
            groups["us" if ours else "v2" if job["peer"] == "zarr2" else "v3"].append(place)
        errors: list[str | None] = [None] * len(jobs)

        def one(name: str) -> None:
            chosen = [jobs[place] for place in groups[name]]
            if not chosen:
                return
            if name == "us":
                done = zarrtool.groups(self.arguments.zarrtool, [commands(job) for job in chosen], 1)
            else:
                program = self.arguments.v2 if name == "v2" else self.arguments.v3
                done = n5_peers.perform_all(program, chosen)
            for place, error in zip(groups[name], done):
                errors[place] = error

        with ThreadPoolExecutor(len(groups)) as pool:
            list(pool.map(one, groups))
        return errors


if __name__ == "__main__":
    main()

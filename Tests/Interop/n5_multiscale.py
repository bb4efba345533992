"""Images of several resolutions by the conventions of N5, made by z5py and zarr-python 2: to shards of OME-Zarr 0.5, and back.

What an element holds is its place in the world, and levels are means of finer ones. So any scale, offset or order of axes but
the right one shows other values than those that are there. ome-zarr-models judges the documents, zarr-python 3 and z5py the
elements.

    python3 n5_multiscale.py ROOT < JOB     in the environment of zarr-python 2: makes a container (see `zarr2`)
"""
from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

import numpy as np

BLOCKS, SHARDS = (4, 16, 16), (8, 32, 32)
#: what a step along z, y and x adds to an element
WEIGHTS = (1.0, 1e3, 1e6)


@dataclass
class Pyramid:
    """An image in C order, whose levels are means of so many elements of the finest one."""

    shape: tuple[int, ...]
    resolution: tuple[float, ...]
    factors: list[tuple[int, ...]]
    origin: tuple[float, ...] = (0.0, 0.0, 0.0)

    def levels(self) -> list[np.ndarray]:
        finest = places(self.shape, self.resolution, self.origin)
        return [self.mean(finest, factors) for factors in self.factors]

    def mean(self, array: np.ndarray, factors: tuple[int, ...]) -> np.ndarray:
        for axis, factor in enumerate(factors):
            count = array.shape[axis] // factor
            kept = array.take(range(count * factor), axis)
            array = kept.reshape(*kept.shape[:axis], count, factor, *kept.shape[axis + 1 :]).mean(axis + 1)
        return array


def places(shape: tuple[int, ...], scale: Any, translation: Any) -> np.ndarray:
    """What an image holds whose elements are so far apart, and of which the first lies there."""
    axes = [weight * (t + s * np.arange(n)) for weight, n, s, t in zip(WEIGHTS, shape, scale, translation, strict=True)]
    return sum(np.ix_(*axes))


@dataclass
class Image:
    """A group of levels s0, s1, ... as a convention has it: attributes of it, of groups above, and of its levels."""

    path: str
    pyramid: Pyramid
    unit: str | None
    groups: dict[str, dict[str, Any]]
    levels: list[dict[str, Any]]


def images() -> dict[str, list[Image]]:
    """Containers by the names of their conventions; lists of N5 begin with x."""
    cells = Pyramid((10, 52, 76), (0.2, 0.097, 0.097), [(1, 1, 1), (1, 2, 2), (2, 4, 4), (4, 8, 8)])
    tissue = Pyramid((12, 40, 33), (2.0, 0.406, 0.406), [(1, 1, 1), (2, 4, 4)])
    block = Pyramid((21, 40, 38), (5.24, 4.0, 4.0), [(1, 1, 1), (2, 2, 2), (4, 4, 4)], (15.72, 400.0, 8000.0))

    def reverse(numbers: Any) -> list[Any]:
        return list(numbers)[::-1]

    def factors(pyramid: Pyramid) -> list[list[int]]:
        return [reverse(level) for level in pyramid.factors]

    def each(pyramid: Pyramid, attributes: dict[str, Any]) -> list[dict[str, Any]]:
        return [attributes | {"downsamplingFactors": level} for level in factors(pyramid)]

    def size(pyramid: Pyramid, unit: str) -> dict[str, Any]:
        return {"pixelResolution": {"unit": unit, "dimensions": reverse(pyramid.resolution)}}

    plain = [{} for _ in cells.factors]
    made = {
        "N5 Viewer, at the channels": [
            Image(name, cells, "micrometer", {name: size(cells, "um")}, [{}, *each(cells, {})[1:]]) for name in ("c0", "c1")],
        "N5 Viewer, at the arrays": [Image("raw", cells, "micrometer", {}, each(cells, size(cells, "\u00b5m")))],
        "N5 Viewer, resolution as a list": [
            Image("volumes/raw", cells, None, {}, each(cells, {"pixelResolution": reverse(cells.resolution)}))],
        "N5 Viewer, scales at the root": [
            Image("c0", cells, "nanometer", {"": {"scales": factors(cells)} | size(cells, "nm")}, plain)],
        "BigDataViewer": [
            Image(
                f"{setup}/{point}", pyramid, None,
                {
                    setup: {"downsamplingFactors": factors(pyramid), "dataType": "float64"},
                    f"{setup}/{point}": {"multiScale": True, "resolution": reverse(pyramid.resolution)},
                },
                each(pyramid, {}) if setup == "setup0" else [{} for _ in pyramid.factors])
            for setup, point, pyramid in (
                ("setup0", "timepoint0", cells), ("setup0", "timepoint1", cells), ("setup1", "timepoint0", tissue))],
    }  # fmt: skip
    for order in "C", "F":
        transforms = []
        for level in block.factors:
            scale = [r * f for r, f in zip(block.resolution, level)]
            lists = {
                "axes": list("zyx"), "units": ["nm"] * 3, "scale": scale,
                "translate": [o + (s - r) / 2 for o, s, r in zip(block.origin, scale, block.resolution)]}
            transforms.append({name: v if order == "C" else v[::-1] for name, v in lists.items()})
            # What was made before there was the field has C order.
            transforms[-1] |= {"order": "F"} if order == "F" else {}
        group = size(block, "nm") | {
            "axes": list("xyz"), "units": ["nm"] * 3, "scales": factors(block),
            "multiscales": [{"name": "", "datasets": [
                {"path": f"s{n}", "transform": transform} for n, transform in enumerate(transforms)]}]}
        levels = [
            {"transform": transform, "pixelResolution": {"unit": "nm", "dimensions": [s for s in reverse(transform["scale"])]}}
            for transform in transforms]
        made[f"COSEM, order {order}"] = [Image("em/fibsem", block, "nanometer", {"em/fibsem": group}, levels)]
    return made


# Makers

def z5py(root: Path, job: dict[str, Any]) -> None:
    import z5py as module

    file = module.N5File(str(root), mode="a")
    for path, attributes in job["groups"].items():
        group = file.require_group(path) if path else file
        for name, value in attributes.items():
            group.attrs[name] = value
    for path, array in job["arrays"].items():
        dataset = file.create_dataset(path, data=np.load(array["file"]), chunks=tuple(array["blocks"]), compression="gzip")
        for name, value in array["attributes"].items():
            dataset.attrs[name] = value


def zarr2(root: Path, job: dict[str, Any]) -> None:
    import numcodecs
    import zarr
    from zarr.n5 import N5Store

    top = zarr.open_group(N5Store(str(root)), mode="a")
    for path, attributes in job["groups"].items():
        (top.require_group(path) if path else top).attrs.update(attributes)
    for path, array in job["arrays"].items():
        data = np.load(array["file"])
        dataset = top.create_dataset(path, data=data, chunks=tuple(array["blocks"]), compressor=numcodecs.GZip(5), fill_value=0)
        dataset.attrs.update(array["attributes"])


class Multiscales:
    def __init__(self, program: Path, folder: Path, v2: Path) -> None:
        self.program, self.folder, self.v2 = program, folder, v2
        self.number = 0

    def run(self, *words: Any, status: int = 0) -> str:
        done = subprocess.run([str(word) for word in (self.program, *words)], capture_output=True, text=True, check=False)
        if done.returncode != status:
            raise AssertionError(f"{words[0]} ended with {done.returncode}: {done.stderr.strip()[-300:]} {done.stdout[-300:]}")
        assert done.stderr == "", f"{words[0]} says to no terminal: {done.stderr[-300:]}"
        return done.stdout

    def new(self, suffix: str) -> Path:
        self.number += 1
        return self.folder / f"{self.number}{suffix}"

    def make(self, maker: str, container: list[Image]) -> Path:
        root = self.new(".n5")
        job: dict[str, Any] = {"groups": {"": {}}, "arrays": {}}
        for image in container:
            job["groups"] |= {image.path: {}} | image.groups
            for number, (level, attributes) in enumerate(zip(image.pyramid.levels(), image.levels, strict=True)):
                file = self.new(".npy")
                np.save(file, level)
                # Those of small levels end with the array, as who makes them says, or reach beyond it.
                blocks = [min(b, n) for b, n in zip(BLOCKS, level.shape)] if maker == "z5py" else list(BLOCKS)
                job["arrays"][f"{image.path}/s{number}"] = {"file": str(file), "blocks": blocks, "attributes": attributes}
        if maker == "z5py":
            z5py(root, job)
            return root
        done = subprocess.run(
            [self.v2, __file__, root], input=json.dumps(job), capture_output=True, text=True, check=False,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"})
        assert done.returncode == 0, done.stderr[-400:]
        return root

    # Judges

    def is_ome(self, root: Path, image: Image) -> Any:
        """A valid image of OME-Zarr 0.5 whose levels lie where their elements say."""
        import zarr
        from ome_zarr_models.v05 import Image as Model

        group = zarr.open_group(root, path=image.path, mode="r")
        model = Model.from_zarr(group)
        said = model.ome_attributes.multiscales[0]
        assert model.ome_attributes.version == "0.5" and len(model.ome_attributes.multiscales) == 1
        axes = [(axis.name, axis.type, axis.unit) for axis in said.axes]
        assert axes == [(name, "space", image.unit) for name in "zyx"], axes
        levels = image.pyramid.levels()
        assert [dataset.path for dataset in said.datasets] == [f"s{number}" for number in range(len(levels))]
        for level, factors, dataset in zip(levels, image.pyramid.factors, said.datasets, strict=True):
            array = group[dataset.path]
            assert np.array_equal(array[...], level), f"{image.path}/{dataset.path}: other elements"
            scale, translation = (list(getattr(t, t.type)) for t in dataset.coordinateTransformations)
            self.is_placed(f"{image.path}/{dataset.path}", level, scale, translation)
            wanted = [r * f for r, f in zip(image.pyramid.resolution, factors)]
            # An axis of one element does not show its distance.
            assert np.allclose(scale, wanted, rtol=1e-12), f"{image.path}/{dataset.path}: scale {scale} instead of {wanted}"
        return group.attrs["ome"]

    def is_placed(self, name: str, level: np.ndarray, scale: Any, translation: Any) -> None:
        expected = places(level.shape, scale, translation)
        assert np.allclose(level, expected, rtol=1e-9, atol=1e-6), f"{name} does not lie at {translation} by {scale}"

    def is_n5(self, root: Path, image: Image) -> None:
        """What the readers of COSEM and of N5 Viewer find: the same image."""
        import z5py as module

        file = module.N5File(str(root), mode="r")
        for number, (level, factors) in enumerate(zip(image.pyramid.levels(), image.pyramid.factors, strict=True)):
            name = f"{image.path}/s{number}"
            array = file[name]
            assert np.array_equal(array[...], level), f"{name}: other elements"
            transform = array.attrs["transform"]
            assert transform["axes"] == list("zyx") and "order" not in transform, transform
            symbol = {"nanometer": "nm", "micrometer": "um", None: ""}[image.unit]
            assert transform["units"] == [symbol] * 3, transform
            self.is_placed(name, level, transform["scale"], transform["translate"])
            # In N5 Viewer the finest level begins at 0, and each lies in the middle of what it is the mean of.
            resolution = np.array(array.attrs["pixelResolution"]["dimensions"][::-1])
            assert array.attrs["pixelResolution"]["unit"] == (symbol or "pixel")
            said = array.attrs["downsamplingFactors"][::-1]
            assert said == list(factors), f"{name}: {said} instead of {factors}"
            middle = resolution * (np.array(said) - 1) / 2 + image.pyramid.origin
            self.is_placed(name, level, resolution * said, middle)

    def equal(self, left: Path, right: Path) -> None:
        digests = [self.run("checksum", path).split()[0] for path in (left, right)]
        assert digests[0] == digests[1], digests
        self.run("diff", left, right, "--no-attributes")

    # Tests

    def convention(self, maker: str, container: list[Image]) -> None:
        import zarr

        root = self.make(maker, container)
        sharded, back, again = self.new(".zarr"), self.new(".n5"), self.new(".zarr")
        self.run("copy", root, sharded, "--format", "zarr3", "--shards", ",".join(map(str, SHARDS)))
        said = [self.is_ome(sharded, image) for image in container]
        for image in container:
            for number, level in enumerate(image.pyramid.levels()):
                array = zarr.open_array(sharded, path=f"{image.path}/s{number}", mode="r")
                # A level that ends within a shard is one.
                fits = [s == wanted or s >= n for s, wanted, n in zip(array.shards, SHARDS, level.shape, strict=True)]
                assert all(fits), f"{image.path}/s{number}: shards of {array.shards}"
                for name, value in image.levels[number].items():
                    assert array.attrs[name] == value, f"{name} of {image.path}/s{number} is lost"
            for path, attributes in image.groups.items():
                group = zarr.open_group(sharded, path=path, mode="r")
                assert {name: group.attrs[name] for name in attributes} == attributes, f"attributes of \"{path}\""
        self.equal(root, sharded)
        self.run("copy", sharded, back, "--format", "n5")
        for image in container:
            self.is_n5(back, image)
        self.equal(root, back)
        self.run("copy", back, again, "--format", "zarr3")
        for image, before in zip(container, said):
            after = self.is_ome(again, image)
            assert before == after, f"{after} instead of {before}"
        # What is not asked for is left as it is.
        plain = self.new(".zarr")
        self.run("copy", root, plain, "--format", "zarr3", "--no-multiscales")
        assert all("ome" not in zarr.open_group(plain, path=image.path, mode="r").attrs for image in container)

    def named_by_numbers(self) -> None:
        """An image of OME-Zarr as most write it, to N5, where levels are s0, s1, ..."""
        import zarr

        pyramid = images()["BigDataViewer"][2].pyramid
        root, converted = self.new(".zarr"), self.new(".n5")
        group = zarr.open_group(root, mode="w", zarr_format=3)
        datasets = []
        for number, (level, factors) in enumerate(zip(pyramid.levels(), pyramid.factors, strict=True)):
            array = group.create_array(str(number), shape=level.shape, dtype="f8", chunks=BLOCKS, dimension_names=list("zyx"))
            array[...] = level
            scale = [r * f for r, f in zip(pyramid.resolution, factors)]
            middle = [(s - r) / 2 for s, r in zip(scale, pyramid.resolution)]
            datasets.append({"path": str(number), "coordinateTransformations": [
                {"type": "scale", "scale": scale}, {"type": "translation", "translation": middle}]})
        axes = [{"name": name, "type": "space", "unit": "micrometer"} for name in "zyx"]
        group.attrs["ome"] = {"version": "0.5", "multiscales": [{"axes": axes, "datasets": datasets}]}
        self.run("copy", root, converted / "image", "--format", "n5")
        self.is_n5(converted, Image("image", pyramid, "micrometer", {}, [{}, {}]))

    def new_user(self) -> None:
        """Looks at a container of z5py, converts it, and verifies the copy."""
        container = images()["N5 Viewer, at the channels"]
        root, sharded = self.make("z5py", container), self.new(".zarr")
        tree = self.run("tree", root)
        assert all(name in tree for name in ("c0", "c1", "s3", "(10, 26, 38) float64")), tree
        facts = self.run("info", root / "c0/s1")
        # The axes as NumPy has them, and as the tools of N5 show them.
        assert "(10, 26, 38)" in facts and "38 x 26 x 10, blocks of 16 x 16 x 4" in facts, facts
        self.run("copy", root, sharded, "--format", "zarr3", "--shards", "8,32,32")
        assert "[z, y, x]" in self.run("tree", sharded)
        for image in container:
            self.is_ome(sharded, image)
        digest = self.run("checksum", root).split()[0]
        self.run("checksum", sharded, "--verify", digest)
        self.run("diff", root, sharded, "--no-attributes")
        # What was added is told.
        assert "attributes.ome" in self.run("diff", root, sharded, status=1)

    def progress(self) -> None:
        """Is shown at a terminal only, where the work takes longer than a moment."""
        root = self.new(".n5")
        file = self.new(".npy")
        np.save(file, np.random.default_rng(1).random((24, 256, 256)))
        z5py(root, {"groups": {}, "arrays": {"a": {"file": str(file), "blocks": [4, 64, 64], "attributes": {}}}})
        words = ["--format", "zarr3", "--shards", "8,128,128", "--codecs", "lzma:6"]
        shown, seconds = self.at_terminal("copy", root, self.new(".zarr"), *words)
        if seconds > 2:
            assert "%" in shown and "left" in shown, f"nothing is shown in {seconds:.1f} s: {shown}"
            assert shown.endswith("\r\x1b[K"), "the line stays"
        self.run("copy", root, self.new(".zarr"), *words)

    def at_terminal(self, *words: Any) -> tuple[str, float]:
        """What a command writes to standard error where that is a terminal, and how long it takes."""
        ours, its = pty.openpty()
        started = time.monotonic()
        with subprocess.Popen([str(word) for word in (self.program, *words)], stdout=subprocess.DEVNULL, stderr=its) as process:
            os.close(its)
            shown = b""
            while True:
                try:
                    part = os.read(ours, 1 << 16)
                except OSError:  # Linux says so of a terminal whose other end is closed.
                    break
                if not part:
                    break
                shown += part
        os.close(ours)
        assert process.returncode == 0, shown[-300:]
        return shown.decode(), time.monotonic() - started


def judge(program: Path, folder: Path, v2: Path) -> list[tuple[str, str | None]]:
    multiscales = Multiscales(program, folder, v2)
    tests: list[tuple[str, Callable[[], None]]] = [
        (f"{name}, made by {maker}", lambda maker=maker, container=container: multiscales.convention(maker, container))
        for name, container in images().items()
        for maker in ("z5py", "zarr2")
        if maker == "z5py" or v2.exists()]
    tests += [(test.__name__, test) for test in (multiscales.named_by_numbers, multiscales.new_user, multiscales.progress)]
    results: list[tuple[str, str | None]] = []
    for name, test in tests:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                test()
            results.append((name, None))
        except Exception as error:  # Whatever it is, the image is not the same for all.
            results.append((name, " ".join(f"{type(error).__name__}: {error}".split())))
    return results


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    zarr2(Path(sys.argv[1]), json.loads(sys.stdin.read()))

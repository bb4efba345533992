"""Random arrays as data: one seed and one number make one document, the writes to it and the values that must be read.

python random_cases.py SEED INDEX ...    prints them
"""

from __future__ import annotations

import base64
import itertools
import json
import math
import random
import sys
from dataclasses import dataclass
from typing import Any

import numpy as np

import cases
from cases import NARROW, SMALL, Json, named

#: peer, format, how many of a hundred arrays
PEERS = [
    ("zarr3", 3, 34),
    ("zarr3", 2, 14),
    ("zarr2", 2, 15),
    ("tensorstore", 3, 21),
    ("tensorstore", 2, 6),
    ("zarrs", 3, 10),
]

UNITS = ["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as"]


@dataclass(frozen=True)
class Kind:
    """A data type in everybody's words, and its fill value."""

    label: str
    #: what numpy.dtype takes, little-endian and packed
    numpy: Any
    v2: Json
    v3: Json
    fill: tuple[Json, Any]
    #: filters that Zarr v2 needs, or the array-to-bytes codec of Zarr v3, where it is not `bytes`
    needs: Json = None


@dataclass(frozen=True)
class RandomCase(cases.Case):
    """One array with its writes."""

    peer: str = ""
    label: str = ""
    codecs: tuple[str, ...] = ()
    #: region and seed of each write; no seed: the fill value
    writes: tuple[tuple[tuple[slice, ...], int | None], ...] = ()
    #: chunks that are taken away at the end
    deleted: tuple[tuple[int, ...], ...] = ()
    #: whether a codec gives back other values than it got: then the peer says which
    lossy: bool = False

    @property
    def is_bytes(self) -> bool:
        return self.label == "bytes"

    def fill_scalar(self) -> Any:
        return (self.fill or b"") if self.is_bytes else super().fill_scalar()

    def region(self) -> tuple[slice, ...]:
        return tuple(slice(0, n) for n in self.shape)

    def values_of(self, region: tuple[slice, ...], seed: int | None) -> np.ndarray:
        shape = tuple(len(range(*s.indices(n))) for s, n in zip(region, self.shape))
        if seed is not None:
            return random_values(np.dtype(self.dtype), self.values, shape, np.random.RandomState(seed), self.is_bytes)
        return self.filled(shape)

    def filled(self, shape: tuple[int, ...]) -> np.ndarray:
        if self.is_string:
            result = np.empty(shape, object)
            result.fill(self.fill_scalar())
            return result
        kind = np.dtype(self.dtype)
        unit = self.fill if self.fill is not None else bytes(kind.itemsize)
        return np.frombuffer(unit * math.prod(shape), kind).reshape(shape).copy()

    def expected(self) -> np.ndarray:
        full = self.filled(self.shape)
        for region, seed in self.writes:
            full[region] = self.values_of(region, seed)
        for place in self.deleted:
            region = tuple(slice(*edges[p]) for edges, p in zip(chunk_edges(self.document), place))
            full[region] = self.filled(full[(*region, ...)].shape)
        return full

    def deleted_keys(self) -> list[str]:
        return [chunk_key(self.document, place) for place in self.deleted]


def chunk_edges(document: dict[str, Json]) -> list[list[tuple[int, int]]]:
    """Where the chunks of each axis begin and end; those beyond the array, too."""
    shape = document["shape"]
    grid = document.get("chunk_grid") or named("regular", chunk_shape=document.get("chunks"))
    result = []
    for axis, extent in enumerate(shape):
        if grid["name"] == "regular":
            size: Json = grid["configuration"]["chunk_shape"][axis]
        else:
            size = grid["configuration"]["chunk_shapes"][axis]
        if isinstance(size, int):
            result.append([(a, a + size) for a in range(0, extent, size)])
            continue
        edges, place = [], 0
        for item in size:
            for each in [item] if isinstance(item, int) else [item[0]] * item[1]:
                edges.append((place, place + each))
                place += each
        result.append([pair for pair in edges if pair[0] < extent])
    return result


def chunk_key(document: dict[str, Json], place: tuple[int, ...]) -> str:
    if document["zarr_format"] == 2:
        return document.get("dimension_separator", ".").join(map(str, place)) or "0"
    encoding = document["chunk_key_encoding"]
    separator = encoding.get("configuration", {}).get("separator", "/" if encoding["name"] == "default" else ".")
    if encoding["name"] == "default":
        return separator.join(["c", *map(str, place)])
    return separator.join(map(str, place)) or "0"


# Values


def random_values(
    kind: np.dtype, how: str, shape: tuple[int, ...], rng: np.random.RandomState, is_bytes: bool
) -> np.ndarray:
    size = math.prod(shape)
    if is_bytes:
        result = np.empty(size, object)
        for i in range(size):
            result[i] = rng.bytes(int(rng.randint(0, 9)) * int(rng.randint(0, 3)))
        return result.reshape(shape)
    if kind.names:
        result = np.zeros(shape, kind)
        for name in kind.names:
            base, inner = kind[name].subdtype or (kind[name], ())
            result[name] = random_values(base, "bits", shape + inner, rng, False)
        return result
    if kind.name in NARROW or kind.name in SMALL:
        raw = np.frombuffer(rng.bytes(size * kind.itemsize), "u1") & ((1 << NARROW.get(kind.name, 8)) - 1)
        return np.frombuffer(raw.astype("u1").tobytes(), kind).reshape(shape).copy()
    if kind.kind == "S":
        return np.frombuffer(rng.bytes(size * kind.itemsize), kind).reshape(shape).copy()
    if kind.kind == "U":
        points = np.frombuffer(rng.bytes(4 * size * (kind.itemsize // 4)), "<u4") % 0xD800
        return np.frombuffer((points * (points % 5 != 0)).astype("<u4").tobytes(), kind).reshape(shape).copy()
    if kind.kind in "mM":
        return (np.frombuffer(rng.bytes(size * 8), "<i8") >> int(rng.randint(0, 40))).view(kind).reshape(shape).copy()
    if how == "tame":
        numbers = np.frombuffer(rng.bytes(size * 2), "<i2").astype("f8") / (4 if kind.kind == "f" else 512)
        return (abs(numbers) if kind.kind == "u" else numbers).astype(kind).reshape(shape)
    return cases.make_values(kind, how, shape, int(rng.randint(1 << 31)))


# Types


class Draw(random.Random):
    """Dice."""

    def flip(self, percent: float) -> bool:
        return self.random() * 100 < percent

    def number(self, low: int, high: int) -> int:
        return self.randint(low, high)


def float_json(value: float) -> Json:
    return (
        "NaN" if value != value else "Infinity" if value == math.inf else "-Infinity" if value == -math.inf else value
    )


def numeric(draw: Draw, label: str, format: int = 2) -> Kind:
    dtype, v3 = cases.NUMERIC[label]
    kind = np.dtype(dtype)

    def packed(value: Any) -> bytes:
        return np.array(value, kind).tobytes()

    def real(kind: np.dtype) -> float:
        info = np.finfo(kind)
        with np.errstate(all="ignore"):
            some = float(np.array(draw.uniform(-1000, 1000), kind))
        return draw.choice([0.0, -0.0, 1.5, some, some, math.nan, math.inf, -math.inf, float(info.max), float(info.min),
                            float(info.tiny), float(info.smallest_subnormal)])  # fmt: skip

    if kind.kind == "b":
        value = draw.flip(50)
        fill = (value, packed(value))
    elif kind.kind in "iu":
        info = np.iinfo(kind)
        value = draw.choice([0, 0, 1, int(info.min), int(info.max), draw.number(int(info.min), int(info.max))])
        fill = (value, packed(value))
    elif kind.kind == "f":
        value = real(kind)
        fill = (float_json(value), packed(value))
        if format == 3 and draw.flip(30) and math.isnan(value):
            bits = int.from_bytes(packed(math.nan), "little") | 1
            fill = (f"0x{bits:0{2 * kind.itemsize}x}", bits.to_bytes(kind.itemsize, "little"))
    else:
        half = np.dtype(f"<f{kind.itemsize // 2}")
        pair = [real(half), real(half)]
        fill = ([float_json(v) for v in pair], np.array(pair, half).tobytes())
    return Kind(label, dtype, dtype, v3, fill)


def small(draw: Draw, label: str) -> Kind:
    kind = np.dtype(label)
    value: Json = draw.choice({"int2": [0, 1, -2], "int4": [0, 7, -8]}.get(label, [1.0, 2.0, 0.5]))
    return Kind(label, label, label, label, (value, np.array(value, kind).tobytes()))


def fixed_bytes(draw: Draw) -> Kind:
    n = draw.number(1, 9)
    raw = draw.choice([b"", b"a", b"x\0y", b"\xff" * n])[:n].rstrip(b"\0")
    full = raw.ljust(n, b"\0")
    b64 = base64.b64encode
    return Kind("S", f"|S{n}", f"|S{n}", named("null_terminated_bytes", length_bytes=n),
                ({2: b64(full).decode(), 3: b64(raw).decode()}, full))  # fmt: skip


def fixed_text(draw: Draw) -> Kind:
    n = draw.number(1, 6)
    text = draw.choice(["", "é", "漢😀", "abcdef"])[:n]
    return Kind(
        "U",
        f"<U{n}",
        f"<U{n}",
        named("fixed_length_utf32", length_bytes=4 * n),
        (text, np.array(text, f"<U{n}").tobytes()),
    )


def raw_bits(draw: Draw) -> Kind:
    n = draw.number(1, 9)
    raw = bytes(draw.randrange(256) for _ in range(n))
    if draw.flip(40):
        return Kind("r*", f"|V{n}", f"|V{n}", f"r{8 * n}", ({2: base64.b64encode(raw).decode(), 3: list(raw)}, raw))
    return Kind("V", f"|V{n}", f"|V{n}", named("raw_bytes", length_bytes=n), (base64.b64encode(raw).decode(), raw))


def moment(draw: Draw) -> Kind:
    letter, unit = draw.choice("mM"), draw.choice(UNITS)
    scale = draw.choice([1, 1, 1, 10, 25])
    value = draw.choice([0, 1, -1, -(2**63), draw.number(-(2**62), 2**62)])
    code = f"<{letter}8[{'' if scale == 1 else scale}{unit}]"
    name = "numpy.datetime64" if letter == "M" else "numpy.timedelta64"
    fill: Json = "NaT" if value == -(2**63) and draw.flip(50) else value
    return Kind(letter + "8", code, code, named(name, unit=unit, scale_factor=scale),
                ({2: value, 3: fill}, value.to_bytes(8, "little", signed=True)))  # fmt: skip


def record(draw: Draw, depth: int = 0) -> Kind:
    parts: list[tuple[str, Kind]] = []
    for number in range(draw.number(1, 4)):
        make = draw.choice(["number"] * 6 + ["S", "U", "time", "record" if depth == 0 else "number"])
        if make == "number":
            part = numeric(draw, draw.choice(list(cases.NUMERIC)))
        else:
            part = {"S": fixed_bytes, "U": fixed_text, "time": moment}.get(make, lambda d: record(d, 1))(draw)
        parts.append((draw.choice(["a", "b", "größe", "f x", "x.y"]) + str(number), part))
    legacy = depth == 0 and draw.flip(25)
    packed = b"".join(k.fill[1] for _, k in parts)

    def ordered(code: Json) -> Json:
        if isinstance(code, str) and code[0] == "<" and draw.flip(30):
            return ">" + code[1:]
        return code

    v2 = [[name, ordered(kind.v2)] for name, kind in parts]
    if legacy:
        v3 = named("structured", fields=[[name, kind.v3] for name, kind in parts])
        fill3: Json = base64.b64encode(packed).decode()
    else:
        v3 = named("struct", fields=[{"name": name, "data_type": kind.v3} for name, kind in parts])
        fill3 = {name: fill_in(kind, 3) for name, kind in parts}
    numpy = [(name, kind.numpy) for name, kind in parts]
    stored = np.frombuffer(packed, np.dtype(numpy)).astype(cases.as_fields(v2)).tobytes()
    return Kind("struct", numpy, v2, v3, ({2: base64.b64encode(stored).decode(), 3: fill3}, packed))


def fill_in(kind: Kind, format: int) -> Json:
    value = kind.fill[0]
    return value[format] if isinstance(value, dict) and set(value) == {2, 3} else value


def text(draw: Draw) -> Kind:
    fill = draw.choice(["", "none", "漢字"])
    return Kind("string", "O", "|O", "string", (fill, fill), {2: [{"id": "vlen-utf8"}], 3: named("vlen-utf8")})


def byte_strings(draw: Draw) -> Kind:
    return Kind(
        "bytes", "O", "|O", "variable_length_bytes", ("", b""), {2: [{"id": "vlen-bytes"}], 3: named("vlen-bytes")}
    )


def draw_kind(draw: Draw, peer: str, format: int) -> Kind:
    if peer == "tensorstore":
        label = draw.choice(list(cases.NUMERIC) + SMALL if draw.flip(60) else list(cases.NUMERIC))
        return small(draw, label) if label in SMALL else numeric(draw, label, format)
    if peer == "zarrs" or draw.flip(62):
        return numeric(draw, draw.choice(list(cases.NUMERIC)), format)
    return draw.choice([fixed_bytes, fixed_text, raw_bits, moment, moment, record, record, text, text, byte_strings])(
        draw
    )


# Codecs


def has_order(kind: Kind) -> bool:
    """Whether a byte order can matter to the elements."""
    dtype = np.dtype(kind.numpy)
    if dtype.names:
        return True
    return kind.numpy != "O" and dtype.kind not in "Sb" and dtype.type is not np.void and (dtype.itemsize > 1)


def blosc_settings(draw: Draw) -> dict[str, Json]:
    return {"cname": draw.choice(["lz4", "lz4hc", "blosclz", "zstd", "zlib"]), "clevel": draw.number(0, 9),
            "blocksize": draw.choice([0, 0, 0, 64, 256, 4096])}  # fmt: skip


def byte_codec(draw: Draw, peer: str, format: int, size: int, first: bool) -> dict[str, Json]:
    """A random codec from bytes to bytes, as an object with `id` (Zarr v2) or `name` and `configuration`."""
    core = ["blosc", "zstd", "gzip"] + (["crc32c", "crc32c"] if format == 3 else ["zlib", "bz2"])
    numcodecs = ["zlib", "bz2", "lz4", "lzma", "shuffle", "crc32", "adler32", "crc32c", "fletcher32", "jenkins_lookup3",
                 "base64", "blosc", "gzip", "zstd"]  # fmt: skip
    if format == 3:
        numcodecs.remove("base64")
    if peer in ("tensorstore", "zarrs"):
        numcodecs = ["zlib", "bz2", "shuffle"] if peer == "zarrs" else []
    if not first:
        # Only whole elements can be shuffled.
        numcodecs = [id for id in numcodecs if id != "shuffle"]
    id = draw.choice(core if not numcodecs or draw.flip(50) else numcodecs)
    as_numcodecs = id not in core or (len(numcodecs) > 3 and id != "crc32c" and draw.flip(20))
    settings: dict[str, Json] = {}
    if id == "blosc":
        settings = blosc_settings(draw)
        shuffle = draw.number(0, 2)
        if format == 3 and not as_numcodecs:
            settings |= {"shuffle": ["noshuffle", "shuffle", "bitshuffle"][shuffle]}
            if shuffle or draw.flip(50):
                settings["typesize"] = size if draw.flip(80) else draw.number(1, 16)
        else:
            settings["shuffle"] = shuffle if draw.flip(80) or peer == "tensorstore" and format == 3 else -1
    elif id == "zstd":
        settings = {"level": draw.number(-5, 12)}
        if format == 3 and not as_numcodecs:
            settings["checksum"] = draw.flip(50)
    elif id in ("gzip", "zlib"):
        settings = {"level": draw.number(0, 9)}
    elif id == "bz2":
        settings = {"level": draw.number(1, 9)}
    elif id == "lz4":
        settings = {"acceleration": draw.number(1, 12)}
    elif id == "lzma":
        settings = {
            "format": 1,
            "check": draw.choice([-1, 0, 1, 4]),
            "preset": draw.choice([None, 0, 3]),
            "filters": None,
        }
        if draw.flip(20):
            settings |= {"format": 2, "check": -1}
    elif id == "shuffle":
        settings = {"elementsize": size}
    elif id in ("crc32", "adler32") and draw.flip(30):
        settings = {"location": draw.choice(["start", "end"])}
    elif id == "crc32c" and as_numcodecs and draw.flip(30):
        settings = {"location": draw.choice(["start", "end"])}
    elif id == "jenkins_lookup3":
        settings = {"initval": draw.choice([0, 0, 7]), "prefix": None}
    if format == 2:
        return {"id": id} | settings
    if as_numcodecs:
        return {"name": "numcodecs." + id, "configuration": settings}
    return named(id, **settings)


def number_codec(
    draw: Draw, kind: Kind, peer: str, format: int, stored: str
) -> tuple[dict[str, Json], str, bool] | None:
    """A codec that computes: its object, the values that it bears, and whether it changes them."""
    dtype = np.dtype(kind.numpy)
    if peer in ("tensorstore", "zarrs") or dtype.names or dtype.kind not in "iuf":
        return None
    choices = ["delta", "delta"]
    if dtype.kind == "f":
        choices += ["quantize", "fixedscaleoffset", "astype"]
        # numcodecs rounds the bits of big-endian numbers as if they were little-endian.
        choices += ["bitround"] * (stored[0] == "<")
    else:
        choices += ["fixedscaleoffset", "astype"] if dtype.itemsize <= 4 else []
    if format == 3:
        choices += ["scale_offset", "cast_value"]
    id = draw.choice(choices)
    order = stored[0]
    if id == "delta":
        settings: dict[str, Json] = {"dtype": stored}
        if draw.flip(30) and dtype.kind == "i" and dtype.itemsize < 8:
            settings["astype"] = f"{order.replace('|', '<')}i8"
            return wrap(id, settings, format), "small", False
        # What is not a number stays in the sums of floats, also from the fill beyond an edge.
        return wrap(id, settings, format), "small" if dtype.kind == "f" else "bits", dtype.kind == "f"
    if id == "bitround":
        return wrap(id, {"keepbits": draw.number(1, {2: 10, 4: 23, 8: 52}[dtype.itemsize])}, format), "tame", True
    if id == "quantize":
        return wrap(id, {"digits": draw.number(0, 4), "dtype": stored}, format), "tame", True
    if id == "fixedscaleoffset":
        # What becomes of numbers below an unsigned zero is up to the processor.
        offset = 0 if dtype.kind == "u" else draw.choice([0, -40, 10])
        settings = {"offset": offset, "scale": draw.choice([1, 2, 10]), "dtype": stored}
        if dtype.kind == "f":
            settings["astype"] = draw.choice(["<i4", "<i8"])
        return wrap(id, settings, format), "small" if dtype.kind == "u" else "tame", True
    if id == "astype":
        other = {"f": "<f8" if dtype.itemsize < 8 else "<f4", "i": "<i8", "u": "<u8"}[dtype.kind]
        return wrap(id, {"encode_dtype": other, "decode_dtype": stored}, format), "tame", True
    if id == "scale_offset":
        if dtype.kind == "f":
            settings = {"offset": draw.choice([0.0, 10.5, -3.25]), "scale": draw.choice([1.0, 0.5, 10.0])}
        else:
            settings = {
                "offset": draw.choice([0, 0, 1]) if dtype.kind == "u" else draw.choice([0, -3, 2]),
                "scale": draw.choice([1, 2, 3]),
            }
            return named(id, **settings), "small", True
        return named(id, **settings), "tame", True
    target = draw.choice({"f": ["float32", "float64", "int32", "int64"], "i": ["int32", "int64", "float64"],
                          "u": ["uint32", "uint64", "float64"]}[dtype.kind])  # fmt: skip
    rounding = draw.choice(["nearest-even", "towards-zero", "towards-positive", "towards-negative", "nearest-away"])
    return named(id, data_type=target, rounding=rounding, out_of_range="clamp"), "tame", True


def wrap(id: str, settings: dict[str, Json], format: int) -> dict[str, Json]:
    return {"id": id} | settings if format == 2 else {"name": "numcodecs." + id, "configuration": settings}


# Arrays


def draw_shape(draw: Draw) -> tuple[list[int], list[int]]:
    rank = draw.choices(range(6), [4, 25, 35, 20, 10, 6])[0]
    most = [0, 60, 13, 7, 5, 4][rank]
    shape = [0 if draw.flip(2) else draw.number(1, most) for _ in range(rank)]
    chunks = [max(1, min(draw.number(1, n + 2), draw.number(1, n + 2) if draw.flip(50) else n + 2)) for n in shape]
    return shape, chunks


def draw_region(draw: Draw, shape: list[int], steps: bool) -> tuple[slice, ...]:
    region = []
    for n in shape:
        if n == 0:
            region.append(slice(0, 0))
            continue
        start = draw.number(0, n - 1)
        region.append(slice(start, draw.number(start + 1, n), 1))
    if steps and draw.flip(25) and region:
        axis = draw.randrange(len(region))
        region[axis] = slice(region[axis].start, region[axis].stop, draw.number(2, 3))
    return tuple(region)


def draw_case(seed: int, index: int) -> RandomCase:
    """The case of a seed and a number: the same in every Python."""
    draw = Draw(f"{seed}:{index}")
    peer, format, _ = draw.choices(PEERS, [weight for *_, weight in PEERS])[0]
    kind = draw_kind(draw, peer, format)
    shape, chunks = draw_shape(draw)
    make = draw_v2 if format == 2 else draw_v3
    document, values, lossy, codecs = make(draw, peer, kind, shape, chunks)
    fill: Any = kind.fill[1]
    if lossy:
        # One that every codec can store and bring back, and that no chunk holds alone: some peers store those, too.
        document["fill_value"], fill = 7, np.array(7, kind.numpy).tobytes()
    # zarr-python 2 cannot write byte strings as a fill value.
    if format == 2 and (
        draw.flip(6) and kind.numpy != "O" and peer != "tensorstore" or peer == "zarr2" and kind.label == "bytes"
    ):
        document["fill_value"] = None
        fill = None
    whole = tuple(slice(0, n) for n in shape)
    writes: list[tuple[tuple[slice, ...], int | None]] = []
    deleted: list[tuple[int, ...]] = []
    if not shape or lossy or fill is None:
        if lossy or fill is None or draw.flip(85):
            writes.append((whole, draw.randrange(1 << 31)))
    else:
        if draw.flip(70):
            writes.append((whole, draw.randrange(1 << 31)))
        for _ in range(draw.choice([0, 0, 0, 1, 2, 3])):
            writes.append(
                (draw_region(draw, shape, peer != "zarrs"), None if draw.flip(15) else draw.randrange(1 << 31))
            )
    if fill is not None and not lossy and draw.flip(15) and all(shape):
        deleted.append(tuple(draw.randrange(len(edges)) for edges in chunk_edges(document)))
    if kind.label == "float8_e8m0fnu":
        # tensorstore 0.1.86 reads half of a fill value's bits.
        writes, deleted = [(whole, draw.randrange(1 << 31))], []
    if 0 in shape:
        writes = []
    return RandomCase(
        id=str(index), format=format, dtype=kind.numpy, document=document, fill=fill, values=values, peer=peer,
        label=kind.label, codecs=tuple(codecs), writes=tuple(writes), deleted=tuple(deleted), lossy=lossy,
    )  # fmt: skip


def draw_v2(
    draw: Draw, peer: str, kind: Kind, shape: list[int], chunks: list[int]
) -> tuple[dict[str, Json], str, bool, list[str]]:
    stored = kind.v2
    if isinstance(stored, str) and stored[0] == "<" and draw.flip(35):
        stored = ">" + stored[1:]
    size = 1 if kind.numpy == "O" else np.dtype(kind.numpy).itemsize
    filters: list[Json] = list(kind.needs[2]) if kind.needs else []
    compressor: Json = None
    values, lossy = "bits", False
    if draw.flip(25) and (found := number_codec(draw, kind, peer, 2, stored)):
        codec, values, lossy = found
        filters.append(codec)
    elif peer != "tensorstore" and kind.label == "b1" and draw.flip(30):
        filters.append({"id": "packbits"})
    if peer != "tensorstore" and draw.flip(20):
        filters.append(byte_codec(draw, peer, 2, size, not filters))
    if draw.flip(75):
        compressor = byte_codec(draw, peer, 2, size, not filters)
        if peer == "tensorstore" and compressor["id"] == "gzip":
            compressor = {"id": "zlib", "level": 3}
    document = cases.v2(
        stored, shape=tuple(shape), chunks=tuple(chunks), filters=filters or None, compressor=compressor,
        fill=fill_in(kind, 2), order=draw.choice("CCF") if peer != "tensorstore" or len(shape) > 1 else "C", separator=draw.choice("../"),
    )  # fmt: skip
    if any(codec["id"] == "bitround" for codec in filters):
        # numcodecs mixes up the order of what it rounds.
        document["order"] = "C"
    names = [codec["id"] for codec in filters] + ([compressor["id"]] if compressor else ["none"])
    return document, values, lossy, names


def draw_v3(
    draw: Draw, peer: str, kind: Kind, shape: list[int], chunks: list[int]
) -> tuple[dict[str, Json], str, bool, list[str]]:
    names: list[str] = []
    size = 1 if kind.numpy == "O" else np.dtype(kind.numpy).itemsize
    lossy, values = False, "bits"

    def chain() -> list[Json]:
        nonlocal lossy, values
        codecs: list[Json] = []
        if shape and draw.flip(28):
            codecs.append(named("transpose", order=draw.sample(range(len(shape)), len(shape))))
        endian = draw.choice(["little", "little", "big"])
        # zarr-python forgets the byte order of what such codecs make of a single element.
        if shape and draw.flip(20) and (found := number_codec(draw, kind, peer, 3, np.dtype(kind.numpy).str)):
            codec, values, lossy = found
            codecs.append(codec)
        elif peer == "zarr3" and kind.label == "b1" and draw.flip(20):
            codecs.append({"name": "numcodecs.packbits", "configuration": {}})
        if kind.needs:
            codecs.append(kind.needs[3])
        elif has_order(kind) or lossy:
            codecs.append(named("bytes", endian=endian))
        else:
            codecs.append(named("bytes", endian=endian) if draw.flip(20) and peer != "zarrs" else named("bytes"))
        for number in range(draw.choice([0, 1, 1, 1, 2, 3])):
            plain = number == 0 and not kind.needs and not lossy and values == "bits"
            codecs.append(byte_codec(draw, peer, 3, size, plain and codecs[-1]["name"] == "bytes"))
        return codecs

    sharded = draw.flip(35)
    codecs, outer = chain(), list(chunks)
    names += [codec["name"] for codec in codecs]
    for _ in range(2 if sharded and draw.flip(12) else 1 if sharded else 0):
        inner = outer
        outer = [n * draw.number(1, 3) for n in inner]
        codecs = [cases.sharding(tuple(inner), codecs, location=draw.choice(["start", "end", "end"]),
                                 endian=draw.choice(["little", "little", "big"]), checksum=draw.flip(75))]  # fmt: skip
        names.append("sharding_indexed")
    if sharded and peer == "zarr3" and draw.flip(8):
        codecs.append(named("gzip", level=1))
    grid = named("regular", chunk_shape=outer)
    if peer == "zarr3" and shape and all(shape) and draw.flip(12):
        names.append("rectilinear")
        sizes: list[Json] = []
        for extent, unit in zip(shape, outer):
            if draw.flip(25):
                sizes.append(unit)
                continue
            edges: list[int] = []
            while sum(edges) < extent:
                edges.append(unit * draw.number(1, 3) if sharded else draw.number(1, max(1, extent)))
            if draw.flip(20):
                edges.append(unit)
            runs: list[Json] = []
            for edge, group in itertools.groupby(edges):
                count = len(list(group))
                runs += [[edge, count]] if draw.flip(50) else [edge] * count
            sizes.append(runs)
        grid = named("rectilinear", kind="inline", chunk_shapes=sizes)
    encoding = draw.choice([named("default", separator="/")] * 3 + [named("default", separator="."), named("v2", separator="."),
                            named("v2", separator="/"), named("default")])  # fmt: skip
    document = cases.v3(
        kind.v3, codecs, shape=tuple(shape), chunks=tuple(outer), fill=fill_in(kind, 3), encoding=encoding
    )
    document["chunk_grid"] = grid
    if draw.flip(15):
        # tensorstore wants other names for those that repeat, and none of no name.
        names_of = (
            ["x", "y", "time", "größe", "v"] if peer == "tensorstore" else draw.choices([None, "x", "y", ""], k=5)
        )
        document["dimension_names"] = names_of[: len(shape)]
    if draw.flip(10):
        document["attributes"] = {"n": 2**53 + 1, "s": "größe"}
    return document, values, lossy, names


def main() -> None:
    for index in sys.argv[2:]:
        case = draw_case(int(sys.argv[1]), int(index))
        print(index, case.peer, case.label, json.dumps(case.document, ensure_ascii=False))
        print("fill", case.fill, "values", case.values, "lossy", case.lossy)
        print("writes", case.writes, "deleted", case.deleted_keys())
        print(
            np.array2string(np.atleast_1d(case.expected()).view("u1"))
            if np.dtype(case.dtype).kind in "mM"
            else case.expected().tolist()
        )


if __name__ == "__main__":
    main()

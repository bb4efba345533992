"""Makes Fixtures/arithmetic: small arrays behind codecs that compute, by zarr-python.

    PYTHON2 Fixtures/arithmetic/make_stores.py zarr2      (zarr-python 2.18 with numcodecs)
    PYTHON3 Fixtures/arithmetic/make_stores.py zarr3      (zarr-python 3.4 with cast-value-rs)

Each run replaces the arrays of its writer; `expected` is what the writer itself reads back, since most of these codecs
are lossy.
"""
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import zarr

HERE = Path(__file__).resolve().parent
WRITER = sys.argv[1]
entries = []


def values(dtype, shape):
    count = int(np.prod(shape))
    ramp = np.arange(count, dtype="f8").reshape(shape)
    dtype = np.dtype(dtype)
    if dtype.kind == "b":
        return (ramp % 3 == 1).astype(dtype)
    if dtype.kind == "f":
        return (1000 + 0.37 * ramp - 0.011 * ramp**2).astype(dtype)
    if dtype.kind in "Mm":
        return (10**9 * (ramp**2).astype("i8")).view(dtype)
    return (3 * ramp - (20 if dtype.kind == "i" else 0)).astype(dtype)


def keep(id, array):
    """Lists an array with what its writer reads back."""
    (HERE / "expected").mkdir(exist_ok=True)
    found = np.asarray(array[...])
    if found.dtype.kind in "Mm":
        found = found.view(found.dtype.str[0] + "i8")
    np.save(HERE / "expected" / f"{id}.npy", np.ascontiguousarray(found.astype(found.dtype.newbyteorder("<"))))
    entries.append({"id": id, "writer": WRITER, "array": f"arrays/{id}", "expected": f"expected/{id}.npy"})


def folder(id):
    path = HERE / "arrays" / id
    shutil.rmtree(path, ignore_errors=True)
    return str(path)


def zarr2():
    import numcodecs

    def fso(**kw):
        return numcodecs.FixedScaleOffset(**kw)

    def delta(dtype, astype=None):
        return numcodecs.Delta(dtype, astype or dtype)

    zlib = numcodecs.Zlib(1)
    chains = {
        "fso-delta-shuffle": ("<f8", [
            fso(offset=1000, scale=10, dtype="<f8", astype="<i2"), delta("<i2"), numcodecs.Shuffle(2)], zlib),
        "fso-delta-big": (">f4", [fso(offset=1000.5, scale=25.5, dtype=">f4", astype=">i4"), delta(">i4", ">i2")], None),
        "fso-u1": ("<f8", [fso(offset=950, scale=2, dtype="<f8", astype="|u1")], zlib),
        "fso-of-integers": ("<i4", [fso(offset=5, scale=2, dtype="<i4", astype="<i8"), delta("<i8")], zlib),
        "quantize": ("<f8", [numcodecs.Quantize(2, "<f8", "<f4")], zlib),
        "quantize-big-delta": (">f4", [numcodecs.Quantize(1, ">f4"), delta(">f4")], zlib),
        "astype-delta": ("<i8", [numcodecs.AsType("<i4", "<i8"), delta("<i4", "|i1")], zlib),
        "astype-big": (">f8", [numcodecs.AsType("<f4", ">f8")], None),
        "bitround": ("<f4", [numcodecs.BitRound(7)], zlib),
        "packbits": ("|b1", [numcodecs.PackBits()], zlib),
        "packbits-crc32": ("|b1", [numcodecs.PackBits(), numcodecs.CRC32()], None),
        "delta-of-times": ("<M8[ns]", [delta("<i8")], zlib),
    }
    for name, (dtype, filters, compressor) in chains.items():
        for order in "CF":
            id = f"v2-{name}-{order.lower()}"
            fill = np.dtype(dtype).type(0) if dtype[1] not in "Mb" else 0
            array = zarr.open(
                folder(id), mode="w", shape=(5, 7), chunks=(3, 5), dtype=dtype, filters=filters, compressor=compressor,
                order=order, fill_value=fill)
            data = values(dtype, (5, 7))
            # The last chunk stays unwritten.
            array[:3] = data[:3]
            array[3:, :5] = data[3:, :5]
            keep(id, array)


def zarr3():
    from zarr.codecs import BytesCodec, CastValue, ScaleOffset, ShardingCodec, TransposeCodec, ZstdCodec
    from zarr.codecs import numcodecs as nc

    def write(id, dtype, filters, serializer="auto", compressors=(), chunks=(3, 5), shards=None, fill=0):
        array = zarr.create_array(
            folder(id), shape=(6, 10), chunks=chunks, shards=shards, dtype=dtype, filters=filters,
            serializer=serializer, compressors=compressors, fill_value=fill, overwrite=True)
        data = values(dtype, (6, 10))
        array[:3] = data[:3]
        array[3:, :5] = data[3:, :5]
        keep(id, array)

    clamp = CastValue(data_type="uint8", rounding="towards-zero", out_of_range="clamp")
    gaps = CastValue(
        data_type="int16", scalar_map={"encode": [("NaN", -1)], "decode": [(-1, "NaN")]})
    inner = ShardingCodec(chunk_shape=(3, 5), codecs=[BytesCodec(), ZstdCodec()])
    write("v3-scale-offset", "float32", [ScaleOffset(offset=1000, scale=0.5)])
    write("v3-scale-offset-integers", "int32", [ScaleOffset(offset=-7, scale=3)])
    write("v3-cast-clamp", "float64", [clamp], compressors=[ZstdCodec()])
    write("v3-scale-cast", "float64", [ScaleOffset(offset=900, scale=2.0), clamp], fill=900)
    write("v3-transpose-scale-cast", "float64", [
        TransposeCodec(order=(1, 0)), ScaleOffset(offset=900, scale=2.0), clamp], fill=900)
    write("v3-scale-cast-sharded", "float64", [ScaleOffset(offset=900, scale=2.0), clamp], chunks=(3, 5), shards=(6, 10),
          fill=900)
    # What is left out of these shards is the fill value as the codecs before them have changed it.
    write("v3-scale-cast-before-shards", "float64", [ScaleOffset(offset=900, scale=2.0), gaps], serializer=inner,
          chunks=(6, 10), fill=float("nan"))
    write("v3-cast-before-shards", "int32", [CastValue(data_type="float64")], serializer=inner, chunks=(6, 10), fill=7)
    # zarr-python flattens what a filter of numcodecs makes, and so cannot have one before shards of several axes.
    line = zarr.create_array(
        folder("v3-delta-before-shards"), shape=(60,), chunks=(60,), dtype="int32", fill_value=0, compressors=(),
        filters=[nc.Delta(dtype="<i4", astype="<i8")], overwrite=True,
        serializer=ShardingCodec(chunk_shape=(20,), codecs=[BytesCodec()]))
    line[:20] = np.arange(20)
    line[20:40] = 19
    keep("v3-delta-before-shards", line)
    write("v3-fixedscaleoffset", "float64", [nc.FixedScaleOffset(offset=1000, scale=10, dtype="<f8", astype="<i2")])
    write("v3-fixedscaleoffset-names", "float64", [nc.FixedScaleOffset(offset=1000, scale=10.5, astype="int32")])
    write("v3-fixedscaleoffset-delta", "float32", [
        nc.FixedScaleOffset(offset=1000.5, scale=10, dtype="float32", astype="i4"), nc.Delta(dtype="i4", astype="i2")])
    write("v3-quantize", "float64", [nc.Quantize(digits=2, dtype="float64")])
    write("v3-astype", "int64", [nc.AsType(encode_dtype="<i2", decode_dtype="<i8")])
    write("v3-bitround", "float32", [nc.BitRound(keepbits=4)])
    write("v3-packbits", "bool", [nc.PackBits()], fill=False)


{"zarr2": zarr2, "zarr3": zarr3}[WRITER]()
manifest = HERE / "manifest.json"
others = [e for e in json.loads(manifest.read_text())["cases"] if e["writer"] != WRITER] if manifest.exists() else []
manifest.write_text(json.dumps({"cases": sorted(others + entries, key=lambda e: e["id"])}, indent=1) + "\n")
print(WRITER, zarr.__version__, len(entries))

"""Writes arithmetic.json: what the array-to-array codecs of numcodecs and zarr-python make of numbers.

    python make_arithmetic.py > arithmetic.json

Needs numcodecs 0.17, zarr 3.4 and cast-value-rs 0.5, on x86: what C leaves open differs elsewhere.

A case has the codec as its document describes it (`v2` or `v3`), the array's type and fill value, the bytes of the elements
(little-endian), those that are stored (`encoded`) and those that come back (`decoded`); null where it is an error.
"""
import json
import sys

import numcodecs
import numpy as np
import zarr
from zarr.codecs import CastValue, ScaleOffset
from zarr.core.array_spec import ArrayConfig, ArraySpec
from zarr.core.buffer import default_buffer_prototype
from zarr.core.dtype import get_data_type_from_json

REALS = {
    "f2": [0.0, -0.0, 1.0, -1.5, 2.25, 100.4, -300.75, 1000.5, 2047.0, 0.333, float("nan"), float("inf"), -6e-5],
    "f4": [0.0, -0.0, 1.05, -1.15, 2.25, 1000.45, 1000.55, -300.75, 12.345, 0.333, 7e8, float("nan"), float("inf"),
           -float("inf"), 1e-20, 3e38],
    "f8": [0.0, -0.0, 1.05, -1.15, 2.25, 1000.45, 1000.55, -300.75, 12.345, 0.333, 7e12, float("nan"), float("inf"),
           -float("inf"), 1e-200, 1e300],
}


def numbers(dtype):
    dtype = np.dtype(dtype)
    if dtype.kind == "f":
        return np.array(REALS[dtype.str[1:]], dtype)
    if dtype.kind == "b":
        return np.array([1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1], "?")
    info = np.iinfo(dtype)
    return np.array([0, 1, 2, 3, 5, 7, 99, 100, 127, info.max, info.max - 1, info.min, info.max // 2], dtype)


def little(array):
    array = np.ascontiguousarray(array)
    return array.astype(array.dtype.newbyteorder("<")).tobytes().hex()


def filters():
    """Filters of numcodecs as Zarr v2 lists them."""
    for dtype, config in [
        ("<f8", {"id": "fixedscaleoffset", "offset": 1000, "scale": 10, "astype": "|u1"}),
        ("<f8", {"id": "fixedscaleoffset", "offset": 1000.0, "scale": 10.5, "astype": "<i2"}),
        ("<f8", {"id": "fixedscaleoffset", "offset": -0.5, "scale": 0.001, "astype": "<i8"}),
        ("<f8", {"id": "fixedscaleoffset", "offset": 0, "scale": 100, "astype": "<i4"}),
        ("<f8", {"id": "fixedscaleoffset", "offset": 0, "scale": 100}),
        ("<f4", {"id": "fixedscaleoffset", "offset": 0.1, "scale": 3.3, "astype": "<i4"}),
        ("<f4", {"id": "fixedscaleoffset", "offset": 0.1, "scale": 3.3, "astype": "<f2"}),
        (">f4", {"id": "fixedscaleoffset", "offset": 1000, "scale": 25, "astype": ">i2"}),
        ("<f2", {"id": "fixedscaleoffset", "offset": 0.5, "scale": 3.3, "astype": "<i2"}),
        ("<i4", {"id": "fixedscaleoffset", "offset": 5, "scale": 3, "astype": "<i8"}),
        ("<i4", {"id": "fixedscaleoffset", "offset": 5, "scale": 2.5, "astype": "<i2"}),
        ("<i2", {"id": "fixedscaleoffset", "offset": 0.5, "scale": 2, "astype": "|i1"}),
        ("|u1", {"id": "fixedscaleoffset", "offset": 100, "scale": 2}),
        ("<u8", {"id": "fixedscaleoffset", "offset": 1, "scale": 1, "astype": "<f8"}),
        ("<f8", {"id": "quantize", "digits": 1}),
        ("<f8", {"id": "quantize", "digits": 3, "astype": "<f4"}),
        ("<f8", {"id": "quantize", "digits": 0, "astype": "<f2"}),
        ("<f8", {"id": "quantize", "digits": -2}),
        ("<f8", {"id": "quantize", "digits": 12}),
        ("<f4", {"id": "quantize", "digits": 2, "astype": "<f2"}),
        (">f4", {"id": "quantize", "digits": 4, "astype": ">f4"}),
        ("<f2", {"id": "quantize", "digits": 2}),
        ("<f2", {"id": "quantize", "digits": 1, "astype": "<f8"}),
        ("<f8", {"id": "astype", "encode_dtype": "<f4"}),
        ("<f8", {"id": "astype", "encode_dtype": "|i1"}),
        ("<f4", {"id": "astype", "encode_dtype": ">u2"}),
        ("<i8", {"id": "astype", "encode_dtype": "<i4"}),
        ("<i2", {"id": "astype", "encode_dtype": "|u1"}),
        ("|u1", {"id": "astype", "encode_dtype": "<f2"}),
        ("<i4", {"id": "astype", "encode_dtype": "|b1"}),
        ("|b1", {"id": "astype", "encode_dtype": "<i4"}),
        ("|b1", {"id": "packbits"}),
        ("<f8", {"id": "bitround", "keepbits": 1}),
        ("<f8", {"id": "bitround", "keepbits": 20}),
        ("<f8", {"id": "bitround", "keepbits": 52}),
        ("<f4", {"id": "bitround", "keepbits": 3}),
        ("<f4", {"id": "bitround", "keepbits": 22}),
        ("<f2", {"id": "bitround", "keepbits": 5}),
    ]:
        config = dict(config)
        if config["id"] == "astype":
            config["decode_dtype"] = dtype
        elif config["id"] in ("fixedscaleoffset", "quantize"):
            config["dtype"] = dtype
        codec = numcodecs.get_codec(dict(config))
        values = numbers(dtype)
        encoded = np.asarray(codec.encode(values.astype(dtype)))
        # As zarr-python has it: the filter behind sees bytes.
        decoded = np.asarray(codec.decode(np.frombuffer(encoded.tobytes(), encoded.dtype)))
        yield {
            "v2": config, "dtype": dtype, "decoded": little(decoded), "elements": little(values),
            "encoded": little(encoded), "stored": encoded.dtype.str,
        }
    for count in (0, 1, 7, 8, 9, 16, 17):
        values = np.arange(count) % 3 == 0
        encoded = numcodecs.PackBits().encode(values)
        yield {
            "v2": {"id": "packbits"}, "dtype": "|b1", "decoded": little(values), "elements": little(values),
            "encoded": encoded.tobytes().hex(), "stored": "|u1",
        }


def registered():
    """Codecs of zarr-extensions by zarr-python."""
    nan_map = {"encode": [["NaN", -1], [2.25, 77]], "decode": [[-1, "NaN"], [77, "-Infinity"]]}
    for name, fill, codec, only in [
        ("float32", 0, {"name": "scale_offset", "configuration": {"offset": 5, "scale": 0.1}}, None),
        ("float64", 1, {"name": "scale_offset", "configuration": {"offset": 1000.5, "scale": 3}}, None),
        ("float16", 0.5, {"name": "scale_offset", "configuration": {"scale": 3.3}}, None),
        ("float32", 0, {"name": "scale_offset"}, None),
        ("int16", 7, {"name": "scale_offset", "configuration": {"offset": 5, "scale": 3}}, 5000),
        ("int8", 1, {"name": "scale_offset", "configuration": {"offset": -1, "scale": -1}}, None),
        ("uint8", 100, {"name": "scale_offset", "configuration": {"offset": 100, "scale": 1}}, None),
        ("uint16", 1000, {"name": "scale_offset", "configuration": {"offset": 2, "scale": 2}}, 5000),
        ("uint64", 0, {"name": "scale_offset", "configuration": {"scale": 1}}, None),
        ("int64", 3, {"name": "scale_offset", "configuration": {"offset": 1, "scale": 5}}, 5000),
        ("float64", 0, {"name": "cast_value", "configuration": {"data_type": "float32", "out_of_range": "clamp"}}, None),
        ("float64", 0, {"name": "cast_value", "configuration": {
            "data_type": "float32", "out_of_range": "clamp", "rounding": "towards-zero"}}, None),
        ("float64", 0, {"name": "cast_value", "configuration": {"data_type": "uint8", "out_of_range": "clamp"}}, 1e13),
        ("float64", 0, {"name": "cast_value", "configuration": {
            "data_type": "int16", "out_of_range": "wrap", "rounding": "towards-negative"}}, 1e13),
        ("float32", 0, {"name": "cast_value", "configuration": {"data_type": "int16", "rounding": "nearest-away"}}, 2000),
        ("float32", "NaN", {"name": "cast_value", "configuration": {"data_type": "int16", "scalar_map": nan_map}}, 2000),
        ("float32", 3, {"name": "cast_value", "configuration": {
            "data_type": "int16", "rounding": "towards-positive",
            "scalar_map": {"encode": [["NaN", -1], ["Infinity", 300], ["-Infinity", -300], [0.0, 9]]}}}, 2000),
        ("int32", 5, {"name": "cast_value", "configuration": {"data_type": "int8", "out_of_range": "wrap"}}, None),
        ("int32", 5, {"name": "cast_value", "configuration": {"data_type": "uint16", "out_of_range": "clamp"}}, None),
        ("int64", 5, {"name": "cast_value", "configuration": {"data_type": "float32"}}, None),
        ("uint8", 0, {"name": "cast_value", "configuration": {"data_type": "int16"}}, None),
        ("int16", 0, {"name": "cast_value", "configuration": {
            "data_type": "float64", "scalar_map": {"encode": [[0, "NaN"]], "decode": [["NaN", 0]]}}}, None),
    ]:
        zdtype = get_data_type_from_json(name, zarr_format=3)
        values = numbers(zdtype.to_native_dtype())
        if only is not None:
            has_map = "scalar_map" in codec["configuration"]
            values = values[[bool((abs(v) <= only) or (has_map and not np.isfinite(v))) for v in values.astype("f8")]]
        if "scalar_map" in codec.get("configuration", {}) and "Infinity" not in str(codec["configuration"]["scalar_map"].get("encode")):
            values = values[[not np.isinf(float(v)) for v in values]]
        made = (ScaleOffset if codec["name"] == "scale_offset" else CastValue).from_dict(codec)
        if codec["name"] == "scale_offset" and values.dtype.kind in "iu":
            offset, scale = (codec["configuration"].get(key, default) for key, default in (("offset", 0), ("scale", 1)))
            info = np.iinfo(values.dtype)
            values = values[[info.min <= (int(v) - offset) * scale <= info.max for v in values]]
        scalar = zdtype.from_json_scalar(fill, zarr_format=3)
        spec = ArraySpec(values.shape, zdtype, scalar, ArrayConfig("C", False), default_buffer_prototype())
        made.validate(shape=values.shape, dtype=zdtype, chunk_grid=None)
        stored = made.resolve_metadata(spec)
        buffer = default_buffer_prototype().nd_buffer.from_numpy_array(values)
        encoded = made._encode_sync(buffer, spec).as_numpy_array()
        try:
            decoded = little(made._decode_sync(default_buffer_prototype().nd_buffer.from_numpy_array(encoded), spec)
                             .as_numpy_array())
        except ValueError:
            decoded = None
        yield {
            "v3": codec, "dtype": name, "fill": fill, "decoded": decoded, "elements": little(values),
            "encoded": little(encoded), "stored": str(stored.dtype.to_json(zarr_format=3)),
            "stored_fill": little(np.array([stored.fill_value], stored.dtype.to_native_dtype())),
        }


def refused():
    """Numbers that an integer does not hold, one at a time."""
    for name, configuration, number in [
        ("uint8", {"offset": 10}, 5), ("uint8", {"scale": 2}, 200), ("int8", {"offset": -100, "scale": 2}, 100),
        ("int16", {"scale": 1000}, 99), ("uint64", {"offset": 1}, 0),
    ]:
        zdtype = get_data_type_from_json(name, zarr_format=3)
        made = ScaleOffset.from_dict({"name": "scale_offset", "configuration": configuration})
        values = np.array([number], zdtype.to_native_dtype())
        fill = zdtype.from_json_scalar(configuration.get("offset", 0), zarr_format=3)
        spec = ArraySpec((1,), zdtype, fill, ArrayConfig("C", False), default_buffer_prototype())
        try:
            made._encode_sync(default_buffer_prototype().nd_buffer.from_numpy_array(values), spec)
            raise SystemExit(f"{name} {configuration} {number} was encoded")
        except ValueError:
            yield {"dtype": name, "configuration": configuration, "elements": little(values), "fill": int(fill)}


def main():
    np.seterr(all="ignore")
    json.dump(
        {
            "numcodecs": numcodecs.__version__, "zarr": zarr.__version__, "numpy": np.__version__,
            "filters": list(filters()), "registered": list(registered()), "refused": list(refused()),
        }, sys.stdout, indent=0)
    print()


main()

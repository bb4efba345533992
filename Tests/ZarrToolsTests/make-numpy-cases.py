"""Writes NumpyCases.swift: what NumPy 2 prints and saves, for the tests of our text and .npy.

    python3 make-numpy-cases.py > NumpyCases.swift
"""

import io

import numpy as np

rng = np.random.default_rng(7)
nan, inf = np.nan, np.inf


def name(dtype: np.dtype) -> str:
    return "string" if dtype == object else dtype.newbyteorder("=").str.lstrip("<|=")


def literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def wrapped(indent: str, data: str) -> str:
    return f'{indent}"{data}"'


TEXTS = [
    np.array([1.0, 2.5, -3.0]),
    np.array([1.0, 2.0, 3.0], "f4"),
    np.array([0.1, 1e-5, 1.0]),
    np.array([1e8, 1.0]),
    np.array([999999.0, 1.0], "f4"),
    np.array([1e6, 1.0], "f4"),
    np.array([1000.0, 2.0], "f2"),
    np.array([0.1, 0.2, 0.33325], "f2"),
    np.array([nan, 1.5, inf, -inf]),
    np.array([nan, nan]),
    np.array([-inf, 2.0]),
    np.array([1e300, -1e-300]),
    np.array([0.0, -0.0]),
    np.array([0.123456789012, 123.456789012]),
    np.array([1 / 3, 2 / 3, 100.0], "f4"),
    np.array([0.99999999999, 0.5]),
    np.array([123456.789, 0.5]),
    np.array([1.00000001e10, 2e10]),
    rng.normal(0, 1, (3, 4)),
    rng.normal(0, 1e5, (2, 9)).astype("f4"),
    rng.random((4, 11)),
    rng.normal(0, 1, 24) * 10.0 ** rng.integers(-3, 3, 24),
    *(rng.normal(0, 1, 15).astype("f4") * np.float32(10.0) ** rng.integers(-k, k, 15).astype("f4") for k in range(1, 9)),
    *(rng.normal(0, 1, 15) * 10.0 ** rng.integers(-k, k, 15) for k in range(1, 9)),
    *((rng.normal(0, 1, 15) * 10.0 ** rng.integers(-k, k, 15)).astype("f2") for k in range(1, 4)),
    *(rng.integers(-99, 99, 15) / 10.0**k for k in range(5)),
    rng.normal(0, 1, (3, 3)) + 1j * rng.normal(0, 1e4, (3, 3)),
    rng.normal(0, 1, 12).astype("f4") * np.float32(10.0) ** rng.integers(-2, 3, 12).astype("f4"),
    np.array([1 + 2j, -1.5 - 0.25j, 0j]),
    np.array([1e10 + 1j, complex(nan, -inf)]),
    np.array([[1, -22], [333, 4]], "i4"),
    np.array([0, 255, 7], "u1"),
    np.array([2**63, 1], "u8"),
    np.array([-(2**63), 1], "i8"),
    np.array([True, False]),
    np.array([b"ab", b"\x00\xff'x"], "S4"),
    np.array(["äö", "it's", 'q"', "tab\t", ""], "U4"),
    np.array([b"\x01\x02", b"ab"], "V2"),
    np.arange(40).reshape(2, 20),
    np.arange(8).reshape(2, 2, 2),
    np.arange(3, dtype="i2").reshape(3, 1),
    np.array(["alpha", "be", ""], object),
    np.zeros((0, 3)),
    np.zeros((2, 0), "i4"),
    np.array(1.5),
    np.array(0.1, "f4"),
    np.array(1e16),
    np.array(123456789.0, "f4"),
    np.array(1e-5),
    np.array(nan),
    np.array(1 + 2j),
    np.array(-1.5j),
    np.array(complex(1, nan)),
    np.array(-7, "i2"),
    np.array(True),
    np.array("text", "U4"),
    np.array(1e6, "f4"),
    np.array(999999.0, "f4"),
    np.array(1000.0, "f2"),
    np.array(1e8 + 1j, "c8"),
    np.array(1e8 + 1j, "c16"),
]

RANGES = [((2000,), "f8"), ((30, 50), "i4"), ((7, 11, 20), "f4"), ((1001,), "u2"), ((1000,), "u2"), ((2, 600), "i8"),
          ((5, 5, 5, 9), "i4")]

FILES = [
    np.array([[1.5, -2.0], [nan, inf]], "<f4"),
    np.array([1.5, -2.0], ">f8"),
    np.asfortranarray(np.arange(6, dtype=">i2").reshape(2, 3)),
    np.asfortranarray(np.arange(24, dtype="<u4").reshape(2, 3, 4)),
    np.array([1, 0], "?"),
    np.array([1, 255], "u1"),
    np.array([1 + 2j], ">c8"),
    np.array([1 - 2j, 3j], "<c16"),
    np.array([b"ab", b"abc"], "S3"),
    np.array(["äö", "x"], "<U2"),
    np.array(["äö", "x"], ">U2"),
    np.array([b"\x01\x02"], "V2"),
    np.array(7, "<i8"),
    np.zeros((0, 3), "<f2"),
    np.array([0.5, 65504], "<f2"),
]


def saved(array: np.ndarray, version: tuple[int, int] | None = None) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=version)
    return file.getvalue()


print("// swift-format-ignore-file")
print("// Written by make-numpy-cases.py with NumPy " + np.__version__.split(".")[0] + "; change that.")
print()
print("/// What NumPy prints of an array.")
print("struct NumpyTextCase: Sendable {")
print("    let type: String\n    let shape: [Int]\n    /// The elements in C order, as hexadecimal digits.\n    let bytes: String")
print("    let text: String\n")
print("    static let all: [NumpyTextCase] = [")
for array in TEXTS:
    data = "|".join(array.ravel().tolist()) if array.dtype == object else array.tobytes().hex()
    print(f'        NumpyTextCase(\n            type: "{name(array.dtype)}", shape: {list(array.shape)},')
    print(f"            bytes: {literal(data)},\n            text: {literal(str(array))}),")
print("    ]\n")
print("    /// Arrays of 0, 1, 2, ... that are so large that NumPy abbreviates them, or just not.")
print("    static let ranges: [NumpyTextCase] = [")
for shape, dtype in RANGES:
    array = np.arange(np.prod(shape), dtype=dtype).reshape(shape)
    print(f'        NumpyTextCase(\n            type: "{dtype}", shape: {list(shape)}, bytes: "",')
    print(f"            text: {literal(str(array))}),")
print("    ]\n}\n")
print("/// What NumPy saves of an array.")
print("struct NumpyFileCase: Sendable {")
print("    let type: String\n    let shape: [Int]\n    /// The elements in C order and little-endian, as hexadecimal digits.\n    let bytes: String")
print("    /// The file, as hexadecimal digits.\n    let file: String\n    let isNative: Bool\n")
print("    static let all: [NumpyFileCase] = [")
for array in FILES:
    versions = [None] if array is not FILES[0] else [(1, 0), (2, 0), (3, 0)]
    for version in versions:
        native = array.dtype.newbyteorder("<") == array.dtype and not (
            array.flags.f_contiguous and not array.flags.c_contiguous
        ) and version in (None, (1, 0))
        little = array.astype(array.dtype.newbyteorder("<")).tobytes("C").hex()
        print(f'        NumpyFileCase(\n            type: "{name(array.dtype)}", shape: {list(array.shape)},')
        print(f'            bytes: "{little}",')
        print(f'            file: "{saved(array, version).hex()}",')
        print(f"            isNative: {'true' if native else 'false'}),")
print("    ]\n}")

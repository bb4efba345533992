/// What zarr-python 2.18.7 wrote.
enum PythonTwo {
    /// `create_dataset("c", shape=(4,6), chunks=(2,3), dtype="<f4", fill_value=nan, compressor=Blosc("lz4", 5, 1))`
    static let blosc = #"""
        {
            "chunks": [
                2,
                3
            ],
            "compressor": {
                "blocksize": 0,
                "clevel": 5,
                "cname": "lz4",
                "id": "blosc",
                "shuffle": 1
            },
            "dtype": "<f4",
            "fill_value": "NaN",
            "filters": null,
            "order": "C",
            "shape": [
                4,
                6
            ],
            "zarr_format": 2
        }
        """#
    /// ```
    /// create_dataset("f", shape=(4,6), chunks=(2,3), dtype=">i4", order="F", filters=[Delta(">i4",
    /// astype=">i2")], compressor=Zlib(3), dimension_separator="/")
    /// ```
    static let delta = #"""
        {
            "chunks": [
                2,
                3
            ],
            "compressor": {
                "id": "zlib",
                "level": 3
            },
            "dimension_separator": "/",
            "dtype": ">i4",
            "fill_value": 0,
            "filters": [
                {
                    "astype": ">i2",
                    "dtype": ">i4",
                    "id": "delta"
                }
            ],
            "order": "F",
            "shape": [
                4,
                6
            ],
            "zarr_format": 2
        }
        """#
    /// `create_dataset("s", shape=(3,), chunks=(2,), dtype=object, object_codec=VLenUTF8(), compressor=Zstd(1))`
    static let text = #"""
        {
            "chunks": [
                2
            ],
            "compressor": {
                "checksum": false,
                "id": "zstd",
                "level": 1
            },
            "dtype": "|O",
            "fill_value": 0,
            "filters": [
                {
                    "id": "vlen-utf8"
                }
            ],
            "order": "C",
            "shape": [
                3
            ],
            "zarr_format": 2
        }
        """#
    /// `create_dataset("u", shape=(3,), chunks=(2,), dtype="<U5", compressor=None, fill_value="ab")`
    static let fixedText = #"""
        {
            "chunks": [
                2
            ],
            "compressor": null,
            "dtype": "<U5",
            "fill_value": "ab",
            "filters": null,
            "order": "C",
            "shape": [
                3
            ],
            "zarr_format": 2
        }
        """#
    /// `create_dataset("S", shape=(3,), chunks=(2,), dtype="S5", compressor=LZ4(), fill_value=b"ab")`
    static let fixedBytes = #"""
        {
            "chunks": [
                2
            ],
            "compressor": {
                "acceleration": 1,
                "id": "lz4"
            },
            "dtype": "|S5",
            "fill_value": "YWI=",
            "filters": null,
            "order": "C",
            "shape": [
                3
            ],
            "zarr_format": 2
        }
        """#
    /// `create_dataset("raw", shape=(), dtype="V3", compressor=None)`
    static let raw = #"""
        {
            "chunks": [],
            "compressor": null,
            "dtype": "|V3",
            "fill_value": "AAAA",
            "filters": null,
            "order": "C",
            "shape": [],
            "zarr_format": 2
        }
        """#
    /// `create_dataset("none", shape=(3,), dtype="u8", compressor=BZ2(), fill_value=None)`
    static let openFill = #"""
        {
            "chunks": [
                3
            ],
            "compressor": {
                "id": "bz2",
                "level": 1
            },
            "dtype": "<u8",
            "fill_value": null,
            "filters": null,
            "order": "C",
            "shape": [
                3
            ],
            "zarr_format": 2
        }
        """#
    /// `create_dataset("big", shape=(3,), dtype="u8", compressor=LZMA(), fill_value=2**64-1)`
    static let largeFill = #"""
        {
            "chunks": [
                3
            ],
            "compressor": {
                "check": -1,
                "filters": null,
                "format": 1,
                "id": "lzma",
                "preset": null
            },
            "dtype": "<u8",
            "fill_value": 18446744073709551615,
            "filters": null,
            "order": "C",
            "shape": [
                3
            ],
            "zarr_format": 2
        }
        """#
    /// `create_dataset("b", shape=(3,), dtype="?", filters=[Shuffle(4), CRC32C()] , compressor=None)`
    static let filters = #"""
        {
            "chunks": [
                3
            ],
            "compressor": null,
            "dtype": "|b1",
            "fill_value": false,
            "filters": [
                {
                    "elementsize": 4,
                    "id": "shuffle"
                },
                {
                    "id": "crc32c"
                }
            ],
            "order": "C",
            "shape": [
                3
            ],
            "zarr_format": 2
        }
        """#
    /// `create_dataset("z", shape=(0,), dtype="c8", fill_value=complex(1, inf), compressor=GZip())`
    static let empty = #"""
        {
            "chunks": [
                1
            ],
            "compressor": {
                "id": "gzip",
                "level": 1
            },
            "dtype": "<c8",
            "fill_value": [
                1.0,
                "Infinity"
            ],
            "filters": null,
            "order": "C",
            "shape": [
                0
            ],
            "zarr_format": 2
        }
        """#
    /// `open_group(mode="w")`
    static let group = #"""
        {
            "zarr_format": 2
        }
        """#
    /// `attrs["nan"] = nan; attrs["big"] = 2**63 + 1; attrs["f"] = 1.0`
    static let attributes = #"""
        {
            "big": 9223372036854775809,
            "f": 1.0,
            "nan": NaN
        }
        """#
}

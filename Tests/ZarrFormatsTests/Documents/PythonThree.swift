/// What zarr-python 3.4.2 wrote.
enum PythonThree {
    /// ```
    /// create_array("c", shape=(4,6), chunks=(2,3), dtype="f4", fill_value=nan,
    /// compressors=BloscCodec(cname="lz4"), dimension_names=["y", None])
    /// ```
    static let blosc = #"""
        {
          "shape": [
            4,
            6
          ],
          "data_type": "float32",
          "chunk_grid": {
            "name": "regular",
            "configuration": {
              "chunk_shape": [
                2,
                3
              ]
            }
          },
          "chunk_key_encoding": {
            "name": "default",
            "configuration": {
              "separator": "/"
            }
          },
          "fill_value": "NaN",
          "codecs": [
            {
              "name": "bytes",
              "configuration": {
                "endian": "little"
              }
            },
            {
              "name": "blosc",
              "configuration": {
                "typesize": 4,
                "cname": "lz4",
                "clevel": 5,
                "shuffle": "shuffle",
                "blocksize": 0
              }
            }
          ],
          "attributes": {},
          "dimension_names": [
            "y",
            null
          ],
          "zarr_format": 3,
          "node_type": "array",
          "storage_transformers": []
        }
        """#
    /// `create_array("u8", shape=(4,6), chunks=(2,3), dtype="u1", compressors=None)`
    static let bytes = #"""
        {
          "shape": [
            4,
            6
          ],
          "data_type": "uint8",
          "chunk_grid": {
            "name": "regular",
            "configuration": {
              "chunk_shape": [
                2,
                3
              ]
            }
          },
          "chunk_key_encoding": {
            "name": "default",
            "configuration": {
              "separator": "/"
            }
          },
          "fill_value": 0,
          "codecs": [
            {
              "name": "bytes"
            }
          ],
          "attributes": {},
          "zarr_format": 3,
          "node_type": "array",
          "storage_transformers": []
        }
        """#
    /// ```
    /// create_array("T", shape=(4,6), shards=(4,6), chunks=(2,3), dtype="i2",
    /// filters=[TransposeCodec(order=(1,0))], compressors=[GzipCodec(level=3), Crc32cCodec()])
    /// ```
    static let sharded = #"""
        {
          "shape": [
            4,
            6
          ],
          "data_type": "int16",
          "chunk_grid": {
            "name": "regular",
            "configuration": {
              "chunk_shape": [
                4,
                6
              ]
            }
          },
          "chunk_key_encoding": {
            "name": "default",
            "configuration": {
              "separator": "/"
            }
          },
          "fill_value": 0,
          "codecs": [
            {
              "name": "sharding_indexed",
              "configuration": {
                "chunk_shape": [
                  2,
                  3
                ],
                "codecs": [
                  {
                    "name": "transpose",
                    "configuration": {
                      "order": [
                        1,
                        0
                      ]
                    }
                  },
                  {
                    "name": "bytes",
                    "configuration": {
                      "endian": "little"
                    }
                  },
                  {
                    "name": "gzip",
                    "configuration": {
                      "level": 3
                    }
                  },
                  {
                    "name": "crc32c"
                  }
                ],
                "index_codecs": [
                  {
                    "name": "bytes",
                    "configuration": {
                      "endian": "little"
                    }
                  },
                  {
                    "name": "crc32c"
                  }
                ],
                "index_location": "end"
              }
            }
          ],
          "attributes": {},
          "zarr_format": 3,
          "node_type": "array",
          "storage_transformers": []
        }
        """#
    /// `create_array("s", shape=(3,), chunks=(2,), dtype="str")`
    static let text = #"""
        {
          "shape": [
            3
          ],
          "data_type": "string",
          "chunk_grid": {
            "name": "regular",
            "configuration": {
              "chunk_shape": [
                2
              ]
            }
          },
          "chunk_key_encoding": {
            "name": "default",
            "configuration": {
              "separator": "/"
            }
          },
          "fill_value": "",
          "codecs": [
            {
              "name": "vlen-utf8",
              "configuration": {}
            },
            {
              "name": "zstd",
              "configuration": {
                "level": 0,
                "checksum": false
              }
            }
          ],
          "attributes": {},
          "zarr_format": 3,
          "node_type": "array",
          "storage_transformers": []
        }
        """#
    /// ```
    /// create_array("zero", shape=(), dtype="complex64", fill_value=complex(1, inf),
    /// chunk_key_encoding={"name": "v2", "separator": "/"})
    /// ```
    static let scalar = #"""
        {
          "shape": [],
          "data_type": "complex64",
          "chunk_grid": {
            "name": "regular",
            "configuration": {
              "chunk_shape": []
            }
          },
          "chunk_key_encoding": {
            "name": "v2",
            "configuration": {
              "separator": "/"
            }
          },
          "fill_value": [
            1.0,
            "Infinity"
          ],
          "codecs": [
            {
              "name": "bytes",
              "configuration": {
                "endian": "little"
              }
            },
            {
              "name": "zstd",
              "configuration": {
                "level": 0,
                "checksum": false
              }
            }
          ],
          "attributes": {},
          "zarr_format": 3,
          "node_type": "array",
          "storage_transformers": []
        }
        """#
    /// `create_array("U", shape=(2,), dtype="<U5")`
    static let fixedText = #"""
        {
          "shape": [
            2
          ],
          "data_type": {
            "name": "fixed_length_utf32",
            "configuration": {
              "length_bytes": 20
            }
          },
          "chunk_grid": {
            "name": "regular",
            "configuration": {
              "chunk_shape": [
                2
              ]
            }
          },
          "chunk_key_encoding": {
            "name": "default",
            "configuration": {
              "separator": "/"
            }
          },
          "fill_value": "",
          "codecs": [
            {
              "name": "bytes",
              "configuration": {
                "endian": "little"
              }
            },
            {
              "name": "zstd",
              "configuration": {
                "level": 0,
                "checksum": false
              }
            }
          ],
          "attributes": {},
          "zarr_format": 3,
          "node_type": "array",
          "storage_transformers": []
        }
        """#
    /// `create_array("S", shape=(2,), dtype="S5", fill_value=b"ab")`
    static let fixedBytes = #"""
        {
          "shape": [
            2
          ],
          "data_type": {
            "name": "null_terminated_bytes",
            "configuration": {
              "length_bytes": 5
            }
          },
          "chunk_grid": {
            "name": "regular",
            "configuration": {
              "chunk_shape": [
                2
              ]
            }
          },
          "chunk_key_encoding": {
            "name": "default",
            "configuration": {
              "separator": "/"
            }
          },
          "fill_value": "YWI=",
          "codecs": [
            {
              "name": "bytes"
            },
            {
              "name": "zstd",
              "configuration": {
                "level": 0,
                "checksum": false
              }
            }
          ],
          "attributes": {},
          "zarr_format": 3,
          "node_type": "array",
          "storage_transformers": []
        }
        """#
    /// `create_array("a", shape=(2,), dtype="f8", fill_value=-0.0)`
    static let negativeZero = #"""
        {
          "shape": [
            2
          ],
          "data_type": "float64",
          "chunk_grid": {
            "name": "regular",
            "configuration": {
              "chunk_shape": [
                2
              ]
            }
          },
          "chunk_key_encoding": {
            "name": "default",
            "configuration": {
              "separator": "/"
            }
          },
          "fill_value": -0.0,
          "codecs": [
            {
              "name": "bytes",
              "configuration": {
                "endian": "little"
              }
            },
            {
              "name": "zstd",
              "configuration": {
                "level": 0,
                "checksum": false
              }
            }
          ],
          "attributes": {},
          "zarr_format": 3,
          "node_type": "array",
          "storage_transformers": []
        }
        """#
    /// `create_array("d", shape=(4,), dtype="i4", filters=[Delta(dtype="<i4")], compressors=[Zlib(level=3)])`
    static let delta = #"""
        {
          "shape": [
            4
          ],
          "data_type": "int32",
          "chunk_grid": {
            "name": "regular",
            "configuration": {
              "chunk_shape": [
                4
              ]
            }
          },
          "chunk_key_encoding": {
            "name": "default",
            "configuration": {
              "separator": "/"
            }
          },
          "fill_value": 0,
          "codecs": [
            {
              "name": "numcodecs.delta",
              "configuration": {
                "dtype": "<i4"
              }
            },
            {
              "name": "bytes",
              "configuration": {
                "endian": "little"
              }
            },
            {
              "name": "numcodecs.zlib",
              "configuration": {
                "level": 3
              }
            }
          ],
          "attributes": {},
          "zarr_format": 3,
          "node_type": "array",
          "storage_transformers": []
        }
        """#
    /// `create_group("h", attributes={"x": 1})`
    static let group = #"""
        {
          "attributes": {
            "x": 1
          },
          "zarr_format": 3,
          "node_type": "group"
        }
        """#
}

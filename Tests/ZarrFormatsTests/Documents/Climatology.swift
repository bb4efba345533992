/// What zarr-python 3.4.2 wrote with `zarr_format=2`.
enum PythonThreeOnTwo {
    /// `create_array("x", shape=(2,), dtype="f4", fill_value=nan)`
    static let array = #"""
        {
          "shape": [
            2
          ],
          "chunks": [
            2
          ],
          "dtype": "<f4",
          "fill_value": "NaN",
          "order": "C",
          "filters": null,
          "dimension_separator": ".",
          "compressor": {
            "id": "blosc",
            "cname": "lz4",
            "clevel": 5,
            "shuffle": 1,
            "blocksize": 0
          },
          "zarr_format": 2
        }
        """#
    /// `consolidate_metadata(...)` of the group `g` and the array `g/x`
    static let consolidated = #"""
        {"metadata": {".zgroup": {"zarr_format": 2}, ".zattrs": {}, "g/.zattrs": {}, "g/.zgroup": {"zarr_format": 2, "consolidated_metadata": {"metadata": {}, "must_understand": false, "kind": "inline"}}, "g/x/.zattrs": {}, "g/x/.zarray": {"shape": [2], "chunks": [2], "dtype": "<f4", "fill_value": "NaN", "order": "C", "filters": null, "dimension_separator": ".", "compressor": {"id": "blosc", "cname": "lz4", "clevel": 5, "shuffle": 1, "blocksize": 0}, "zarr_format": 2}}, "zarr_consolidated_format": 1}
        """#
}

/// Documents of the COADS climatology, which xarray wrote.
enum Climatology {
    /// Zarr v2.
    static let v2 = #"""
        {
          "shape": [
            12,
            90,
            180
          ],
          "chunks": [
            6,
            45,
            180
          ],
          "dtype": "<f4",
          "fill_value": "NaN",
          "order": "C",
          "filters": null,
          "dimension_separator": ".",
          "compressor": {
            "id": "blosc",
            "cname": "lz4",
            "clevel": 5,
            "shuffle": 1,
            "blocksize": 0
          },
          "zarr_format": 2
        }
        """#
    /// Its attributes.
    static let v2Attributes = #"""
        {
          "long_name": "SEA SURFACE TEMPERATURE",
          "history": "From coads_climatology",
          "units": "Deg C",
          "_ARRAY_DIMENSIONS": [
            "TIME",
            "COADSY",
            "COADSX"
          ]
        }
        """#
    /// Zarr v3.
    static let v3 = #"""
        {
          "shape": [
            12,
            90,
            180
          ],
          "data_type": "float32",
          "chunk_grid": {
            "name": "regular",
            "configuration": {
              "chunk_shape": [
                6,
                45,
                180
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
              "name": "zstd",
              "configuration": {
                "level": 0,
                "checksum": false
              }
            }
          ],
          "attributes": {
            "long_name": "SEA SURFACE TEMPERATURE",
            "history": "From coads_climatology",
            "units": "Deg C",
            "_FillValue": "AAAAAAAA+H8="
          },
          "dimension_names": [
            "TIME",
            "COADSY",
            "COADSX"
          ],
          "zarr_format": 3,
          "node_type": "array",
          "storage_transformers": []
        }
        """#
    /// Zarr v3 with shards, of the ETOPO20 relief.
    static let relief = #"""
        {
          "shape": [
            540,
            1081
          ],
          "data_type": "float32",
          "chunk_grid": {
            "name": "regular",
            "configuration": {
              "chunk_shape": [
                270,
                360
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
              "name": "sharding_indexed",
              "configuration": {
                "chunk_shape": [
                  90,
                  120
                ],
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
                      "cname": "zstd",
                      "clevel": 5,
                      "shuffle": "shuffle",
                      "blocksize": 0
                    }
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
          "attributes": {
            "long_name": "RELIEF OF THE SURFACE OF THE EARTH",
            "history": "From etopo20",
            "units": "METERS",
            "_FillValue": "AAAAAAAA+H8="
          },
          "dimension_names": [
            "ETOPO20Y",
            "ETOPO20X1_1081"
          ],
          "zarr_format": 3,
          "node_type": "array",
          "storage_transformers": []
        }
        """#
}

"""The arrays of kills.py, and how what they hold is judged."""
import json
import os

import numpy as np
import zarr

COLUMNS = 48
CHUNK, SHARD = (16, 16), (32, 32)
UNITS = {"chunks": CHUNK, "shards": SHARD}
# What a kill may leave behind: never a value that does not decode.
HARMLESS = {"partial", "lock", "append", "outside"}


def create(path, is_sharded):
    bytes_codec = {"name": "bytes", "configuration": {"endian": "little"}}
    codecs = [bytes_codec, {"name": "zstd", "configuration": {"level": 1, "checksum": True}}]
    if is_sharded:
        codecs = [{"name": "sharding_indexed", "configuration": {
            "chunk_shape": [8, 8], "codecs": codecs, "index_location": "end",
            "index_codecs": [bytes_codec, {"name": "crc32c"}]}}]
    os.makedirs(path)
    with open(os.path.join(path, "zarr.json"), "w") as file:
        json.dump({
            "zarr_format": 3, "node_type": "array", "shape": [0, COLUMNS], "data_type": "int32", "fill_value": 0,
            "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": SHARD if is_sharded else CHUNK}},
            "codecs": codecs, "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}},
            "attributes": {}}, file)


def read(path):
    return zarr.open_array(path, mode="r")[:]


def grown(values, rows):
    """The array with more rows, of fill."""
    return np.concatenate([values, np.zeros((rows, COLUMNS), "i4")])


def torn(found, unit, *candidates):
    """The first chunk or shard that is as in none of the candidates."""
    for row in range(0, found.shape[0], unit[0]):
        for column in range(0, found.shape[1], unit[1]):
            region = np.s_[row:row + unit[0], column:column + unit[1]]
            if not any(np.array_equal(found[region], candidate[region]) for candidate in candidates):
                return row // unit[0], column // unit[1]
    return None

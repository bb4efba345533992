"""Empty arrays that grow along their first axis, as appenders.py and kills.py use them."""
import json
import os

import zarr


def create(path, columns, chunk, subchunk=None):
    """An array of no rows; `chunk` is the shape of a shard where there is a subchunk."""
    bytes_codec = {"name": "bytes", "configuration": {"endian": "little"}}
    codecs = [bytes_codec, {"name": "zstd", "configuration": {"level": 1, "checksum": True}}]
    if subchunk:
        codecs = [{"name": "sharding_indexed", "configuration": {
            "chunk_shape": subchunk, "codecs": codecs, "index_location": "end",
            "index_codecs": [bytes_codec, {"name": "crc32c"}]}}]
    os.makedirs(path)
    with open(os.path.join(path, "zarr.json"), "w") as file:
        json.dump({
            "zarr_format": 3, "node_type": "array", "shape": [0, columns], "data_type": "int32", "fill_value": 0,
            "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": chunk}}, "codecs": codecs,
            "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}}, "attributes": {}}, file)


def read(path):
    return zarr.open_array(path, mode="r")[:]

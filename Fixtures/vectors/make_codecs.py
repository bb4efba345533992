"""Writes codecs.json: chunks that numcodecs, zfpy and zarrs encoded, a few of each codec, small enough to be kept.

    ../../.build-peers/v3/bin/python make_codecs.py > codecs.json

They come from the generators of Tests/Interop/vectors.py, which the live run draws more and larger ones from.
"""

import json
import random
import sys
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "Tests" / "Interop"))
import vectors  # noqa: E402

SEED = 2026
EACH = 5


def main():
    vectors.Zarrs.shared = vectors.Zarrs()
    chosen = []
    for group, (make, names, _) in vectors.GROUPS.items():
        for name in names:
            found, number = 0, 0
            while found < EACH:
                id = f"{group}-{name}-{number}"
                vector = make(name, random.Random(f"{SEED}-{id}"))
                number += 1
                if vector.encoded is None or vector.expected.nbytes > 600 or len(vector.encoded) > 700:
                    continue
                found += 1
                chosen.append({
                    "id": id, "format": vector.format, "shape": vector.shape, "data_type": vectors.V3_TYPES[vector.dtype[1:]],
                    "codecs": vector.codecs, "encoded": vector.encoded.hex(), "decoded": vector.expected.tobytes().hex(),
                })  # fmt: skip
    versions = {name: version(name) for name in ("numcodecs", "numpy", "zarrs", "zfpy")}
    lines = ",\n".join(json.dumps(vector) for vector in chosen)
    print('{"versions": %s, "vectors": [\n%s\n]}' % (json.dumps(versions), lines))


if __name__ == "__main__":
    main()

"""The arrays of kills.py, and how what they hold is judged."""
import numpy as np

COLUMNS = 48
CHUNK, SHARD = (16, 16), (32, 32)
UNITS = {"chunks": CHUNK, "shards": SHARD}
# What a kill may leave behind: never a value that does not decode.
HARMLESS = {"partial", "lock", "append", "outside"}


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

"""Why a target is missed where it is: what was tried and what bounds it. Measured, or what follows from the formats."""

from __future__ import annotations

import fnmatch

# Rows, the kind of the target (limit, peer, zarrs; time for all others), and what is known.
KNOWN = [
    ("whole/zstd*", "limit",
     "libzstd decodes a chunk as a whole, so that it is written twice: to scratch memory and from there to its rows in the "
     "result. In a C program apart, on a busy machine (medians of four): file and libzstd 1.27 s, with the copy 1.44 s, in "
     "windows of 64 KiB that are put into place while they are in the cache 1.38 s; the windows were not kept."),
    ("whole/*/random-*", "limit",
     "what does not compress is stored as it is: the limit is a copy within the cache, a read moves the bytes from the page "
     "cache to memory. Blosc's copies are put into place straight from the bytes read."),
    ("whole/lz4*", "limit",
     "LZ4 decodes at the speed of memory: the limit writes to the cache alone, a read to the result besides. Blocks are put "
     "into place while they are in the cache, by stores that pass it."),
    ("whole/shard*", "limit",
     "rows of a subchunk are 64 or 128 bytes, each at another place of the result."),
    ("whole/10000*", "time",
     "10,000 times open, read and close, and nothing else: the limit takes as long."),
    ("planes-y/raw", "peer",
     "the rows of 256 bytes lie 32 KiB apart in the file, each is a read of its own: 0.9 to 1.3 us in a C program apart, 57 % of "
     "our time is the system's (perf). Tried there: rows of mapped files, 4 us each."),
    ("planes-?/raw", "peer", "the elements of a plane lie all over the files, which are read in pieces that stay in the cache."),
    ("planes-?/zstd", "peer",
     "a frame is decoded from its beginning to the last row that is needed, of planes y and x almost to its end."),
    ("boxes/zstd", "peer",
     "a frame is decoded from its beginning to the last row of the box, half of it on average."),
    ("planes-?/*", "peer",
     "a plane needs a row of every block or subchunk that it cuts, and each of them is decoded as a whole: as much decoding as "
     "the peers have. Blocks and subchunks that it does not cut are not read."),
    ("boxes/shard*", "peer",
     "a box of 20^3 touches four subchunks of 64 KiB in the mean, which are decoded as wholes; with one thread 97 ms, with two 71: "
     "waking a worker takes as long as decoding one. Tried: the caller takes part (65 instead of 74 ms); not kept, as it "
     "would hold up a cooperative thread of Swift while files are read."),
    ("chunks-1/blosc-zstd", "peer", "c-blosc lets zarr-python 2 decode a chunk by two threads, too."),
    ("open", "time",
     "42 % of the time is the system's (perf): nothing but the path is known, so that three questions find the root of the store, "
     "four calls read the document, and two look for those of the other formats. What the document says in the same words as one "
     "that was read before is not understood again. Tried before: one question a group above instead of five."),
    ("list 1000*", "time",
     "37 % of the time is the system's (perf), open, fstat, pread and close of every document; scanning it takes 9 %, its "
     "description 5 %, the object of the array 8 %. Siblings that are written alike share codecs and what they are bound to, "
     "attributes stay text. Where no two have the same codecs and chunks, understanding each takes as long again."),
    ("slabs/6*", "time",
     "beside decoding, every chunk is copied once more, from the cache of decoded chunks to the slabs."),
    ("write whole/raw", "peer",
     "most of it is copies, the system's and ours; measured alone with 15 rounds 1.15 to 1.23 of the best peer. Tried: "
     "rows gathered in pieces of 256 KiB that are written while they are in the cache; 0.94 to 1.77 of what is done now, "
     "nothing gained in the mean."),
    ("write chunks-1/lz4", "peer", "measured alone with 11 rounds 1.22 of the best peer."),
    ("write boxes/*", "peer",
     "measured alone 1.00, 1.01 and 0.88 of the best peer, which takes no locks: we lock each chunk that is changed in part by a "
     "file beside it."),
    ("one subchunk/shard", "time", "measured alone with 11 rounds 93 us."),
    ("write whole, synced/lz4", "peer", "measured alone with 7 rounds 1.09 of the best peer."),
    ("chunks-2/zstd", "peer", "measured alone with 7 rounds 0.99 of the best peer: libzstd's own time in both."),
    ("write *shard*", "zarrs",
     "of whole arrays 54 to 58 % of the time is libzstd's own, 15 % copies, 9 % gathering rows of 64 bytes, 6 % the system's copy (perf). "
     "Tried: rows asked for ahead of time; nothing gained."),
    ("write whole/lz4", "peer", "41 % of the time is LZ4's own, 19 % gathering rows of 256 bytes, 17 % the system's (perf)."),
    ("write whole/gzip", "peer", "libdeflate alone takes 95 to 97 % of the time (/limit)."),
    ("subchunks-2/*", "limit", "each subchunk is a call of its own, with an index to look into and a read."),
]  # fmt: skip


def reason(row: str, target: str) -> str:
    """What bounds a row, "" where nothing is known."""
    word = target.split()[0]
    kind = word if word in ("limit", "peer", "zarrs") else "time"
    return next((text for rows, kinds, text in KNOWN if kinds == kind and fnmatch.fnmatch(row, rows)), "")

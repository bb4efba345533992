public import ZarrBase

/// What a codec from bytes to bytes stores in blocks that are decoded one by one: a part of a chunk then costs only the
/// blocks that hold it, and each is put into its place while it is in cache.
public protocol BlockStream {
    /// The bytes that all blocks decode to.
    var decodedSize: Int { get }
    /// The number of blocks.
    var count: Int { get }
    /// The decoded bytes that a block holds.
    func decodedRange(_ block: Int) -> Range<Int>
    /// The encoded bytes that a block is decoded from.
    func encodedRange(_ block: Int) -> Range<Int>
    /// Whether the encoded bytes of a block are its decoded ones: what does not become smaller is stored as it is.
    var isStoredAsIs: Bool { get }
    /// Decodes a block into memory of its decoded size.
    func decode(
        _ block: Int, from encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer,
        worker: CodecWorker
    ) throws(ZarrError)
}

/// The front of an encoded value, as far as it was read.
public enum BlockStreamPrefix {
    /// The blocks that it describes.
    case blocks(any BlockStream)
    /// So many bytes are needed to know.
    case needs(Int)
}

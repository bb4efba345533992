public import ZarrBase

/// A codec as documents describe it: a value that is bound once to what it will encode, and then runs.
public protocol Codec: Sendable {
    /// What the codec does, in a few words for a list.
    static var summary: String { get }
    /// The fields that its configuration may have, in the order in which they are written.
    static var fields: [String] { get }
    /// The description in Zarr v3.
    var v3: NamedConfiguration { get }
    /// The name in ``v3``, for who needs no more of it.
    var name: String { get }
    /// The description in Zarr v2, an object with an `id`; nil where Zarr v2 cannot say it.
    var v2: JSONObject? { get }
}

extension Codec {
    /// Nothing said.
    public static var summary: String { "" }
    /// None.
    public static var fields: [String] { [] }
    /// That of the description.
    public var name: String { v3.name }
}

/// A codec between arrays, such as `transpose`.
public protocol ArrayToArrayCodec: Codec {
    /// Settles shapes and types.
    ///
    /// - Throws: where the codec cannot work on such chunks, so that it fails when an array is opened, not per chunk.
    func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToArrayCodec
}

/// A codec from an array to bytes, such as `bytes` or `sharding_indexed`.
public protocol ArrayToBytesCodec: Codec {
    /// Settles shapes and types.
    func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToBytesCodec
}

/// A codec from bytes to bytes, such as `zstd`.
public protocol BytesToBytesCodec: Codec {
    /// The codec for bytes that are elements of this size; itself, unless the element size is a matter of the codec.
    func bound(toElementSize size: Int) throws(ZarrError) -> any BytesToBytesCodec
    /// Refuses chunks of so many bytes where the codec cannot encode those; called once, where all chunks have one size.
    func requireEncodable(_ size: Int) throws(ZarrError)
    /// The size of the encoded bytes where it depends on the size of the decoded ones only; nil where on their contents.
    func encodedSize(of decodedSize: Int) -> Int?
    /// The decoded bytes where they stand in the encoded ones as they are, as before a checksum; nil elsewhere.
    func decodedSlice(of encoded: UnsafeRawBufferPointer) throws(ZarrError) -> UnsafeRawBufferPointer?
    /// Whether values come in blocks as a rule.
    static var storesBlocks: Bool { get }
    /// The blocks that a value of `size` bytes comes in, of which `front` is the beginning; nil for one that does not.
    func blocks(in front: UnsafeRawBufferPointer, of size: Int) throws(ZarrError) -> BlockStreamPrefix?
    /// Decodes into memory that must be filled to the last byte.
    func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer, worker: CodecWorker
    ) throws(ZarrError)
    /// Whether the beginning of a value may be had without decoding the rest.
    var decodesPrefixes: Bool { get }
    /// Decodes the beginning of what decodes to `size` bytes, so that `decoded` is filled; false where that takes no less than
    /// to decode all of it, and nothing may be relied on then.
    ///
    /// A value with a checksum is always decoded as a whole, as it could not be checked else.
    func decodePrefix(
        _ encoded: UnsafeRawBufferPointer, of size: Int, into decoded: UnsafeMutableRawBufferPointer,
        worker: CodecWorker
    ) throws(ZarrError) -> Bool
    /// Replaces the contents of `decoded`, which must not grow beyond `limit` bytes.
    func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: ScratchBuffer, limit: Int, worker: CodecWorker
    ) throws(ZarrError)
    /// Replaces the contents of `encoded`.
    func encode(
        _ decoded: UnsafeRawBufferPointer, into encoded: ScratchBuffer, worker: CodecWorker
    ) throws(ZarrError)
}

extension BytesToBytesCodec {
    /// Itself.
    public func bound(toElementSize size: Int) throws(ZarrError) -> any BytesToBytesCodec { self }
    /// All sizes are right.
    public func requireEncodable(_ size: Int) throws(ZarrError) {}
    /// Not known beforehand.
    public func encodedSize(of decodedSize: Int) -> Int? { nil }
    /// Never.
    public func decodedSlice(of encoded: UnsafeRawBufferPointer) throws(ZarrError) -> UnsafeRawBufferPointer? { nil }

    /// No.
    public static var storesBlocks: Bool { false }
    /// No blocks.
    public func blocks(in front: UnsafeRawBufferPointer, of size: Int) throws(ZarrError) -> BlockStreamPrefix? { nil }

    /// No.
    public var decodesPrefixes: Bool { false }
    /// Never.
    public func decodePrefix(
        _ encoded: UnsafeRawBufferPointer, of size: Int, into decoded: UnsafeMutableRawBufferPointer,
        worker: CodecWorker
    ) throws(ZarrError) -> Bool { false }

    /// Refuses a codec that gave another number of bytes than the chunk has.
    func requireFilled(_ written: Int, of size: Int) throws(ZarrError) {
        guard written == size else {
            throw ZarrError(.corruptData, "decodes to \(written) bytes where \(size) belong", hint: Self.damagedHint)
        }
    }

    static var damagedHint: String { "the chunk is damaged or the metadata does not describe it" }
}

/// An array-to-array codec that knows what it works on.
public protocol BoundArrayToArrayCodec: Sendable {
    /// What it encodes.
    var decoded: ChunkRepresentation { get }
    /// What it encodes that to.
    var encoded: ChunkRepresentation { get }
    /// The axes of the decoded array in the order of the encoded one, where that is all that the codec does.
    var permutation: [Int]? { get }
    /// Whether each element becomes one, whatever its place and its neighbours: then any number of elements is decoded.
    var isElementwise: Bool { get }
    /// Decodes a whole chunk, C order to C order.
    func decode(_ encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer) throws(ZarrError)
    /// Encodes a whole chunk, C order to C order.
    func encode(_ decoded: UnsafeRawBufferPointer, into encoded: UnsafeMutableRawBufferPointer) throws(ZarrError)
}

extension BoundArrayToArrayCodec {
    /// No.
    public var isElementwise: Bool { false }
}

/// An array-to-bytes codec that knows what it works on.
public protocol BoundArrayToBytesCodec: Sendable {
    /// What it encodes.
    var decoded: ChunkRepresentation { get }
    /// The size of an encoded chunk where it is always the same, in bytes.
    var encodedSize: Int? { get }
    /// The most that an encoded chunk may take.
    func encodedSizeLimit(_ limits: DecodingLimits) -> Int
    /// What an encoded chunk may take beside its elements however few they are, in bytes.
    var encodedOverhead: Int { get }
    /// Whether the encoded bytes are the elements as they lie in memory.
    var isIdentity: Bool { get }
    /// Decodes a part of a chunk, reading no more of `source` than it needs; false where the value does not exist.
    func decode(
        _ source: any ByteSource, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws -> Bool
    /// Decodes a part of a chunk whose encoded bytes are in memory.
    func decode(
        _ encoded: UnsafeRawBufferPointer, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws
    /// Replaces the contents of `encoded`.
    func encode(_ array: ArrayView, into encoded: ScratchBuffer, worker: CodecWorker) throws
}

extension BoundArrayToBytesCodec {
    /// A short header.
    public var encodedOverhead: Int { 64 }
}

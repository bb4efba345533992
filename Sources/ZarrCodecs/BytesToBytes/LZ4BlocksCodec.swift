public import ZarrBase
import ZarrCompression

/// The `lz4` compression of N5, a bytes-to-bytes codec: LZ4 in the framing of lz4-java.
///
/// Neither Zarr v2 nor v3 has it: it is in no catalog, and the name in ``v3`` is one for messages that no document may have.
/// `numcodecs.lz4`, ``LZ4Codec``, is another framing.
///
/// - Specification: <https://github.com/saalfeldlab/n5#file-system-specification>, "lz4"
public struct LZ4BlocksCodec: BytesToBytesCodec {
    /// What the list of codecs would say.
    public static var summary: String { "LZ4 blocks as lz4-java frames them, for N5" }
    /// As they are written.
    public static var fields: [String] { ["blockSize"] }

    /// The most decoded bytes of one LZ4 block, from 64 to 32 MiB; blocks of any size are read.
    public let blockSize: Int

    /// A codec that writes blocks of this size.
    public init(blockSize: Int = 1 << 16) { self.blockSize = blockSize }

    /// Not for documents of Zarr v3.
    public var v3: NamedConfiguration {
        NamedConfiguration("lz4_block", ["blockSize": .number(JSONNumber(blockSize))])
    }
    /// Zarr v2 has no such codec.
    public var v2: JSONObject? { nil }

    /// Decodes all blocks into memory of the right size.
    public func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer, worker: CodecWorker
    ) throws(ZarrError) {
        let written = try LZ4Blocks.decompress(encoded, into: decoded, context: worker.compression)
        try requireFilled(written, of: decoded.count)
    }

    /// Decodes all blocks, up to the limit.
    public func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: ScratchBuffer, limit: Int, worker: CodecWorker
    ) throws(ZarrError) {
        try LZ4Blocks.decompress(encoded, into: decoded, limit: limit, context: worker.compression)
    }

    /// Encodes into one stream of blocks.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` for a block size that lz4-java does not have.
    public func encode(
        _ decoded: UnsafeRawBufferPointer, into encoded: ScratchBuffer, worker: CodecWorker
    ) throws(ZarrError) {
        try LZ4Blocks.compress(decoded, into: encoded, blockSize: blockSize, context: worker.compression)
    }
}

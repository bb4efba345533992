public import ZarrBase
import ZarrCompression

/// The `numcodecs.zlib` bytes-to-bytes codec: a zlib stream, RFC 1950.
///
/// - Zarr v3 name: `numcodecs.zlib` · Zarr v2 id: `zlib`
/// - Specification: <https://numcodecs.readthedocs.io/en/stable/compression/zlib.html>
///
/// ## Configuration
/// ```json
/// {"name": "numcodecs.zlib", "configuration": {"level": 1}}
/// ```
public struct ZlibCodec: BytesToBytesCodec {
    /// What the list of codecs says.
    public static var summary: String { "Deflate compression with zlib's header" }
    /// As they are written.
    public static var fields: [String] { ["level"] }

    /// The compression level, 0...9; -1 stands for 6.
    public let level: Int

    /// A codec of this level.
    public init(level: Int = 1) { self.level = level }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> ZlibCodec {
        ZlibCodec(level: try named.reader.integer("level", in: -1...9, default: 1))
    }

    /// With all parameters.
    public var v3: NamedConfiguration {
        NamedConfiguration("numcodecs.zlib", ["level": .number(JSONNumber(level))])
    }
    /// With all parameters.
    public var v2: JSONObject? { ["id": "zlib", "level": .number(JSONNumber(level))] }

    /// Decodes all members into memory of the right size.
    public func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer, worker: CodecWorker
    ) throws(ZarrError) {
        let written = try Zlib.decompress(encoded, into: decoded, context: worker.compression)
        try requireFilled(written, of: decoded.count)
    }

    /// Decodes all members, up to the limit.
    public func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: ScratchBuffer, limit: Int, worker: CodecWorker
    ) throws(ZarrError) {
        try Zlib.decompress(encoded, into: decoded, limit: limit, context: worker.compression)
    }

    /// Encodes into one member.
    public func encode(
        _ decoded: UnsafeRawBufferPointer, into encoded: ScratchBuffer, worker: CodecWorker
    ) throws(ZarrError) {
        try Zlib.compress(decoded, into: encoded, level: level < 0 ? 6 : level, context: worker.compression)
    }
}

public import ZarrBase
import ZarrCompression

/// The `numcodecs.bz2` bytes-to-bytes codec: streams of bzip2.
///
/// - Zarr v3 name: `numcodecs.bz2` · Zarr v2 id: `bz2`
/// - Specification: <https://numcodecs.readthedocs.io/en/stable/compression/bz2.html>
///
/// ## Configuration
/// ```json
/// {"name": "numcodecs.bz2", "configuration": {"level": 1}}
/// ```
public struct Bzip2Codec: BytesToBytesCodec {
    /// What the list of codecs says.
    public static var summary: String { "Compression by bzip2" }
    /// As they are written.
    public static var fields: [String] { ["level"] }

    /// The block size in units of 100 kB, 1...9.
    public let level: Int

    /// A codec of this level.
    public init(level: Int = 1) { self.level = level }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> Bzip2Codec {
        Bzip2Codec(level: try named.reader.integer("level", in: 1...9, default: 1))
    }

    /// With all parameters.
    public var v3: NamedConfiguration {
        NamedConfiguration("numcodecs.bz2", ["level": .number(JSONNumber(level))])
    }
    /// With all parameters.
    public var v2: JSONObject? { ["id": "bz2", "level": .number(JSONNumber(level))] }

    /// Decodes all members into memory of the right size.
    public func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer, worker: CodecWorker
    ) throws(ZarrError) {
        let written = try Bzip2.decompress(encoded, into: decoded, context: worker.compression)
        try requireFilled(written, of: decoded.count)
    }

    /// Decodes all members, up to the limit.
    public func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: ScratchBuffer, limit: Int, worker: CodecWorker
    ) throws(ZarrError) {
        try Bzip2.decompress(encoded, into: decoded, limit: limit, context: worker.compression)
    }

    /// Encodes into one member.
    public func encode(
        _ decoded: UnsafeRawBufferPointer, into encoded: ScratchBuffer, worker: CodecWorker
    ) throws(ZarrError) {
        try Bzip2.compress(decoded, into: encoded, level: level, context: worker.compression)
    }
}

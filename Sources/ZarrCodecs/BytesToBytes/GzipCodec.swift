public import ZarrBase
import ZarrCompression

/// The `gzip` bytes-to-bytes codec: members of gzip, RFC 1952.
///
/// - Zarr v3 name: `gzip` · Zarr v2 id: `gzip`
/// - Specification: <https://zarr-specs.readthedocs.io/en/latest/v3/codecs/gzip/index.html>
///
/// ## Configuration
/// ```json
/// {"name": "gzip", "configuration": {"level": 6}}
/// ```
public struct GzipCodec: BytesToBytesCodec {
    /// What the list of codecs says.
    public static var summary: String { "Deflate compression with gzip's header" }
    /// As they are written.
    public static var fields: [String] { ["level"] }

    /// The compression level, 0...9; -1 stands for 6.
    public let level: Int

    /// A codec of this level.
    public init(level: Int = 6) { self.level = level }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> GzipCodec {
        GzipCodec(level: try named.reader.integer("level", in: -1...9, default: 6))
    }

    /// With all parameters.
    public var v3: NamedConfiguration {
        // Zarr v3 has no level -1.
        NamedConfiguration("gzip", ["level": .number(JSONNumber(level < 0 ? 6 : level))])
    }
    /// With all parameters.
    public var v2: JSONObject? { ["id": "gzip", "level": .number(JSONNumber(level))] }

    /// Decodes all members into memory of the right size.
    public func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer, worker: CodecWorker
    ) throws(ZarrError) {
        let written = try Gzip.decompress(encoded, into: decoded, context: worker.compression)
        try requireFilled(written, of: decoded.count)
    }

    /// Decodes all members, up to the limit.
    public func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: ScratchBuffer, limit: Int, worker: CodecWorker
    ) throws(ZarrError) {
        try Gzip.decompress(encoded, into: decoded, limit: limit, context: worker.compression)
    }

    /// Encodes into one member.
    public func encode(
        _ decoded: UnsafeRawBufferPointer, into encoded: ScratchBuffer, worker: CodecWorker
    ) throws(ZarrError) {
        try Gzip.compress(decoded, into: encoded, level: level < 0 ? 6 : level, context: worker.compression)
    }
}

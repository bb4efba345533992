public import ZarrBase
import ZarrCompression

/// The `numcodecs.lz4` bytes-to-bytes codec: the size as a 4-byte little-endian integer, then one LZ4 block.
///
/// - Zarr v3 name: `numcodecs.lz4` · Zarr v2 id: `lz4`
/// - Specification: <https://numcodecs.readthedocs.io/en/stable/compression/lz4.html>
///
/// ## Configuration
/// ```json
/// {"name": "numcodecs.lz4", "configuration": {"acceleration": 1}}
/// ```
/// This is not the LZ4 frame format.
public struct LZ4Codec: BytesToBytesCodec {
    /// What the list of codecs says.
    public static var summary: String { "One LZ4 block behind its size" }
    /// As they are written.
    public static var fields: [String] { ["acceleration"] }

    /// The larger, the faster and the less compressed; at least 1.
    public let acceleration: Int

    /// A codec of this acceleration.
    public init(acceleration: Int = 1) { self.acceleration = acceleration }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> LZ4Codec {
        LZ4Codec(acceleration: try named.reader.integer("acceleration", in: 0...Int(Int32.max), default: 1))
    }

    /// With all parameters.
    public var v3: NamedConfiguration {
        NamedConfiguration("numcodecs.lz4", ["acceleration": .number(JSONNumber(acceleration))])
    }
    /// With all parameters.
    public var v2: JSONObject? { ["id": "lz4", "acceleration": .number(JSONNumber(acceleration))] }

    /// Decodes all members into memory of the right size.
    public func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer, worker: CodecWorker
    ) throws(ZarrError) {
        let written = try LZ4.decompress(encoded, into: decoded, context: worker.compression)
        try requireFilled(written, of: decoded.count)
    }

    /// Decodes all members, up to the limit.
    public func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: ScratchBuffer, limit: Int, worker: CodecWorker
    ) throws(ZarrError) {
        try LZ4.decompress(encoded, into: decoded, limit: limit, context: worker.compression)
    }

    /// Encodes into one member.
    public func encode(
        _ decoded: UnsafeRawBufferPointer, into encoded: ScratchBuffer, worker: CodecWorker
    ) throws(ZarrError) {
        try LZ4.compress(decoded, into: encoded, acceleration: acceleration, context: worker.compression)
    }
}

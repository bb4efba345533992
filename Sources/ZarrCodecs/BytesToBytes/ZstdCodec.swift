public import ZarrBase
import ZarrCompression

/// The `zstd` bytes-to-bytes codec: Zstandard frames.
///
/// - Zarr v3 name: `zstd` · Zarr v2 id: `zstd`
/// - Specification: <https://github.com/zarr-developers/zarr-extensions/tree/main/codecs/zstd>
///
/// ## Configuration
/// ```json
/// {"name": "zstd", "configuration": {"level": 3, "checksum": false}}
/// ```
public struct ZstdCodec: BytesToBytesCodec {
    /// What the list of codecs says.
    public static var summary: String { "Zstandard compression" }
    /// As they are written.
    public static var fields: [String] { ["level", "checksum"] }

    /// The compression level, -131072...22; 0 is the default of the library.
    public let level: Int
    /// Whether each frame carries a checksum.
    public let checksum: Bool

    /// A codec of this level.
    public init(level: Int = 3, checksum: Bool = false) {
        self.level = level
        self.checksum = checksum
    }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> ZstdCodec {
        ZstdCodec(
            level: try named.reader.integer("level", in: -131072...22, default: 0),
            checksum: try named.reader.boolean("checksum", default: false))
    }

    /// With all parameters.
    public var v3: NamedConfiguration {
        NamedConfiguration("zstd", ["level": .number(JSONNumber(level)), "checksum": .bool(checksum)])
    }
    /// With all parameters.
    public var v2: JSONObject? {
        checksum
            ? ["id": "zstd", "level": .number(JSONNumber(level)), "checksum": true]
            : ["id": "zstd", "level": .number(JSONNumber(level))]
    }

    /// Decodes all members into memory of the right size.
    public func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer, worker: CodecWorker
    ) throws(ZarrError) {
        let written = try Zstd.decompress(encoded, into: decoded, context: worker.compression)
        try requireFilled(written, of: decoded.count)
    }

    /// Where there is no checksum, which is that of all.
    public var decodesPrefixes: Bool { !checksum }
    /// Decodes a frame as far as it is needed.
    public func decodePrefix(
        _ encoded: UnsafeRawBufferPointer, of size: Int, into decoded: UnsafeMutableRawBufferPointer,
        worker: CodecWorker
    ) throws(ZarrError) -> Bool {
        try Zstd.decompressPrefix(encoded, of: size, into: decoded, context: worker.compression)
    }

    /// Decodes all members, up to the limit.
    public func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: ScratchBuffer, limit: Int, worker: CodecWorker
    ) throws(ZarrError) {
        try Zstd.decompress(encoded, into: decoded, limit: limit, context: worker.compression)
    }

    /// Encodes into one member.
    public func encode(
        _ decoded: UnsafeRawBufferPointer, into encoded: ScratchBuffer, worker: CodecWorker
    ) throws(ZarrError) {
        try Zstd.compress(decoded, into: encoded, level: level, checksum: checksum, context: worker.compression)
    }
}

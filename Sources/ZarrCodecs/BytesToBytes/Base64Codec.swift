public import ZarrBase
import ZarrCompression

/// The `numcodecs.base64` bytes-to-bytes codec: the bytes as text.
///
/// - Zarr v3 name: `numcodecs.base64` · Zarr v2 id: `base64`
/// - Specification: <https://numcodecs.readthedocs.io/en/stable/other/base64.html>
///
/// The configuration is empty.
public struct Base64Codec: BytesToBytesCodec {
    /// What the list of codecs says.
    public static var summary: String { "The bytes as text in base64" }

    /// The only form that there is.
    public init() {}

    /// By name alone.
    public var v3: NamedConfiguration { NamedConfiguration("numcodecs.base64") }
    /// By id alone.
    public var v2: JSONObject? { ["id": "base64"] }

    /// Decodes into memory of the right size.
    public func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer, worker: CodecWorker
    ) throws(ZarrError) {
        try requireFilled(Base64Stream.decode(encoded, into: decoded), of: decoded.count)
    }

    /// Decodes, up to the limit.
    public func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: ScratchBuffer, limit: Int, worker: CodecWorker
    ) throws(ZarrError) {
        try decoded.resize(to: max(0, min(limit, encoded.count / 4 * 3 + 3)))
        try decoded.resize(to: Base64Stream.decode(encoded, into: decoded.bytes))
    }

    /// Encodes without line breaks.
    public func encode(
        _ decoded: UnsafeRawBufferPointer, into encoded: ScratchBuffer, worker: CodecWorker
    ) throws(ZarrError) {
        try Base64Stream.encode(decoded, into: encoded)
    }
}

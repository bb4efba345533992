public import ZarrBase

/// The `vlen-utf8` array-to-bytes codec: a count, then each element's length and bytes, all lengths u32 little-endian.
///
/// - Zarr v3 name: `vlen-utf8` · Zarr v2 id: `vlen-utf8`, an object codec in `filters`
/// - Specification: <https://github.com/zarr-developers/zarr-extensions/tree/main/codecs/vlen-utf8>
///
/// The configuration is empty. What is no text in Python, as `None`, was stored as the empty one.
public struct VlenUTF8Codec: ObjectCodec {
    /// What the list of codecs says.
    public static var summary: String { "Strings of any length, each behind its length" }

    /// The only form that there is.
    public init() {}

    /// By name alone.
    public var v3: NamedConfiguration { NamedConfiguration("vlen-utf8") }
    /// By id alone.
    public var v2: JSONObject? { ["id": "vlen-utf8"] }

    /// `string`.
    public func objectType() throws(ZarrError) -> DataType { .string }

    /// - Throws: ``ZarrError/Code/invalidMetadata`` where the elements are no strings.
    public func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToBytesCodec {
        guard decoded.dataType == .string else {
            throw ZarrError(.invalidMetadata, "elements of type \(decoded.dataType) are not strings")
        }
        return BoundVlen(decoded: decoded, content: .utf8)
    }
}

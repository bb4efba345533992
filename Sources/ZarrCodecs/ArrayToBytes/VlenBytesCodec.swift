public import ZarrBase

/// The `vlen-bytes` array-to-bytes codec: a count, then each element's length and bytes, all lengths u32 little-endian.
///
/// - Zarr v3 name: `vlen-bytes` · Zarr v2 id: `vlen-bytes`, an object codec in `filters`
/// - Specification: <https://github.com/zarr-developers/zarr-extensions/tree/main/codecs/vlen-bytes>
///
/// The configuration is empty.
public struct VlenBytesCodec: ObjectCodec {
    /// What the list of codecs says.
    public static var summary: String { "Byte strings of any length, each behind its length" }

    /// The only form that there is.
    public init() {}

    /// By name alone.
    public var v3: NamedConfiguration { NamedConfiguration("vlen-bytes") }
    /// By id alone.
    public var v2: JSONObject? { ["id": "vlen-bytes"] }

    /// `bytes`.
    public func objectType() throws(ZarrError) -> DataType { .bytes }

    /// - Throws: ``ZarrError/Code/invalidMetadata`` where the elements are no byte strings.
    public func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToBytesCodec {
        guard decoded.dataType == .bytes else {
            throw ZarrError(.invalidMetadata, "elements of type \(decoded.dataType) are not byte strings")
        }
        return BoundVlen(decoded: decoded, content: .any)
    }
}

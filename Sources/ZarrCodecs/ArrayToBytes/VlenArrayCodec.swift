public import ZarrBase

/// The `vlen-array` codec of numcodecs: a count, then each element's size in bytes (u32 little-endian) and its items.
///
/// - Zarr v3 name: `numcodecs.vlen-array` · Zarr v2 id: `vlen-array`, an object codec in `filters`
/// - Specification: <https://numcodecs.readthedocs.io/en/stable/other/vlen.html>
///
/// ## Configuration
/// ```json
/// {"id": "vlen-array", "dtype": "<i4"}
/// ```
public struct VlenArrayCodec: ObjectCodec {
    /// What the list of codecs says.
    public static var summary: String { "Lists of numbers of any length, each behind its length" }
    /// As they are written.
    public static var fields: [String] { ["dtype"] }

    /// The type of the items, as a NumPy type string.
    public let dtype: String

    /// A codec for lists of items of this type.
    public init(dtype: String) { self.dtype = dtype }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> VlenArrayCodec {
        VlenArrayCodec(dtype: try named.reader.string("dtype"))
    }

    /// With the type.
    public var v3: NamedConfiguration { NamedConfiguration("numcodecs.vlen-array", ["dtype": .string(dtype)]) }
    /// With the type.
    public var v2: JSONObject? { ["id": "vlen-array", "dtype": .string(dtype)] }

    /// `ragged`, of the type of the items.
    public func objectType() throws(ZarrError) -> DataType { try .ragged(of: items().0) }

    private func items() throws(ZarrError) -> (DataType, Endianness?) {
        do {
            return try DataTypeCatalog.standard.dataType(numpy: dtype)
        } catch {
            throw error.at(jsonPath: "configuration.dtype")
        }
    }

    /// - Throws: ``ZarrError/Code/invalidMetadata`` where the elements are no lists of such items.
    public func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToBytesCodec {
        let (items, endian) = try items()
        guard decoded.dataType == (try .ragged(of: items)) else {
            throw ZarrError(.invalidMetadata, "elements of type \(decoded.dataType) are not lists of \(dtype)")
        }
        let isSwapped = endian.map { $0 != .native } ?? false
        return BoundVlen(
            decoded: decoded,
            content: .items(size: items.byteCount, swapUnit: isSwapped ? items.layout.swapUnit : 1))
    }
}

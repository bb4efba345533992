public import ZarrBase
import ZarrCompression

/// The `delta` array-to-array codec: the first element, then the difference of each to the one before.
///
/// - Zarr v3 name: `numcodecs.delta` · Zarr v2 id: `delta`
/// - Specification: <https://numcodecs.readthedocs.io/en/stable/filter/delta.html>
///
/// ## Configuration
/// ```json
/// {"name": "numcodecs.delta", "configuration": {"dtype": "<i4", "astype": "<i2"}}
/// ```
/// `astype`, the type of the differences, is `dtype` where it is missing. Integers wrap.
public struct DeltaCodec: NumericFilter {
    /// What the list of codecs says.
    public static var summary: String { "Differences of neighbouring elements" }
    /// As they are written.
    public static var fields: [String] { ["dtype", "astype"] }

    /// The type of the elements, as a NumPy type string.
    public let dtype: String
    /// The type of the differences, as a NumPy type string.
    public let astype: String

    /// A codec for elements and differences of these types.
    public init(dtype: String, astype: String? = nil) {
        self.dtype = dtype
        self.astype = astype ?? dtype
    }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> DeltaCodec {
        let dtype = try named.reader.string("dtype")
        return DeltaCodec(dtype: dtype, astype: try named.reader.string("astype", default: dtype))
    }

    /// With both types.
    public var v3: NamedConfiguration {
        NamedConfiguration("numcodecs.delta", ["dtype": .string(dtype), "astype": .string(astype)])
    }
    /// With both types.
    public var v2: JSONObject? { ["id": "delta", "dtype": .string(dtype), "astype": .string(astype)] }

    package var elementText: String? { dtype }
    package var storedText: String? { astype }
    package func stating(_ element: String, _ stored: String) -> DeltaCodec {
        DeltaCodec(dtype: element, astype: stored)
    }

    /// - Throws: ``ZarrError/Code/invalidMetadata`` where the chunk holds other elements than `dtype`.
    public func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToArrayCodec {
        let (elements, differences) = try bound(decoded)
        let encoded = try decoded.with(
            dataType: differences, fillValue: try Self.fill(decoded.fillValue, elements, differences))
        if let complex = elements.definition as? ComplexType, elements == differences,
            let part = Delta.NumericType(complex.component)
        {
            return BoundComplexDeltaCodec(decoded: decoded, encoded: encoded, part: part)
        }
        guard let from = Delta.NumericType(elements), let to = Delta.NumericType(differences) else {
            throw ZarrError(
                .unsupported, "differences of \(dtype) as \(astype) are not known",
                hint: "use integers, floats, or one complex type for both")
        }
        return BoundDeltaCodec(decoded: decoded, encoded: encoded, elements: from, differences: to)
    }
}

extension DeltaCodec {
    /// Differences of neighbours have no fill value. zarr-python takes that of the array as a number of their type, and so a
    /// subchunk that is left out is one of such differences; those who read its shards have to do the same.
    private static func fill(
        _ value: FillValue, _ elements: DataType, _ differences: DataType
    ) throws(ZarrError) -> FillValue {
        guard let from = NumberType(elements), let to = NumberType(differences) else { return value }
        return try value.changed(to: differences.byteCount) { (source, destination) throws(ZarrError) in
            try NumberConversion.run(source, from, destination, to, .numpy)
        }
    }
}

struct BoundDeltaCodec: BoundArrayToArrayCodec {
    let decoded: ChunkRepresentation
    let encoded: ChunkRepresentation
    let elements: Delta.NumericType
    let differences: Delta.NumericType

    var permutation: [Int]? { nil }

    func decode(_ encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer) throws(ZarrError) {
        try Delta.decode(encoded, of: differences, into: decoded, of: elements)
    }

    func encode(_ decoded: UnsafeRawBufferPointer, into encoded: UnsafeMutableRawBufferPointer) throws(ZarrError) {
        try Delta.encode(decoded, of: elements, into: encoded, of: differences)
    }
}

struct BoundComplexDeltaCodec: BoundArrayToArrayCodec {
    let decoded: ChunkRepresentation
    let encoded: ChunkRepresentation
    let part: Delta.NumericType

    var permutation: [Int]? { nil }

    func decode(_ encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer) throws(ZarrError) {
        try Delta.decodeComplex(encoded, into: decoded, part: part)
    }

    func encode(_ decoded: UnsafeRawBufferPointer, into encoded: UnsafeMutableRawBufferPointer) throws(ZarrError) {
        try Delta.encodeComplex(decoded, into: encoded, part: part)
    }
}

extension Delta.NumericType {
    /// The numbers that a data type holds, in the byte order of the machine.
    init?(_ dataType: DataType) { self.init(rawValue: dataType.name) }
}

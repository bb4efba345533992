public import ZarrBase

/// The `scale_offset` array-to-array codec: `(x - offset) * scale`, in the arithmetic of the array's type.
///
/// - Zarr v3 name: `scale_offset`
/// - Specification: <https://github.com/zarr-developers/zarr-extensions/blob/main/codecs/scale_offset/README.md>
///
/// ## Configuration
/// ```json
/// {"name": "scale_offset", "configuration": {"offset": 5, "scale": 0.1}}
/// ```
/// Both are written like fill values of the array's type; without them they are 0 and 1. What an integer type does not hold
/// is an error, in either direction.
public struct ScaleOffsetCodec: ArrayToArrayCodec {
    /// What the list of codecs says.
    public static var summary: String { "Numbers less an offset, times a scale, in their own type" }
    /// As they are written.
    public static var fields: [String] { ["offset", "scale"] }

    /// What is subtracted, as a fill value is written; nil for 0.
    public let offset: JSONValue?
    /// What is multiplied by, as a fill value is written; nil for 1.
    public let scale: JSONValue?

    /// A codec with scalars as fill values are written.
    public init(offset: JSONValue? = nil, scale: JSONValue? = nil) {
        self.offset = offset
        self.scale = scale
    }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> ScaleOffsetCodec {
        try named.refuseFields(otherThan: fields)
        return ScaleOffsetCodec(offset: named.configuration["offset"], scale: named.configuration["scale"])
    }

    /// With what is stated.
    public var v3: NamedConfiguration {
        var configuration: JSONObject = [:]
        configuration["offset"] = offset
        configuration["scale"] = scale
        return NamedConfiguration("scale_offset", configuration)
    }
    /// Zarr v2 has `fixedscaleoffset` instead.
    public var v2: JSONObject? { nil }

    /// - Throws: ``ZarrError/Code/invalidMetadata`` where a scalar is none of the array's type, the scale is zero or the fill
    ///   value cannot be stored.
    public func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToArrayCodec {
        guard let type = NumberType(decoded.dataType), let number = type.number as? any ArithmeticNumber.Type else {
            throw ZarrError(.unsupported, "elements of type \(decoded.dataType) are not integers or floats")
        }
        let bound = BoundScaleOffset(
            decoded: decoded, encoded: decoded, type: type, number: number,
            offset: try Self.scalar(offset, or: 0, decoded.dataType, field: "offset"),
            scale: try Self.scalar(scale, or: 1, decoded.dataType, field: "scale"))
        let zero = FillValue.zero(of: decoded.dataType).bytes
        if NumberMap.areEqual(bound.scale, zero, type) {
            throw ZarrError(.invalidMetadata, "the scale is 0, by which nothing can be divided")
                .at(jsonPath: "configuration.scale")
        }
        do throws(ZarrError) {
            let fill = try decoded.fillValue.changed(to: zero.count) { (source, destination) throws(ZarrError) in
                try bound.encode(source, into: destination)
            }
            return BoundScaleOffset(
                decoded: decoded, encoded: try decoded.with(fillValue: fill), type: type, number: number,
                offset: bound.offset, scale: bound.scale)
        } catch {
            throw ZarrError(.invalidMetadata, "the fill value cannot be stored: " + error.message, hint: error.hint)
        }
    }

    private static func scalar(
        _ json: JSONValue?, or missing: JSONValue, _ dataType: DataType, field: String
    ) throws(ZarrError) -> [UInt8] {
        do {
            return try dataType.definition.element(from: json ?? missing, dialect: .v3)
        } catch {
            throw error.at(jsonPath: "configuration." + field)
        }
    }
}

struct BoundScaleOffset: BoundArrayToArrayCodec {
    let decoded: ChunkRepresentation
    let encoded: ChunkRepresentation
    let type: NumberType
    let number: any ArithmeticNumber.Type
    let offset: [UInt8]
    let scale: [UInt8]

    var permutation: [Int]? { nil }
    var isElementwise: Bool { true }

    func decode(_ encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer) throws(ZarrError) {
        try run(encoded, into: decoded, .corruptData) { number.unscale($0, $1, $2, offset: $3, scale: $4) }
    }

    func encode(_ decoded: UnsafeRawBufferPointer, into encoded: UnsafeMutableRawBufferPointer) throws(ZarrError) {
        try run(decoded, into: encoded, .invalidArgument) { number.scale($0, $1, $2, offset: $3, scale: $4) }
    }

    private func run(
        _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer, _ code: ZarrError.Code,
        _ body: (UnsafeRawPointer, UnsafeMutableRawPointer, Int, UnsafeRawPointer, UnsafeRawPointer) -> Int?
    ) throws(ZarrError) {
        guard let from = source.baseAddress, let to = destination.baseAddress else { return }
        let size = type.number.size
        let count = min(source.count, destination.count) / size
        let misfit = offset.withUnsafeBytes { offset in
            scale.withUnsafeBytes { scale -> Int? in
                guard let offset = offset.baseAddress, let scale = scale.baseAddress else { return nil }
                return body(from, to, count, offset, scale)
            }
        }
        guard let misfit else { return }
        let element = UnsafeRawBufferPointer(rebasing: source[(misfit * size)..<((misfit + 1) * size)])
        let value = decoded.dataType.definition.json(of: element, dialect: .v3).serialized()
        throw ZarrError(
            code, "\(type) does not hold what becomes of \(value)",
            hint: "choose offset and scale so that all numbers stay in range")
    }
}

extension NamedConfiguration {
    /// Refuses fields that a later version may give a meaning, where a specification wants it so.
    func refuseFields(otherThan fields: [String]) throws(ZarrError) {
        for (field, value) in configuration where !fields.contains(field) {
            throw ZarrError(
                .invalidMetadata, "\"\(name)\" has the field \(field), \(value.serialized()), which is not known",
                hint: "a newer version may know it"
            ).at(jsonPath: "configuration." + field)
        }
    }
}

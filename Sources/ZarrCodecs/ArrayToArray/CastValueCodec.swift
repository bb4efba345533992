public import ZarrBase

/// The `cast_value` array-to-array codec: stores numbers as another type, by value.
///
/// - Zarr v3 name: `cast_value`
/// - Specification: <https://github.com/zarr-developers/zarr-extensions/blob/main/codecs/cast_value/README.md>
///
/// ## Configuration
/// ```json
/// {"name": "cast_value",
///  "configuration": {"data_type": "uint8", "rounding": "towards-zero", "out_of_range": "clamp",
///                    "scalar_map": {"encode": [["NaN", 255]], "decode": [[255, "NaN"]]}}}
/// ```
/// A number in the map of its direction becomes what stands there; any other is converted exactly if it can be, else rounded,
/// and then handled as `out_of_range` says: an error where nothing is said. NaN and infinities are errors for integers
/// unless the map has them.
public struct CastValueCodec: ArrayToArrayCodec {
    /// What the list of codecs says.
    public static var summary: String { "Numbers stored as another type, by value" }
    /// As they are written.
    public static var fields: [String] { ["data_type", "rounding", "out_of_range", "scalar_map"] }

    /// Pairs of a number and what it becomes, each as a fill value is written.
    public struct ScalarMap: Sendable, Hashable {
        /// A number and what it becomes.
        public struct Pair: Sendable, Hashable {
            /// The number.
            public let from: JSONValue
            /// What it becomes.
            public let to: JSONValue

            /// A pair.
            public init(_ from: JSONValue, _ to: JSONValue) {
                self.from = from
                self.to = to
            }
        }

        /// The pairs for encoding; the first one that fits is taken.
        public let encode: [Pair]?
        /// The pairs for decoding.
        public let decode: [Pair]?

        /// A map.
        public init(encode: [Pair]? = nil, decode: [Pair]? = nil) {
            self.encode = encode
            self.decode = decode
        }
    }

    /// The type of what is stored.
    public let dataType: DataType
    /// How numbers are rounded; nil for to the nearest, ties to even.
    public let rounding: NumberRounding?
    /// What becomes of numbers out of range; nil for an error.
    public let outOfRange: NumberOverflow?
    /// Numbers that become others.
    public let scalarMap: ScalarMap?

    /// A codec that stores numbers as this type.
    public init(
        dataType: DataType, rounding: NumberRounding? = nil, outOfRange: NumberOverflow? = nil,
        scalarMap: ScalarMap? = nil
    ) {
        self.dataType = dataType
        self.rounding = rounding
        self.outOfRange = outOfRange
        self.scalarMap = scalarMap
    }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> CastValueCodec {
        try named.refuseFields(otherThan: fields)
        let reader = named.reader
        guard let type = reader["data_type"] else { throw reader.missing("data_type") }
        let dataType: DataType
        do {
            dataType = try DataTypeCatalog.standard.dataType(NamedConfiguration(type))
        } catch {
            throw error.within("configuration.data_type")
        }
        return CastValueCodec(
            dataType: dataType, rounding: try choice("rounding", reader),
            outOfRange: try choice("out_of_range", reader),
            scalarMap: try map(reader))
    }

    private static func choice<Choice: RawRepresentable & CaseIterable>(
        _ field: String, _ reader: ConfigurationReader
    ) throws(ZarrError) -> Choice? where Choice.RawValue == String {
        guard let value = reader[field] else { return nil }
        guard let choice = value.stringValue.flatMap(Choice.init(rawValue:)) else {
            let known = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw reader.wrong(field, value, "one of " + known)
        }
        return choice
    }

    private static func map(_ reader: ConfigurationReader) throws(ZarrError) -> ScalarMap? {
        guard let value = reader["scalar_map"] else { return nil }
        guard let object = value.objectValue else { throw reader.wrong("scalar_map", value, "an object") }
        for (field, inner) in object where field != "encode" && field != "decode" {
            throw reader.wrong("scalar_map", .object([field: inner]), "an object of \"encode\" and \"decode\"")
        }
        var lists: [String: [ScalarMap.Pair]] = [:]
        for (field, list) in object {
            guard let list = list.arrayValue else { throw reader.wrong("scalar_map." + field, list, "a list of pairs") }
            var pairs: [ScalarMap.Pair] = []
            for item in list {
                guard let pair = item.arrayValue, pair.count == 2 else {
                    throw reader.wrong("scalar_map." + field, item, "a pair of a number and what it becomes")
                }
                pairs.append(ScalarMap.Pair(pair[0], pair[1]))
            }
            lists[field] = pairs
        }
        return ScalarMap(encode: lists["encode"], decode: lists["decode"])
    }

    /// With what is stated.
    public var v3: NamedConfiguration {
        let type =
            dataType.configuration.isEmpty
            ? .string(dataType.name) : NamedConfiguration(dataType.name, dataType.configuration).json
        var configuration: JSONObject = ["data_type": type]
        configuration["rounding"] = rounding.map { .string($0.rawValue) }
        configuration["out_of_range"] = outOfRange.map { .string($0.rawValue) }
        if let scalarMap {
            var map: JSONObject = [:]
            map["encode"] = scalarMap.encode.map { .array($0.map { [$0.from, $0.to] }) }
            map["decode"] = scalarMap.decode.map { .array($0.map { [$0.from, $0.to] }) }
            configuration["scalar_map"] = .object(map)
        }
        return NamedConfiguration("cast_value", configuration)
    }
    /// Zarr v2 has `astype` instead.
    public var v2: JSONObject? { nil }

    /// - Throws: ``ZarrError/Code/invalidMetadata`` where a type holds no numbers, a scalar is none of its type, integers
    ///   alone can wrap, or the fill value does not come back.
    public func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToArrayCodec {
        let source = try Self.number(decoded.dataType, field: nil)
        let target = try Self.number(dataType, field: "data_type")
        if outOfRange == .wrap, target.isReal {
            throw ZarrError(.invalidMetadata, "out_of_range is \"wrap\", but \(target) is not a type of integers")
                .at(jsonPath: "configuration.out_of_range")
        }
        let rule = NumberConversion.Rule.value(rounding ?? .nearestEven, outOfRange)
        let encoding = BoundCast(
            from: source, to: target, rule: rule,
            map: try Self.bound(scalarMap?.encode, decoded.dataType, dataType, field: "encode"))
        let decoding = BoundCast(
            from: target, to: source, rule: rule,
            map: try Self.bound(scalarMap?.decode, dataType, decoded.dataType, field: "decode"))
        let fill: FillValue
        do throws(ZarrError) {
            fill = try decoded.fillValue.changed(to: dataType.byteCount, encoding.run)
            let back = try fill.changed(to: decoded.dataType.byteCount, decoding.run)
            guard NumberMap.areEqual(back.bytes, decoded.fillValue.bytes, source) else {
                let value = decoded.dataType.json(of: back, dialect: .v3).serialized()
                throw ZarrError(.invalidMetadata, "it comes back as \(value)")
            }
        } catch {
            let value = decoded.dataType.json(of: decoded.fillValue, dialect: .v3).serialized()
            throw ZarrError(
                .invalidMetadata, "the fill value \(value) is not kept by \(target): " + error.message,
                hint: "\"scalar_map\" can say what becomes of it, in both directions")
        }
        return BoundCastValue(
            decoded: decoded, encoded: try decoded.with(dataType: dataType, fillValue: fill), encoding: encoding,
            decoding: decoding)
    }

    private static func number(_ dataType: DataType, field: String?) throws(ZarrError) -> NumberType {
        guard let type = NumberType(dataType), type != .bool else {
            let error = ZarrError(.unsupported, "\(dataType) is not a type of integers or floats")
            throw field.map { error.at(jsonPath: "configuration." + $0) } ?? error
        }
        return type
    }

    private static func bound(
        _ pairs: [ScalarMap.Pair]?, _ source: DataType, _ target: DataType, field: String
    ) throws(ZarrError) -> NumberMap? {
        guard let pairs, !pairs.isEmpty else { return nil }
        var keys: [[UInt8]] = []
        var values: [[UInt8]] = []
        for (place, pair) in pairs.enumerated() {
            do {
                keys.append(try scalar(pair.from, source))
                values.append(try scalar(pair.to, target))
            } catch {
                throw error.at(jsonPath: "configuration.scalar_map.\(field)[\(place)]")
            }
        }
        return try NumberMap(keys, of: NumberType.known(source), values)
    }

    private static func scalar(_ json: JSONValue, _ dataType: DataType) throws(ZarrError) -> [UInt8] {
        // The specification's own example writes "+Infinity", although no fill value is written so.
        try dataType.definition.element(from: json == "+Infinity" ? "Infinity" : json, dialect: .v3)
    }
}

struct BoundCastValue: BoundArrayToArrayCodec {
    let decoded: ChunkRepresentation
    let encoded: ChunkRepresentation
    let encoding: BoundCast
    let decoding: BoundCast

    var permutation: [Int]? { nil }
    var isElementwise: Bool { true }

    func decode(_ encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer) throws(ZarrError) {
        do {
            try decoding.run(encoded, into: decoded)
        } catch {
            throw ZarrError(.corruptData, error.message, hint: error.hint)
        }
    }

    func encode(_ decoded: UnsafeRawBufferPointer, into encoded: UnsafeMutableRawBufferPointer) throws(ZarrError) {
        try encoding.run(decoded, into: encoded)
    }
}

/// One direction of a cast.
struct BoundCast: Sendable {
    let from: NumberType
    let to: NumberType
    let rule: NumberConversion.Rule
    let map: NumberMap?

    func run(_ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer) throws(ZarrError) {
        try NumberConversion.run(source, from, destination, to, rule, map)
    }
}

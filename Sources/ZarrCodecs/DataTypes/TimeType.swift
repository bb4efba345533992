public import ZarrBase

/// Points in time since 1970 and durations, as NumPy counts them: 64-bit integers of a unit and a factor, the least of which
/// is "not a time".
///
/// - Zarr v3 names: `numpy.datetime64` `numpy.timedelta64` · Zarr v2: `<M8[ns]` `<m8[25us]`, and `<M8` without a unit
/// - Specification: <https://github.com/zarr-developers/zarr-extensions/tree/main/data-types/numpy.datetime64>
///
/// ## Configuration
/// ```json
/// {"name": "numpy.datetime64", "configuration": {"unit": "us", "scale_factor": 10}}
/// ```
public struct TimeType: DataTypeDefinition, Hashable {
    /// What a value counts.
    public enum Unit: String, Sendable, Hashable, CaseIterable {
        /// Years of the calendar.
        case years = "Y"
        /// Months of the calendar.
        case months = "M"
        /// Weeks of 7 days.
        case weeks = "W"
        /// Days of 24 hours.
        case days = "D"
        /// Hours.
        case hours = "h"
        /// Minutes.
        case minutes = "m"
        /// Seconds; there are no leap seconds.
        case seconds = "s"
        /// 10⁻³ seconds.
        case milliseconds = "ms"
        /// 10⁻⁶ seconds.
        case microseconds = "us"
        /// 10⁻⁹ seconds.
        case nanoseconds = "ns"
        /// 10⁻¹² seconds.
        case picoseconds = "ps"
        /// 10⁻¹⁵ seconds.
        case femtoseconds = "fs"
        /// 10⁻¹⁸ seconds.
        case attoseconds = "as"
        /// What is not said.
        case generic

        /// The unit of this name, which for microseconds may be written in Greek.
        public init?(name: String) {
            switch name {
            case "\u{3bc}s", "\u{b5}s": self = .microseconds
            default: self.init(rawValue: name)
            }
        }
    }

    /// Whether values are durations rather than points in time.
    public let isDuration: Bool
    /// The unit.
    public let unit: Unit
    /// How many of the unit make one step, 1 to 2³¹ - 1; 1 where there is no unit.
    public let scaleFactor: Int

    /// Times in steps of `scaleFactor` units.
    ///
    /// - Throws: ``ZarrError/Code/invalidMetadata`` where the factor is none.
    public init(isDuration: Bool, unit: Unit, scaleFactor: Int = 1) throws(ZarrError) {
        guard Self.factors.contains(scaleFactor) else {
            throw ZarrError(.invalidMetadata, "a scale factor of \(scaleFactor)", hint: "it is in 1...2147483647")
        }
        self.isDuration = isDuration
        self.unit = unit
        // NumPy drops it, too: a factor of nothing is nothing.
        self.scaleFactor = unit == .generic ? 1 : scaleFactor
    }

    private static let factors = 1...Int(Int32.max)

    /// `numpy.datetime64` or `numpy.timedelta64`.
    public var name: String { isDuration ? "numpy.timedelta64" : "numpy.datetime64" }
    /// Unit and factor.
    public var configuration: JSONObject {
        ["unit": .string(unit.rawValue), "scale_factor": .number(JSONNumber(scaleFactor))]
    }
    /// What the list of data types says.
    public var summary: String { isDuration ? "Durations in a unit of time" : "Points in time since 1970" }
    /// One word.
    public var layout: ElementLayout { .fixed(8, swapUnit: 8) }
    /// `M8` or `m8`, factor and unit in brackets.
    public var numpyCode: String? {
        let unit = unit == .generic ? "" : "[" + (scaleFactor == 1 ? "" : String(scaleFactor)) + unit.rawValue + "]"
        return (isDuration ? "m8" : "M8") + unit
    }

    /// The number of steps, or `"NaT"`.
    public func element(from json: JSONValue, dialect: ScalarDialect) throws(ZarrError) -> [UInt8] {
        var steps = json.int64Value
        if steps == nil, json == "NaT" { steps = Self.notATime }
        guard let steps else {
            throw ZarrError(
                .invalidMetadata, "\(json.serialized()) is not a number of steps in time", hint: "an integer or \"NaT\""
            )
        }
        return withUnsafeBytes(of: steps) { Array($0) }
    }

    /// The number of steps, or `"NaT"` in Zarr v3.
    public func json(of element: UnsafeRawBufferPointer, dialect: ScalarDialect) -> JSONValue {
        guard element.count == 8 else { return .null }
        let steps = element.loadUnaligned(as: Int64.self)
        return steps == Self.notATime && dialect == .v3 ? "NaT" : .number(JSONNumber(steps))
    }

    /// What stands for no time at all.
    public static let notATime = Int64.min
}

extension DataType {
    /// Points in time in steps of `scaleFactor` units since the beginning of 1970.
    public static func datetime64(_ unit: TimeType.Unit, scaleFactor: Int = 1) throws(ZarrError) -> DataType {
        DataType(try TimeType(isDuration: false, unit: unit, scaleFactor: scaleFactor))
    }

    /// Durations in steps of `scaleFactor` units.
    public static func timedelta64(_ unit: TimeType.Unit, scaleFactor: Int = 1) throws(ZarrError) -> DataType {
        DataType(try TimeType(isDuration: true, unit: unit, scaleFactor: scaleFactor))
    }
}

extension DataTypeCatalog.Entry {
    static let time = DataTypeCatalog.Entry(
        v3: { (named, _) throws(ZarrError) in
            guard named.name == "numpy.datetime64" || named.name == "numpy.timedelta64" else { return nil }
            return DataType(try TimeType(named))
        },
        numpy: { _, _ in nil },
        numpyUnits: { (kind, text) throws(ZarrError) in
            guard kind == "M" || kind == "m" else { return nil }
            return try TimeType(numpy: text, isDuration: kind == "m").map { DataType($0) }
        },
        examples: [false, true].compactMap { isDuration in
            (try? TimeType(isDuration: isDuration, unit: .nanoseconds)).map { DataType($0) }
        })
}

extension TimeType {
    fileprivate init(_ named: NamedConfiguration) throws(ZarrError) {
        if let stranger = named.configuration.first(where: { $0.key != "unit" && $0.key != "scale_factor" }) {
            throw ZarrError(.invalidMetadata, "\"\(named.name)\" has no field \"\(stranger.key)\"")
                .at(jsonPath: "configuration.\(stranger.key)")
        }
        let text = try named.reader.string("unit")
        guard let unit = Unit(name: text) else {
            throw named.reader.wrong("unit", .string(text), "a unit of NumPy, such as \"ns\" or \"D\"")
        }
        let factor = try named.reader.integer("scale_factor", in: Self.factors)
        try self.init(isDuration: named.name == "numpy.timedelta64", unit: unit, scaleFactor: factor)
    }

    /// What stands behind the letter of NumPy's kind: `8`, `8[ns]`, `8[25us]`; nil for anything else.
    fileprivate init?(numpy text: Substring, isDuration: Bool) throws(ZarrError) {
        guard text.first == "8" else { return nil }
        let unit = text.dropFirst()
        if unit.isEmpty {
            try self.init(isDuration: isDuration, unit: .generic)
            return
        }
        guard unit.first == "[", unit.last == "]", unit.count > 2 else { return nil }
        let body = unit.dropFirst().dropLast()
        let digits = body.prefix { $0.isASCII && $0.isNumber }
        guard let name = Unit(name: String(body.dropFirst(digits.count))), let factor = digits.isEmpty ? 1 : Int(digits)
        else { return nil }
        // A factor of 0 is 1 in NumPy.
        try self.init(isDuration: isDuration, unit: name, scaleFactor: factor == 0 ? 1 : factor)
    }
}

public import ZarrBase
import ZarrCompression

/// The `zfp` array-to-bytes codec: numbers of one to four axes, with or without loss, without a header.
///
/// - Zarr v3 name: `zfp`
/// - Specification: <https://github.com/zarr-developers/zarr-extensions/tree/main/codecs/zfp>
///
/// ## Configuration
/// ```json
/// {"name": "zfp", "configuration": {"mode": "fixed_accuracy", "tolerance": 0.05}}
/// ```
public struct ZFPCodec: ArrayToBytesCodec {
    /// What the list of codecs says.
    public static var summary: String { "Numbers compressed by zfp, with or without loss" }
    /// As they are written.
    public static var fields: [String] {
        ["mode", "minbits", "maxbits", "maxprec", "minexp", "tolerance", "rate", "precision"]
    }

    /// What limits the loss.
    public enum Mode: Sendable, Hashable {
        /// No loss.
        case reversible
        /// The four parameters of the library: bits of a block, bit planes, and the smallest exponent.
        case expert(minBits: UInt32, maxBits: UInt32, maxPrecision: UInt32, minExponent: Int32)
        /// The largest absolute error, at least 0.
        case fixedAccuracy(tolerance: Double)
        /// The compressed bits of a number.
        case fixedRate(Double)
        /// The uncompressed bits of a number; 0 for all.
        case fixedPrecision(UInt32)
    }

    /// What limits the loss.
    public let mode: Mode

    /// A codec of this mode.
    public init(_ mode: Mode = .reversible) { self.mode = mode }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> ZFPCodec {
        let reader = named.reader
        let name = try reader.string("mode")
        switch name {
        case "reversible": return ZFPCodec(.reversible)
        case "expert":
            return ZFPCodec(
                .expert(
                    minBits: try word("minbits", reader), maxBits: try word("maxbits", reader),
                    maxPrecision: try word("maxprec", reader),
                    minExponent: Int32(
                        truncatingIfNeeded: try reader.integer("minexp", in: Int(Int32.min)...Int(Int32.max)))))
        case "fixed_accuracy": return ZFPCodec(.fixedAccuracy(tolerance: try reader.number("tolerance")))
        case "fixed_rate": return ZFPCodec(.fixedRate(try reader.number("rate")))
        case "fixed_precision": return ZFPCodec(.fixedPrecision(try word("precision", reader)))
        default:
            throw reader.wrong(
                "mode", .string(name),
                "\"reversible\", \"expert\", \"fixed_accuracy\", \"fixed_rate\" or \"fixed_precision\"")
        }
    }

    private static func word(_ field: String, _ reader: ConfigurationReader) throws(ZarrError) -> UInt32 {
        UInt32(truncatingIfNeeded: try reader.integer(field, in: 0...Int(UInt32.max)))
    }

    /// With the parameters of the mode.
    public var v3: NamedConfiguration {
        let configuration: JSONObject =
            switch mode {
            case .reversible: ["mode": "reversible"]
            case .expert(let minBits, let maxBits, let maxPrecision, let minExponent):
                [
                    "mode": "expert", "minbits": .number(JSONNumber(minBits)), "maxbits": .number(JSONNumber(maxBits)),
                    "maxprec": .number(JSONNumber(maxPrecision)), "minexp": .number(JSONNumber(minExponent)),
                ]
            case .fixedAccuracy(let tolerance):
                ["mode": "fixed_accuracy", "tolerance": .number(JSONNumber(tolerance))]
            case .fixedRate(let rate): ["mode": "fixed_rate", "rate": .number(JSONNumber(rate))]
            case .fixedPrecision(let precision):
                ["mode": "fixed_precision", "precision": .number(JSONNumber(precision))]
            }
        return NamedConfiguration("zfp", configuration)
    }
    /// Zarr v2 has `zfpy`.
    public var v2: JSONObject? { nil }

    /// - Throws: ``ZarrError/Code/unsupported`` for types and shapes that zfp does not hold.
    public func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToBytesCodec {
        let parameters: ZFP.Mode =
            switch mode {
            case .reversible: .reversible
            case .expert(let minBits, let maxBits, let maxPrecision, let minExponent):
                .expert(
                    minBits: minBits, maxBits: maxBits, maxPrecision: maxPrecision, minExponent: minExponent)
            case .fixedAccuracy(let tolerance): .fixedAccuracy(tolerance)
            case .fixedRate(let rate): .fixedRate(rate)
            case .fixedPrecision(let precision): .fixedPrecision(precision)
            }
        return try BoundZFP(decoded, ZFPNumbers(decoded.dataType), parameters, hasHeader: false)
    }
}

public import ZarrBase
import ZarrCompression

/// The `numcodecs.zfpy` array-to-bytes codec: numbers of one to four axes as zfp streams that say their own shape and mode.
///
/// - Zarr v3 name: `numcodecs.zfpy` · Zarr v2 id: `zfpy`
/// - Specification: <https://numcodecs.readthedocs.io/en/stable/compression/zfpy.html>
///
/// ## Configuration
/// ```json
/// {"name": "numcodecs.zfpy", "configuration": {"mode": 4, "tolerance": 0.05, "rate": -1, "precision": -1}}
/// ```
/// The mode is a number: 2 a fixed rate, 3 a fixed precision, 4 a fixed accuracy, 5 without loss. A negative parameter of the
/// mode means without loss, too.
public struct ZFPYCodec: ArrayToBytesCodec {
    /// What the list of codecs says.
    public static var summary: String { "Numbers compressed by zfp, with its header" }
    /// As they are written.
    public static var fields: [String] { ["mode", "tolerance", "rate", "precision"] }

    /// The configuration as it was read.
    private let configuration: JSONObject
    private let mode: ZFP.Mode

    /// A codec without loss.
    public init() { self.init(number: 4) }
    /// A codec with this largest absolute error.
    public init(tolerance: Double) { self.init(number: 4, tolerance: tolerance) }
    /// A codec with so many compressed bits a number.
    public init(rate: Double) { self.init(number: 2, rate: rate) }
    /// A codec with so many uncompressed bits a number.
    public init(precision: UInt32) { self.init(number: 3, precision: Int(precision)) }

    private init(number: Int, tolerance: Double = -1, rate: Double = -1, precision: Int = -1) {
        configuration = [
            "mode": .number(JSONNumber(number)), "tolerance": Self.json(tolerance), "rate": Self.json(rate),
            "precision": .number(JSONNumber(precision)),
        ]
        mode = Self.mode(number, tolerance, rate, precision)
    }

    private init(configuration: JSONObject, mode: ZFP.Mode) {
        self.configuration = configuration
        self.mode = mode
    }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> ZFPYCodec {
        let reader = named.reader
        let mode = mode(
            try reader.integer("mode", in: 2...5, default: 4), try reader.number("tolerance", default: -1),
            try reader.number("rate", default: -1), try reader.integer("precision", in: -1...64, default: -1))
        return ZFPYCodec(configuration: named.configuration, mode: mode)
    }

    private static func json(_ number: Double) -> JSONValue {
        .number(number == -1 ? JSONNumber(-1) : JSONNumber(number))
    }

    private static func mode(_ number: Int, _ tolerance: Double, _ rate: Double, _ precision: Int) -> ZFP.Mode {
        switch number {
        case 2 where rate >= 0: .fixedRate(rate)
        case 3 where precision >= 0: .fixedPrecision(UInt32(truncatingIfNeeded: precision))
        case 4 where tolerance >= 0: .fixedAccuracy(tolerance)
        default: .reversible
        }
    }

    /// As it was read.
    public var v3: NamedConfiguration { NamedConfiguration("numcodecs.zfpy", configuration) }
    /// As it was read.
    public var v2: JSONObject? { configuration.withID("zfpy") }

    /// - Throws: ``ZarrError/Code/unsupported`` for types and shapes that zfpy does not hold.
    public func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToBytesCodec {
        // zfpy casts nothing: what others would promote is none of its types.
        var numbers = ZFPNumbers(decoded.dataType)
        if numbers?.isPlain == false { numbers = nil }
        return try BoundZFP(decoded, numbers, mode, hasHeader: true)
    }
}

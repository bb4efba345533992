public import ZarrBase

/// The `bitround` array-to-array codec: numbers rounded to so many binary digits, which compress better.
///
/// - Zarr v3 name: `bitround` (reads `numcodecs.bitround` too) · Zarr v2 id: `bitround`
/// - Specification: <https://github.com/zarr-developers/zarr-extensions/blob/main/codecs/bitround/README.md>
///
/// ## Configuration
/// ```json
/// {"name": "bitround", "configuration": {"keepbits": 10}}
/// ```
/// Of floats, so many bits of the significand are kept, of integers so many from the highest one that is set. Ties are
/// rounded to even. Decoding changes nothing.
public struct BitRoundCodec: NumericFilter {
    /// What the list of codecs says.
    public static var summary: String { "Numbers rounded to a number of binary digits" }
    /// As they are written.
    public static var fields: [String] { ["keepbits"] }

    /// The bits that are kept.
    public let keepBits: Int

    /// A codec that keeps so many bits.
    public init(keepBits: Int) { self.keepBits = keepBits }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> BitRoundCodec {
        // zarr-extensions wants one bit at least; numcodecs keeps none where it is told so, and decoding does not care.
        BitRoundCodec(keepBits: try named.reader.integer("keepbits", in: 0...Int(Int32.max)))
    }

    /// With the number of bits.
    public var v3: NamedConfiguration {
        NamedConfiguration(
            keepBits == 0 ? "numcodecs.bitround" : "bitround", ["keepbits": .number(JSONNumber(keepBits))])
    }
    /// With the number of bits.
    public var v2: JSONObject? { ["id": "bitround", "keepbits": .number(JSONNumber(keepBits))] }

    package var elementText: String? { nil }
    package var storedText: String? { nil }
    package func stating(_ element: String, _ stored: String) -> BitRoundCodec { self }

    /// - Throws: ``ZarrError/Code/unsupported`` where elements are neither integers nor floats.
    public func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToArrayCodec {
        guard let word = RoundedWord(decoded.dataType) else {
            throw ZarrError(.unsupported, "elements of type \(decoded.dataType) are not rounded to bits")
        }
        let fill = try decoded.fillValue.changed(to: decoded.dataType.byteCount) { source, destination in
            word.round(source, into: destination, keepBits: keepBits)
        }
        return BoundBitRounding(
            decoded: decoded, encoded: try decoded.with(fillValue: fill), keepBits: keepBits, word: word)
    }
}

struct BoundBitRounding: BoundArrayToArrayCodec {
    let decoded: ChunkRepresentation
    let encoded: ChunkRepresentation
    let keepBits: Int
    let word: RoundedWord

    var permutation: [Int]? { nil }
    var isElementwise: Bool { true }

    func decode(_ encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer) throws(ZarrError) {
        decoded.copyMemory(from: UnsafeRawBufferPointer(rebasing: encoded.prefix(decoded.count)))
    }

    func encode(_ decoded: UnsafeRawBufferPointer, into encoded: UnsafeMutableRawBufferPointer) throws(ZarrError) {
        word.round(decoded, into: encoded, keepBits: keepBits)
    }
}

/// A word that is rounded as a whole: an integer, a float or one part of a complex number.
struct RoundedWord: Sendable {
    let size: Int
    /// The bits of the significand; nil for integers.
    let significandBits: Int?

    init?(_ dataType: DataType) {
        switch dataType.name {
        case "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "numpy.datetime64",
            "numpy.timedelta64":
            significandBits = nil
        case "bfloat16", "complex_bfloat16": significandBits = 7
        case "float16", "complex_float16": significandBits = 10
        case "float32", "complex64", "complex_float32": significandBits = 23
        case "float64", "complex128", "complex_float64": significandBits = 52
        default: return nil
        }
        size = dataType.name.hasPrefix("complex") ? dataType.byteCount / 2 : dataType.byteCount
    }

    /// Writes the words of `source` to the front of `destination`, rounded.
    func round(_ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer, keepBits: Int) {
        guard let from = source.baseAddress, let to = destination.baseAddress else { return }
        let count = min(source.count, destination.count) / size
        switch size {
        case 1: Self.round(from, to, count, keepBits, significandBits, UInt8.self)
        case 2: Self.round(from, to, count, keepBits, significandBits, UInt16.self)
        case 4: Self.round(from, to, count, keepBits, significandBits, UInt32.self)
        default: Self.round(from, to, count, keepBits, significandBits, UInt64.self)
        }
    }

    private static func round<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int, _ keepBits: Int, _ significandBits: Int?,
        _ type: Word.Type
    ) {
        let size = MemoryLayout<Word>.size
        guard let significandBits else {
            for place in 0..<count {
                let word = from.loadUnaligned(fromByteOffset: place * size, as: Word.self)
                let dropped = Word.bitWidth - word.leadingZeroBitCount - keepBits
                to.storeBytes(
                    of: dropped > 0 ? rounded(word, dropped) : word, toByteOffset: place * size, as: Word.self)
            }
            return
        }
        let dropped = significandBits - keepBits
        // NaN is left as it is: rounding up its bits would make a number of it.
        let infinity = Word.max >> 1 & ~(1 << Word(significandBits) - 1)
        for place in 0..<count {
            let word = from.loadUnaligned(fromByteOffset: place * size, as: Word.self)
            let isRounded = dropped > 0 && word & (Word.max >> 1) <= infinity
            to.storeBytes(of: isRounded ? rounded(word, dropped) : word, toByteOffset: place * size, as: Word.self)
        }
    }

    /// The word without its lowest bits, the nearest one with an even last bit on ties; the greatest one where it would carry
    /// beyond the word.
    private static func rounded<Word: FixedWidthInteger & UnsignedInteger>(_ word: Word, _ dropped: Int) -> Word {
        guard dropped < Word.bitWidth else { return 0 }
        let half = (1 as Word) << Word(dropped - 1) - 1
        let (sum, overflow) = word.addingReportingOverflow((word >> Word(dropped) & 1) + half)
        return (overflow ? Word.max : sum) & ~(1 << Word(dropped) - 1)
    }
}

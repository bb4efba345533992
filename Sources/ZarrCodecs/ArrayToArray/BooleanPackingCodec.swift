public import ZarrBase

/// The `packbits` array-to-array codec of numcodecs: truth values as bits, eight in a byte, behind a byte that says how many
/// of the last byte mean nothing.
///
/// - Zarr v3 name: `numcodecs.packbits` · Zarr v2 id: `packbits`
/// - Specification: <https://numcodecs.readthedocs.io/en/stable/filter/packbits.html>
///
/// The most significant bit is the first, other than in the `packbits` of Zarr v3. A chunk of n elements is stored as an
/// array of 1 + ⌈n / 8⌉ `uint8`.
public struct BooleanPackingCodec: NumericFilter {
    /// What the list of codecs says.
    public static var summary: String { "Truth values as bits, most significant first, behind a count" }

    /// A codec without parameters.
    public init() {}

    /// By name alone.
    public var v3: NamedConfiguration { NamedConfiguration("numcodecs.packbits") }
    /// By id alone.
    public var v2: JSONObject? { ["id": "packbits"] }

    package var elementText: String? { "|b1" }
    package var storedText: String? { "|u1" }
    package func stating(_ element: String, _ stored: String) -> BooleanPackingCodec { self }

    /// - Throws: ``ZarrError/Code/invalidMetadata`` where elements take more than a byte.
    public func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToArrayCodec {
        _ = try bound(decoded)
        // Bits of several elements have no fill value between them. zarr-python takes that of the array as a number.
        let fill = FillValue(
            bytes: [decoded.fillValue.bytes.first == 0 ? 0 : 1], isUndefined: decoded.fillValue.isUndefined)
        let size = 1 + (decoded.elementCount / 8) + (decoded.elementCount % 8 > 0 ? 1 : 0)
        return BoundBooleanPacking(
            decoded: decoded, encoded: try decoded.with(shape: [size], dataType: .uint8, fillValue: fill))
    }
}

struct BoundBooleanPacking: BoundArrayToArrayCodec {
    let decoded: ChunkRepresentation
    let encoded: ChunkRepresentation

    var permutation: [Int]? { nil }

    private var padding: UInt8 { UInt8((8 - self.decoded.elementCount % 8) % 8) }

    func decode(_ encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer) throws(ZarrError) {
        guard encoded.count == self.encoded.byteCount, let first = encoded.first, first == padding,
            decoded.count >= self.decoded.elementCount
        else {
            throw ZarrError(
                .corruptData,
                "the first byte says that \(encoded.first ?? 0) bits of the last one mean nothing; \(padding) do",
                hint: "the chunk is damaged or the metadata does not describe it")
        }
        for place in 0..<self.decoded.elementCount {
            decoded[place] = encoded[1 + place >> 3] >> UInt8(7 - place & 7) & 1
        }
    }

    func encode(_ decoded: UnsafeRawBufferPointer, into encoded: UnsafeMutableRawBufferPointer) throws(ZarrError) {
        guard encoded.count == self.encoded.byteCount, decoded.count == self.decoded.elementCount else {
            throw ZarrError(.invalidArgument, "\(decoded.count) truth values do not fill \(encoded.count) bytes")
        }
        encoded[0] = padding
        for place in 1..<encoded.count {
            var bits: UInt8 = 0
            let start = (place - 1) * 8
            for index in start..<min(start + 8, decoded.count) where decoded[index] != 0 {
                bits |= 0x80 >> UInt8(index - start)
            }
            encoded[place] = bits
        }
    }
}

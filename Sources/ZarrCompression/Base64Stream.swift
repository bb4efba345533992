public import ZarrBase

/// Base64 with the standard alphabet and padding (RFC 4648, section 4), as chunks are stored.
public enum Base64Stream {
    /// The encoded size of `count` bytes.
    ///
    /// - Throws: ``ZarrError/Code/limitExceeded`` where that does not fit `Int`.
    public static func encodedSize(of count: Int) throws(ZarrError) -> Int {
        try (count / 3).checkedPlus(count % 3 == 0 ? 0 : 1).checkedTimes(4)
    }

    /// Replaces the contents of `output` with the text of `source`.
    public static func encode(
        _ source: UnsafeRawBufferPointer, into output: ScratchBuffer
    ) throws(ZarrError) {
        try output.resize(to: encodedSize(of: source.count))
        guard var from = source.baseAddress, var to = output.bytes.baseAddress else { return }
        let digits = tables.digits
        for _ in 0..<source.count / 3 {
            write(
                from.load(as: UInt8.self), from.load(fromByteOffset: 1, as: UInt8.self),
                from.load(fromByteOffset: 2, as: UInt8.self), digits, to)
            from += 3
            to += 4
        }
        let rest = source.count % 3
        guard rest > 0 else { return }
        write(from.load(as: UInt8.self), rest == 2 ? from.load(fromByteOffset: 1, as: UInt8.self) : 0, 0, digits, to)
        to.storeBytes(of: padding, toByteOffset: 3, as: UInt8.self)
        if rest == 1 { to.storeBytes(of: padding, toByteOffset: 2, as: UInt8.self) }
    }

    @inline(__always)
    private static func write(
        _ first: UInt8, _ second: UInt8, _ third: UInt8, _ digits: UnsafePointer<UInt8>, _ to: UnsafeMutableRawPointer
    ) {
        let word = UInt32(first) << 16 | UInt32(second) << 8 | UInt32(third)
        for place in 0..<4 {
            let digit = digits[Int(word &>> (18 &- 6 &* UInt32(place)) & 63)]
            to.storeBytes(of: digit, toByteOffset: place, as: UInt8.self)
        }
    }

    /// Decodes `source` into the front of `destination`; returns the bytes written. Line breaks are passed over.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where the text is not base64 or takes more than `destination` holds.
    public static func decode(
        _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer
    ) throws(ZarrError) -> Int {
        let values = tables.values
        var word: UInt32 = 0
        var digits = 0
        var padded = 0
        var written = 0
        for character in source {
            let value = values[Int(character)]
            if value < 64 {
                guard padded == 0 else { throw .damaged("base64", "text follows its padding") }
                word = word &<< 6 | UInt32(value)
                digits += 1
                guard digits & 3 == 0 else { continue }
                guard destination.count - written >= 3 else { throw .overflow("base64", capacity: destination.count) }
                destination[written] = UInt8(truncatingIfNeeded: word &>> 16)
                destination[written + 1] = UInt8(truncatingIfNeeded: word &>> 8)
                destination[written + 2] = UInt8(truncatingIfNeeded: word)
                written += 3
            } else if character == padding {
                padded += 1
            } else if value == foreign {
                throw .damaged("base64", "it holds the byte \(character)")
            }
        }
        let rest = digits & 3
        guard rest == 0 ? padded == 0 : rest + padded == 4 && padded <= 2 else {
            throw .damaged("base64", "\(digits) digits and \(padded) of padding are not whole bytes")
        }
        guard rest > 0 else { return written }
        guard destination.count - written >= rest - 1 else { throw .overflow("base64", capacity: destination.count) }
        word &<<= UInt32(6 &* (4 &- rest))
        destination[written] = UInt8(truncatingIfNeeded: word &>> 16)
        if rest == 3 { destination[written + 1] = UInt8(truncatingIfNeeded: word &>> 8) }
        return written + rest - 1
    }

    private static let padding = UInt8(ascii: "=")
    private static let foreign: UInt8 = 255
    private static let space: UInt8 = 254

    /// The digit of each value, and the value of each digit. Written once, before anyone reads them.
    private nonisolated(unsafe) static let tables: (digits: UnsafePointer<UInt8>, values: UnsafePointer<UInt8>) = {
        let digits = UnsafeMutablePointer<UInt8>.allocate(capacity: 64)
        let values = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
        values.initialize(repeating: foreign, count: 256)
        for character in " \t\r\n".utf8 { values[Int(character)] = space }
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for (value, character) in alphabet.utf8.enumerated() {
            digits[value] = character
            values[Int(character)] = UInt8(value)
        }
        return (UnsafePointer(digits), UnsafePointer(values))
    }()
}

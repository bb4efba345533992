import ZarrBase

/// Decodes "%41" and the like (RFC 3986, section 2.1).
///
/// - Throws: ``ZarrError/Code/invalidArgument`` for an incomplete escape, for what is not UTF-8 then, and for NUL.
func percentDecoded(_ text: some StringProtocol) throws(ZarrError) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var rest = Substring(text).utf8
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
            bytes.append(byte)
            continue
        }
        guard let high = rest.popFirst().flatMap(hexDigit), let low = rest.popFirst().flatMap(hexDigit) else {
            throw ZarrError(
                .invalidArgument, "an incomplete escape in \(text)", hint: "write a percent sign in a URL as %25")
        }
        bytes.append(high << 4 | low)
    }
    guard let decoded = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
        throw ZarrError(.invalidArgument, "the escapes in \(text) are not UTF-8 text")
    }
    return decoded
}

private func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}

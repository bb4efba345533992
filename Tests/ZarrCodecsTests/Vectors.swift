import Foundation
import Testing
import ZarrBase

/// What other implementations made of given bytes: a file of `Fixtures/vectors`, which its script there writes.
struct Vectors {
    let json: JSONValue

    init(_ name: String) throws {
        var parts = #filePath.split(separator: "/")
        parts.removeLast(3)
        let path = "/" + parts.joined(separator: "/") + "/Fixtures/vectors/" + name + ".json"
        json = try JSONValue.parse(Bytes([UInt8](Data(contentsOf: URL(fileURLWithPath: path)))))
    }
}

extension JSONValue {
    /// A member that must be there.
    subscript(member: String) -> JSONValue { objectValue?[member] ?? .null }

    /// The bytes that a string of hexadecimal digits spells.
    var hexBytes: [UInt8] {
        let digits = Array((stringValue ?? "").utf8)
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
        }
    }
}

import ZarrBase
import ZarrCodecs
import ZarrTesting

/// What a codec from bytes to bytes is given: it decodes to the same bytes whether their size is known or only bounded, to no
/// other size, and to what it encodes again.
struct StreamSubject: FuzzSubject {
    let name: String
    private let subject: CodecSubject

    private static let limit = 1 << 16
    private static let usualSize = 100

    init(_ codec: any BytesToBytesCodec, elementsOf dataType: DataType = .int32) {
        subject = CodecSubject(codec: codec, shape: [], dataType: dataType)
        name = "stream of \(dataType), \(codec.v3.json.serialized())"
    }

    func seeds() throws -> [[UInt8]] {
        let payloads = subject.payloads(largest: 1000) + [[UInt8](repeating: 7, count: Self.usualSize)]
        // Some codecs take whole elements of their own only.
        return payloads.compactMap { try? subject.encoded($0) }.filter { $0.count < 1500 }
    }

    func run(_ input: Bytes) throws {
        let encoded = input.array
        let usual = try attempt { try subject.decoded(encoded, size: Self.usualSize) }
        let bounded = try attempt { try subject.decoded(encoded, limit: Self.limit) }
        guard let bytes = bounded.made else {
            try demand(usual.made == nil, "decodes to \(Self.usualSize) bytes, but not where \(Self.limit) are allowed")
            _ = try bounded.get()
            return
        }
        try demand(bytes.count <= Self.limit, "\(bytes.count) bytes where \(Self.limit) are allowed")
        try demand(try subject.decoded(encoded, size: bytes.count) == bytes, "the size changes the bytes")
        for size in [bytes.count - 1, bytes.count + 1] where size >= 0 {
            let wrong = try attempt { try subject.decoded(encoded, size: size) }
            try demand(wrong.made == nil, "\(bytes.count) bytes fill \(size)")
        }
        let again: [UInt8]
        do {
            again = try subject.encoded(bytes)
        } catch let error as ZarrError where error.code == .invalidArgument || refusals.contains(error.code) {
            // Not all that decodes is whole elements, which encoding may ask for.
            return
        }
        try demand(try subject.decoded(again, limit: Self.limit) == bytes, "encoded and decoded, the bytes change")
    }
}

import Testing
import ZarrBase
import ZarrCompression

/// Adler-32, Fletcher-32 and lookup3 against their definitions.
@Suite struct ChecksumTests {
    private static func sum(_ bytes: ArraySlice<UInt8>, _ body: (UnsafeRawBufferPointer) -> UInt32) -> UInt32 {
        Array(bytes).withUnsafeBytes(body)
    }

    /// The definition of HDF5 (H5checksum.c): sums of big-endian words, their carries added again.
    private static func fletcher(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        var first: UInt64 = 0
        var second: UInt64 = 0
        var rest = bytes
        while let high = rest.popFirst() {
            first += UInt64(high) << 8 + UInt64(rest.popFirst() ?? 0)
            first = (first & 0xFFFF) + (first >> 16)
            second += first
            second = (second & 0xFFFF) + (second >> 16)
        }
        return UInt32(second << 16 | first)
    }

    @Test func fletcherAgreesWithItsDefinition() {
        for sample in Sample.allCases {
            let bytes = sample.bytes(20000)
            for count in Array(0...80) + [4095, 4096, 4097, 8191, 16385, 20000] {
                let found = Self.sum(bytes[..<count]) { Fletcher32.checksum($0) }
                #expect(found == Self.fletcher(bytes[..<count]), "\(sample), \(count) bytes")
            }
        }
        let ones = [UInt8](repeating: 0xFF, count: 300_001)
        for count in [1, 2, 131_070, 131_072, 300_000, 300_001] {
            #expect(Self.sum(ones[..<count]) { Fletcher32.checksum($0) } == Self.fletcher(ones[..<count]))
        }
    }

    @Test func adlerAgreesWithItsDefinition() {
        let bytes = Sample.random.bytes(12000)
        for count in Array(0...40) + [5552, 5553, 12000] {
            var first: UInt32 = 1
            var second: UInt32 = 0
            for byte in bytes[..<count] {
                first = (first + UInt32(byte)) % 65521
                second = (second + first) % 65521
            }
            let found = Self.sum(bytes[..<count]) { Adler32.checksum($0) }
            #expect(found == second << 16 | first)
            let half = Self.sum(bytes[..<(count / 2)]) { Adler32.checksum($0) }
            #expect(Self.sum(bytes[(count / 2)..<count]) { Adler32.checksum($0, seed: half) } == found)
        }
    }

    /// The driver of lookup3.c prints these for its text.
    @Test func publishedHashes() {
        let text = Array("Four score and seven years ago".utf8)[...]
        #expect(Self.sum([]) { Lookup3.checksum($0) } == 0xDEAD_BEEF)
        #expect(Self.sum([]) { Lookup3.checksum($0, seed: 0xDEAD_BEEF) } == 0xBD5B_7DDE)
        #expect(Self.sum(text) { Lookup3.checksum($0) } == 0x1777_0551)
        #expect(Self.sum(text) { Lookup3.checksum($0, seed: 1) } == 0xCD62_8161)
    }

    @Test func aPrefixIsHashedAsIfItStoodThere() {
        let bytes = Sample.random.bytes(60)
        for cut in 0...40 {
            for count in cut...60 where count < 30 || count % 7 == 0 {
                let whole = Self.sum(bytes[..<count]) { Lookup3.checksum($0, seed: 9) }
                let joined = Self.sum(bytes[cut..<count]) {
                    Lookup3.checksum($0, prefix: Array(bytes[..<cut]), seed: 9)
                }
                #expect(joined == whole, "\(cut) of \(count) bytes are the prefix")
            }
        }
    }
}

@Suite struct Base64StreamTests {
    private static func encoded(_ bytes: [UInt8]) throws -> String {
        let output = ScratchBuffer()
        try bytes.withUnsafeBytes { try Base64Stream.encode($0, into: output) }
        return String(decoding: output.bytes, as: UTF8.self)
    }

    private static func decoded(_ text: String, capacity: Int = 1000) throws -> [UInt8] {
        var memory = [UInt8](repeating: 0, count: capacity)
        let count = try Array(text.utf8).withUnsafeBytes { source in
            try memory.withUnsafeMutableBytes { try Base64Stream.decode(source, into: $0) }
        }
        return Array(memory[..<count])
    }

    /// RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func publishedVectors(plain: String, text: String) throws {
        #expect(try Self.encoded(Array(plain.utf8)) == text)
        #expect(try Self.decoded(text) == Array(plain.utf8))
        #expect(try Self.decoded(text, capacity: plain.utf8.count) == Array(plain.utf8))
    }

    @Test func allBytesComeBackAcrossLines() throws {
        let bytes = [UInt8](0...255) + Sample.random.bytes(500)
        let text = try Self.encoded(bytes)
        #expect(try Self.decoded(text) == bytes)
        let lines = stride(from: 0, to: text.count, by: 76).map { String(text.dropFirst($0).prefix(76)) }
        #expect(try Self.decoded(lines.joined(separator: "\r\n") + "\n") == bytes)
    }

    @Test(arguments: ["Z", "Zg", "Zg=", "Zg===", "=", "====", "Zg==Zg==", "Zm9v=", "Zm9-", "Zm9\u{e9}", "Zm=v"])
    func otherTextIsRefused(text: String) {
        #expect {
            try Self.decoded(text)
        } throws: {
            ($0 as? ZarrError)?.code == .corruptData
        }
    }

    @Test func tooMuchTextIsRefused() {
        #expect(throws: ZarrError.self) { try Self.decoded("Zm9vYmFy", capacity: 5) }
        #expect(throws: ZarrError.self) { try Self.decoded("Zm8=", capacity: 1) }
    }
}

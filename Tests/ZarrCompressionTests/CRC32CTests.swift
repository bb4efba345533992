import Testing
import ZarrCompression

@Suite struct CRC32CTests {
    private func checksum(_ bytes: [UInt8], seed: UInt32 = 0) -> UInt32 {
        bytes.withUnsafeBytes { CRC32C.checksum($0, seed: seed) }
    }

    /// RFC 3720, B.4, and the check value of the CRC catalogues.
    @Test func publishedVectors() {
        #expect(checksum([]) == 0)
        #expect(checksum(Array("123456789".utf8)) == 0xE306_9283)
        #expect(checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(checksum([UInt8](0..<32)) == 0x46DD_794E)
        #expect(checksum([UInt8]((0..<32).reversed())) == 0x113F_DB5C)
    }

    @Test func everyLengthAndOffsetAgreesWithTheBitwiseDefinition() {
        let bytes = Sample.random.bytes(300)
        for start in 0..<9 {
            for end in stride(from: start, through: 300, by: 7) {
                let part = Array(bytes[start..<end])
                var crc: UInt32 = .max
                for byte in part {
                    crc ^= UInt32(byte)
                    for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 0 ? 0 : 0x82F6_3B78) }
                }
                let found = bytes.withUnsafeBytes { CRC32C.checksum(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
                #expect(found == ~crc)
            }
        }
    }

    @Test func aSeedContinues() {
        let bytes = Sample.random.bytes(1000)
        for cut in [0, 1, 7, 8, 500, 999, 1000] {
            #expect(checksum(Array(bytes[cut...]), seed: checksum(Array(bytes[..<cut]))) == checksum(bytes))
        }
    }
}

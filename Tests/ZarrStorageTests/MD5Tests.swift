import Testing
import ZarrBase
import ZarrStorage

@Suite struct MD5Tests {
    /// RFC 1321, section A.5.
    @Test(arguments: [
        ("", "d41d8cd98f00b204e9800998ecf8427e"), ("a", "0cc175b9c0f1b6a831c399e269772661"),
        ("abc", "900150983cd24fb0d6963f7d28e17f72"), ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
        ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
        ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f"),
        (String(repeating: "1234567890", count: 8), "57edf4a22be3c955ac49da2e2107b67a"),
    ]) func knownDigests(_ text: String, _ digest: String) {
        #expect(MD5.hexadecimal(Bytes(text.utf8)) == digest)
    }

    /// Every length around the ends of blocks, against Python's hashlib.
    @Test(arguments: [
        (55, "6912ee65fff2d9f9ce2508cddf8bcda0"), (56, "51fdd1acda72405dfdfa03fcb85896d7"),
        (63, "48a6295221902e8e0938f773a7185e72"), (64, "b2d3f56bc197fd985d5965079b5e7148"),
        (119, "1c772251899a7ff007400b888d6b2042"), (1000, "cbecbdb0fdd5cec1e242493b6008cc79"),
    ])
    func lengths(_ count: Int, _ digest: String) {
        #expect(MD5.hexadecimal(Bytes((0..<count).map { UInt8(truncatingIfNeeded: $0) })) == digest)
    }
}

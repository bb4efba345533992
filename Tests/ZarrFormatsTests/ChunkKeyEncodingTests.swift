import Testing
import ZarrFormats

@Suite struct ChunkKeyEncodingTests {
    @Test(arguments: [
        (ChunkKeyEncoding.default(separator: .slash), [1, 23, 45], "c/1/23/45"),
        (.default(separator: .dot), [1, 23, 45], "c.1.23.45"),
        (.default(separator: .slash), [], "c"),
        (.default(separator: .dot), [0], "c.0"),
        (.v2(separator: .dot), [1, 23, 45], "1.23.45"),
        (.v2(separator: .slash), [1, 23, 45], "1/23/45"),
        (.v2(separator: .slash), [], "0"),
        (.v2(separator: .dot), [0], "0"),
        (.v2(separator: .dot), [.max, 0], "9223372036854775807.0"),
    ])
    func keys(encoding: ChunkKeyEncoding, indices: [Int], key: String) {
        #expect(encoding.key(for: indices) == key)
        #expect(encoding.indices(of: key, rank: indices.count) == indices)
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func randomKeysAreReadBack(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for separator in ChunkKeyEncoding.Separator.allCases {
            for encoding in [ChunkKeyEncoding.default(separator: separator), .v2(separator: separator), .n5] {
                let indices = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                    Int.random(in: 0...(1 << Int.random(in: 0...62, using: &generator)), using: &generator)
                }
                let texts = indices.map(String.init)
                let expected =
                    switch encoding {
                    case .default: (["c"] + texts).joined(separator: separator.rawValue)
                    case .n5: indices.isEmpty ? "0" : texts.reversed().joined(separator: "/")
                    case .v2: indices.isEmpty ? "0" : texts.joined(separator: separator.rawValue)
                    }
                #expect(encoding.key(for: indices) == expected, "seed \(seed)")
                #expect(encoding.key(for: indices, under: "grüße/a/") == "grüße/a/" + expected, "seed \(seed)")
                #expect(encoding.indices(of: expected, rank: indices.count) == indices, "seed \(seed)")
                // "0" is the key of the first chunk along one axis too.
                if expected == "0" { continue }
                #expect(encoding.indices(of: expected, rank: indices.count + 1) == nil, "seed \(seed)")
            }
        }
    }

    /// Whatever is read as a key is the key that would be written: no two names stand for one chunk.
    @Test(arguments: 0..<50 as Range<UInt64>)
    func readKeysAreWrittenAsTheyWere(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let letters = Array("c./0019")
        for separator in ChunkKeyEncoding.Separator.allCases {
            for encoding in [ChunkKeyEncoding.default(separator: separator), .v2(separator: separator), .n5] {
                for _ in 0..<200 {
                    let key = String(
                        (0..<Int.random(in: 0...7, using: &generator)).map { _ in
                            letters[Int.random(in: letters.indices, using: &generator)]
                        })
                    for rank in 0...3 {
                        guard let indices = encoding.indices(of: key, rank: rank) else { continue }
                        #expect(indices.count == rank, "seed \(seed)")
                        #expect(encoding.key(for: indices) == key, "seed \(seed)")
                    }
                }
            }
        }
    }

    @Test(arguments: [
        "", "c", "c/", "c/1", "c/1/", "c/1//2", "c/01/2", "c/+1/2", "c/-1/2", "c/1.2", "c.1.2", "d/1/2", "c/1/2/3",
        "/c/1/2", "c/1/2 ", "c/1/9223372036854775808", "c/1/99999999999999999999", "zarr.json", "c/1/２", "C/1/2",
    ])
    func otherKeysAreRefused(key: String) {
        #expect(ChunkKeyEncoding.default(separator: .slash).indices(of: key, rank: 2) == nil)
    }

    @Test(arguments: ["", "1", "1.", ".1", "1..2", "01.2", "1/2", "1.2.3", "c.1.2", ".zarray", "1.2.__lock"])
    func otherKeysAreRefusedInZarr2(key: String) {
        #expect(ChunkKeyEncoding.v2(separator: .dot).indices(of: key, rank: 2) == nil)
    }
}

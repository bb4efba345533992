import Testing
import ZarrBase

@Suite struct ByteRangeTests {
    @Test(arguments: [
        (ByteRange.bounded(offset: 0, length: 10), 0..<10), (.bounded(offset: 10, length: 0), 10..<10),
        (.bounded(offset: 3, length: 4), 3..<7), (.from(offset: 0), 0..<10), (.from(offset: 10), 10..<10),
        (.suffix(length: 4), 6..<10), (.suffix(length: 0), 10..<10), (.suffix(length: 11), 0..<10),
        (.suffix(length: .max), 0..<10), (.all, 0..<10),
    ])
    func resolvesInTenBytes(range: ByteRange, expected: Range<Int>) throws {
        #expect(try range.resolved(in: 10) == expected)
    }

    @Test(arguments: [
        ByteRange.bounded(offset: 0, length: 11), .bounded(offset: 10, length: 1), .bounded(offset: -1, length: 1),
        .bounded(offset: 1, length: -1), .bounded(offset: .max, length: 1), .bounded(offset: 1, length: .max),
        .bounded(offset: .min, length: .min), .from(offset: 11), .from(offset: -1), .from(offset: .max),
    ])
    func refusesWhatLiesOutside(range: ByteRange) {
        let error = #expect(throws: ZarrError.self) { try range.resolved(in: 10) }
        #expect(error?.code == .corruptData)
    }

    @Test func aNegativeSuffixIsTheCallersMistake() {
        let error = #expect(throws: ZarrError.self) { try ByteRange.suffix(length: -1).resolved(in: 10) }
        #expect(error?.code == .invalidArgument)
    }

    @Test func anEmptyValueHasOnlyEmptyRanges() throws {
        #expect(try ByteRange.all.resolved(in: 0) == 0..<0)
        #expect(try ByteRange.suffix(length: 5).resolved(in: 0) == 0..<0)
        #expect(throws: ZarrError.self) { try ByteRange.bounded(offset: 0, length: 1).resolved(in: 0) }
    }
}

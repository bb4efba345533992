import Testing
import ZarrBase

@testable import ZarrCodecs

@Suite struct N5BlockHeaderTests {
    private func header(_ bytes: [UInt8], rank: Int, _ order: N5BlockHeader.Order = .reversed) throws -> N5BlockHeader {
        try bytes.withUnsafeBytes { (bytes) throws(ZarrError) in try N5BlockHeader(bytes, rank: rank, order) }
    }

    private func written(
        _ mode: N5BlockHeader.Mode, _ shape: [Int], count: Int = 0, _ order: N5BlockHeader.Order = .reversed
    ) throws -> [UInt8] {
        let scratch = ScratchBuffer()
        try N5BlockHeader.write(mode, shape, count: count, order, to: scratch)
        return Array(scratch.bytes)
    }

    @Test func modeAndExtents() throws {
        let bytes: [UInt8] = [0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 1, 2, 3, 4, 5, 6]
        let block = try header(bytes + [9, 9], rank: 3)
        #expect(block.mode == .default && block.byteCount == 16)
        #expect(block.shape == [0x0304_0506, 0x102, 1])
        #expect(block.count == 0x0304_0506 * 0x102)
        #expect(try header(bytes, rank: 3, .asInChunk).shape == [1, 0x102, 0x0304_0506])
        #expect(try written(.default, [0x0304_0506, 0x102, 1]) == bytes)
        #expect(try written(.default, [1, 0x102, 0x0304_0506], .asInChunk) == bytes)
    }

    @Test func counts() throws {
        let bytes: [UInt8] = [0, 1, 0, 2, 0, 0, 0, 4, 0, 0, 0, 3, 0, 0, 0, 99]
        let block = try header(bytes, rank: 2)
        #expect(block.mode == .varlength && block.shape == [3, 4] && block.count == 99 && block.byteCount == 16)
        #expect(try written(.varlength, [3, 4], count: 99) == bytes)
    }

    /// No writer says the extents of objects, whatever the specification says.
    @Test func objectsHaveNoExtents() throws {
        let bytes: [UInt8] = [0, 2, 0, 0, 1, 0]
        let block = try header(bytes, rank: 2)
        #expect(block.mode == .object && block.shape == [] && block.count == 256 && block.byteCount == 6)
        #expect(try written(.object, [], count: 256) == bytes)
    }

    @Test(
        arguments: [
            [], [0], [0, 0, 0], [0, 0, 0, 2], [0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0], [0, 0, 0, 1, 0, 0, 0, 4],
            [0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 4], [0, 1, 0, 2, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0],
            [0, 2, 0, 0, 0], [0, 3, 0, 2, 0, 0, 0, 4, 0, 0, 0, 4], [255, 255, 0, 2, 0, 0, 0, 4, 0, 0, 0, 4],
            // Nothing but zeros, as a file system leaves after a crash.
            [UInt8](repeating: 0, count: 32),
        ] as [[UInt8]])
    func damagedOnesAreRefused(bytes: [UInt8]) {
        #expect {
            try header(bytes, rank: 2)
        } throws: {
            ($0 as? ZarrError)?.code == .corruptData
        }
    }

    @Test func extentsThatNoMachineCountsAreRefused() {
        for mode in [0, 1] as [UInt8] {
            let bytes = [0, mode, 0, 3] + [UInt8](repeating: 255, count: 16)
            #expect {
                try header(bytes, rank: 3)
            } throws: {
                ($0 as? ZarrError)?.code == .corruptData
            }
        }
    }

    @Test func whatIsTooLargeIsNotWritten() {
        for (shape, count) in [([1 << 32], 0), ([1], 1 << 32), ([Int](repeating: 1, count: 1 << 16), 0)] {
            #expect {
                try written(.varlength, shape, count: count)
            } throws: {
                ($0 as? ZarrError)?.code == .limitExceeded
            }
        }
    }

    @Test func aWholeBlockIsSeenAtOnce() {
        func isWhole(_ bytes: [UInt8], _ shape: [Int], _ order: N5BlockHeader.Order = .reversed) -> Bool {
            bytes.withUnsafeBytes { N5BlockHeader.isWhole($0, shape, order) }
        }
        let bytes: [UInt8] = [0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 3]
        #expect(isWhole(bytes, [3, 4]))
        #expect(isWhole(bytes, [4, 3], .asInChunk))
        #expect(!isWhole(bytes, [4, 3]))
        #expect(!isWhole(bytes, [3, 5]))
        #expect(!isWhole(bytes, [12]))
        #expect(!isWhole(Array(bytes.dropLast()), [3, 4]))
        #expect(!isWhole([0, 1] + bytes.dropFirst(2), [3, 4]))
        #expect(!isWhole([], []))
        #expect(isWhole([0, 0, 0, 0], []))
    }
}

import Synchronization
import Testing
import ZarrBase

@Suite struct MemoryBlockTests {
    @Test(arguments: [0, 1, 63, 4096, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, (4 << 20) - 1, 4 << 20, (4 << 20) + 1])
    func isAlignedAndWritableToItsEnd(count: Int) throws {
        let block = try MemoryBlock(count: count)
        #expect(block.count == count)
        #expect(block.bytes.count == count)
        let alignment = count >= 4 << 20 ? 2 << 20 : count >= 1 << 20 ? 64 << 10 : 64
        #expect(UInt(bitPattern: block.baseAddress) % UInt(alignment) == 0)
        block.bytes.initializeMemory(as: UInt8.self, repeating: 0xA5)
        #expect(block.bytes.allSatisfy { $0 == 0xA5 })
    }

    /// Memory goes from block to block; no two that live have the same.
    @Test(arguments: [1 << 20, 4 << 20])
    func largeBlocksDoNotShareMemory(least: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<4 {
                group.addTask {
                    var held: [(block: MemoryBlock, mark: UInt8)] = []
                    for round in 0..<60 {
                        let size = least + (round * 7 + task) % 5 * (least / 4)
                        let block = try MemoryBlock(count: size)
                        let mark = UInt8(task * 60 + round)
                        for place in stride(from: 0, to: size, by: 4096) { block.bytes[place] = mark }
                        held.append((block, mark))
                        if held.count > 3 {
                            let (block, mark) = held.remove(at: round % 3)
                            let isOwn = stride(from: 0, to: block.count, by: 4096).allSatisfy {
                                block.bytes[$0] == mark
                            }
                            #expect(isOwn)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func absurdSizesAreErrors() {
        let huge = #expect(throws: ZarrError.self) { try MemoryBlock(count: .max) }
        #expect(huge?.code == .limitExceeded)
        #expect(huge?.hint != nil)
        let negative = #expect(throws: ZarrError.self) { try MemoryBlock(count: -1) }
        #expect(negative?.code == .invalidArgument)
    }

    @Test func givesAdoptedMemoryBackOnce() {
        final class Tally: Sendable { let releases = Atomic<Int>(0) }
        let tally = Tally()
        let memory = UnsafeMutableRawPointer.allocate(byteCount: 3, alignment: 1)
        do {
            let block = MemoryBlock(adopting: memory, count: 3) {
                tally.releases.add(1, ordering: .relaxed)
                $0.deallocate()
            }
            block.bytes.copyBytes(from: [7, 8, 9] as [UInt8])
            var bytes: Bytes? = Bytes(block)
            #expect(bytes?.array == [7, 8, 9])
            bytes = nil
            #expect(tally.releases.load(ordering: .relaxed) == 0)
            withExtendedLifetime(block) {}
        }
        #expect(tally.releases.load(ordering: .relaxed) == 1)
    }
}

@Suite struct AbsurdMemoryTests {
    /// What several readers want at once has no sum that an integer could hold; none of them may trap.
    @Test func manyAbsurdSizesAtOnceAreErrors() async {
        await withTaskGroup(of: Int.self) { group in
            for task in 0..<4 {
                group.addTask {
                    var refused = 0
                    for number in 0..<2000 {
                        do { _ = try MemoryBlock(count: Int.max - (4 << 20) - task - number) } catch { refused += 1 }
                    }
                    return refused
                }
            }
            for await refused in group { #expect(refused == 2000) }
        }
    }
}

import Synchronization
import Testing
import ZarrBase

@Suite struct MemoryBlockTests {
    @Test(arguments: [0, 1, 63, 4096, (4 << 20) - 1, 4 << 20, (4 << 20) + 1])
    func isAlignedAndWritableToItsEnd(count: Int) throws {
        let block = try MemoryBlock(count: count)
        #expect(block.count == count)
        #expect(block.bytes.count == count)
        let alignment = count >= 4 << 20 ? 2 << 20 : 64
        #expect(UInt(bitPattern: block.baseAddress) % UInt(alignment) == 0)
        block.bytes.initializeMemory(as: UInt8.self, repeating: 0xA5)
        #expect(block.bytes.allSatisfy { $0 == 0xA5 })
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

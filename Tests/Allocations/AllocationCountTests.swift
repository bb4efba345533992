import Testing
import ZarrBase
import ZarrCodecs

/// A counter that misses allocations would let every other test of this target pass.
@Suite(.enabled(if: AllocationCount.isAvailable)) struct AllocationCountTests {
    private final class Box {
        var number = 0
    }

    @inline(never) private func keep(_ value: AnyObject?) { withExtendedLifetime(value) {} }
    @inline(never) private func keep(_ value: [Int]) { withExtendedLifetime(value) {} }

    @Test func objectsAreCounted() {
        var kept: [AnyObject] = []
        kept.reserveCapacity(100)
        let before = AllocationCount.ofThisThread
        for _ in 0..<100 { kept.append(Box()) }
        #expect(AllocationCount.ofThisThread - before == 100)
        #expect(kept.count == 100)
    }

    @Test(arguments: [10, 20]) func arraysAreCounted(count: Int) {
        let allocations = AllocationCount.whenWarm {
            for length in 1...count { keep([Int](repeating: 7, count: length)) }
        }
        #expect(allocations == count)
    }

    /// What asks for aligned memory itself.
    @Test func blocksAreCounted() throws {
        let small = try AllocationCount.whenWarm { keep(try MemoryBlock(count: 1000)) }
        #expect(small >= 2, "a block is an object and its memory")
        // Of the C library itself, and of the compressors.
        let raw = AllocationCount.whenWarm {
            for _ in 0..<5 { UnsafeMutableRawPointer.allocate(byteCount: 4096, alignment: 4096).deallocate() }
        }
        #expect(raw == 5)
        let worker = CodecWorker()
        let encoded = ScratchBuffer()
        let decoded = [UInt8](repeating: 7, count: 10_000)
        let compressed = try decoded.withUnsafeBytes { bytes in
            try AllocationCount.whenWarm {
                try Bzip2Codec(level: 1).encode(bytes, into: encoded, worker: worker)
            }
        }
        #expect(compressed > 0, "libbz2 allocates anew for each value")
    }

    @Test func nothingIsCountedWhereNothingIsAllocated() {
        var sum = 0
        let allocations = AllocationCount.whenWarm {
            for number in 0..<1000 { sum &+= number }
        }
        #expect(allocations == 0)
        #expect(sum == 999_000)
    }
}

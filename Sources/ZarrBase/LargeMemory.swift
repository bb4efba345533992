import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The memory of large blocks, which goes from one block to the next without the system in between.
///
/// Memory that is fresh from the system is cleared by it page by page, which costs more than to read an uncompressed array
/// into it. So what a block leaves is kept for the next one of its size. The system is told that it may take it away any
/// time, but for a little, and it never makes the program larger than its blocks once were together.
enum LargeMemory {
    /// From this size on, blocks are kept.
    static let threshold = 1 << 20
    /// From this size on, they ask for huge pages: below, the last of them would lie empty for the most part.
    private static let hugeSize = 4 << 20
    private static let hugePage = 2 << 20
    private static let page = 64 << 10
    /// The most that is kept, in bytes.
    private static let mostKept = 1 << 30
    /// Below this size the system is not offered what is kept, as long as it is not too much: telling it would cost as much as
    /// it saves.
    private static let offeredSize = 64 << 20
    /// What is kept of memory that the system was not offered, in bytes.
    private static let mostUnoffered = 128 << 20

    /// Uninitialised memory for `count` bytes, aligned to huge pages; nil where the system has none.
    static func take(_ count: Int) -> UnsafeMutableRawPointer? {
        guard count <= Int.max - hugePage else { return nil }
        let capacity = capacity(of: count)
        let (known, unwanted) = state.withLock { $0.take(capacity) }
        for memory in unwanted { free(memory.pointer) }
        if let known { return known.pointer }
        var memory: UnsafeMutableRawPointer?
        guard posix_memalign(&memory, pageSize(of: count), capacity) == 0, let memory else { return nil }
        // Counted only now: what several callers want at once, of sizes that documents made up, has no sum.
        state.withLock { $0.use(capacity) }
        #if os(Linux)
            if capacity >= hugeSize { _ = madvise(memory, capacity, 14 /* MADV_HUGEPAGE */) }
        #endif
        return memory
    }

    /// Takes back what ``take(_:)`` gave for `count` bytes.
    static func giveBack(_ pointer: UnsafeMutableRawPointer, _ count: Int) {
        var memory = Memory(pointer: pointer, capacity: capacity(of: count))
        var unwanted = memory.capacity < offeredSize ? state.withLock { $0.keepUnoffered(memory) } : nil
        if unwanted == nil {
            memory.isOffered = true
            let isTaken = offer(memory)
            unwanted = state.withLock { $0.giveBack(memory, isKept: isTaken) }
        }
        for memory in unwanted ?? [] { free(memory.pointer) }
    }

    /// Tells the system that it may have the pages: they stay until it needs them, and are not cleared if they are written
    /// before. False where it cannot be told.
    private static func offer(_ memory: Memory) -> Bool {
        #if os(Linux)
            madvise(memory.pointer, memory.capacity, 8 /* MADV_FREE */) == 0
        #else
            false
        #endif
    }

    /// Whole pages: what is told to the system must not split a huge one, and blocks of nearly one size share memory.
    private static func capacity(of count: Int) -> Int {
        let page = pageSize(of: count)
        return (count + page - 1) / page * page
    }

    private static func pageSize(of count: Int) -> Int {
        // Nothing smaller may be rounded up to the size of a block of huge pages, whose memory it would get.
        count > hugeSize - page ? hugePage : page
    }

    private static let state = Mutex(State())

    private struct Memory: @unchecked Sendable {
        let pointer: UnsafeMutableRawPointer
        let capacity: Int
        var isOffered = false
    }

    private struct State {
        /// What blocks have now, and the most that they ever had.
        var inUse = 0
        var mostInUse = 0
        /// What no block has, the longest unused first.
        var kept: [Memory] = []
        var keptBytes = 0
        var unofferedBytes = 0

        /// Kept memory of this capacity; else what must go before as much is asked of the system.
        mutating func take(_ capacity: Int) -> (Memory?, unwanted: [Memory]) {
            if let place = kept.lastIndex(where: { $0.capacity == capacity }) {
                use(capacity)
                return (remove(place), [])
            }
            let (wanted, overflow) = inUse.addingReportingOverflow(capacity)
            if overflow { return (nil, []) }
            return (nil, removeOldest { $0.keptBytes > max($0.mostInUse, wanted) - wanted })
        }

        /// Counts memory that a block has.
        mutating func use(_ capacity: Int) {
            inUse += capacity
            mostInUse = max(mostInUse, inUse)
        }

        /// Keeps memory that the system is not offered; nil where there is too much of it.
        mutating func keepUnoffered(_ memory: Memory) -> [Memory]? {
            guard unofferedBytes + memory.capacity <= mostUnoffered else { return nil }
            unofferedBytes += memory.capacity
            return giveBack(memory, isKept: true)
        }

        /// Keeps memory or not; what is too much then must go.
        mutating func giveBack(_ memory: Memory, isKept: Bool) -> [Memory] {
            inUse -= memory.capacity
            guard isKept else { return [memory] }
            kept.append(memory)
            keptBytes += memory.capacity
            return removeOldest { $0.keptBytes > mostKept }
        }

        private mutating func removeOldest(while isTooMuch: (State) -> Bool) -> [Memory] {
            var removed: [Memory] = []
            while !kept.isEmpty, isTooMuch(self) {
                removed.append(remove(0))
            }
            return removed
        }

        private mutating func remove(_ place: Int) -> Memory {
            let memory = kept.remove(at: place)
            keptBytes -= memory.capacity
            if !memory.isOffered { unofferedBytes -= memory.capacity }
            return memory
        }
    }
}

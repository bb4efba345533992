import CAllocations

/// Counts how often the calling thread asks for memory: what Swift, its runtime and the C libraries do together.
enum AllocationCount {
    /// Whether this machine counts: with the C library of most Linux systems, and without a sanitizer.
    static var isAvailable: Bool { zarr_allocation_count() >= 0 }

    /// Whether the figures are those of optimised code. Other code asks for memory wherever it calls a closure or a generic
    /// function; of it only what does not grow with the work is asserted.
    static var isOptimized: Bool {
        #if DEBUG
            false
        #else
            true
        #endif
    }

    /// The allocations of this thread so far.
    static var ofThisThread: Int { zarr_allocation_count() }

    /// The allocations of `body`, the second time that it runs: what is kept between calls is there by then.
    static func whenWarm(_ body: () throws -> Void) rethrows -> Int {
        try body()
        let before = ofThisThread
        try body()
        return ofThisThread - before
    }
}

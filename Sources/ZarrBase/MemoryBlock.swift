#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Uninitialised memory with one owner object: what results, scratch and stored values are made of.
///
/// The memory of blocks of 1 MiB and more is used again by the next block of the size, and from 4 MiB on they ask for huge
/// pages: the first touch of 4 KiB pages runs at a fraction of memory speed and would dominate a read. Nothing is zeroed, as
/// every byte is about to be overwritten.
///
/// It is `@unchecked Sendable` because the pointer never changes; who may write through it is the owner's contract
/// (an engine's workers write disjoint regions, then the block is only read).
public final class MemoryBlock: @unchecked Sendable {
    /// The start of the memory, aligned to 64 bytes at least where the block allocated it itself.
    public let baseAddress: UnsafeMutableRawPointer
    /// The number of bytes asked for.
    public let count: Int

    /// Nil for memory that `free` takes.
    private let release: (@Sendable (UnsafeMutableRawPointer) -> Void)?
    /// What the system gave, of which `baseAddress` is the first place that is aligned.
    private let origin: UnsafeMutableRawPointer

    /// Allocates `count` uninitialised bytes.
    ///
    /// - Throws: ``ZarrError/Code/limitExceeded`` where the machine does not have them.
    public init(count: Int) throws(ZarrError) {
        guard count >= 0 else { throw ZarrError(.invalidArgument, "an allocation of \(count) bytes") }
        let isLarge = count >= LargeMemory.threshold
        // What asks the system for small aligned memory does not get what was freed a moment ago.
        guard let memory = isLarge ? LargeMemory.take(count) : malloc(count + Self.alignment - 1) else {
            throw ZarrError(
                .limitExceeded, "\(count) bytes of memory are not to be had",
                hint: "read a smaller selection at a time")
        }
        origin = memory
        self.count = count
        if isLarge {
            baseAddress = memory
            release = { LargeMemory.giveBack($0, count) }
        } else {
            baseAddress = memory.alignedUp(toMultipleOf: Self.alignment)
            release = nil
        }
    }

    private static let alignment = 64

    /// Takes over memory that `release` gives back.
    public init(
        adopting memory: UnsafeMutableRawPointer, count: Int,
        release: @escaping @Sendable (UnsafeMutableRawPointer) -> Void
    ) {
        baseAddress = memory
        origin = memory
        self.count = count
        self.release = release
    }

    deinit {
        if let release { release(origin) } else { free(origin) }
    }

    /// The memory as a buffer; valid as long as the block lives.
    public var bytes: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: baseAddress, count: count)
    }
}

import BenchProtocol
import Foundation

/// Memory that nobody has touched, in huge pages where the system has them: what an output is made of.
final class FreshMemory {
    let bytes: UnsafeMutableRawBufferPointer

    init(count: Int) throws {
        let size = max(count, 1)
        guard let base = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0), base != MAP_FAILED
        else { throw Failure("the system has no \(size) bytes") }
        #if os(Linux)
            madvise(base, size, MADV_HUGEPAGE)
        #endif
        bytes = UnsafeMutableRawBufferPointer(start: base, count: size)
    }

    deinit { munmap(bytes.baseAddress, bytes.count) }

    /// The place of a byte; the callers stay within the count.
    func place(_ offset: Int) -> UnsafeMutableRawPointer { bytes.baseAddress.unsafelyUnwrapped + offset }
}

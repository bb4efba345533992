import Synchronization
package import ZarrBase

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension FileSystemStore: ExtendingStore {
    /// - Complexity: open, one call that shares the blocks, one writev, close, rename; more for ``Durability``.
    package func extend(
        _ key: StoreKey, _ version: ValueVersion, front: Int, head: UnsafeRawBufferPointer?,
        _ parts: [UnsafeRawBufferPointer]
    ) throws(ZarrError) -> Bool {
        try makingDirectories(above: key) { (path, directory) throws(SystemError) in
            let old = try FileDescriptor(opening: path, O_RDONLY)
            let status = try old.status()
            guard status.version == version, front <= status.size else { return false }
            guard copiesFronts || SharedBlocks.mayBe(on: status.identity.device) else { return false }
            let file = try PartialFile(for: key.name, at: path, in: directory, durability)
            if try !file.share(old, front: front) {
                guard copiesFronts else {
                    SharedBlocks.areNot(on: status.identity.device)
                    return false
                }
                try file.copy(old, front: front)
            }
            try file.write(parts)
            if let head { try file.overwrite(head) }
            try file.putInPlace()
            return true
        }
    }

    /// The devices on which files cannot share blocks, so that nobody tries again with every write.
    private enum SharedBlocks {
        private static let without = Mutex<Set<UInt64>>([])

        static func mayBe(on device: UInt64) -> Bool { !without.withLock { $0.contains(device) } }
        static func areNot(on device: UInt64) { without.withLock { _ = $0.insert(device) } }
    }
}

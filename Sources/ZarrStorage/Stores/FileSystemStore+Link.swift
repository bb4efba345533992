package import ZarrBase

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension FileSystemStore {
    /// Makes a symbolic link to a file or a directory in the place of a value, or of all values below it. A link that leads
    /// there already stays.
    ///
    /// - Parameter target: an absolute path.
    package func link(_ key: StoreKey, to target: String) throws(ZarrError) {
        try makingDirectories(above: key) { (path, _) throws(SystemError) in
            guard symlink(target, path) != 0 else { return }
            let error = SystemError.last
            guard error.number == EEXIST, Self.destination(of: path) == target else { throw error }
        }
    }

    private static func destination(of path: String) -> String? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(PATH_MAX)) { buffer in
            let count = buffer.withMemoryRebound(to: CChar.self) { memory in
                memory.baseAddress.map { readlink(path, $0, memory.count) } ?? -1
            }
            return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
        }
    }

    /// Where a value lies, or the directory of all values below a path.
    package func path(ofValueOrDirectory key: StoreKey) throws(ZarrError) -> String { try path(of: key) }
}

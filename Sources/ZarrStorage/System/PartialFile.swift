import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file under a temporary name in the directory of its value, until it is renamed; removed where it never is.
///
/// Whoever writes it hands it to whoever puts it in place: one user at a time, so that the descriptor needs no lock.
final class PartialFile: @unchecked Sendable {
    private(set) var descriptor: Int32?
    private let path: String
    private let partial: String
    private let directory: String
    private let durability: Durability

    /// Makes an empty file.
    init(for name: String, at path: String, in directory: String, _ durability: Durability) throws(SystemError) {
        let (raw, partial) = try Self.create(for: name, in: directory)
        descriptor = raw
        self.partial = partial
        self.path = path
        self.directory = directory
        self.durability = durability
    }

    private static func create(
        for name: String, in directory: String
    ) throws(SystemError) -> (raw: Int32, path: String) {
        while true {
            let path = directory + "/" + partialName(for: name)
            do {
                return (try FileDescriptor(opening: path, O_RDWR | O_CREAT | O_EXCL).detach(), path)
            } catch {
                // Left by a process of the same number, here or on another host; the next name is another one.
                if error.number != EEXIST { throw error }
            }
        }
    }

    deinit {
        guard let descriptor else { return }
        _ = close(descriptor)
        unlink(partial)
    }

    /// Writes `parts`, one after the other.
    func write(_ parts: [UnsafeRawBufferPointer]) throws(SystemError) {
        guard let descriptor else { throw SystemError(EBADF) }
        let file = FileDescriptor(adopting: descriptor)
        do {
            try file.write(parts)
        } catch {
            _ = file.detach()
            throw error
        }
        _ = file.detach()
    }

    /// Writes `parts`, one after the other, from `offset` on.
    func write(_ parts: [UnsafeRawBufferPointer], at offset: Int) throws(SystemError) {
        guard let descriptor else { throw SystemError(EBADF) }
        var place = offset
        for part in parts {
            var done = 0
            while done < part.count, let base = part.baseAddress {
                done += try retrying { pwrite(descriptor, base + done, part.count - done, off_t(place + done)) }
            }
            place += part.count
        }
    }

    /// The same open file for reading what was written, also when it is in its place.
    func reader() throws(SystemError) -> FileDescriptor {
        guard let descriptor else { throw SystemError(EBADF) }
        return FileDescriptor(adopting: try retrying { fcntl(descriptor, F_DUPFD_CLOEXEC, 0) })
    }

    /// Waits until the bytes are as safe as ``Durability`` says, and renames the file over the value.
    func putInPlace() throws(SystemError) {
        guard let descriptor else { throw SystemError(EBADF) }
        self.descriptor = nil
        do {
            try Self.finish(FileDescriptor(adopting: descriptor), durability)
            _ = try retrying { rename(partial, path) }
        } catch {
            unlink(partial)
            throw error
        }
        if durability == .full { try Self.synchronize(directory) }
    }

    private static func finish(_ file: consuming FileDescriptor, _ durability: Durability) throws(SystemError) {
        switch durability {
        case .none: break
        case .data: try file.synchronizeData()
        case .full: try file.synchronizeAll()
        }
        try file.finish()
    }

    static func synchronize(_ directory: String) throws(SystemError) {
        try FileDescriptor(opening: directory, O_RDONLY | O_DIRECTORY).synchronizeAll()
    }

    /// A name that no other write uses. The value's own name is in it where it fits, for whoever finds one left behind.
    static func partialName(for name: String) -> String {
        let number = counter.wrappingAdd(1, ordering: .relaxed).oldValue
        let tail =
            "\(getpid())-\(String(processMark, radix: 36))-\(String(number, radix: 36))\(FileSystemStore.partialSuffix)"
        let room = 255 - tail.utf8.count - 2
        return name.utf8.count <= room ? ".\(name).\(tail)" : ".\(tail)"
    }

    private static let counter = Atomic<UInt>(0)
    /// Tells apart processes of one number on several hosts that share the file system.
    private static let processMark = UInt32.random(in: 0...UInt32.max)
}

import ZarrBase

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A ZIP file that is being written beside the old one. One user at a time.
struct ZipSession: Sendable {
    /// Keeps other writers away as long as the session lives.
    let lock: KeyLock
    private let partial: PartialFile
    private let file: StoreKey
    private let source: FileSource
    private let folder: FileSystemStore
    /// Where the next value goes.
    private(set) var end: Int

    /// Begins a file with the first `front` bytes of the old one.
    init(_ file: StoreKey, in folder: FileSystemStore, lock: KeyLock, front: Int) throws(ZarrError) {
        self.lock = lock
        self.file = file
        self.folder = folder
        end = front
        partial = try folder.makingDirectories(above: file) { (path, directory) throws(SystemError) in
            let partial = try PartialFile(for: file.name, at: path, in: directory, folder.durability)
            try partial.takePermissions(of: path)
            if front > 0 {
                let old = try FileDescriptor(opening: path, O_RDONLY)
                if try !partial.share(old, front: front) { try partial.copy(old, front: front) }
            }
            return partial
        }
        do {
            // It reads what is written later, too: ranges are those of values that are there.
            source = FileSource(
                try partial.reader(), size: .max >> 1, version: ValueVersion(number: ZipFileStore.nextNumber()),
                key: file)
        } catch {
            throw error.failing(to: "write", key: file)
        }
    }

    /// What reads the values that are written by now.
    func reader() -> ZipReader {
        ZipReader(file: source, end: end, limit: ZipStore.mostInflated)
    }

    /// Adds a value behind the others; its entry learns where.
    mutating func add(_ key: StoreKey, _ entry: inout ZipEntry, _ parts: [UnsafeRawBufferPointer]) throws(ZarrError) {
        entry.headerOffset = end
        let header = Bytes(ZipRecord.localHeader(key.path, entry))
        let after = try end.checkedPlus(header.count).checkedPlus(entry.storedSize)
        try writing { (partial) throws(SystemError) in
            try header.withUnsafeBytes { (bytes) throws(SystemError) in try partial.write([bytes] + parts, at: end) }
        }
        end = after
    }

    /// Adds a value that another file holds, as it is stored there.
    mutating func copy(_ key: StoreKey, _ entry: inout ZipEntry, from source: ZipSource) throws(ZarrError) {
        entry.headerOffset = end
        let header = Bytes(ZipRecord.localHeader(key.path, entry))
        try writing { (partial) throws(SystemError) in
            try header.withUnsafeBytes { (bytes) throws(SystemError) in try partial.write([bytes], at: end) }
        }
        end += header.count
        var done = 0
        while done < source.count {
            let range = ByteRange.bounded(offset: done, length: min(1 << 20, source.count - done))
            let bytes: Bytes
            do {
                guard let part = try source.read([range])?.first else { throw ZipReader.damaged }
                bytes = part
            } catch let error as ZarrError {
                throw error.at(key: key.path)
            } catch {
                throw ZarrError(.io, "\(error)", cause: error).at(key: key.path)
            }
            try writing { (partial) throws(SystemError) in
                try bytes.withUnsafeBytes { (bytes) throws(SystemError) in try partial.write([bytes], at: end + done) }
            }
            done += bytes.count
        }
        end += source.count
    }

    /// Writes the directory and puts the file in its place; which state of it that is.
    mutating func finish(_ directory: inout ZipDirectory) throws(ZarrError) -> ValueVersion? {
        let entries = directory.entries.values
        // It says that documents come first, and must not where they do not (RFC-9).
        if !directory.comment.isEmpty, !ZipOrder.isKept(entries), directory.saysDocumentsFirst {
            directory.comment = []
        }
        var record: [UInt8] = []
        for key in ZipOrder.sorted(entries) {
            guard let entry = entries[key] else { continue }
            record += ZipRecord.centralHeader(key.path, entry)
        }
        let tail = Bytes(
            record + ZipRecord.end(count: entries.count, size: record.count, offset: end, comment: directory.comment))
        directory.offset = end
        try writing { (partial) throws(SystemError) in
            try tail.withUnsafeBytes { (bytes) throws(SystemError) in try partial.write([bytes], at: end) }
            try partial.putInPlace()
        }
        return try folder.version(of: file)
    }

    private func writing(_ body: (PartialFile) throws(SystemError) -> Void) throws(ZarrError) {
        do { try body(partial) } catch { throw error.failing(to: "write", key: file) }
    }
}

public import ZarrBase

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension FileSystemStore {
    /// The bytes of `range` of a file; nil where there is none.
    ///
    /// - Complexity: open, fstat, pread, close.
    public func get(_ key: StoreKey, _ range: ByteRange) async throws -> Bytes? {
        try openSource(key)?.bytes(of: range)
    }

    /// The size of a file; nil where there is none.
    public func size(of key: StoreKey) async throws -> Int? { try size(key) }

    /// An open file; nil where there is none.
    public func source(for key: StoreKey) throws(ZarrError) -> (any ByteSource)? { try openSource(key) }

    /// A whole file; nil where there is none.
    ///
    /// - Complexity: open, fstat, pread, close.
    public func read(_ key: StoreKey) throws(ZarrError) -> Bytes? {
        guard let value = try openValue(key) else { return nil }
        if value.size == 0 { return Bytes() }
        let block: MemoryBlock
        do { block = try MemoryBlock(count: value.size) } catch { throw error.at(key: key.path) }
        let got: Int
        do { got = try value.file.read(at: 0, into: block.bytes) } catch { throw error.failing(to: "read", key: key) }
        guard got == value.size else {
            throw ZarrError(.corruptData, "the file ends at byte \(got), short of its \(value.size) bytes")
                .at(key: key.path)
        }
        return Bytes(block)
    }

    /// A whole file of a known size.
    ///
    /// - Complexity: open, read, close; and fstat where the file has another size.
    public func read(
        _ key: StoreKey, ofSize count: Int, into scratch: ScratchBuffer
    ) throws(ZarrError) -> SmallRead {
        let path = try path(of: key)
        // One byte more than belongs there shows what is too long.
        try scratch.resize(to: count.checkedPlus(1))
        let status: FileStatus
        do {
            let file = try FileDescriptor(opening: path, O_RDONLY)
            // A directory is an error of reading; what it is shows below.
            if let got = try? file.readOnce(into: scratch.bytes), got == count {
                try scratch.resize(to: count)
                return .read
            }
            status = try file.status()
        } catch let error as SystemError {
            if error.isMissing { return .missing }
            throw error.failing(to: "open", key: key)
        } catch {
            throw ZarrError(.io, "\(error)").at(key: key.path)
        }
        guard status.kind == .file else { return .missing }
        guard status.size == count else { return .otherSize(status.size) }
        // Read in parts, or replaced in place meanwhile: the patient way tells.
        guard let bytes = try read(key) else { return .missing }
        guard bytes.count == count else { return .otherSize(bytes.count) }
        try scratch.resize(to: count)
        bytes.withUnsafeBytes { scratch.bytes.copyMemory(from: $0) }
        return .read
    }

    /// The size of a file; nil where there is none.
    public func size(_ key: StoreKey) throws(ZarrError) -> Int? {
        let path = try path(of: key)
        do {
            let status = try FileStatus(of: path)
            return status.kind == .file ? status.size : nil
        } catch {
            if error.isMissing { return nil }
            throw error.failing(to: "ask for the size", key: key)
        }
    }

    /// The file, its size and when it changed; nil where there is none.
    ///
    /// - Complexity: one stat.
    public func version(of key: StoreKey) throws(ZarrError) -> ValueVersion? {
        let path = try path(of: key)
        do {
            let status = try FileStatus(of: path)
            return status.kind == .file ? status.version : nil
        } catch {
            if error.isMissing { return nil }
            throw error.failing(to: "ask for the state", key: key)
        }
    }

    private func openSource(_ key: StoreKey) throws(ZarrError) -> FileSource? {
        guard let value = try openValue(key) else { return nil }
        return FileSource(value.file, size: value.size, version: value.version, key: key)
    }

    private func openValue(_ key: StoreKey) throws(ZarrError) -> OpenValue? {
        let path = try path(of: key)
        do {
            let file = try FileDescriptor(opening: path, O_RDONLY)
            let status = try file.status()
            return status.kind == .file ? OpenValue(file: file, size: status.size, version: status.version) : nil
        } catch {
            if error.isMissing { return nil }
            throw error.failing(to: "open", key: key)
        }
    }

    private struct OpenValue: ~Copyable {
        let file: FileDescriptor
        let size: Int
        let version: ValueVersion
    }
}

import ZarrBase
import ZarrCompression

/// Finds and decodes the values of a ZIP file.
struct ZipReader: Sendable {
    /// The file.
    let file: any ByteSource
    /// Where its values end.
    let end: Int
    /// The most that a compressed value may decode to, in bytes.
    let limit: Int

    /// A value, open: as it lies in the file where it is stored, decoded where it is deflated.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where the header before the value is not what the directory says.
    /// - Complexity: one read for the header; a deflated value is read and decoded.
    func source(for key: StoreKey, _ entry: ZipEntry) throws(ZarrError) -> any ByteSource {
        let stored = try storedSource(for: key, entry)
        guard entry.method == .deflated else { return stored }
        return try reading(key) {
            let scratch = ScratchBuffer()
            guard try stored.readAll(into: scratch) else { throw Self.gone }
            let bytes = try Self.inflated(UnsafeRawBufferPointer(scratch.bytes), entry, limit: limit)
            return BytesSource(bytes: bytes, version: stored.version, key: key)
        }
    }

    /// A whole value.
    func bytes(of key: StoreKey, _ entry: ZipEntry) throws(ZarrError) -> Bytes {
        let source = try source(for: key, entry)
        return try reading(key) {
            guard let bytes = try source.read([.all])?.first else { throw Self.gone }
            return bytes
        }
    }

    /// The bytes of a value as they lie in the file.
    func storedSource(for key: StoreKey, _ entry: ZipEntry) throws(ZarrError) -> ZipSource {
        try entry.requireReadable(key)
        return try reading(key) {
            let size = ZipRecord.localHeaderSize + entry.nameLength
            guard let header = try file.read([.bounded(offset: entry.headerOffset, length: size)])?.first else {
                throw Self.gone
            }
            let start = entry.headerOffset + (try Self.headerSize(header, entry))
            guard start + entry.storedSize <= end else { throw Self.damaged }
            return ZipSource(
                file: file, start: start, count: entry.storedSize,
                checksum: entry.method == .stored ? entry.checksum : nil,
                version: entry.number > 0 ? ValueVersion(number: entry.number) : file.version, key: key)
        }
    }

    /// The size of the header before a value, which holds things that the directory does not.
    static func headerSize(_ header: Bytes, _ entry: ZipEntry) throws(ZarrError) -> Int {
        try header.withUnsafeBytes { (bytes) throws(ZarrError) in
            var fields = ZipFields(bytes)
            guard try fields.next(UInt32.self) == ZipRecord.localSignature else { throw damaged }
            try fields.skip(4)
            let method = ZipEntry.Method(try fields.next(UInt16.self))
            try fields.skip(16)
            let name = Int(try fields.next(UInt16.self))
            let extra = Int(try fields.next(UInt16.self))
            guard method == entry.method, name == entry.nameLength else { throw damaged }
            return ZipRecord.localHeaderSize + name + extra
        }
    }

    /// What a deflated value decodes to.
    static func inflated(
        _ stored: UnsafeRawBufferPointer, _ entry: ZipEntry, limit: Int
    ) throws(ZarrError) -> Bytes {
        guard entry.size <= RawDeflate.mostDecoded(from: stored.count) else {
            throw ZarrError(
                .corruptData, "the ZIP file says that \(stored.count) bytes hold \(entry.size)",
                hint: "none can: the file is damaged, or made to take all memory")
        }
        guard entry.size <= limit else {
            throw ZarrError(
                .limitExceeded, "a deflated value of \(entry.size) bytes in a ZIP file; allowed are \(limit)",
                hint: "unpack the file, or pack it without compression")
        }
        let block = try MemoryBlock(count: entry.size)
        let count = try RawDeflate.decompress(stored, into: block.bytes, context: CompressionContext())
        guard count == entry.size, CRC32.checksum(UnsafeRawBufferPointer(block.bytes)) == entry.checksum else {
            throw wrongChecksum
        }
        return Bytes(block)
    }

    static let damaged = ZarrError(
        .corruptData, "the header of the value is not what the directory of the ZIP file says",
        hint: "the file is damaged")
    static let wrongChecksum = ZarrError(
        .corruptData, "the value is not what its checksum in the ZIP file says", hint: "the file is damaged")
    private static let gone = ZarrError(.io, "the ZIP file is gone")

    /// Says which value could not be read.
    private func reading<Result>(_ key: StoreKey, _ body: () throws -> Result) throws(ZarrError) -> Result {
        do {
            return try body()
        } catch let error as ZarrError {
            throw error.at(key: key.path)
        } catch {
            throw ZarrError(.io, "\(error)", cause: error).at(key: key.path)
        }
    }
}

/// A stored value as a part of its ZIP file. What is read whole must have its checksum.
struct ZipSource: ByteSource {
    let file: any ByteSource
    let start: Int
    let count: Int
    let checksum: UInt32?
    let version: ValueVersion?
    let key: StoreKey

    var preferredReadSize: Int { file.preferredReadSize }

    func size() throws -> Int? { count }

    func read(_ ranges: [ByteRange]) throws -> [Bytes]? {
        let parts = try file.read(ranges.map { try inFile($0) })
        for (range, bytes) in zip(ranges, parts ?? []) where bytes.count == count {
            try bytes.withUnsafeBytes { try check($0, range) }
        }
        return parts
    }

    func read(_ range: ByteRange, into destination: UnsafeMutableRawBufferPointer) throws -> Bool {
        guard case .bounded(_, let length) = try inFile(range), length == destination.count else {
            throw ZarrError(
                .corruptData, "the stored value has \(count) bytes, of which \(range) are not \(destination.count)"
            ).at(key: key.path)
        }
        guard try file.read(inFile(range), into: destination) else { return false }
        try check(UnsafeRawBufferPointer(destination), range)
        return true
    }

    func readAll(into scratch: ScratchBuffer) throws -> Bool {
        try scratch.resize(to: count)
        return try read(.all, into: scratch.bytes)
    }

    private func inFile(_ range: ByteRange) throws(ZarrError) -> ByteRange {
        do {
            let resolved = try range.resolved(in: count)
            return .bounded(offset: start + resolved.lowerBound, length: resolved.count)
        } catch {
            throw error.at(key: key.path)
        }
    }

    private func check(_ bytes: UnsafeRawBufferPointer, _ range: ByteRange) throws(ZarrError) {
        guard let checksum, bytes.count == count else { return }
        guard CRC32.checksum(bytes) == checksum else { throw ZipReader.wrongChecksum.at(key: key.path) }
    }
}

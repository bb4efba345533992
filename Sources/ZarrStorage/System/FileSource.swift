import ZarrBase

/// One open file that answers ranges; closed with its last reference.
///
/// The size is that of the moment of opening. Values are replaced by a new file, so a source goes on reading the value
/// that it was opened on.
final class FileSource: ByteSource {
    private let file: FileDescriptor
    private let count: Int
    private let key: StoreKey
    let version: ValueVersion?

    init(_ file: consuming FileDescriptor, size: Int, version: ValueVersion, key: StoreKey) {
        self.file = file
        count = size
        self.version = version
        self.key = key
    }

    /// Pieces that fit a core's second-level cache beside what they are decoded to.
    var preferredReadSize: Int { 256 << 10 }

    func size() throws -> Int? { count }

    func readAll(into scratch: ScratchBuffer) throws -> Bool {
        try scratch.resize(to: count)
        try fill(scratch.bytes, from: 0)
        return true
    }

    func read(_ ranges: [ByteRange]) throws -> [Bytes]? {
        try ranges.map { range throws(ZarrError) in try bytes(of: range) }
    }

    func bytes(of range: ByteRange) throws(ZarrError) -> Bytes {
        // Before memory is taken: the range may come from a shard index that lies.
        let resolved = try resolve(range)
        if resolved.isEmpty { return Bytes() }
        let block = try MemoryBlock(count: resolved.count)
        try fill(block.bytes, from: resolved.lowerBound)
        return Bytes(block)
    }

    func read(_ range: ByteRange, into destination: UnsafeMutableRawBufferPointer) throws -> Bool {
        let resolved = try resolve(range)
        guard resolved.count == destination.count else {
            throw ZarrError(
                .corruptData, "\(resolved.count) bytes are stored where \(destination.count) belong"
            ).at(key: key.path)
        }
        try fill(destination, from: resolved.lowerBound)
        return true
    }

    private func resolve(_ range: ByteRange) throws(ZarrError) -> Range<Int> {
        do { return try range.resolved(in: count) } catch { throw error.at(key: key.path) }
    }

    private func fill(_ buffer: UnsafeMutableRawBufferPointer, from offset: Int) throws(ZarrError) {
        let got: Int
        do { got = try file.read(at: offset, into: buffer) } catch { throw error.failing(to: "read", key: key) }
        guard got == buffer.count else {
            throw ZarrError(
                .corruptData, "the file ends at byte \(offset + got), short of the \(count) bytes it had when opened"
            ).at(key: key.path)
        }
    }
}

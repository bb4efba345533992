import ZarrBase
import ZarrCompression

/// A shard with crc32c over its index, as bytes that a test changes as an appending writer would.
struct GarbageShard {
    private(set) var bytes: [UInt8]
    private let isAtStart: Bool
    private let hasChecksum: Bool
    private let count: Int

    init(_ bytes: [UInt8], count: Int, isAtStart: Bool, hasChecksum: Bool = true) {
        self.bytes = bytes
        self.count = count
        self.isAtStart = isAtStart
        self.hasChecksum = hasChecksum
    }

    private var indexSize: Int { 16 * count + (hasChecksum ? 4 : 0) }
    private var indexStart: Int { isAtStart ? 0 : bytes.count - indexSize }

    /// The offset and the size of each subchunk.
    var words: [UInt64] {
        (0..<2 * count).map { word in
            (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[indexStart + 8 * word + $1]) << UInt64(8 * $1) }
        }
    }

    /// The index of these words, as it is stored.
    func index(_ words: [UInt64]) -> [UInt8] {
        let index = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) } }
        guard hasChecksum else { return index }
        let checksum = index.withUnsafeBytes { CRC32C.checksum($0) }
        return index + (0..<4).map { UInt8(truncatingIfNeeded: checksum >> UInt32(8 * $0)) }
    }

    /// Puts a subchunk at the end anew and writes a new index, as whoever appends; false where it is missing.
    mutating func rewrite(_ subchunk: Int) -> Bool {
        var words = words
        guard words[2 * subchunk] != .max else { return false }
        let (offset, size) = (Int(words[2 * subchunk]), Int(words[2 * subchunk + 1]))
        let old = Array(bytes[offset..<offset + size])
        words[2 * subchunk] = UInt64(bytes.count)
        bytes += old
        replaceIndex(words)
        return true
    }

    /// Puts bytes that nobody names behind the subchunks.
    mutating func pad(_ garbage: [UInt8]) {
        let words = words
        bytes += garbage
        replaceIndex(words)
    }

    /// Writes another index: over the old one where it stands in front, else behind all.
    mutating func replaceIndex(_ words: [UInt64]) {
        if isAtStart { bytes.replaceSubrange(0..<indexSize, with: index(words)) } else { bytes += index(words) }
    }
}

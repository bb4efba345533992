import ZarrBase

/// The records that a ZIP file is made of besides its values; numbers are little-endian.
///
/// - Specification: APPNOTE.TXT 6.3.10, 4.3.7 to 4.3.16 and 4.5.3.
enum ZipRecord {
    static let localHeaderSize = 30
    static let centralHeaderSize = 46
    static let endSize = 22
    static let locatorSize = 20
    static let end64Size = 56

    static let localSignature: UInt32 = 0x0403_4b50
    static let centralSignature: UInt32 = 0x0201_4b50
    static let endSignature: UInt32 = 0x0605_4b50
    static let locatorSignature: UInt32 = 0x0706_4b50
    static let end64Signature: UInt32 = 0x0606_4b50

    /// What fields of 16 and 32 bits say where the number is elsewhere, in one of 64 bits.
    static let elsewhere16 = Int(UInt16.max)
    static let elsewhere32 = Int(UInt32.max)

    /// The header before a value.
    static func localHeader(_ name: String, _ entry: ZipEntry) -> [UInt8] {
        var record = LittleEndianBytes()
        let is64 = entry.size >= elsewhere32 || entry.storedSize >= elsewhere32
        record.append(localSignature)
        record.append(versionNeeded(is64))
        record.append(flags(name))
        record.append(entry.method.number)
        record.append(timeStamp)
        record.append(entry.checksum)
        record.append(is64 ? UInt32.max : UInt32(truncatingIfNeeded: entry.storedSize))
        record.append(is64 ? UInt32.max : UInt32(truncatingIfNeeded: entry.size))
        record.append(UInt16(truncatingIfNeeded: name.utf8.count))
        record.append(UInt16(is64 ? 20 : 0))
        record.bytes += name.utf8
        if is64 {
            record.append(UInt16(1))
            record.append(UInt16(16))
            record.append(UInt64(entry.size))
            record.append(UInt64(entry.storedSize))
        }
        return record.bytes
    }

    /// The header of a value in the directory.
    static func centralHeader(_ name: String, _ entry: ZipEntry) -> [UInt8] {
        let wide = [entry.size, entry.storedSize, entry.headerOffset].filter { $0 >= elsewhere32 }
        func narrow(_ number: Int) -> UInt32 { number >= elsewhere32 ? .max : UInt32(truncatingIfNeeded: number) }
        var record = LittleEndianBytes()
        record.append(centralSignature)
        // Made on Unix, so that the attributes are those of a file there.
        record.append(UInt16(3 << 8) | versionNeeded(true))
        record.append(versionNeeded(!wide.isEmpty))
        record.append(flags(name))
        record.append(entry.method.number)
        record.append(timeStamp)
        record.append(entry.checksum)
        record.append(narrow(entry.storedSize))
        record.append(narrow(entry.size))
        record.append(UInt16(truncatingIfNeeded: name.utf8.count))
        record.append(UInt16(wide.isEmpty ? 0 : 4 + 8 * wide.count))
        record.append(UInt16(0))
        record.append(UInt16(0))
        record.append(UInt16(0))
        record.append(UInt32(0o100644) << 16)
        record.append(narrow(entry.headerOffset))
        record.bytes += name.utf8
        if !wide.isEmpty {
            record.append(UInt16(1))
            record.append(UInt16(8 * wide.count))
            for number in wide { record.append(UInt64(number)) }
        }
        return record.bytes
    }

    /// What ends a file whose directory of `size` bytes begins at `offset`.
    static func end(count: Int, size: Int, offset: Int, comment: [UInt8]) -> [UInt8] {
        var record = LittleEndianBytes()
        if count >= elsewhere16 || size >= elsewhere32 || offset >= elsewhere32 {
            record.append(end64Signature)
            record.append(UInt64(end64Size - 12))
            record.append(UInt16(3 << 8) | versionNeeded(true))
            record.append(versionNeeded(true))
            record.append(UInt64(0))
            record.append(UInt64(count))
            record.append(UInt64(count))
            record.append(UInt64(size))
            record.append(UInt64(offset))
            record.append(locatorSignature)
            record.append(UInt32(0))
            record.append(UInt64(offset + size))
            record.append(UInt32(1))
        }
        record.append(endSignature)
        record.append(UInt32(0))
        record.append(UInt16(min(count, elsewhere16)))
        record.append(UInt16(min(count, elsewhere16)))
        record.append(UInt32(min(size, elsewhere32)))
        record.append(UInt32(min(offset, elsewhere32)))
        record.append(UInt16(truncatingIfNeeded: comment.count))
        record.bytes += comment
        return record.bytes
    }

    private static func versionNeeded(_ is64: Bool) -> UInt16 { is64 ? 45 : 20 }

    /// Bit 11: the name is UTF-8.
    private static func flags(_ name: String) -> UInt16 { name.utf8.allSatisfy { $0 < 0x80 } ? 0 : 1 << 11 }

    /// 1 January 1980, the first day that there is: files of the same values are the same bytes.
    private static let timeStamp: UInt32 = 0x0021_0000
}

/// Bytes to which numbers are appended.
private struct LittleEndianBytes {
    var bytes: [UInt8] = []

    mutating func append(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
}

/// Numbers of a record, read one after the other.
struct ZipFields {
    private let bytes: UnsafeRawBufferPointer
    private var place: Int

    /// The fields from `place` on.
    init(_ bytes: UnsafeRawBufferPointer, at place: Int = 0) {
        self.bytes = bytes
        self.place = place
    }

    /// The next number.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` beyond the end.
    mutating func next<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) throws(ZarrError) -> Number {
        let size = MemoryLayout<Number>.size
        guard place >= 0, bytes.count - place >= size else { throw Self.torn }
        defer { place += size }
        return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Number.self))
    }

    /// The next number, which must be one of bytes.
    mutating func nextSize() throws(ZarrError) -> Int {
        guard let number = Int(exactly: try next(UInt64.self)) else { throw Self.torn }
        return number
    }

    /// The next `count` bytes.
    mutating func next(_ count: Int) throws(ZarrError) -> UnsafeRawBufferPointer {
        guard count >= 0, place >= 0, bytes.count - place >= count else { throw Self.torn }
        defer { place += count }
        return UnsafeRawBufferPointer(rebasing: bytes[place..<place + count])
    }

    mutating func skip(_ count: Int) throws(ZarrError) { _ = try next(count) }

    var isAtEnd: Bool { place >= bytes.count }

    private static let torn = ZarrError(
        .corruptData, "a record of the ZIP file runs past its end", hint: "the file is damaged")
}

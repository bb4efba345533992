import ZarrBase

/// The values of a ZIP file, as its central directory lists them.
struct ZipDirectory: Sendable {
    /// Values by key. Of several of one name the last one counts, as writers that cannot erase put it behind.
    var entries = KeyTable<ZipEntry>()
    /// The text at the very end of the file.
    var comment: [UInt8] = []
    /// Where the values end and the directory begins.
    var offset = 0
    /// Members that are no values here, of which a directory that is written anew would know nothing.
    var foreignCount = 0
    /// Whether something stands before the values, as a program that unpacks them.
    var hasFront = false

    /// Where the directory of a file lies.
    struct Place: Equatable {
        var offset: Int
        var size: Int
        var count: Int
        /// What offsets in the file are counted from: not its first byte where something stands before it.
        var base: Int
        var comment: [UInt8]
    }

    /// How much of a file's end holds the way to its directory, whatever comment there is.
    static let tailSize = ZipRecord.endSize + Int(UInt16.max) + ZipRecord.locatorSize + ZipRecord.end64Size

    /// Finds the directory of a file of `size` bytes.
    ///
    /// - Parameter tail: its last bytes, ``tailSize`` of them where it has as many.
    /// - Specification: APPNOTE.TXT 4.3.14 to 4.3.16.
    static func locate(in tail: UnsafeRawBufferPointer, ofFileOf size: Int) throws(ZarrError) -> Place {
        guard let end = endRecord(in: tail) else {
            throw ZarrError(
                .corruptData, "the file does not end as a ZIP file does",
                hint: "it is cut short, still being written, or no ZIP file")
        }
        var fields = ZipFields(tail, at: end + 4)
        let disk = try fields.next(UInt16.self)
        let firstDisk = try fields.next(UInt16.self)
        try fields.skip(2)
        var count = Int(try fields.next(UInt16.self))
        var length = Int(try fields.next(UInt32.self))
        var offset = Int(try fields.next(UInt32.self))
        let comment = Array(try fields.next(Int(try fields.next(UInt16.self))))
        guard disk == firstDisk, disk == 0 || Int(disk) == ZipRecord.elsewhere16 else {
            throw ZarrError(.unsupported, "the ZIP file is one of several volumes", hint: "join them first")
        }
        var endOfDirectory = size - tail.count + end
        let isElsewhere =
            count == ZipRecord.elsewhere16 || length == ZipRecord.elsewhere32 || offset == ZipRecord.elsewhere32
        let record64 = end - ZipRecord.locatorSize - ZipRecord.end64Size
        if isElsewhere, record64 >= 0, try hasLocator(in: tail, before: end) {
            var fields = ZipFields(tail, at: record64)
            guard try fields.next(UInt32.self) == ZipRecord.end64Signature else {
                throw ZarrError(
                    .corruptData, "the ZIP64 record is not where it belongs", hint: "the file is damaged")
            }
            try fields.skip(20)
            try fields.skip(8)
            count = try fields.nextSize()
            length = try fields.nextSize()
            offset = try fields.nextSize()
            endOfDirectory -= ZipRecord.locatorSize + ZipRecord.end64Size
        }
        // Offsets count from the first header: what unpacks itself has a program before it.
        let (begin, overflow) = endOfDirectory.subtractingReportingOverflow(length)
        // What ends as a file without values does is a part of a value: of another such file, say.
        guard !overflow, begin >= offset, count <= length / ZipRecord.centralHeaderSize, count > 0 || begin == offset
        else {
            throw ZarrError(
                .corruptData, "the directory of the ZIP file would lie outside of it",
                hint: "the file is cut short or damaged")
        }
        return Place(offset: begin, size: length, count: count, base: begin - offset, comment: comment)
    }

    /// The record whose comment reaches just to the end of the file; the one nearest to the end.
    private static func endRecord(in tail: UnsafeRawBufferPointer) -> Int? {
        var place = tail.count - ZipRecord.endSize
        while place >= 0 {
            if tail.loadUnaligned(fromByteOffset: place, as: UInt32.self).littleEndian == ZipRecord.endSignature {
                let comment = tail.loadUnaligned(fromByteOffset: place + 20, as: UInt16.self).littleEndian
                if place + ZipRecord.endSize + Int(comment) == tail.count { return place }
            }
            place -= 1
        }
        return nil
    }

    private static func hasLocator(in tail: UnsafeRawBufferPointer, before end: Int) throws(ZarrError) -> Bool {
        var fields = ZipFields(tail, at: end - ZipRecord.locatorSize)
        return try fields.next(UInt32.self) == ZipRecord.locatorSignature
    }

    /// No values.
    init() {}

    /// Reads a directory that lies at `place`.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` for names that would leave the store when they are unpacked, and for values that
    ///   lie over one another or outside of the file: nobody but an attacker writes those.
    /// - Complexity: that of sorting the values.
    init(_ bytes: UnsafeRawBufferPointer, at place: Place) throws(ZarrError) {
        comment = place.comment
        offset = place.offset
        hasFront = place.base > 0
        var total = 0
        var fields = ZipFields(bytes)
        var spans: [(start: Int, end: Int)] = []
        spans.reserveCapacity(place.count)
        for _ in 0..<place.count {
            let (name, entry) = try Self.entry(&fields, base: place.base)
            spans.append((entry.headerOffset, entry.leastEnd))
            // So that nobody who adds sizes up need fear for the sum.
            total = try total.checkedPlus(entry.size)
            let key = try Self.key(name)
            if entry.isEncrypted || key == nil && name.last != UInt8(ascii: "/") { foreignCount += 1 }
            guard let key else { continue }
            entries[key] = entry
        }
        guard fields.isAtEnd else {
            throw ZarrError(
                .corruptData, "the directory of the ZIP file has more entries than it says", hint: "the file is damaged"
            )
        }
        spans.sort { $0.start < $1.start }
        var end = 0
        for span in spans {
            guard span.start >= end, span.end <= place.offset else {
                throw ZarrError(
                    .corruptData, "values of the ZIP file lie over one another, or over its directory",
                    hint: "it is damaged, or made to grow without end when it is unpacked")
            }
            end = span.end
        }
    }

    private static func entry(
        _ fields: inout ZipFields, base: Int
    ) throws(ZarrError) -> (name: UnsafeRawBufferPointer, ZipEntry) {
        guard try fields.next(UInt32.self) == ZipRecord.centralSignature else {
            throw ZarrError(.corruptData, "the directory of the ZIP file is damaged")
        }
        try fields.skip(4)
        let flags = try fields.next(UInt16.self)
        let method = ZipEntry.Method(try fields.next(UInt16.self))
        try fields.skip(4)
        let checksum = try fields.next(UInt32.self)
        var stored = Int(try fields.next(UInt32.self))
        var size = Int(try fields.next(UInt32.self))
        let nameLength = Int(try fields.next(UInt16.self))
        let extraLength = Int(try fields.next(UInt16.self))
        let commentLength = Int(try fields.next(UInt16.self))
        try fields.skip(8)
        var offset = Int(try fields.next(UInt32.self))
        let name = try fields.next(nameLength)
        let extra = try fields.next(extraLength)
        try fields.skip(commentLength)
        if [size, stored, offset].contains(ZipRecord.elsewhere32), var wide = try extended(extra) {
            if size == ZipRecord.elsewhere32 { size = try wide.nextSize() }
            if stored == ZipRecord.elsewhere32 { stored = try wide.nextSize() }
            if offset == ZipRecord.elsewhere32 { offset = try wide.nextSize() }
        }
        let entry = ZipEntry(
            method: method, isEncrypted: flags & 1 != 0, checksum: checksum, storedSize: stored, size: size,
            headerOffset: try base.checkedPlus(offset), nameLength: nameLength)
        // So that what is computed from these numbers cannot overflow.
        _ = try entry.headerOffset.checkedPlus(stored).checkedPlus(nameLength + ZipRecord.localHeaderSize)
        return (name, entry)
    }

    /// The field that holds numbers of 64 bits.
    private static func extended(_ extra: UnsafeRawBufferPointer) throws(ZarrError) -> ZipFields? {
        var fields = ZipFields(extra)
        while !fields.isAtEnd {
            let kind = try fields.next(UInt16.self)
            let content = try fields.next(Int(try fields.next(UInt16.self)))
            if kind == 1 { return ZipFields(content) }
        }
        return nil
    }

    /// Whether a name is one outside of the directory that it is unpacked to: on Windows, too, where both signs separate.
    static func leadsOut(_ path: String) -> Bool {
        let separators = [UInt8(ascii: "/"), UInt8(ascii: "\\")]
        let parts = path.utf8.split(omittingEmptySubsequences: false, whereSeparator: separators.contains)
        return path.utf8.first.map(separators.contains) == true || parts.contains { $0.elementsEqual("..".utf8) }
    }

    /// The key of a name; nil for directories and for names that no key can have.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where the name leads out of the directory that it is unpacked to.
    private static func key(_ name: UnsafeRawBufferPointer) throws(ZarrError) -> StoreKey? {
        guard let path = String(validating: name, as: UTF8.self) else { return nil }
        guard !leadsOut(path) else {
            throw ZarrError(
                .corruptData, "the ZIP file holds a name that leads out of it: \"\(path.prefix(200))\"",
                hint: "do not unpack it; make it anew from a source that you trust")
        }
        return StoreKey.isValid(path) ? StoreKey(unchecked: path) : nil
    }
}

extension ZipDirectory {
    /// Reads the directory of a local file.
    init(_ file: any ByteSource) throws {
        let size = try file.size() ?? 0
        let tailSize = min(size, Self.tailSize)
        guard let tail = try file.read([.bounded(offset: size - tailSize, length: tailSize)])?.first else {
            throw ZarrError(.notFound, "the ZIP file is gone")
        }
        let place = try tail.withUnsafeBytes { (bytes) throws(ZarrError) in
            try Self.locate(in: bytes, ofFileOf: size)
        }
        guard let listed = try file.read([.bounded(offset: place.offset, length: place.size)])?.first else {
            throw ZarrError(.notFound, "the ZIP file is gone")
        }
        self = try listed.withUnsafeBytes { (bytes) throws(ZarrError) in try ZipDirectory(bytes, at: place) }
    }

    /// Whether the text at the file's end says that documents come first in it.
    ///
    /// - Specification: OME-NGFF RFC-9.
    var saysDocumentsFirst: Bool {
        guard let text = try? JSONValue.parse(Bytes(comment.prefix { $0 != 0 })) else { return false }
        return text.objectValue?["ome"] != nil
    }

    /// Refuses to write a file anew that would lose something.
    func requireOwn(_ path: String, keepsFront: Bool) throws(ZarrError) {
        guard foreignCount == 0 else {
            throw ZarrError(
                .unsupported,
                "\(path) holds \(foreignCount) members that would be lost: encrypted ones, or names that no key has",
                hint: "pack it anew without them")
        }
        guard keepsFront || !hasFront else {
            throw ZarrError(
                .unsupported, "\(path) has something before its first value, which would be lost",
                hint: "unpack it, and pack it anew")
        }
    }

    /// The bytes before the directory that are of no value.
    var garbageBytes: Int {
        offset - entries.values.values.reduce(0) { $0 + $1.leastEnd - $1.headerOffset }
    }
}

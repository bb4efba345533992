public import ZarrBase

/// A codec that adds a checksum of 4 bytes, little-endian, to bytes that it leaves as they are, and refuses bytes that do
/// not match theirs.
public protocol ChecksumCodec: BytesToBytesCodec {
    /// Where the checksum stands.
    var location: ChecksumLocation { get }
    /// The checksum of these bytes.
    func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32
    /// Whether stored bytes may carry this checksum instead of the computed one, as older writers left it.
    func accepts(_ stored: UInt32, for computed: UInt32) -> Bool
}

/// The end of the data at which a checksum stands.
public enum ChecksumLocation: String, Sendable, Hashable, CaseIterable {
    /// In front of the data.
    case start
    /// Behind the data.
    case end
}

extension ChecksumCodec {
    /// No other than the computed one.
    public func accepts(_ stored: UInt32, for computed: UInt32) -> Bool { false }

    /// Four bytes more; not known where no memory is that large.
    public func encodedSize(of decodedSize: Int) -> Int? { try? decodedSize.checkedPlus(4) }

    /// All but the checksum, once that is found right.
    public func decodedSlice(of encoded: UnsafeRawBufferPointer) throws(ZarrError) -> UnsafeRawBufferPointer? {
        guard encoded.count >= 4 else {
            throw ZarrError(.corruptData, "\(encoded.count) bytes are too few for a checksum")
        }
        let data = UnsafeRawBufferPointer(
            rebasing: location == .start ? encoded.dropFirst(4) : encoded.dropLast(4))
        let place = location == .start ? 0 : data.count
        let stored = UInt32(littleEndian: encoded.loadUnaligned(fromByteOffset: place, as: UInt32.self))
        let computed = checksum(of: data)
        guard stored == computed || accepts(stored, for: computed) else {
            throw ZarrError(
                .corruptData,
                "the checksum is \(String(computed, radix: 16)), stored is \(String(stored, radix: 16))",
                hint: Self.damagedHint)
        }
        return data
    }

    /// Checks and copies.
    public func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer, worker: CodecWorker
    ) throws(ZarrError) {
        guard let data = try decodedSlice(of: encoded) else { return }
        try requireFilled(data.count, of: decoded.count)
        decoded.copyMemory(from: data)
    }

    /// Checks and copies.
    public func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: ScratchBuffer, limit: Int, worker: CodecWorker
    ) throws(ZarrError) {
        guard let data = try decodedSlice(of: encoded) else { return }
        guard data.count <= limit else {
            throw ZarrError(.corruptData, "\(data.count) bytes where at most \(limit) belong", hint: Self.damagedHint)
        }
        try decoded.resize(to: 0)
        try decoded.append(data)
    }

    /// Copies and adds the checksum.
    public func encode(
        _ decoded: UnsafeRawBufferPointer, into encoded: ScratchBuffer, worker: CodecWorker
    ) throws(ZarrError) {
        try encoded.resize(to: decoded.count.checkedPlus(4))
        let offset = location == .start ? 4 : 0
        UnsafeMutableRawBufferPointer(rebasing: encoded.bytes[offset...]).copyMemory(from: decoded)
        encoded.bytes.storeBytes(
            of: checksum(of: decoded).littleEndian, toByteOffset: location == .start ? 0 : decoded.count,
            as: UInt32.self)
    }

    /// The location that a configuration says.
    static func location(
        _ named: NamedConfiguration, default fallback: ChecksumLocation
    ) throws(ZarrError) -> ChecksumLocation {
        guard let value = named.reader["location"] else { return fallback }
        guard let location = value.stringValue.flatMap(ChecksumLocation.init(rawValue:)) else {
            throw named.reader.wrong("location", value, "\"start\" or \"end\"")
        }
        return location
    }

    /// The location as a configuration; nothing where it is where readers expect it.
    func configuration(default usual: ChecksumLocation) -> JSONObject {
        location == usual ? [:] : ["location": .string(location.rawValue)]
    }
}

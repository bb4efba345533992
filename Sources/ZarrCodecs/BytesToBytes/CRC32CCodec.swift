public import ZarrBase
import ZarrCompression

/// The `crc32c` bytes-to-bytes codec: appends a checksum, and refuses bytes that do not match theirs.
///
/// - Zarr v3 name: `crc32c` · Zarr v2 id: `crc32c`
/// - Specification: <https://zarr-specs.readthedocs.io/en/latest/v3/codecs/crc32c/index.html>
///
/// The configuration is empty. The checksum is Castagnoli's, 4 bytes, little-endian, behind the data.
public struct CRC32CCodec: BytesToBytesCodec {
    /// What the list of codecs says.
    public static var summary: String { "A CRC-32C checksum behind the bytes" }

    /// The only form that there is.
    public init() {}

    /// By name alone.
    public var v3: NamedConfiguration { NamedConfiguration("crc32c") }
    /// By id alone.
    public var v2: JSONObject? { ["id": "crc32c"] }

    /// Four bytes more; not known where no memory is that large.
    public func encodedSize(of decodedSize: Int) -> Int? { try? decodedSize.checkedPlus(4) }

    /// All but the checksum, once that is found right.
    public func decodedSlice(of encoded: UnsafeRawBufferPointer) throws(ZarrError) -> UnsafeRawBufferPointer? {
        guard encoded.count >= 4 else {
            throw ZarrError(.corruptData, "\(encoded.count) bytes are too few for a checksum")
        }
        let data = UnsafeRawBufferPointer(rebasing: encoded.dropLast(4))
        let stored = UInt32(littleEndian: encoded.loadUnaligned(fromByteOffset: data.count, as: UInt32.self))
        let computed = CRC32C.checksum(data)
        guard stored == computed else {
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

    /// Copies and appends the checksum.
    public func encode(
        _ decoded: UnsafeRawBufferPointer, into encoded: ScratchBuffer, worker: CodecWorker
    ) throws(ZarrError) {
        try encoded.resize(to: decoded.count.checkedPlus(4))
        encoded.bytes.copyMemory(from: decoded)
        encoded.bytes.storeBytes(
            of: CRC32C.checksum(decoded).littleEndian, toByteOffset: decoded.count, as: UInt32.self)
    }
}

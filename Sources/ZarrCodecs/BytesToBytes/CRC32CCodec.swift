public import ZarrBase
import ZarrCompression

/// The `crc32c` bytes-to-bytes codec: appends a checksum, and refuses bytes that do not match theirs.
///
/// - Zarr v3 name: `crc32c` · Zarr v2 id: `crc32c`
/// - Specification: <https://zarr-specs.readthedocs.io/en/latest/v3/codecs/crc32c/index.html>
///
/// The configuration is empty. The checksum is Castagnoli's, 4 bytes, little-endian, behind the data. numcodecs has one more
/// form, with the checksum in front, which Zarr v3 only knows by the name of numcodecs:
/// ```json
/// {"name": "numcodecs.crc32c", "configuration": {"location": "start"}}
/// ```
public struct CRC32CCodec: ChecksumCodec {
    /// What the list of codecs says.
    public static var summary: String { "A CRC-32C checksum behind the bytes" }
    /// As they are written.
    public static var fields: [String] { ["location"] }

    /// Where the checksum stands.
    public let location: ChecksumLocation

    /// A checksum at this end of the data.
    public init(location: ChecksumLocation = .end) { self.location = location }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> CRC32CCodec {
        CRC32CCodec(location: try location(named, default: .end))
    }

    /// By name alone, unless the checksum is in front.
    public var v3: NamedConfiguration {
        NamedConfiguration(location == .end ? "crc32c" : "numcodecs.crc32c", configuration(default: .end))
    }
    /// By id alone, unless the checksum is in front.
    public var v2: JSONObject? { configuration(default: .end).withID("crc32c") }

    /// Castagnoli's checksum.
    public func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 { CRC32C.checksum(bytes) }
}

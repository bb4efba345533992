public import ZarrBase
import ZarrCompression

/// The `numcodecs.crc32` bytes-to-bytes codec: the CRC-32 of the data, in front of it unless the configuration says behind.
///
/// - Zarr v3 name: `numcodecs.crc32` · Zarr v2 id: `crc32`
/// - Specification: <https://numcodecs.readthedocs.io/en/stable/checksum32.html>
///
/// ## Configuration
/// ```json
/// {"name": "numcodecs.crc32", "configuration": {"location": "start"}}
/// ```
public struct CRC32Codec: ChecksumCodec {
    /// What the list of codecs says.
    public static var summary: String { "A CRC-32 checksum before or behind the bytes" }
    /// As they are written.
    public static var fields: [String] { ["location"] }

    /// Where the checksum stands.
    public let location: ChecksumLocation

    /// A checksum at this end of the data.
    public init(location: ChecksumLocation = .start) { self.location = location }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> CRC32Codec {
        CRC32Codec(location: try location(named, default: .start))
    }

    /// With the location where it is not the usual one.
    public var v3: NamedConfiguration { NamedConfiguration("numcodecs.crc32", configuration(default: .start)) }
    /// With the location where it is not the usual one.
    public var v2: JSONObject? { configuration(default: .start).withID("crc32") }

    /// The CRC-32.
    public func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 { CRC32.checksum(bytes) }
}

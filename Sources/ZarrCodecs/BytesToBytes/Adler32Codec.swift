public import ZarrBase
import ZarrCompression

/// The `numcodecs.adler32` bytes-to-bytes codec: the Adler-32 of the data, in front of it unless the configuration says behind.
///
/// - Zarr v3 name: `numcodecs.adler32` · Zarr v2 id: `adler32`
/// - Specification: <https://numcodecs.readthedocs.io/en/stable/checksum32.html>
///
/// ## Configuration
/// ```json
/// {"name": "numcodecs.adler32", "configuration": {"location": "start"}}
/// ```
public struct Adler32Codec: ChecksumCodec {
    /// What the list of codecs says.
    public static var summary: String { "An Adler-32 checksum before or behind the bytes" }
    /// As they are written.
    public static var fields: [String] { ["location"] }

    /// Where the checksum stands.
    public let location: ChecksumLocation

    /// A checksum at this end of the data.
    public init(location: ChecksumLocation = .start) { self.location = location }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> Adler32Codec {
        Adler32Codec(location: try location(named, default: .start))
    }

    /// With the location where it is not the usual one.
    public var v3: NamedConfiguration { NamedConfiguration("numcodecs.adler32", configuration(default: .start)) }
    /// With the location where it is not the usual one.
    public var v2: JSONObject? { configuration(default: .start).withID("adler32") }

    /// The Adler-32.
    public func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 { Adler32.checksum(bytes) }
}

public import ZarrBase
import ZarrCompression

/// The `numcodecs.fletcher32` bytes-to-bytes codec: the Fletcher checksum of HDF5 and netCDF behind the data.
///
/// - Zarr v3 name: `numcodecs.fletcher32` · Zarr v2 id: `fletcher32`
/// - Specification: <https://numcodecs.readthedocs.io/en/stable/checksum32.html>
///
/// The configuration is empty.
public struct Fletcher32Codec: ChecksumCodec {
    /// What the list of codecs says.
    public static var summary: String { "The Fletcher checksum of HDF5 behind the bytes" }

    /// Behind the data.
    public var location: ChecksumLocation { .end }

    /// The only form that there is.
    public init() {}

    /// By name alone.
    public var v3: NamedConfiguration { NamedConfiguration("numcodecs.fletcher32") }
    /// By id alone.
    public var v2: JSONObject? { ["id": "fletcher32"] }

    /// The Fletcher checksum.
    public func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 { Fletcher32.checksum(bytes) }

    /// HDF5 before 1.6.3 swapped the bytes of each sum on little-endian machines; its successors read both.
    public func accepts(_ stored: UInt32, for computed: UInt32) -> Bool {
        stored == (computed & 0x00FF_00FF) << 8 | (computed >> 8) & 0x00FF_00FF
    }
}

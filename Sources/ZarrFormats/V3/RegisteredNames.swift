/// The names that documents of Zarr v3 may use and other software is to know.
///
/// Specification: Zarr v3 core, "Extension naming"; the registry is <https://github.com/zarr-developers/zarr-extensions>
/// (read at 4da7b37, 2026-07-14).
package enum RegisteredNames {
    package static let codecs: Set<String> = [
        "bitround", "blosc", "bytes", "cast_value", "conditional", "crc32c", "gzip", "n5_default", "packbits",
        "reshape",
        "scale_offset", "sharding_indexed", "transpose", "vlen-bytes", "vlen-utf8", "zfp", "zstd",
    ]

    package static let dataTypes: Set<String> = [
        "bfloat16", "bool", "bytes", "complex128", "complex64", "complex_bfloat16", "complex_float16",
        "complex_float32", "complex_float4_e2m1fn", "complex_float64", "complex_float6_e2m3fn",
        "complex_float6_e3m2fn", "complex_float8_e3m4", "complex_float8_e4m3", "complex_float8_e4m3b11fnuz",
        "complex_float8_e4m3fnuz", "complex_float8_e5m2", "complex_float8_e5m2fnuz", "complex_float8_e8m0fnu",
        "fixed_length_utf32", "float16", "float32", "float4_e2m1fn", "float64", "float6_e2m3fn", "float6_e3m2fn",
        "float8_e3m4", "float8_e4m3", "float8_e4m3b11fnuz", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz",
        "float8_e8m0fnu", "int16", "int2", "int32", "int4", "int64", "int8", "numpy.datetime64", "numpy.timedelta64",
        "string", "struct", "structured", "uint16", "uint2", "uint32", "uint4", "uint64", "uint8",
    ]

    /// The data types of the core specification, which are said by name alone.
    package static let coreDataTypes: Set<String> = [
        "bool", "complex128", "complex64", "float16", "float32", "float64", "int16", "int32", "int64", "int8", "uint16",
        "uint32", "uint64", "uint8",
    ]

    package static let chunkGrids: Set<String> = ["rectilinear", "regular"]
    package static let chunkKeyEncodings: Set<String> = ["default", "v2"]

    /// Names that are not registered, but that zarr-python writes and reads.
    package static let zarrPythonCodecs: Set<String> = Set(
        [
            "adler32", "astype", "bitround", "blosc", "bz2", "crc32", "crc32c", "delta", "fixedscaleoffset",
            "fletcher32", "gzip", "jenkins_lookup3", "lz4", "lzma", "packbits", "pcodec", "quantize", "shuffle", "zfpy",
            "zlib", "zstd",
        ].map { "numcodecs." + $0 })

    package static let zarrPythonDataTypes: Set<String> = [
        "null_terminated_bytes", "raw_bytes", "variable_length_bytes",
    ]

    /// Whether the name is that of opaque bytes: `r` and a number of bits.
    package static func isRawBits(_ name: String) -> Bool {
        name.utf8.first == UInt8(ascii: "r") && name.utf8.count > 1
            && name.utf8.dropFirst().allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
    }

    /// Whether a name has the form of registered ones: `^[a-z][a-z0-9-_.]+$`.
    package static func hasForm(_ name: String) -> Bool {
        guard let first = name.utf8.first, first >= UInt8(ascii: "a"), first <= UInt8(ascii: "z"), name.utf8.count > 1
        else { return false }
        return name.utf8.dropFirst().allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
    }
}

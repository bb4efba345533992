import Testing
import ZarrBase
import ZarrCodecs

/// Codecs that we do not have: one line that names them and says who reads them.
@Suite struct ForeignCodecTests {
    @Test(arguments: [
        ("numcodecs.pcodec", "pcodec"), ("imagecodecs_jpeg2k", "imagecodecs"), ("grib", "kerchunk"),
        ("FITSAscii", "kerchunk"), ("zarrs.gdeflate", "zarrs"), ("https://codec.zarrs.dev/array_to_bytes/zfp", "zarrs"),
        ("https://example.org/codec", "not registered"), ("jpeg", "neuroglancer"),
    ])
    func isNamed(name: String, hint: String) throws {
        for read in [
            { try CodecCatalog.standard.codec(v3: NamedConfiguration(name)) },
            { try CodecCatalog.standard.codec(v2: ["id": .string(name)]) },
        ] {
            #expect {
                _ = try read()
            } throws: { error in
                let error = error as? ZarrError
                return error?.code == .unsupported && error?.codec == name && error?.hint?.contains(hint) == true
            }
        }
    }

    /// Bare names of numcodecs in Zarr v3, which zarrita wrote: read, and written as numcodecs' own.
    @Test(arguments: [
        "adler32", "base64", "bz2", "crc32", "fletcher32", "jenkins_lookup3", "lz4", "lzma", "shuffle", "zfpy", "zlib",
    ])
    func bareNamesAreReadAndNotWritten(name: String) throws {
        #expect(try CodecCatalog.standard.codec(v3: NamedConfiguration(name)).v3.name == "numcodecs." + name)
    }
}

/// Codecs that exist and that this version does not have: whose they are, so that an error can say who reads the data.
enum ForeignCodec {
    /// By name or by how the name begins, with what reads it.
    private static let owners: [(name: String, isPrefix: Bool, reader: String)] = [
        ("AsciiTable", false, kerchunk),
        ("FITSAscii", false, kerchunk),
        ("FITSVarBintable", false, kerchunk),
        ("arrow-ipc", false, "a proposal that no release knows"),
        ("blosc2", false, "the Python package blosc2 reads it"),
        ("fill_hdf_strings", false, kerchunk),
        ("flac", false, "the Python package flac-numcodecs reads it"),
        ("grib", false, "the Python packages kerchunk and cfgrib read it"),
        ("imagecodecs_", true, "the Python package imagecodecs reads it"),
        ("jpeg", false, "webKnossos and neuroglancer read it"),
        ("jpegxl", false, "neuroglancer reads it"),
        ("n5_varlen", false, "a proposal that no release knows"),
        ("n5_wrapper", false, "zarr-python 2 keeps it in memory only: open the N5 store itself"),
        ("numcodecs.pcodec", false, pcodec),
        ("optional", false, "zarrs reads it; the registered codec is \"conditional\""),
        ("pcodec", false, pcodec),
        ("record_member", false, kerchunk),
        ("wavpack", false, "the Python package wavpack-numcodecs reads it"),
        ("zarrs.", true, zarrs),
        ("https://codec.zarrs.dev/", true, zarrs),
        ("http", true, "a name of one implementation's own, which is not registered"),
    ]

    private static let kerchunk = "the Python package kerchunk reads it"
    private static let pcodec = "numcodecs reads it with the Python package pcodec"
    private static let zarrs = "zarrs reads it: the name is its own and not registered"

    /// Who reads what a codec of this name wrote; nil for names that nobody is known to use.
    static func hint(for name: String) -> String? {
        owners.first { $0.isPrefix ? name.hasPrefix($0.name) : name == $0.name }?.reader
    }
}

public import ZarrBase
import ZarrCodecs

extension V3Format {
    /// The same array under a document of Zarr v3, its stored chunks and their keys as they are.
    ///
    /// The byte orders that deltas and their siblings name in Zarr v2 are spelled little-endian: in Zarr v3 they work on
    /// numbers, and the codec `bytes` says how those are stored. zarr-python reads either spelling, but writes wrong
    /// values where they are big-endian.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` with the data type or codec that Zarr v3 has no name for.
    public func relabelled(_ array: ArrayDescription) throws(ZarrError) -> ArrayDescription {
        var relabelled = try converted(array)
        // A conversion may choose the order of bytes anew, as it writes the chunks anew; here they stay.
        if let stored = array.codecs.bytesCodec {
            let said = relabelled.codecs.bytesCodec
            guard stored.mixedOrders == nil, let said, said.endian == nil || said.endian == stored.endian else {
                throw ZarrError(
                    .unsupported, "Zarr v3 has one byte order for all fields of a record, these have several",
                    hint: "zarrtool copy writes the chunks anew")
            }
        }
        relabelled.chunkKeyEncoding = array.chunkKeyEncoding
        for codec in relabelled.codecs.all {
            let name = codec.name
            guard RegisteredNames.codecs.contains(name) || RegisteredNames.zarrPythonCodecs.contains(name) else {
                throw ZarrError(.unsupported, "Zarr v3 has no codec \"\(codec.v2?["id"]?.stringValue ?? name)\"")
                    .at(codec: name)
            }
        }
        let type = relabelled.dataType.name
        guard
            RegisteredNames.dataTypes.contains(type) || RegisteredNames.zarrPythonDataTypes.contains(type)
                || RegisteredNames.isRawBits(type)
        else { throw ZarrError(.unsupported, "Zarr v3 has no data type \(type)") }
        // What others will read is judged, not what was meant.
        guard case .array(let read) = try node(document(for: relabelled)), read.dataType == relabelled.dataType,
            read.codecs.all.map(\.v3) == relabelled.codecs.all.map(\.v3),
            read.fillValue.bytes == relabelled.fillValue.bytes
        else { throw ZarrError(.unsupported, "Zarr v3 cannot say \(relabelled.dataType) with these codecs") }
        _ = try read.pipeline()
        for field in array.document.map(\.key) where !Self.translatedFields.contains(field) {
            relabelled.warnings.append("the field \"\(field)\" of the old document is not carried over")
        }
        if relabelled.codecs.all.contains(where: { $0.v3.name == "bitround" }) {
            relabelled.warnings.append("bitround is the registered name; zarr-python knows numcodecs.bitround only")
        }
        if RegisteredNames.isRawBits(type) {
            relabelled.warnings.append(
                "\(type) is the specification's name for opaque bytes; zarr-python does not know it")
        }
        return relabelled
    }

    /// What documents of Zarr v2 and v1 say that Zarr v3 says in other words.
    private static let translatedFields: Set<String> = [
        "chunks", "compression", "compression_opts", "compressor", "dimension_separator", "dtype", "fill_value",
        "filters", "order", "shape", "zarr_format",
    ]
}

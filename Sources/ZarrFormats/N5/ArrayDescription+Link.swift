public import ZarrBase
import ZarrCodecs
import ZarrIndexing

extension ArrayDescription {
    /// The array of Zarr v3 that reads the blocks of this dataset of N5 where they lie, through the codec `n5_default`.
    ///
    /// Its axes are in the order of N5: Zarr v3 has no key encoding that reverses indices.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` for strings and objects, and for compressions that Zarr v3 has no codec for.
    public func linkedToZarr3() throws(ZarrError) -> ArrayDescription {
        guard let block = codecs.arrayToBytes as? N5BlockCodec else {
            throw ZarrError(.invalidArgument, "the array is no dataset of N5")
        }
        guard block.content == .elements, !dataType.isVariableLength else {
            throw ZarrError(
                .unsupported, "blocks of \(dataType == .string ? "strings" : "objects") cannot be linked",
                hint: "copy the dataset")
        }
        var linked = self
        linked.format = .zarr3
        linked.document = [:]
        linked.shape.reverse()
        linked.chunkGrid = .regular(chunkShape: chunkShape.reversed())
        linked.chunkKeyEncoding = .v2(separator: .slash)
        linked.codecs = CodecChain(arrayToBytes: N5DefaultCodec(compressor: block.compressor))
        linked.dimensionNames = dimensionNames?.reversed()
        linked.attributes?[V2Format.dimensionNamesAttribute] = nil
        linked.codecs = try linked.codecs.settled(for: linked.representation())
        _ = try linked.pipeline()
        return linked
    }
}

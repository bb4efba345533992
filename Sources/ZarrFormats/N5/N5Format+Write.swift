public import ZarrBase
import ZarrCodecs
import ZarrIndexing

extension N5Format {
    /// `attributes.json`, the attributes of the user among its fields; what did not change keeps its spelling.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` with the type or codec that N5 cannot express, ``ZarrError/Code/invalidArgument``
    ///   for an attribute of the name of a field.
    public func documents(for array: ArrayDescription) throws(ZarrError) -> [NodeDocument] {
        [(name: "attributes.json", bytes: JSONValue.object(try document(for: array)).serializedBytes(.indented(2)))]
    }

    /// `attributes.json`.
    public func documents(for group: GroupDescription) throws(ZarrError) -> [NodeDocument] {
        let attributes = group.attributes ?? [:]
        var document = group.document
        if Self.isDataset(attributes) {
            throw ZarrError(
                .invalidArgument, "a group of N5 with these attributes would be a dataset",
                hint: "do not name attributes dimensions and dataType")
        }
        try Self.replaceAttributes(in: &document, by: attributes, keeping: [N5Version.field])
        return [(name: "attributes.json", bytes: JSONValue.object(document).serializedBytes(.indented(2)))]
    }

    private func document(for array: ArrayDescription) throws(ZarrError) -> JSONObject {
        guard let codec = array.codecs.arrayToBytes as? N5BlockCodec, array.codecs.arrayToArray.isEmpty,
            array.codecs.bytesToBytes.isEmpty
        else { throw ZarrError(.invalidArgument, "a dataset of N5 has blocks of N5 and no other codec") }
        var document = array.document
        // Fields whose meaning did not change are left as somebody spelled them.
        let old = Self.isDataset(document) ? try? self.array(document) : nil
        if old?.shape != array.shape || old?.chunkShape != array.chunkShape {
            // Of objects, extents are known by the block only.
            let blocks =
                codec.content == .elements
                ? array.chunkShape
                : (try? DocumentReader(object: document).extents("blockSize").reversed()) ?? array.chunkShape
            let scale = codec.content == .elements ? array.shape.map { _ in 1 } : blocks
            var dimensions: [Int] = []
            for (extent, factor) in zip(array.shape, scale) { dimensions.append(try extent.checkedTimes(factor)) }
            document["dimensions"] = .extents(dimensions.reversed())
            document["blockSize"] = .extents(blocks.reversed())
        }
        if old?.dataType != array.dataType {
            document["dataType"] = .string(array.dataType == .bytes ? "object" : array.dataType.name)
        }
        if old?.codecs.all.map(\.v3) != array.codecs.all.map(\.v3) {
            document["compressionType"] = nil
            document["codecs"] = nil
            document["compression"] = .object(try N5Compression.json(of: codec.compressor))
        }
        if let attributes = array.attributes {
            try Self.replaceAttributes(in: &document, by: attributes, keeping: Self.fields)
        }
        return document
    }

    private static func replaceAttributes(
        in document: inout JSONObject, by attributes: JSONObject, keeping fields: Set<String>
    ) throws(ZarrError) {
        if let field = attributes.first(where: { fields.contains($0.key) })?.key {
            throw ZarrError(
                .invalidArgument, "\"\(field)\" is a field of N5 and cannot be an attribute",
                hint: "choose another name")
        }
        for field in document.map(\.key) where !fields.contains(field) && attributes[field] == nil {
            document[field] = nil
        }
        // Set as they are: equal attributes may differ in the order of their keys, or say 1 and 1.0.
        for (name, value) in attributes { document[name] = value }
    }

    /// The same array in N5, with the codec that compresses its chunks; the names of axes go among the attributes, where xarray
    /// looks for them.
    public func converted(_ array: ArrayDescription) throws(ZarrError) -> ArrayDescription {
        guard array.format != .n5 else { return array }
        guard !array.shape.isEmpty else {
            throw ZarrError(.unsupported, "N5 has no arrays without axes", hint: "use the format zarr3")
        }
        if case .rectilinear = array.chunkGrid {
            throw ZarrError(
                .unsupported, "N5 has no chunks that differ in shape", hint: "give --chunks, or use the format zarr3")
        }
        var converted = array
        converted.format = .n5
        converted.document = [:]
        converted.chunkKeyEncoding = .n5
        converted.codecs = try Self.blocks(array.codecs, of: array.dataType)
        _ = try N5Compression.json(of: (converted.codecs.arrayToBytes as? N5BlockCodec)?.compressor)
        _ = try converted.pipeline()
        if let names = array.dimensionNames {
            if names.allSatisfy({ $0 != nil }) {
                converted.attributes = V2Format().attributes(of: array)
            } else {
                converted.dimensionNames = nil
                converted.warnings.append("the names of axes are lost: N5 has none for some axes only")
            }
        }
        if array.fillValue.bytes.contains(where: { $0 != 0 }) {
            converted.fillValue = .zero(of: array.dataType)
            let fill = array.dataType.json(of: array.fillValue, dialect: .v3).excerpt
            converted.warnings.append("the fill value \(fill) is lost: what is not stored in N5 is 0")
        }
        return converted
    }

    /// The blocks that have what a chain of codecs has: elements in order, and what compresses them.
    static func blocks(_ chain: CodecChain, of dataType: DataType) throws(ZarrError) -> CodecChain {
        if chain.arrayToBytes is N5BlockCodec { return chain }
        // N5 has one order of axes: another one of the elements within a chunk is nothing to keep.
        if let codec = chain.arrayToArray.first(where: { !($0 is TransposeCodec) }) { throw inexpressible(codec) }
        let isPlain =
            chain.arrayToBytes is BytesCodec || chain.arrayToBytes is VlenUTF8Codec
            || chain.arrayToBytes is VlenBytesCodec
        guard isPlain else { throw inexpressible(chain.arrayToBytes) }
        guard chain.bytesToBytes.count <= 1 else {
            throw ZarrError(
                .unsupported, "N5 has one codec that compresses, not \(chain.bytesToBytes.count)",
                hint: "choose one with --codecs")
        }
        return CodecChain(
            arrayToBytes: N5BlockCodec(
                compressor: chain.bytesToBytes.first.map { $0 is LZ4Codec ? LZ4BlocksCodec() : $0 },
                content: dataType == .bytes ? .objects : .elements))
    }

    private static func inexpressible(_ codec: any Codec) -> ZarrError {
        ZarrError(
            .unsupported, "N5 cannot express the codec \"\(codec.name)\"",
            hint: "choose other codecs with --codecs, or the format zarr3"
        ).at(codec: codec.name)
    }
}

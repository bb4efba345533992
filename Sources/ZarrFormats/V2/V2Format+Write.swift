public import ZarrBase
import ZarrCodecs
import ZarrIndexing

extension V2Format {
    /// `.zattrs`, where attributes were given or read, then `.zarray`; what did not change keeps its spelling, and fields
    /// that nobody knows survive.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` with the type, codec or key encoding that Zarr v2 cannot express.
    public func documents(for array: ArrayDescription) throws(ZarrError) -> [NodeDocument] {
        let document = JSONValue.object(try document(for: array))
        return attributesDocuments(attributes(of: array))
            + [(name: ".zarray", bytes: document.serializedBytes(.indented(4)))]
    }

    /// `.zattrs`, where attributes were given or read, then `.zgroup`.
    public func documents(for group: GroupDescription) throws(ZarrError) -> [NodeDocument] {
        let document = JSONValue.object(document(for: group))
        return attributesDocuments(group.attributes)
            + [(name: ".zgroup", bytes: document.serializedBytes(.indented(4)))]
    }

    // Also where there are none: somebody may have removed the last one.
    private func attributesDocuments(_ attributes: JSONObject?) -> [NodeDocument] {
        guard let attributes else { return [] }
        return [(name: ".zattrs", bytes: JSONValue.object(attributes).serializedBytes(.indented(4)))]
    }

    /// The attributes with the names of axes among them, where xarray looks for them.
    func attributes(of array: ArrayDescription) -> JSONObject? {
        guard let names = array.dimensionNames, names.allSatisfy({ $0 != nil }) else { return array.attributes }
        var attributes = array.attributes ?? [:]
        attributes.update(Self.dimensionNamesAttribute, .array(names.map { .string($0 ?? "") }))
        return attributes
    }

    func document(for group: GroupDescription) -> JSONObject {
        var document = group.document
        document.update("zarr_format", 2)
        return document
    }

    func document(for array: ArrayDescription) throws(ZarrError) -> JSONObject {
        var document = array.document
        // Fields whose meaning did not change are left as somebody spelled them.
        var old: ArrayDescription?
        if !document.isEmpty, case .array(let read)? = try? node(document, isArray: true, attributes: nil) {
            old = read
        }
        document.update("shape", .extents(array.shape))
        document.update("chunks", .extents(array.chunkShape))
        if old?.dataType != array.dataType || old?.codecs.all.map(\.v3) != array.codecs.all.map(\.v3) {
            let terms = try V2Terms(array)
            document.update("dtype", terms.dtype)
            document.update("order", .string(terms.order))
            document["filters"] = terms.filters.isEmpty ? .null : .array(terms.filters.map { .object($0) })
            document["compressor"] = terms.compressor.map { .object($0) } ?? .null
        }
        if old?.fillValue != array.fillValue || old?.dataType != array.dataType {
            document["fill_value"] = array.dataType.v2(array.fillValue, storage: array.codecs.bytesCodec)
        }
        if old?.chunkKeyEncoding != array.chunkKeyEncoding {
            guard case .v2(let separator) = array.chunkKeyEncoding else {
                throw ZarrError(
                    .unsupported, "Zarr v2 has no chunk key encoding \"default\"", hint: "use the encoding \"v2\"")
            }
            document["dimension_separator"] = .string(separator.rawValue)
        }
        document.update("zarr_format", 2)
        // As zarr-python 2 writes it; what was read keeps its own order.
        return array.document.isEmpty ? document.sortedByKey() : document
    }

    /// The same array in Zarr v2: the names of axes go among the attributes, where xarray looks for them.
    public func converted(_ array: ArrayDescription) throws(ZarrError) -> ArrayDescription {
        guard array.format != .zarr2 else { return array }
        var converted = array
        converted.format = .zarr2
        converted.document = [:]
        if case .rectilinear = array.chunkGrid {
            throw ZarrError(
                .unsupported, "Zarr v2 has no chunks that differ in shape",
                hint: "give --chunks, or use the format zarr3")
        }
        if case .v2 = array.chunkKeyEncoding {} else { converted.chunkKeyEncoding = .v2(separator: .dot) }
        // Validates before anything is written, and says the codecs as they will be read.
        _ = try V2Terms(converted)
        if let names = array.dimensionNames {
            if names.allSatisfy({ $0 != nil }) {
                converted.attributes = attributes(of: array)
                XarrayFillValue.moveIntoDocument(&converted)
            } else {
                converted.dimensionNames = nil
                converted.warnings.append("the names of axes are lost: Zarr v2 has none for some axes only")
            }
        }
        let fill = array.dataType.json(of: array.fillValue, dialect: .v2)
        if try array.dataType.fillValue(from: fill, dialect: .v2).bytes != array.fillValue.bytes {
            converted.warnings.append("the fill value becomes \(fill.excerpt): Zarr v2 cannot say its bits")
        }
        return converted
    }
}

public import ZarrBase
import ZarrCodecs
import ZarrIndexing

extension V3Format {
    /// The array's `zarr.json`; what did not change keeps its spelling, and fields that nobody knows survive.
    public func documents(for array: ArrayDescription) throws(ZarrError) -> [NodeDocument] {
        [(name: "zarr.json", bytes: JSONValue.object(try document(for: array)).serializedBytes(.indented(2)))]
    }

    /// The group's `zarr.json`.
    public func documents(for group: GroupDescription) throws(ZarrError) -> [NodeDocument] {
        [(name: "zarr.json", bytes: JSONValue.object(document(for: group)).serializedBytes(.indented(2)))]
    }

    func document(for array: ArrayDescription) throws(ZarrError) -> JSONObject {
        var document = array.document
        // Fields whose meaning did not change are left as somebody spelled them.
        var old: ArrayDescription?
        if !document.isEmpty, case .array(let read)? = try? node(document) { old = read }
        document.update("shape", .extents(array.shape))
        if old?.dataType != array.dataType {
            do { try array.dataType.definition.requireZarr3() } catch { throw error.at(jsonPath: "$.data_type") }
            document["data_type"] = array.dataType.v3
        }
        if old?.chunkGrid != array.chunkGrid {
            document["chunk_grid"] = array.chunkGrid.v3.json
        }
        if old?.chunkKeyEncoding != array.chunkKeyEncoding {
            document["chunk_key_encoding"] = array.chunkKeyEncoding.v3
        }
        if old?.fillValue != array.fillValue || old?.dataType != array.dataType {
            document["fill_value"] = array.dataType.json(of: array.fillValue, dialect: .v3)
        }
        if old?.codecs.all.map(\.v3) != array.codecs.all.map(\.v3) || old?.dataType != array.dataType {
            let codecs = try array.codecs.settled(for: array.representation())
            document["codecs"] = .array(codecs.all.map(\.v3.json))
        }
        setAttributes(array.attributes, in: &document, isNew: array.document.isEmpty)
        if let names = array.dimensionNames {
            document.update("dimension_names", .array(names.map { $0.map { .string($0) } ?? .null }))
        } else if old?.dimensionNames != nil {
            document["dimension_names"] = nil
        }
        document.update("zarr_format", 3)
        document.update("node_type", "array")
        if old == nil { document.update("storage_transformers", []) }
        return document
    }

    func document(for group: GroupDescription) -> JSONObject {
        var document = group.document
        setAttributes(group.attributes, in: &document, isNew: group.document.isEmpty)
        document.update("zarr_format", 3)
        document.update("node_type", "group")
        return document
    }

    // Set as they are: equal attributes may differ in the order of their keys, or say 1 and 1.0, which Python tells apart.
    private func setAttributes(_ attributes: JSONObject?, in document: inout JSONObject, isNew: Bool) {
        if isNew || document["attributes"] != nil || attributes?.isEmpty == false {
            document["attributes"] = .object(attributes ?? [:])
        }
    }

    /// The same array in Zarr v3: the order and the names of axes get fields of their own, and a fill value that was left
    /// open becomes zero. Attributes must have been read, as the names of axes are among them.
    public func converted(_ array: ArrayDescription) throws(ZarrError) -> ArrayDescription {
        guard array.format != .zarr3 else { return array }
        try array.dataType.definition.requireZarr3()
        var converted = array
        converted.format = .zarr3
        converted.document = [:]
        converted.chunkKeyEncoding = .default(separator: .slash)
        converted.codecs = try array.codecs.settled(for: array.representation())
        if array.fillValue.isUndefined { converted.fillValue = FillValue(bytes: array.fillValue.bytes) }
        if var attributes = array.attributes {
            if let names = V2Format.dimensionNames(in: attributes, rank: array.shape.count) {
                attributes[V2Format.dimensionNamesAttribute] = nil
                if attributes[XarrayFillValue.attribute] == nil, !array.fillValue.isUndefined {
                    attributes[XarrayFillValue.attribute] =
                        XarrayFillValue.json(of: array.fillValue, array.dataType)
                }
                converted.attributes = attributes
                converted.dimensionNames = names
            }
            if JSONValue.object(attributes).holdsToken {
                converted.warnings.append(
                    "the attributes hold NaN or Infinity, which are not JSON: some readers will refuse the document")
            }
        }
        return converted
    }
}

extension JSONValue {
    /// Whether NaN, Infinity or -Infinity stands anywhere in it.
    fileprivate var holdsToken: Bool {
        switch self {
        case .number(let number): ["NaN", "Infinity", "-Infinity"].contains(number.literal)
        case .array(let elements): elements.contains(where: \.holdsToken)
        case .object(let object): object.contains { $0.value.holdsToken }
        default: false
        }
    }
}

extension ChunkKeyEncoding {
    fileprivate var v3: JSONValue {
        let configuration: JSONObject = ["separator": .string(separator.rawValue)]
        switch self {
        case .default: return NamedConfiguration("default", configuration).json
        case .v2: return NamedConfiguration("v2", configuration).json
        // Zarr v3 cannot say it, and no array of Zarr v3 has it.
        case .n5: return NamedConfiguration("n5").json
        }
    }
}

import ZarrBase
import Zarr
import ZarrCodecs
import ZarrFormats

extension FuzzTarget {
    /// The documents of nodes, consolidated ones, and what an appender leaves behind.
    static func metadata() -> FuzzTarget {
        FuzzTarget(
            name: "metadata",
            subjects: [
                DocumentSubject(format: V3Format(), document: "zarr.json"),
                DocumentSubject(format: V2Format(), document: ".zarray"),
                DocumentSubject(format: V2Format(), document: ".zgroup"),
                AttributesSubject(),
                ConsolidatedSubject(),
                DocumentSubject(format: V1Format(), document: "meta"),
                JournalSubject(),
                DocumentSubject(format: N5Format(), document: "attributes.json"),
            ])
    }
}

/// What is read is bound, written so that it reads the same again, and told in other formats.
private struct DocumentSubject: FuzzSubject {
    let format: any StorageFormat
    let document: String
    let refusals: Set<ZarrError.Code> = [.invalidMetadata, .limitExceeded, .unsupported, .invalidArgument]

    var name: String { document }

    func seeds() -> [[UInt8]] {
        let array =
            #""zarr_format": 3, "node_type": "array", "shape": [4, 6], "data_type": "int16", "fill_value": -1"#
            + #", "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [2, 3]}}"#
            + #", "chunk_key_encoding": {"name": "default", "configuration": {"separator": "."}}"#
            + #", "dimension_names": ["y", null], "attributes": {"a": 1}, "codecs": "#
        let documents =
            switch document {
            case "zarr.json":
                [
                    "{\(array)" + #"[{"name": "transpose", "configuration": {"order": [1, 0]}}, {"name": "bytes", "#
                        + #""configuration": {"endian": "big"}}, "crc32c"]}"#,
                    #"{"zarr_format": 3, "node_type": "group", "consolidated_metadata": {"kind": "inline", "#
                        + #""must_understand": false, "metadata": {"a": {"zarr_format": 3, "node_type": "group"}}}}"#,
                ]
            case ".zarray":
                [
                    #"{"zarr_format": 2, "shape": [5], "chunks": [2], "dtype": "<f8", "fill_value": "NaN", "order": "F","#
                        + #""compressor": {"id": "zlib", "level": 1}, "filters": [{"id": "delta", "dtype": "<f8"}]}"#
                ]
            case ".zgroup": [#"{"zarr_format": 2}"#]
            case "attributes.json":
                [
                    #"{"n5": "2.0.0", "dimensions": [5, 4.0], "blockSize": [2, 3], "dataType": "int16", "a": [1], "#
                        + #""compression": {"type": "gzip", "level": 5, "useZlib": true}, "_ARRAY_DIMENSIONS": ["y", "x"]}"#,
                    #"{"dimensions": [5], "dataType": "uint8", "isLabelMultiset": true, "compressionType": "lz4"}"#,
                    #"{"dimensions": [5], "blockSize": [2], "dataType": "object", "codecs": [{"name": "n5bytes"}]}"#,
                    #"{"n5": "2.0.0", "title": "N5"}"#,
                ]
            default:
                [
                    #"{"zarr_format": 1, "shape": [5], "chunks": [2], "dtype": "<i4", "fill_value": 0, "order": "C","#
                        + #""compression": "zlib", "compression_opts": 1}"#
                ]
            }
        return documents.map { Array($0.utf8) }
    }

    func run(_ input: Bytes) throws {
        _ = format.describes(input)
        let issues = format.issues(documentName: document, bytes: input)
        for issue in issues { try demand(!issue.message.isEmpty, "an issue without words at \(issue.jsonPath)") }
        switch try format.node(documentName: document, bytes: input) {
        case .array(let array): try check(array)
        case .group(let group): try check(group)
        }
    }

    private func check(_ array: ArrayDescription) throws {
        _ = try array.pipeline()
        for identifier in FormatIdentifier.allCases {
            _ = try attempt { try FormatCatalog.format(identifier).converted(array) }
        }
        guard format.isWritable else { return }
        let again = try reread(array)
        // An attributes field of null is read as none and written as none is.
        if array.document["attributes"]?.isNull != true {
            try demand(again.document == array.document, "\(array.document) is written as \(again.document)")
        }
        var new = array
        new.document = [:]
        let fresh = try reread(new)
        try demand(fresh.shape == array.shape, "the shape becomes \(fresh.shape)")
        try demand(fresh.dataType == array.dataType, "the type becomes \(fresh.dataType)")
        // Zarr v2 has no words for the payload of a NaN, though those of Zarr v3 are read there.
        let dialect: ScalarDialect = array.format == .zarr3 ? .v3 : .v2
        let fill = array.dataType.json(of: array.fillValue, dialect: dialect)
        let freshFill = fresh.dataType.json(of: fresh.fillValue, dialect: dialect)
        try demand(freshFill == fill, "the fill value \(fill) becomes \(freshFill)")
        try demand(fresh.chunkKeyEncoding == array.chunkKeyEncoding, "the keys become \(fresh.chunkKeyEncoding)")
    }

    private func reread(_ array: ArrayDescription) throws -> ArrayDescription {
        guard let written = try format.documents(for: array).first(where: { $0.name == document }),
            case .array(let again) = try format.node(documentName: document, bytes: written.bytes)
        else { throw FuzzFailure("the array is lost when it is written") }
        return again
    }

    private func check(_ group: GroupDescription) throws {
        if let consolidated = group.consolidated { try check(consolidated) }
        guard let written = try format.documents(for: group).first(where: { $0.name == document }),
            case .group = try format.node(documentName: document, bytes: written.bytes)
        else { throw FuzzFailure("the group is lost when it is written") }
    }
}

extension FuzzSubject {
    /// Every node of the metadata is described or refused, and found below the group that it says.
    fileprivate func check(_ consolidated: ConsolidatedMetadata) throws {
        for path in consolidated.paths.prefix(50) {
            _ = try attempt { try consolidated.node(at: path) }
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            let (parent, name) = (parts.dropLast().joined(separator: "/"), parts.last.map(String.init) ?? "")
            try demand(consolidated.children(of: parent).contains(name), "\(parent) does not know of \(name)")
            try demand(consolidated.subtree(at: parent).children(of: "").contains(name), "\(parent) loses \(name)")
        }
    }
}

/// The attributes of Zarr v2.
private struct AttributesSubject: FuzzSubject {
    let name = ".zattrs"
    let refusals: Set<ZarrError.Code> = [.invalidMetadata, .limitExceeded]

    func seeds() -> [[UInt8]] { [Array(#"{"_ARRAY_DIMENSIONS": ["x", "y"], "scale": 1.5, "n": NaN}"#.utf8)] }

    func run(_ input: Bytes) throws {
        let format = V2Format()
        _ = format.issues(documentName: ".zattrs", bytes: input)
        let attributes = try format.attributes(bytes: input)
        let again = try format.attributes(bytes: JSONValue.object(attributes).serializedBytes(.indented(4)))
        try demand(again == attributes, "\(attributes) is read as \(again)")
    }
}

/// `.zmetadata`.
private struct ConsolidatedSubject: FuzzSubject {
    let name = ".zmetadata"
    let refusals: Set<ZarrError.Code> = [.invalidMetadata, .limitExceeded, .unsupported]

    func seeds() -> [[UInt8]] {
        [
            Array(
                (#"{"zarr_consolidated_format": 1, "metadata": {".zgroup": {"zarr_format": 2}, ".zattrs": {"a": 1}, "#
                    + #""g/.zgroup": {"zarr_format": 2}, "g/h/x/.zattrs": {}, "g/h/x/.zarray": {"zarr_format": 2, "#
                    + #""shape": [5], "chunks": [2], "dtype": "<i4", "fill_value": 0, "order": "C", "#
                    + #""compressor": null, "filters": null}}}"#).utf8)
        ]
    }

    func run(_ input: Bytes) throws {
        guard let consolidated = try V2Format().consolidated(bytes: input) else { return }
        try check(consolidated)
    }
}

/// What an appender leaves for whoever comes after it.
private struct JournalSubject: FuzzSubject {
    let name = "journal of an append"
    let refusals: Set<ZarrError.Code> = [.invalidMetadata, .limitExceeded]

    func seeds() -> [[UInt8]] {
        [Array(#"{"arrays": [{"path": "a/b", "from": [1, 2], "to": [3, 2]}], "written": true}"#.utf8)]
    }

    func run(_ input: Bytes) throws {
        let journal = try AppendJournal(input)
        let again = try AppendJournal(journal.bytes)
        try demand(again == journal, "\(journal) is read as \(again)")
    }
}

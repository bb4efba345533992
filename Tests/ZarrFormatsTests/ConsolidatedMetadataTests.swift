import Testing
import ZarrBase
import ZarrFormats

@Suite struct ConsolidatedMetadataTests {
    private func documents(of node: NodeDescription, _ format: any StorageFormat) throws -> [NodeDocument] {
        switch node {
        case .array(let array): try format.documents(for: array)
        case .group(let group): try format.documents(for: group)
        }
    }

    /// What a group carries of nodes that are stored as they are described.
    private func consolidated(
        _ nodes: [(path: String, node: NodeDescription)], root: GroupDescription, _ format: any StorageFormat
    ) throws -> NodeDocument {
        let own = try format.documents(for: root)
        var carrier = try ConsolidatedDocument(type(of: format).identifier, root: own[0].bytes)
        try carrier.replaceOwn(own)
        try carrier.replace("", by: nodes.map { .init(path: $0.path, documents: try documents(of: $0.node, format)) })
        return carrier.document
    }

    @Test func pythonThreeOnZarr2() throws {
        let metadata = try #require(
            try V2Format().consolidated(bytes: Bytes(PythonThreeOnTwo.consolidated.utf8)))
        #expect(metadata.paths == ["g", "g/x"])
        #expect(metadata.children(of: "") == ["g"])
        #expect(metadata.children(of: "g") == ["x"])
        #expect(metadata.children(of: "g/x") == [])
        guard case .group(let group)? = try metadata.node(at: "g") else { throw ZarrError(.notFound, "no group") }
        #expect(group.attributes == [:])
        #expect(group.document == ["zarr_format": 2])
        guard case .array(let array)? = try metadata.node(at: "g/x") else { throw ZarrError(.notFound, "no array") }
        #expect(array.shape == [2])
        #expect(array.attributes == [:])
        #expect(try metadata.node(at: "y") == nil)
        #expect(try metadata.node(at: "") != nil)
    }

    @Test func roundTripOfZarr2() throws {
        let format = V2Format()
        var climatology = try format.array(Climatology.v2)
        climatology.setLoadedAttributes(try format.attributes(bytes: Bytes(Climatology.v2Attributes.utf8)))
        let nodes: [(path: String, node: NodeDescription)] = [
            ("g/h", .group(GroupDescription(format: .zarr2, attributes: nil))), ("SST", .array(climatology)),
            ("g", .group(GroupDescription(format: .zarr2, attributes: ["x": 1]))),
        ]
        let root = GroupDescription(format: .zarr2, attributes: ["title": "all"])
        let documents = [try consolidated(nodes, root: root, format)]
        #expect(documents.map(\.name) == [".zmetadata"])
        let object = try JSONValue.parse(documents[0].bytes).objectValue
        #expect(object?.keys == ["metadata", "zarr_consolidated_format", "member_digests"])
        #expect(
            object?["metadata"]?.objectValue?.keys
                == [".zattrs", ".zgroup", "SST/.zarray", "SST/.zattrs", "g/.zattrs", "g/.zgroup", "g/h/.zgroup"])
        let metadata = try #require(try format.consolidated(bytes: documents[0].bytes))
        #expect(metadata.paths == ["SST", "g", "g/h"])
        guard case .array(let array)? = try metadata.node(at: "SST") else { throw ZarrError(.notFound, "no array") }
        #expect(array.attributes == climatology.attributes)
        #expect(array.dimensionNames == climatology.dimensionNames)
        #expect(array.document == climatology.document)
    }

    @Test func otherKindsOfZarr2AreNone() throws {
        #expect(try V2Format().consolidated(bytes: Bytes(#"{"record_size": 10, "metadata": {}}"#.utf8)) == nil)
        #expect(try V2Format().consolidated(bytes: Bytes(#"{"zarr_consolidated_format": 1}"#.utf8)) == nil)
        #expect { try V2Format().consolidated(bytes: Bytes("[]".utf8)) } throws: {
            ($0 as? ZarrError)?.code == .invalidMetadata
        }
    }

    @Test func anArrayWinsOverAGroup() throws {
        let text = """
            {"zarr_consolidated_format": 1, "metadata": {"a/.zarray": \(PythonTwo.blosc), "a/.zgroup": {"zarr_format": 2}}}
            """
        let metadata = try #require(try V2Format().consolidated(bytes: Bytes(text.utf8)))
        #expect(metadata.children(of: "") == ["a"])
        guard case .array? = try metadata.node(at: "a") else { throw ZarrError(.notFound, "no array") }
    }

    @Test func roundTripOfZarr3() throws {
        let format = V3Format()
        let array = NodeDescription.array(try format.array(PythonThree.bytes))
        let nodes: [(path: String, node: NodeDescription)] = [
            ("g/h", .group(try format.group(PythonThree.group))), ("b", array), ("g/T", array), ("g/a", array),
            ("g", .group(GroupDescription(format: .zarr3, attributes: [:]))),
        ]
        let root = GroupDescription(format: .zarr3, attributes: ["title": "all"])
        let documents = [try consolidated(nodes, root: root, format)]
        #expect(documents.map(\.name) == ["zarr.json"])
        let text = try format.text(documents, "zarr.json")
        let object = try #require(try JSONValue.parse(text).objectValue)
        // The order of zarr-python: of fields, and of nodes by depth, then name without case.
        #expect(object.keys == ["attributes", "zarr_format", "consolidated_metadata", "node_type"])
        let inline = try #require(object["consolidated_metadata"]?.objectValue)
        #expect(inline.keys == ["kind", "must_understand", "metadata", "member_digests"])
        let metadata = try #require(inline["metadata"]?.objectValue)
        #expect(metadata.keys == ["b", "g", "g/a", "g/h", "g/T"])
        #expect(
            metadata["g/h"]?.serialized()
                == #"{"attributes":{"x":1},"zarr_format":3,"consolidated_metadata":{"kind":"inline","must_understand":false,"#
                + #""metadata":{}},"node_type":"group"}"#)
        #expect(metadata["b"]?.serialized(.indented(2)) == PythonThree.bytes)

        let group = try format.group(text)
        let consolidated = try #require(group.consolidated)
        #expect(consolidated.paths == ["b", "g", "g/T", "g/a", "g/h"])
        #expect(consolidated.children(of: "g").sorted() == ["T", "a", "h"])
        let subtree = consolidated.subtree(at: "g")
        #expect(subtree.paths == ["T", "a", "h"])
        #expect(subtree.subtree(at: "h").paths == [])
        guard case .group(let member)? = try subtree.node(at: "h") else { throw ZarrError(.notFound, "no group") }
        #expect(member.attributes == ["x": 1])
        // Else a rewritten member would say that it has no members.
        #expect(member.consolidated == nil)
        #expect(member.document["consolidated_metadata"] == nil)
        // A rewrite of the group itself keeps it.
        #expect(try format.text(format.documents(for: group), "zarr.json") == text)
    }

    @Test(arguments: [
        "null", "{}", "5", #"{"kind": "external", "must_understand": false, "metadata": {}}"#,
        #"{"kind": "inline", "must_understand": false, "metadata": null}"#,
    ])
    func otherFormsOfZarr3AreIgnored(json: String) throws {
        let group = try V3Format().group(
            #"{"zarr_format": 3, "node_type": "group", "consolidated_metadata": \#(json)}"#)
        #expect(group.consolidated == nil)
    }

    @Test func emptyMetadataHasNoNodes() throws {
        let group = try V3Format().group(
            """
            {"zarr_format": 3, "node_type": "group",
             "consolidated_metadata": {"kind": "inline", "must_understand": false, "metadata": {}}}
            """)
        #expect(group.consolidated?.paths == [])
    }

    /// One bad node does not take the others with it.
    @Test func aBadNodeIsNamedWhenItIsAskedFor() throws {
        let bad = try replacing(PythonThree.bytes, at: ["codecs"], by: ["bytes", "brotli"])
        let group = try V3Format().group(
            """
            {"zarr_format": 3, "node_type": "group", "consolidated_metadata": {"kind": "inline", "must_understand": false,
             "metadata": {"bad one": \(bad), "good": \(PythonThree.bytes), "odd": 5, "../out": \(PythonThree.bytes)}}}
            """)
        let consolidated = try #require(group.consolidated)
        #expect(consolidated.paths == ["bad one", "good"])
        #expect(try consolidated.node(at: "good") != nil)
        Defect(
            "", nil, .unsupported, at: #"$.consolidated_metadata.metadata["bad one"].codecs[1]"#,
            "the codec \"brotli\" is not known"
        ).check { try consolidated.node(at: "bad one") }
    }

    @Test func aGroupThatNothingDescribesShowsItsMembers() throws {
        let text = #"{"zarr_consolidated_format": 1, "metadata": {"a/b/c/.zarray": \#(PythonTwo.blosc)}}"#
        let metadata = try #require(try V2Format().consolidated(bytes: Bytes(text.utf8)))
        #expect(metadata.paths == ["a", "a/b", "a/b/c"])
        guard case .group(let group)? = try metadata.node(at: "a/b") else { throw ZarrError(.notFound, "no group") }
        #expect(group.format == .zarr2)
        #expect(group.warnings.count == 1)
        #expect(try metadata.node(at: "") == nil)
    }
}

import Testing
import ZarrBase
import ZarrCodecs
import ZarrFormats
import ZarrIndexing

/// Documents that are much like others that were read: what is said of them is what reading them whole says.
@Suite struct KnownLayoutTests {
    private let format = V3Format()

    private func read(_ bytes: Bytes) -> Result<NodeDescription, ZarrError> {
        Result { () throws(ZarrError) in try format.node(documentName: "zarr.json", bytes: bytes) }
    }

    private func check(_ bytes: Bytes, _ note: String) {
        let whole = Result { () throws(ZarrError) in try format.wholeNode(bytes) }
        // The second time it may become known, the third time it is.
        for _ in 0..<3 {
            switch (read(bytes), whole) {
            case (.success(.array(let array)), .success(.array(let expected))): expectSame(array, expected, note)
            case (.success(.group(let group)), .success(.group(let expected))):
                #expect(group.document == expected.document, "\(note)")
            case (.failure(let error), .failure(let expected)):
                #expect("\(error)" == "\(expected)", "\(note)")
                #expect(error.hint == expected.hint, "\(note)")
            case (let known, let expected): Issue.record("\(note): \(known), not \(expected)")
            }
        }
    }

    private func expectSame(_ array: ArrayDescription, _ expected: ArrayDescription, _ note: String) {
        #expect(array.format == expected.format, "\(note)")
        #expect(array.shape == expected.shape, "\(note)")
        #expect(array.chunkGrid == expected.chunkGrid, "\(note)")
        #expect(array.chunkKeyEncoding == expected.chunkKeyEncoding, "\(note)")
        #expect(array.dataType == expected.dataType, "\(note)")
        #expect(array.fillValue == expected.fillValue, "\(note)")
        #expect(array.codecs.all.map(\.v3) == expected.codecs.all.map(\.v3), "\(note)")
        #expect(array.attributes?.description == expected.attributes?.description, "\(note)")
        #expect(array.dimensionNames == expected.dimensionNames, "\(note)")
        #expect(array.document.description == expected.document.description, "\(note)")
        #expect(array.warnings == expected.warnings, "\(note)")
        let pipeline = Result { () throws(ZarrError) in try array.pipeline() }
        switch (pipeline, Result { () throws(ZarrError) in try expected.pipeline() }) {
        case (.success(let pipeline), .success(let expected)):
            #expect(pipeline.decoded.shape == expected.decoded.shape, "\(note)")
            #expect(pipeline.decoded.dataType == expected.decoded.dataType, "\(note)")
            #expect(pipeline.encodedSize == expected.encodedSize, "\(note)")
        case (.failure(let error), .failure(let expected)): #expect("\(error)" == "\(expected)", "\(note)")
        case (let known, let expected): Issue.record("\(note): \(known), not \(expected)")
        }
    }

    private static let documents = [
        Climatology.v3, Climatology.relief, PythonThree.blosc, PythonThree.sharded, PythonThree.text,
        PythonThree.scalar,
        PythonThree.fixedBytes, PythonThree.delta, PythonThree.group,
    ]

    @Test(arguments: 0..<30 as Range<UInt64>)
    func damagedValuesAreReadAsWhole(seed: UInt64) throws {
        var generator = SeededGenerator(seed: 31_000 + seed)
        for text in Self.documents {
            let whole = try JSONValue.parse(text)
            check(Bytes(text.utf8), "seed \(seed)")
            for _ in 0..<20 {
                var damaged = whole
                for _ in 0..<Int.random(in: 1...2, using: &generator) {
                    damaged = DamagedDocumentTests.damaged(damaged, &generator)
                }
                let style = Bool.random(using: &generator) ? JSONStyle.compact : .indented(2)
                check(damaged.serializedBytes(style), "seed \(seed): \(damaged)")
            }
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func damagedBytesAreReadAsWhole(seed: UInt64) throws {
        var generator = SeededGenerator(seed: 32_000 + seed)
        for text in Self.documents {
            check(Bytes(text.utf8), "seed \(seed)")
            for _ in 0..<20 {
                var bytes = Array(text.utf8)
                let place = Int.random(in: bytes.indices, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...127, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes.swapAt(place, Int.random(in: bytes.indices, using: &generator))
                }
                check(Bytes(bytes), "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
            }
        }
    }

    private static func document(
        _ shape: String = "[4, 6]", chunks: String = "[2, 3]", type: String = "\"float32\"", fill: String = "0",
        codecs: String = #"[{"name": "bytes", "configuration": {"endian": "little"}}, "zstd"]"#, rest: String = ""
    ) -> String {
        #"{"zarr_format": 3, "node_type": "array", "shape": \#(shape), "data_type": \#(type), "fill_value": \#(fill), "#
            + #""chunk_grid": {"name": "regular", "configuration": {"chunk_shape": \#(chunks)}}, "#
            + #""chunk_key_encoding": {"name": "default"}, "codecs": \#(codecs)\#(rest)}"#
    }

    @Test(arguments: [
        document(), document("[0, 0]"), document("[400, 6]"), document("[4]"), document("[4, 6, 8]"),
        document("[4, -6]"),
        document("[4, 6.0]"), document("[4, 6.5]"), document("[4, 9223372036854775808]"), document("null"),
        document(fill: "\"NaN\""), document(fill: "1"), document(fill: "\"x\""), document(chunks: "[0, 3]"),
        document(type: "\"int8\"", codecs: "[\"bytes\"]"), document(rest: #", "attributes": null"#),
        document(rest: #", "attributes": {"a": {"b": [1.50, NaN]}, "é": "\u00e9"}"#),
        document(rest: #", "attributes": []"#),
        document(rest: #", "attributes": {"a": 1, "a": 2}"#), document(rest: #", "dimension_names": ["a", null]"#),
        document(rest: #", "dimension_names": ["a"]"#), document(rest: #", "dimension_names": ["a", 1]"#),
        document(rest: #", "dimension_names": ["\u0061", "é"]"#), document(rest: #", "dimension_names": null"#),
        document(rest: #", "storage_transformers": []"#), document(rest: #", "storage_transformers": [{"name": "x"}]"#),
        document(rest: #", "other": 1"#), document(rest: #", "other": {"must_understand": false}"#),
        document(rest: #", "shape": [8, 6]"#), document(rest: #", "consolidated_metadata": null"#),
        document(rest: ",") + " ",
        document().replacing("3, \"node", with: "3.0, \"node"), document().replacing("3, \"node", with: "2, \"node"),
        document(codecs: #"["bytes", {"name": "nobody", "must_understand": false}]"#),
        document(chunks: "[4611686018427387904, 4611686018427387904]"),
        document(
            codecs: #"[{"name": "sharding_indexed", "configuration": {"chunk_shape": [2, 2], "codecs": ["bytes"], "#
                + #""index_codecs": ["bytes"]}}]"#),
    ])
    func variantsAreReadAsWhole(text: String) {
        check(Bytes(Self.document().utf8), "the plain one")
        check(Bytes(text.utf8), text)
        check(Bytes(Self.document().utf8), "the plain one after \(text)")
    }

    @Test func siblingsShareTheirBoundCodecs() throws {
        func array(_ text: String) throws -> ArrayDescription { try format.array(text) }
        let codecs = #"[{"name": "bytes", "configuration": {"endian": "big"}}, {"name": "crc32c"}]"#
        _ = try array(Self.document(codecs: codecs))
        // Another test may take the slot meanwhile; not again and again.
        let isShared = try (0..<100).contains { _ in
            let first = try array(Self.document(codecs: codecs)).pipeline()
            let other = try array(Self.document("[8, 60]", codecs: codecs, rest: #", "attributes": {"a": 1}"#))
            return try other.pipeline() === first
        }
        #expect(isShared)
        var changed = try array(Self.document(codecs: codecs))
        changed.chunkGrid = .regular(chunkShape: [4, 4])
        #expect(try changed.pipeline().decoded.shape == [4, 4])
        changed = try array(Self.document(codecs: codecs))
        changed.codecs = CodecChain()
        #expect(try changed.pipeline().encodedSize == 24)
        changed = try array(Self.document(codecs: codecs))
        #expect(try changed.pipeline().encodedSize == 28)
        #expect(try changed.pipeline(forChunkOf: [1, 3]).encodedSize == 16)
        changed.dataType = .float64
        changed.fillValue = .zero(of: .float64)
        #expect(try changed.pipeline().decoded.byteCount == 48)
    }

    @Test func rewritesKeepAllThatWasThere() throws {
        let text = Self.document(rest: #", "attributes": {"b": 1.50, "a": [1e3]}, "dimension_names": ["y", "x"]"#)
        for _ in 0..<2 { _ = try format.array(text) }
        var array = try format.array(text)
        array.shape = [8, 6]
        #expect(
            try JSONValue.parse(format.text(of: array)).description
                == JSONValue.parse(text.replacing("[4, 6]", with: "[8, 6]")).description)
    }
}

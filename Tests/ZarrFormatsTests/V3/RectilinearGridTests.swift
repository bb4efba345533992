import Testing
import ZarrBase
import ZarrFormats
import ZarrIndexing

@Suite struct RectilinearGridTests {
    private static func document(_ shape: String, _ shapes: String, kind: String = "\"kind\": \"inline\",") -> String {
        """
        {"zarr_format": 3, "node_type": "array", "shape": \(shape), "data_type": "uint8", "fill_value": 0,
         "chunk_grid": {"name": "rectilinear", "configuration": {\(kind) "chunk_shapes": \(shapes)}},
         "chunk_key_encoding": {"name": "default"}, "codecs": [{"name": "bytes"}], "attributes": {}}
        """
    }

    private static func array(_ text: String) throws -> ArrayDescription {
        let node = try V3Format().node(documentName: "zarr.json", bytes: Bytes(text.utf8))
        guard case .array(let array) = node else { throw ZarrError(.invalidMetadata, "no array") }
        return array
    }

    // The five ways in which the specification says chunks of an axis of 6, and a list beside a run, which look alike.
    @Test(arguments: [
        ("[[2, 3]]", "[2*3]", 3), ("[[1, 6]]", "[1*6]", 6), ("[1, [2, 1], 3]", "[1,2,3]", 3),
        ("[[1, 3], 3]", "[1*3,3]", 4), ("[6]", "[6]", 1), ("4", "4", 2), ("[4, 2]", "[4,2]", 2),
        ("[[4, 2]]", "[4*2]", 2),
        ("[4, 4, 4, 4]", "[4*4]", 2),
    ])
    func readsEveryForm(_ axis: String, _ text: String, _ chunks: Int) throws {
        let array = try Self.array(Self.document("[6]", "[\(axis)]"))
        #expect(array.chunkGrid.axes[0].description == text)
        #expect(array.chunkGrid.gridShape(for: [6]) == [chunks])
        let written = try V3Format().documents(for: array)
        #expect(try Self.array(String(decoding: written[0].bytes.array, as: UTF8.self)).chunkGrid == array.chunkGrid)
    }

    @Test(arguments: [
        ("[[]]", "chunk_shapes", "[9]"), ("[[0, 9]]", "chunk_shapes[0][0]", "[9]"),
        ("[[9, [9]]]", "chunk_shapes[0][1]", "[9]"), ("[[9, [3, 0]]]", "chunk_shapes[0][1]", "[9]"),
        ("[[[9, 1, 1]]]", "chunk_shapes[0][0]", "[9]"), ("[\"9\"]", "chunk_shapes[0]", "[9]"),
        ("[-9]", "chunk_shapes[0]", "[9]"),
        ("[[4, 4]]", "chunk_shapes", "[9]"), ("[9, 9]", "chunk_shapes", "[9]"), ("9", "chunk_shapes", "[9]"),
        ("[[[9, 9223372036854775807]]]", "chunk_shapes[0]", "[9]"),
    ])
    func namesThePlace(_ shapes: String, _ place: String, _ shape: String) {
        do {
            _ = try Self.array(Self.document(shape, shapes))
            Issue.record("\(shapes) is let pass")
        } catch let error as ZarrError {
            #expect(error.jsonPath?.hasPrefix("$.chunk_grid.configuration.\(place)") == true, "\(error)")
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test(arguments: ["", "\"kind\": \"offsets\","]) func refusesOtherKinds(_ kind: String) {
        #expect(throws: ZarrError.self) { try Self.array(Self.document("[6]", "[6]", kind: kind)) }
    }
}

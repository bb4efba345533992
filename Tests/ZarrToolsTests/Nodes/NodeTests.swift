import Testing
import Zarr

@testable import ZarrTools

struct NodeTests {
    @Test func saysTheFactsOfAnArray() async throws {
        let store = MemoryStore()
        let array = try await ZarrArray.create(
            in: store, at: "a",
            ArrayLayout(
                shape: [4, 6], dataType: .int32, chunks: [1, 2], shards: [2, 4], codecs: [.gzip(level: 5)],
                fillValue: FillValue(bytes: [7, 0, 0, 0]), dimensionNames: ["y", nil], attributes: ["k": 1]))
        try await array.write(try AnyNDArray.counting(.int32, [2, 4]), at: [0..<2, 0..<4])
        let facts = try await NodeInfo.of(.array(array)).facts
        #expect(facts["node_type"] == "array")
        #expect(facts["format"] == "zarr3")
        #expect(facts["shape"] == [4, 6])
        #expect(facts["chunks"] == [1, 2])
        #expect(facts["shards"] == [2, 4])
        #expect(facts["fill_value"] == 7)
        #expect(facts["dimension_names"] == ["y", nil as JSONValue? ?? .null])
        #expect(facts["attributes"] == 1)
        #expect(facts["bytes_decoded"] == 96)
        #expect(facts["chunks_present"] == 1)
        #expect(facts["chunks_total"] == 4)
        #expect((facts["bytes_stored"]?.intValue ?? 0) > 0)
        let codecs = facts["codecs"]?.arrayValue ?? []
        #expect(codecs.map { $0.objectValue?["name"] } == ["bytes", "gzip"])
        let text = try await NodeInfo.of(.array(array)).text
        #expect(text.contains("Shape         (4, 6)\n"))
        #expect(text.contains("Shards there  1 of 4\n"))
        #expect(text.contains("gzip(level=5)"))
    }

    @Test func saysTheFactsOfAGroup() async throws {
        let store = MemoryStore()
        _ = try await ZarrArray.counting(.int32, [4], path: "g/a", in: store)
        let root = try await Hierarchy.open(in: store).root
        let facts = try await NodeInfo.of(root).facts
        #expect(facts["node_type"] == "group")
        #expect(facts["groups"] == 1)
        #expect(facts["arrays"] == 0)
        #expect(facts["consolidated"] == false)
        #expect(try await NodeInfo.of(root).text.contains("Members       0 arrays, 1 group\n"))
    }

    @Test func drawsTheTree() async throws {
        let store = MemoryStore()
        _ = try await ZarrArray.counting(.int32, [4], path: "b/c/d", in: store)
        _ = try await ZarrArray.create(
            in: store, at: "a", ArrayLayout(shape: [2, 3], dataType: .float32, dimensionNames: ["y", nil]))
        _ = try await ZarrGroup.create(in: store, at: "b/e")
        let root = try await Hierarchy.open(in: store).root
        let tree = try await HierarchyTree.of(root, called: "top")
        #expect(
            tree.text == """
                top
                ├── a (2, 3) float32 [y, -]
                └── b
                    ├── c
                    │   └── d (4,) int32
                    └── e

                """)
        #expect(tree.failures.isEmpty)
        let shallow = try await HierarchyTree.of(root, called: "top", depth: 1)
        #expect(shallow.text == "top\n├── a (2, 3) float32 [y, -]\n└── b\n")
        #expect(try await HierarchyTree.of(root, depth: 0).text == "/\n")
        let json = tree.json.objectValue?["members"]?.arrayValue?.first?.objectValue
        #expect(json?["shape"] == [2, 3])
        #expect(json?["node_type"] == "array")
    }

    @Test func showsNodesThatCannotBeOpened() async throws {
        let store = MemoryStore()
        _ = try await ZarrArray.counting(.int32, [4], path: "a", in: store)
        try await store.set(try StoreKey("b/zarr.json"), Bytes("{".utf8))
        let tree = try await HierarchyTree.of(try await Hierarchy.open(in: store).root)
        #expect(tree.text == "/\n├── a (4,) int32\n└── b (cannot be opened)\n")
        #expect(tree.failures.map(\.code) == [.invalidMetadata])
    }

    @Test func createsWhatTheTextsSay() async throws {
        var recipe = ArrayRecipe()
        recipe.shape = "4,6"
        recipe.dataType = ">i2"
        recipe.chunks = "2,3"
        recipe.codecs = "zlib:1"
        recipe.fillValue = "-9"
        recipe.dimensionNames = "y, x"
        recipe.attributes = #"{"a": 1}"#
        recipe.format = .zarr2
        recipe.separator = .slash
        recipe.isFortranOrder = true
        let array = try await ZarrArray.create(in: MemoryStore(), try recipe.layout())
        let document = try await array.store.get(try StoreKey(".zarray")).flatMap {
            try? JSONValue.parse($0).objectValue
        }
        #expect(document?["dtype"] == ">i2")
        #expect(document?["order"] == "F")
        #expect(document?["fill_value"] == -9)
        #expect(document?["dimension_separator"] == "/")
        #expect(document?["compressor"] == ["id": "zlib", "level": 1])
        #expect(try await array.dimensionNames() == ["y", "x"])
        #expect(try await array.attributes()["a"] == 1)
        try await array.write(try AnyNDArray.counting(.int32, [4, 6]).converted())
        #expect(try await array.read([1, 2], as: Int16.self).elements == [8])
    }
}

extension AnyNDArray {
    fileprivate func converted() throws -> AnyNDArray {
        try NDArray(shape: shape, NDArray<Int32>(self).elements.map { Int16($0) }).erased
    }
}

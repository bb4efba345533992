import Synchronization
import Testing
import Zarr

/// What documents may hold that this version does not know, and what becomes of it.
@Suite struct DocumentRuleTests {
    let store = MemoryStore()

    private func open(_ changes: JSONObject) async throws -> ZarrArray {
        var document: JSONObject = [
            "zarr_format": 3, "node_type": "array", "shape": [2], "data_type": "uint8", "fill_value": 7,
            "chunk_grid": ["name": "regular", "configuration": ["chunk_shape": [2]]],
            "chunk_key_encoding": ["name": "default"], "codecs": [["name": "bytes"]],
        ]
        for (field, value) in changes { document[field] = value }
        try await store.set(StoreKey("zarr.json"), JSONValue.object(document).serializedBytes())
        return try await ZarrArray.open(in: store)
    }

    private func stored() async throws -> JSONObject {
        let bytes = try #require(try await store.get(StoreKey("zarr.json")))
        return try #require(try JSONValue.parse(bytes).objectValue)
    }

    @Test func whatNeedNotBeUnderstoodSurvives() async throws {
        let extra: JSONValue = ["must_understand": false, "note": [1, .null]]
        let transformers: JSONValue = [["name": "https://example.org/log", "must_understand": false]]
        let codecs: JSONValue = [["name": "bytes", "note": 1], ["name": "frobnicate", "must_understand": false]]
        let array = try await open(["extra": extra, "storage_transformers": transformers, "codecs": codecs])
        try await array.updateAttributes { $0["x"] = 1 }
        try await array.resize(to: [3])
        let document = try await stored()
        #expect(document["extra"] == extra)
        #expect(document["storage_transformers"] == transformers)
        #expect(document["codecs"] == codecs)
        #expect(document["shape"] == [3])
        #expect(document["attributes"] == ["x": 1])
    }

    /// Nothing that is stored can be said to be right, and nothing is written that others could not read.
    @Test func aCodecThatNeedNotBeUnderstoodIsNamedWhereChunksAreStored() async throws {
        let warnings = Mutex<[String]>([])
        let context = ZarrContext.standard.warning { text in warnings.withLock { $0.append(text) } }
        _ = try await open(["codecs": [["name": "bytes"], ["name": "frobnicate", "must_understand": false]]])
        let array = try await ZarrArray.open(in: store, context: context)
        #expect(warnings.withLock { $0 } == ["/: the codec \"frobnicate\" is not known: no stored chunk can be read"])
        #expect(try await array.read(as: UInt8.self).elements == [7, 7])
        func isNamed(_ error: any Error) -> Bool {
            let error = error as? ZarrError
            return error?.code == .unsupported && error?.codec == "frobnicate"
        }
        await #expect { try await array.fill(with: UInt8(1)) } throws: { isNamed($0) }
        #expect(try await store.list(.root).map(\.path) == ["zarr.json"])
        try await store.set(StoreKey("c/0"), Bytes([1, 2]))
        await #expect { try await array.read() } throws: { isNamed($0) }
    }

    @Test(
        arguments: [
            ("codecs", ["bytez"], "did you mean \"bytes\"?"), ("codecs", ["bytes", "ztsd"], "did you mean \"zstd\"?"),
            ("codecs", ["bytes", "brotli"], "a newer version may know it"), ("data_type", "strng", "\"string\"?"),
            ("data_type", "Float32", "did you mean \"float32\"?"), ("data_type", "quaternion", "a newer version"),
            ("chunk_grid", "regulr", "did you mean \"regular\"?"), ("chunk_key_encoding", "defualt", "\"default\"?"),
        ] as [(String, JSONValue, String)])
    func whatIsNotKnownIsHintedAt(_ field: String, _ value: JSONValue, _ hint: String) async {
        await #expect {
            try await open([field: value])
        } throws: { error in
            let error = error as? ZarrError
            return error?.code == .unsupported && error?.hint?.contains(hint) == true
                && error?.jsonPath?.hasPrefix("$." + field) == true && error?.key == "zarr.json"
        }
    }
}

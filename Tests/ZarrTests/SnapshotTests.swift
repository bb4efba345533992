import Testing
import Zarr
import ZarrCodecs
import ZarrStorage

/// Each data type in each codec as earlier builds wrote it (Fixtures/make_snapshot.py): what was once written reads for good.
@Suite struct SnapshotTests {
    struct Line: Sendable, CustomTestStringConvertible {
        let format: String
        let json: JSONObject

        var type: String { json["type"]?.stringValue ?? "" }
        var testDescription: String { "\(format)/\(type)" }
    }

    static let lines: [Line] = ["zarr2", "zarr3"].flatMap { format -> [Line] in
        let text = (try? Fixtures.bytes(Fixtures.path("snapshot/\(format).jsonl")))?.utf8 ?? ""
        return text.split(separator: "\n").compactMap { line in
            (try? JSONValue.parse(String(line)))?.objectValue.map { Line(format: format, json: $0) }
        }
    }

    @Test func snapshotsAreFound() {
        #expect(Self.lines.count > 50)
        #expect(Self.lines.reduce(0) { $0 + ($1.json["stored"]?.objectValue?.count ?? 0) } > 900)
    }

    @Test(arguments: lines)
    func readsAsItWasWritten(_ line: Line) async throws {
        let document = try #require(line.json["document"]?.objectValue)
        let stored = try #require(line.json["stored"]?.objectValue)
        let (documentKey, chunkKey) = line.format == "zarr2" ? (".zarray", "0") : ("zarr.json", "c/0")
        for (codec, entry) in stored {
            let entry = try #require(entry.objectValue)
            var document = document
            for field in ["codecs", "filters", "compressor"] where entry[field] != nil {
                document[field] = entry[field]
            }
            let store = MemoryStore()
            try await store.set(StoreKey(documentKey), JSONValue.object(document).serializedBytes())
            let chunk = try #require(entry["chunk"]?.stringValue.flatMap(Base64.decode))
            try await store.set(StoreKey(chunkKey), Bytes(chunk))
            let values = try await ZarrArray.open(in: store).read()
            let expected = entry["values"] ?? line.json["values"]
            if let text = expected?.stringValue {
                #expect(Base64.encode(values.bytes.array) == text, "\(codec)")
            } else {
                #expect(JSONValue.array(values.json()) == expected, "\(codec)")
            }
        }
    }
}

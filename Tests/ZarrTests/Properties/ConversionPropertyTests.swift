import Testing
import Zarr
import ZarrTesting

/// Random arrays said in the other format: the same stored bytes are the same elements.
@Suite struct ConversionPropertyTests {
    @Test func documentsAreWrittenAsTheyWereRead() throws {
        for seed in TestSeed.seeds(300) {
            var random = SeededGenerator(seed: seed)
            let description = try random.description()
            let format = FormatCatalog.format(description.format)
            let written = try format.documents(for: description)
            let name = try #require(format.documentNames.first)
            let document = try #require(written.first { $0.name == name })
            guard case .array(let read) = try format.node(documentName: name, bytes: document.bytes) else {
                Issue.record("no array, \(TestSeed.repeating(seed))")
                return
            }
            let again = try #require(try format.documents(for: read).first { $0.name == name })
            #expect(again.bytes == document.bytes, "\(TestSeed.repeating(seed))")
            #expect(read.fillValue == description.fillValue, "\(TestSeed.repeating(seed))")
            #expect(read.shape == description.shape && read.dataType == description.dataType)
        }
    }

    @Test func storedBytesMeanTheSameInTheOtherFormat() async throws {
        var converted = 0
        for seed in TestSeed.seeds(250) {
            do {
                if try await Self.convert(seed) { converted += 1 }
            } catch {
                Issue.record("\(error)\n\(TestSeed.repeating(seed))")
                return
            }
        }
        #expect(converted > 0)
    }

    /// Nil for shards and orders of axes that are not to be said in Zarr v2.
    private static func converted(
        _ description: ArrayDescription, to format: FormatIdentifier
    ) throws -> ArrayDescription? {
        do {
            return try FormatCatalog.format(format).converted(description)
        } catch {
            guard format == .zarr2, error.code == .unsupported else { throw error }
            return nil
        }
    }

    private static func convert(_ seed: UInt64) async throws -> Bool {
        var random = SeededGenerator(seed: seed)
        var description = try random.description()
        // Whose blocks are no chunks of Zarr.
        if description.format == .n5 { return false }
        description.attributes = ["n": 1]
        let other: FormatIdentifier = description.format == .zarr2 ? .zarr3 : .zarr2
        guard let converted = try Self.converted(description, to: other) else { return false }
        let (from, to) = (MemoryStore(), MemoryStore())
        let array = try await ZarrArray.create(in: from, description)
        let copy = try await ZarrArray.create(in: to, converted)
        let model = ModelArray(shape: description.shape, dataType: description.dataType, fill: [])
        let values = model.elements.map { _ in random.element(of: description.dataType) }
        let whole = try ModelArray.array(values, description.shape, description.dataType)
        try await array.write(whole, options: WriteOptions(storesFillChunks: true))
        for key in try await from.list(.root) {
            guard let indices = description.chunkKeyEncoding.indices(of: key.path, rank: description.shape.count),
                let bytes = try await from.get(key)
            else { continue }
            try await to.set(StoreKey(converted.chunkKeyEncoding.key(for: indices)), bytes)
        }
        let opened = try await ZarrArray.open(in: to, format: other)
        try #require(ModelArray.elements(of: await opened.read()) == values)
        try #require(ModelArray.elements(of: await copy.read()) == values)
        try #require(try await opened.dimensionNames() == description.dimensionNames)
        try #require(try await opened.attributes()["n"] == 1)
        // And the values written anew, in other chunks.
        let chunks = description.shape.map { random.number(1...max(1, $0)) }
        let anew = try await ZarrArray.create(in: MemoryStore(), array.description(chunks: chunks, format: other))
        try await anew.write(array.read())
        try #require(ModelArray.elements(of: await anew.read()) == values)
        return true
    }

    /// From N5 and to N5, the values come through, whatever the fill value was.
    @Test func valuesAreTheSameInN5() async throws {
        var written = 0
        for seed in TestSeed.seeds(150) {
            do {
                if try await Self.writeAnew(seed) { written += 1 }
            } catch {
                Issue.record("\(error)\n\(TestSeed.repeating(seed))")
                return
            }
        }
        #expect(written > 0)
    }

    private static func writeAnew(_ seed: UInt64) async throws -> Bool {
        var random = SeededGenerator(seed: seed)
        var description = try random.description()
        description.attributes = description.format == .n5 ? description.attributes : ["n": 1]
        let model = ModelArray(
            shape: description.shape, dataType: description.dataType, fill: description.fillValue.bytes)
        let values = model.elements.map { random.oneIn(3) ? $0 : random.element(of: description.dataType, in: .n5) }
        let array = try await ZarrArray.create(in: MemoryStore(), description)
        try await array.write(ModelArray.array(values, description.shape, description.dataType))
        let format: FormatIdentifier = description.format == .n5 ? random.pick(.zarr2, .zarr3) : .n5
        let chunks = description.shape.map { random.number(1...max(1, $0)) }
        let anew: ZarrArray
        do {
            anew = try await ZarrArray.create(in: MemoryStore(), array.description(chunks: chunks, format: format))
            if description.dataType.isVariableLength, values.contains([0]) { return false }
            try await anew.write(array.read())
        } catch let error as ZarrError {
            guard format == .n5, error.code == .unsupported else { throw error }
            return false
        }
        let opened = try await ZarrArray.open(in: anew.store)
        try #require(opened.format == format)
        try #require(ModelArray.elements(of: await opened.read()) == values)
        try #require(try await opened.dimensionNames() == description.dimensionNames)
        if description.format != .n5 { try #require(try await opened.attributes()["n"] == 1) }
        return true
    }
}

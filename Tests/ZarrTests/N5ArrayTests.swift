import Testing
import Zarr
import ZarrTesting

/// Datasets of N5 as arrays: what lies in the store, and what is read of it.
@Suite struct N5ArrayTests {
    private let base = MemoryStore()

    private func create(
        _ kind: StoreKind = .synchronous, _ shape: [Int] = [5, 7], chunks: [Int] = [2, 3],
        codecs: [CodecChoice] = [], path: String = "g/a", attributes: JSONObject = [:], padsEdges: Bool = false
    ) async throws -> ZarrArray {
        var context = ZarrContext.standard
        context.padsEdges = padsEdges
        return try await ZarrArray.create(
            in: kind.store(base), at: path,
            ArrayLayout(
                shape: shape, dataType: .int16, chunks: chunks, codecs: codecs, attributes: attributes, format: .n5),
            context: context)
    }

    /// 1 to 35, row by row.
    private func fill(_ array: ZarrArray) async throws {
        try await array.write(NDArray(shape: [5, 7], (1...35).map(Int16.init)))
    }

    private func stored(_ key: String) async throws -> [UInt8]? { try await base.get(StoreKey(key))?.array }

    private func document(_ key: String) async throws -> JSONObject {
        let bytes = try #require(try await base.get(StoreKey(key)))
        return try #require(try JSONValue.parse(bytes).objectValue)
    }

    /// Big-endian words of 16 bits behind a header with the extents in the order of N5.
    private func block(_ shape: [UInt8], _ numbers: [Int16]) -> [UInt8] {
        [0, 0, 0, UInt8(shape.count)] + shape.flatMap { [0, 0, 0, $0] }
            + numbers.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    }

    @Test(arguments: StoreKind.allCases) func whatLiesInTheStore(kind: StoreKind) async throws {
        let array = try await create(kind)
        try await fill(array)
        #expect(
            try await base.list(.root).map(\.path).sorted() == [
                "attributes.json", "g/a/0/0", "g/a/0/1", "g/a/0/2", "g/a/1/0", "g/a/1/1", "g/a/1/2", "g/a/2/0",
                "g/a/2/1", "g/a/2/2", "g/a/attributes.json", "g/attributes.json",
            ])
        #expect(try await document("attributes.json") == ["n5": "2.0.0"])
        #expect(try await document("g/attributes.json") == [:])
        #expect(
            try await document("g/a/attributes.json") == [
                "dimensions": [7, 5], "blockSize": [3, 2], "dataType": "int16", "compression": ["type": "raw"],
            ])
        #expect(try await stored("g/a/0/0") == block([3, 2], [1, 2, 3, 8, 9, 10]))
        #expect(try await stored("g/a/1/0") == block([3, 2], [4, 5, 6, 11, 12, 13]))
        // Rows 0 and 1 of the last column, row 4 of the first ones, and the corner.
        #expect(try await stored("g/a/2/0") == block([1, 2], [7, 14]))
        #expect(try await stored("g/a/0/2") == block([3, 1], [29, 30, 31]))
        #expect(try await stored("g/a/2/2") == block([1, 1], [35]))
        let opened = try await ZarrArray.open(in: kind.store(base), at: "g/a")
        #expect(opened.format == .n5)
        #expect(try await opened.read(as: Int16.self).elements == (1...35).map(Int16.init))
    }

    @Test(arguments: StoreKind.allCases) func edgesAreWholeWhereThatIsAskedFor(kind: StoreKind) async throws {
        let array = try await create(kind, padsEdges: true)
        try await fill(array)
        #expect(try await stored("g/a/2/2") == block([3, 2], [35, 0, 0, 0, 0, 0]))
        #expect(try await stored("g/a/2/0") == block([3, 2], [7, 0, 0, 14, 0, 0]))
        #expect(try await array.read(as: Int16.self).elements == (1...35).map(Int16.init))
    }

    /// Blocks of other writers come to reach as far as ours when a part of them is written, and no less far than before.
    @Test(arguments: StoreKind.allCases) func partsOfBlocksOfOthers(kind: StoreKind) async throws {
        let array = try await create(kind)
        try await base.set(StoreKey("g/a/2/2"), Bytes(block([3, 2], [35, 90, 91, 92, 93, 94])))
        try await base.set(StoreKey("g/a/0/2"), Bytes(block([3, 2], [29, 30, 31, 95, 96, 97])))
        try await base.set(StoreKey("g/a/0/0"), Bytes(block([2, 1], [1, 2])))
        #expect(try await array.read([4], as: Int16.self).elements == [29, 30, 31, 0, 0, 0, 35])
        #expect(try await array.read([0..<2, 0..<3], as: Int16.self).elements == [1, 2, 0, 0, 0, 0])
        try await array.write(NDArray(shape: [1, 1], [-1] as [Int16]), at: [4..<5, 1..<2])
        try await array.write(NDArray(shape: [1, 2], [-2, -3] as [Int16]), at: [1..<2, 1..<3])
        #expect(try await stored("g/a/0/2") == block([3, 2], [29, -1, 31, 95, 96, 97]))
        #expect(try await stored("g/a/0/0") == block([3, 2], [1, 2, 0, 0, -2, -3]))
        #expect(try await stored("g/a/2/2") == block([3, 2], [35, 90, 91, 92, 93, 94]))
        #expect(try await array.read([4], as: Int16.self).elements == [29, -1, 31, 0, 0, 0, 35])
    }

    /// What lay behind an edge does not come back.
    @Test(arguments: StoreKind.allCases, [false, true])
    func shrunkAndGrown(kind: StoreKind, padsEdges: Bool) async throws {
        let array = try await create(kind, padsEdges: padsEdges)
        try await fill(array)
        try await array.resize(to: [3, 4])
        #expect(try await document("g/a/attributes.json")["dimensions"] == [4, 3])
        try await array.resize(to: [5, 7])
        let expected: [Int16] = (0..<35).map { (place: Int) -> Int16 in
            place / 7 < 3 && place % 7 < 4 ? Int16(place + 1) : 0
        }
        let opened = try await ZarrArray.open(in: kind.store(base), at: "g/a")
        #expect(try await opened.read(as: Int16.self).elements == expected)
    }

    /// A whole block at the edge is that of the array once it has grown.
    @Test(arguments: StoreKind.allCases) func grownOverWhatOthersPadded(kind: StoreKind) async throws {
        let array = try await create(kind)
        try await base.set(StoreKey("g/a/2/2"), Bytes(block([3, 2], [35, 0, 0, 0, 0, 0])))
        try await array.resize(to: [6, 9])
        #expect(try await array.read([4..<6, 6..<9], as: Int16.self).elements == [35, 0, 0, 0, 0, 0])
        try await array.write(NDArray(shape: [1, 1], [5] as [Int16]), at: [5..<6, 8..<9])
        #expect(try await stored("g/a/2/2") == block([3, 2], [35, 0, 0, 0, 0, 5]))
    }

    /// Only blocks where the dataset ends may be shorter than the others.
    @Test(arguments: StoreKind.allCases) func grownBeyondBlocksThatWereCut(kind: StoreKind) async throws {
        let array = try await create(kind)
        try await fill(array)
        try await array.erase([4..<5, 3..<6])
        try await array.resize(to: [6, 7])
        // It ends where it ended: in the block that is the last one still.
        #expect(try await stored("g/a/0/2") == block([3, 1], [29, 30, 31]))
        try await array.resize(to: [7, 10])
        #expect(try await stored("g/a/0/2") == block([3, 2], [29, 30, 31, 0, 0, 0]))
        #expect(try await stored("g/a/1/2") == nil)
        #expect(try await stored("g/a/2/0") == block([3, 2], [7, 0, 0, 14, 0, 0]))
        #expect(try await stored("g/a/2/2") == block([3, 2], [35, 0, 0, 0, 0, 0]))
        #expect(
            try await array.read([0..<5, 6..<10], as: Int16.self).elements == (1...5).flatMap { [7 * $0, 0, 0, 0] })
    }

    /// Along the other axis the block ends where the dataset does.
    @Test(arguments: StoreKind.allCases) func grownAlongOneAxis(kind: StoreKind) async throws {
        let array = try await create(kind)
        try await fill(array)
        try await base.set(StoreKey("g/a/1/2"), Bytes(Array(block([3, 1], [32, 33, 34]).dropLast())))
        try await array.resize(to: [20, 7])
        #expect(try await stored("g/a/2/2") == block([1, 2], [35, 0]))
        #expect(try await stored("g/a/2/0") == block([1, 2], [7, 14]))
        // What cannot be decoded is left as it is.
        #expect(try await stored("g/a/1/2") == Array(block([3, 1], [32, 33, 34]).dropLast()))
    }

    /// An append that fills less than it has asked for, and one that another overtakes.
    @Test(arguments: StoreKind.allCases, [AppendMode.shared, .published])
    func appendsThatWriteLittle(kind: StoreKind, mode: AppendMode) async throws {
        let array = try await create(kind)
        try await fill(array)
        try await array.append(count: 3, as: mode) { grown, range in
            try await grown.write(NDArray(shape: [1, 1], [9] as [Int16]), at: [7..<8, 0..<1])
        }
        #expect(try await stored("g/a/0/2") == block([3, 2], [29, 30, 31, 0, 0, 0]))
        #expect(try await stored("g/a/2/2") == block([1, 2], [35, 0]))
        #expect(try await stored("g/a/0/3") == block([3, 2], [0, 0, 0, 9, 0, 0]))
    }

    /// Who knows of the shorter array only keeps what another appended to the same block.
    @Test(arguments: StoreKind.allCases) func appendsThatOvertake(kind: StoreKind) async throws {
        let array = try await create(kind, [1, 2], chunks: [8, 2])
        let other = try await ZarrArray.open(in: kind.store(base), at: "g/a")
        let early = try await ZarrArray.open(in: kind.store(base), at: "g/a")
        try await array.append(count: 1) { grown, range in
            _ = try await other.append(NDArray(shape: [2, 2], [5, 6, 7, 8] as [Int16]))
            try await grown.write(NDArray(shape: [1, 2], [3, 4] as [Int16]), at: [1..<2, .all])
        }
        try await early.write(NDArray(shape: [1, 1], [1] as [Int16]), at: [0..<1, 0..<1])
        #expect(try await stored("g/a/0/0") == block([2, 4], [1, 0, 3, 4, 5, 6, 7, 8]))
        try await early.write(
            NDArray(shape: [1, 1], [2] as [Int16]), at: Selection([.indices([0]), .indices([1])]))
        #expect(try await stored("g/a/0/0") == block([2, 4], [1, 2, 3, 4, 5, 6, 7, 8]))
    }

    @Test(arguments: StoreKind.allCases, [AppendMode.shared, .published])
    func appends(kind: StoreKind, mode: AppendMode) async throws {
        let array = try await create(kind, codecs: [.gzip()], attributes: ["kept": [1, 2]])
        try await fill(array)
        let range = try await array.append(
            NDArray(shape: [2, 7], (36...49).map(Int16.init)), as: mode)
        #expect(range == 5..<7)
        let opened = try await ZarrArray.open(in: kind.store(base), at: "g/a")
        #expect(opened.shape == [7, 7])
        #expect(try await opened.read(as: Int16.self).elements == (1...49).map(Int16.init))
        #expect(try await opened.attributes() == ["kept": [1, 2]])
        #expect(try await document("g/a/attributes.json")["dimensions"] == [7, 7])
    }

    /// Attributes lie among the fields, and each change leaves the others.
    @Test(arguments: StoreKind.allCases) func attributesBesideTheFields(kind: StoreKind) async throws {
        let array = try await create(kind, attributes: ["a": 1])
        let before = try await document("g/a/attributes.json")
        try await array.updateAttributes { $0["b"] = ["c": [true]] }
        try await array.resize(to: [4, 4])
        let opened = try await ZarrArray.open(in: kind.store(base), at: "g/a")
        #expect(try await opened.attributes() == ["a": 1, "b": ["c": [true]]])
        #expect(opened.shape == [4, 4])
        let after = try await document("g/a/attributes.json")
        #expect(after["compression"] == before["compression"] && after["blockSize"] == before["blockSize"])
        try await opened.updateAttributes { $0["a"] = nil }
        #expect(try await document("g/a/attributes.json")["a"] == nil)
        await #expect(throws: ZarrError.self) { try await opened.updateAttributes { $0["dimensions"] = [1] } }
        #expect(try await document("g/a/attributes.json")["dimensions"] == [4, 4])
        let root = try await ZarrGroup.open(in: kind.store(base))
        try await root.updateAttributes { $0["title"] = "N5" }
        #expect(try await document("attributes.json") == ["n5": "2.0.0", "title": "N5"])
    }

    @Test func theRootMayBeADataset() async throws {
        let array = try await create(.synchronous, [3], chunks: [2], path: "")
        try await array.write(NDArray(shape: [3], [1, 2, 3] as [Int16]))
        #expect(try await document("attributes.json")["n5"] == "2.0.0")
        try await array.updateAttributes { $0["a"] = 1 }
        try await array.resize(to: [4])
        let opened = try await ZarrArray.open(in: base)
        #expect(try await opened.read(as: Int16.self).elements == [1, 2, 3, 0])
        #expect(try await opened.attributes() == ["a": 1])
        #expect(try await document("attributes.json")["n5"] == "2.0.0")
    }

    @Test func directoriesAreGroups() async throws {
        _ = try await create()
        try await base.set(StoreKey("h/attributes.json"), Bytes(#"{"note":"x"}"#.utf8))
        try await base.set(StoreKey("i/j/readme"), Bytes([1]))
        let root = try await ZarrGroup.open(in: base)
        #expect(try await root.memberNames() == ["g", "h", "i"])
        #expect(try await Hierarchy.open(in: base).nodes().map(\.path) == ["", "g", "g/a", "h", "i", "i/j"])
        let group = try await ZarrGroup.open(in: base, at: "h")
        #expect(group.format == .n5)
        #expect(try await group.attributes() == ["note": "x"])
        #expect(try await ZarrGroup.open(in: base, at: "i/j").format == .n5)
        #expect(try await root.member("nothing") == nil)
        // What is there is not overwritten, and its attributes stay where it is made a group.
        await #expect(throws: ZarrError.self) { _ = try await create(path: "h") }
        try await group.updateAttributes { $0["more"] = 1 }
        #expect(try await document("h/attributes.json") == ["note": "x", "more": 1])
    }

    /// Groups that no document describes get one when something is made below them, and keep the one that they have.
    @Test(arguments: StoreKind.allCases) func documentsOfGroupsAbove(kind: StoreKind) async throws {
        _ = try await create(kind)
        try await base.set(StoreKey("h/attributes.json"), Bytes(#"{"note":"x"}"#.utf8))
        try await base.set(StoreKey("i/j/readme"), Bytes([1]))
        _ = try await create(kind, path: "h/k/a")
        _ = try await create(kind, path: "i/j/a")
        #expect(try await document("h/attributes.json") == ["note": "x"])
        for group in ["h/k", "i", "i/j"] { #expect(try await document(group + "/attributes.json") == [:]) }
        let nodes = try await Hierarchy.open(in: kind.store(base)).nodes()
        #expect(nodes.map(\.path) == ["", "g", "g/a", "h", "h/k", "h/k/a", "i", "i/j", "i/j/a"])
    }

    /// Whoever gives a group its first attributes meanwhile does not lose them, and a lost answer is no failure.
    @Test(arguments: [MeddledStore.Answer.given, .lost])
    func documentsOfGroupsAboveByTwo(answer: MeddledStore.Answer) async throws {
        _ = try await ZarrGroup.create(in: base, format: .n5)
        try await base.set(StoreKey("g/readme"), Bytes([1]))
        let store = MeddledStore(base) { [base] key, _, isDone in
            if !isDone, key.path == "g/attributes.json" {
                try await base.set(key, Bytes(#"{"note":"x"}"#.utf8))
            }
            return isDone ? answer : .given
        }
        let layout = ArrayLayout(shape: [2], dataType: .int8, format: .n5)
        _ = try await ZarrArray.create(in: store, at: "g/h/a", layout)
        #expect(try await document("g/attributes.json") == ["note": "x"])
        #expect(try await document("g/h/attributes.json") == [:])
        #expect(store.sets >= 2)
    }

    /// Zarr v3 reserves them; a repair puts there what is broken.
    @Test func namesThatAreReserved() async throws {
        _ = try await create()
        try await base.set(StoreKey("__broken/1/g/a/0/0"), Bytes([1]))
        try await base.set(StoreKey("g/__broken/1/a/0/0"), Bytes([1]))
        let nodes = try await Hierarchy.open(in: base).nodes()
        #expect(nodes.map(\.path) == ["", "g", "g/a"])
        for path in ["__broken", "__broken/1/g", "g/__broken"] {
            #expect(try await ZarrGroup.open(in: base).member(path) == nil)
        }
    }

    /// Where no root says that all of it is N5, what is of another format is what its own document says.
    @Test func othersBeside() async throws {
        _ = try await create()
        _ = try await ZarrArray.create(in: base, at: "z/b", ArrayLayout(shape: [2], dataType: .int8, format: .zarr2))
        try await base.erase(StoreKey("attributes.json"))
        let nodes = try await Hierarchy.open(in: base).nodes()
        #expect(nodes.map(\.path) == ["", "g", "g/a", "z", "z/b"])
        #expect(nodes.map(\.format) == [.n5, .n5, .n5, .zarr2, .zarr2])
    }

    @Test(arguments: ["", "g", "g/a"]) func newerVersionsAreRefused(path: String) async throws {
        _ = try await create()
        try await base.set(StoreKey("attributes.json"), Bytes(#"{"n5":"5.0.0"}"#.utf8))
        await #expect {
            try await Hierarchy.open(in: base, at: path)
        } throws: {
            let error = $0 as? ZarrError
            return error?.code == .unsupported && error?.key == "attributes.json" && error?.jsonPath == "$.n5"
        }
    }

    @Test func nothingButZeroIsFill() async throws {
        let layout = ArrayLayout(
            shape: [4], dataType: .int16, fillValue: FillValue(bytes: [7, 0]), format: .n5)
        await #expect {
            try await ZarrArray.create(in: base, layout)
        } throws: {
            ($0 as? ZarrError)?.code == .unsupported && ($0 as? ZarrError)?.message.contains("fill value") == true
        }
        #expect(try await base.list(.root).isEmpty)
    }

    @Test func zerosAreNotStored() async throws {
        let array = try await create()
        try await fill(array)
        try await array.erase([0..<2])
        #expect(try await stored("g/a/0/0") == nil)
        try await array.write(
            NDArray(shape: [2, 3], repeating: Int16(0)), at: [0..<2, 0..<3],
            options: WriteOptions(storesFillChunks: true))
        #expect(try await stored("g/a/0/0") == block([3, 2], [0, 0, 0, 0, 0, 0]))
    }

    @Test(arguments: StoreKind.allCases) func strings(kind: StoreKind) async throws {
        let array = try await ZarrArray.create(
            in: kind.store(base), at: "s",
            ArrayLayout(shape: [3, 2], dataType: .string, chunks: [2, 2], codecs: [], format: .n5))
        try await array.write(AnyNDArray(shape: [3, 2], strings: ["a", "", "ß", "d", "e", ""]))
        #expect(
            try await stored("s/0/0") == [0, 1, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 8] + Array("a\0\0ß\0d\0".utf8))
        #expect(try await stored("s/0/1") == [0, 1, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3] + Array("e\0\0".utf8))
        #expect(try await array.read().strings() == ["a", "", "ß", "d", "e", ""])
        try await array.write(AnyNDArray(shape: [1, 1], strings: ["long"]), at: [1..<2, 0..<1])
        #expect(try await array.read([1]).strings() == ["long", "d"])
        await #expect(throws: ZarrError.self) {
            try await array.write(AnyNDArray(shape: [1, 1], strings: ["a\0b"]), at: [0..<1, 0..<1])
        }
        #expect(try await array.read([0]).strings() == ["a", ""])
    }

    @Test(arguments: StoreKind.allCases) func damageIsToldByItsKey(kind: StoreKind) async throws {
        let array = try await create(kind)
        try await fill(array)
        let whole = try #require(try await stored("g/a/1/0"))
        for damaged in [[], Array(whole.dropLast()), [0, 0, 0, 3] + whole.dropFirst(4), whole + [1]] as [[UInt8]] {
            try await base.set(StoreKey("g/a/1/0"), Bytes(damaged))
            await #expect {
                try await array.read()
            } throws: {
                let error = $0 as? ZarrError
                return error?.code == .corruptData && error?.key == "g/a/1/0" && error?.node == "/g/a"
            }
            #expect(try await array.read([2..<5], as: Int16.self).elements == (15...35).map(Int16.init))
        }
    }
}

import Testing
import Zarr

@testable import ZarrTools

struct ValueWriterTests {
    @Test func csvHasARowForEachRow() async throws {
        let array = try await ZarrArray.counting(.float32, [2, 3])
        #expect(try await array.written(.csv).text == "0.0,1.0,2.0\n3.0,4.0,5.0\n")
        #expect(try await array.written(.csv, [.index(1)]).text == "3.0\n4.0\n5.0\n")
        #expect(try await array.written(.csv, [.index(1), .index(2)]).text == "5.0\n")
        #expect(try await array.written(.csv, [0..<0]).text == "")
    }

    @Test func csvHasTheIndicesWhereThereAreMoreAxes() async throws {
        let array = try await ZarrArray.create(
            in: MemoryStore(), at: "group/height",
            ArrayLayout(shape: [2, 1, 2], dataType: .uint8, dimensionNames: ["time", nil, "a,b"]))
        try await array.write(try AnyNDArray.counting(.uint8, [2, 1, 2]))
        #expect(
            try await array.written(.csv).text
                == "time,dim_1,\"a,b\",height\n0,0,0,0\n0,0,1,1\n1,0,0,2\n1,0,1,3\n")
    }

    @Test func csvQuotesText() async throws {
        let array = try await ZarrArray.sample("string", [4], "plain|with, comma|with \"quotes\"|two\nlines")
        #expect(
            try await array.written(.csv).text
                == "plain\n\"with, comma\"\n\"with \"\"quotes\"\"\"\n\"two\nlines\"\n")
    }

    @Test func csvWritesEveryKindOfElement() async throws {
        #expect(try await ZarrArray.sample("bool", [2], "0100").written(.csv).text == "true\nfalse\n")
        #expect(try await ZarrArray.sample("r16", [1], "0aff").written(.csv).text == "0x0aff\n")
        #expect(try await ZarrArray.sample("S3", [1], "616200").written(.csv).text == "ab\n")
        #expect(try await ZarrArray.sample("U2", [1], "e400000000000000").written(.csv).text == "ä\n")
        #expect(try await ZarrArray.sample("i1", [2], "80ff").written(.csv).text == "-128\n-1\n")
        #expect(
            try await ZarrArray.sample("u8", [1], "ffffffffffffffff").written(.csv).text == "18446744073709551615\n")
        #expect(
            try await ZarrArray.sample("i8", [1], "0000000000000080").written(.csv).text == "-9223372036854775808\n")
        #expect(try await ZarrArray.sample("c8", [1], "0000c03f000000c0").written(.csv).text == "1.5-2.0j\n")
        #expect(try await ZarrArray.sample("f4", [2], "0000c07f000080ff").written(.csv).text == "nan\n-inf\n")
    }

    @Test func jsonNestsLists() async throws {
        let array = try await ZarrArray.counting(.int32, [2, 1, 2])
        #expect(try await array.written(.json).text == "[[[0, 1]],\n[[2, 3]]]\n")
        #expect(try await array.written(.json, [1, 0, 1]).text == "3\n")
        #expect(try await array.written(.json, [0..<0]).text == "[]\n")
        #expect(try await array.written(.json, [.all, .all, 0..<0]).text == "[[[]],[[]]]\n")
    }

    @Test func jsonSaysWhatItHasNoNumbersFor() async throws {
        let floats = try await ZarrArray.sample("f4", [4], "0000c07f0100c07f0000807f000080ff")
        #expect(
            try await floats.written(.json).text == #"["NaN", "0x7fc00001", "Infinity", "-Infinity"]"# + "\n")
        #expect(try await ZarrArray.sample("c8", [1], "0000c07f00000040").written(.json).text == "[[\"NaN\",2.0]]\n")
        let strings = try await ZarrArray.sample("string", [2], "ä\n|\"")
        #expect(try await strings.written(.json).text == #"["ä\n", "\""]"# + "\n")
    }

    @Test func everyJSONCanBeParsed() async throws {
        for example in NumpyTextCase.all {
            let array = try await ZarrArray.sample(example.type, example.shape, example.bytes)
            let json = try JSONValue.parse(try await array.written(.json).text)
            if let extent = example.shape.first { #expect(json.arrayValue?.count == extent) }
        }
    }

    @Test func rawIsTheElements() async throws {
        let array = try await ZarrArray.sample("u2", [2, 2], "0100020003000400", chunks: [1, 1])
        #expect(try await array.written(.raw).bytes == bytes("0100020003000400"))
        #expect(try await array.written(.raw, [.all, 1]).bytes == bytes("02000400"))
        let strings = try await ZarrArray.sample("string", [1], "a")
        await #expect { _ = try await strings.written(.raw) } throws: { ($0 as? ZarrError)?.code == .unsupported }
    }

    /// In pieces of any size the output is the same.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func piecesMakeNoDifference(_ seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let shape = (0..<Int.random(in: 0...4, using: &random)).map { _ in Int.random(in: 0...7, using: &random) }
        let chunks = shape.map { Int.random(in: 1...max(1, $0), using: &random) }
        let type: DataType = Bool.random(using: &random) ? .int32 : .string
        let array = try await ZarrArray.counting(type, shape, chunks: chunks)
        let axes = shape.map { extent -> Selection.Axis in
            switch Int.random(in: 0...3, using: &random) {
            case 0 where extent > 0: .index(Int.random(in: 0..<extent, using: &random))
            case 1:
                .slice(
                    start: Int.random(in: 0...extent, using: &random), stop: Int.random(in: 0...extent, using: &random),
                    step: Int.random(in: 1...3, using: &random))
            case 2: .slice(start: nil, stop: nil, step: -Int.random(in: 1...3, using: &random))
            default: .all
            }
        }
        let selection = Selection(axes)
        for format in ValueFormat.allCases where format != .raw || type == .int32 {
            let whole = try await array.written(format, selection).bytes
            let pieces = try await array.written(format, selection, budget: Int.random(in: 1...200, using: &random))
                .bytes
            #expect(whole == pieces, "seed \(seed), \(format), shape \(shape), \(selection)")
        }
    }

    @Test func writesPartsOfArraysOfAnyExtent() async throws {
        let array = try await ZarrArray.create(
            in: MemoryStore(), ArrayLayout(shape: [1 << 62], dataType: .float32, chunks: [1000]))
        #expect(try await array.written(.csv, [5..<7]).text == "0.0\n0.0\n")
        let writer = try await ValueWriter(array)
        #expect(writer.slabs.count > 1 << 30)
        #expect(writer.slabs.first { _ in true } == [0..<8_388_000])
    }

    @Test func elementsOfVariableLengthAreWritten() async throws {
        func array(_ values: AnyNDArray) async throws -> ZarrArray {
            let array = try await ZarrArray.create(
                in: MemoryStore(), ArrayLayout(shape: values.shape, dataType: values.dataType, format: .zarr2))
            try await array.write(values)
            return array
        }
        let bytes = try await array(NDArray<[UInt8]>(shape: [3], [[97, 255], [], [39]]).erased)
        #expect(try await bytes.written(.csv).text == "b'a\\xff'\nb''\n\"b\"\"'\"\"\"\n")
        #expect(try await bytes.written(.json).text == #"["Yf8=", "", "Jw=="]"# + "\n")
        #expect(try await bytes.written(.text).text == #"[b'a\xff' b'' b"'"]"# + "\n")
        let lists = try await array(NDArray<[Int16]>(shape: [2], [[1, -2], []]).erased)
        #expect(try await lists.written(.csv).text == "\"[1,-2]\"\n[]\n")
        #expect(try await lists.written(.json).text == "[[1,-2], []]\n")
        #expect(try await lists.written(.text).text == "[[1,-2] []]\n")
        let objects = try await array(AnyNDArray(shape: [3], objects: [["a": 1], "text", .null]))
        #expect(try await objects.written(.csv).text == "\"{\"\"a\"\":1}\"\ntext\nnull\n")
        #expect(try await objects.written(.json).text == "[{\"a\":1}, \"text\", null]\n")
        await #expect(throws: ZarrError.self) { try await bytes.written(.raw) }
        await #expect(throws: ZarrError.self) { try await bytes.written(.npy) }
    }
}

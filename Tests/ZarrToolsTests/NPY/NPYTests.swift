import Testing
import Zarr

@testable import ZarrTools

/// Files against those that NumPy writes (NumpyCases.swift).
struct NPYTests {
    @Test(arguments: NumpyFileCase.all.indices)
    func readsWhatNumpySaves(_ number: Int) async throws {
        let example = NumpyFileCase.all[number]
        let file = try NPYFile(Bytes(bytes(example.file)))
        #expect(file.header.shape == example.shape)
        let (dataType, _) = try DataTypeText.parse(example.type)
        #expect(file.header.dataType == dataType)
        let array = try await ZarrArray.create(
            in: MemoryStore(),
            ArrayLayout(shape: example.shape, dataType: dataType, chunks: example.shape.map { max(1, $0 / 2) }))
        try await file.write(to: array)
        #expect(try await array.read().bytes.array == bytes(example.bytes))
    }

    @Test(arguments: NumpyFileCase.all.indices)
    func writesWhatNumpySaves(_ number: Int) async throws {
        let example = NumpyFileCase.all[number]
        guard example.isNative, Endianness.native == .little else { return }
        let array = try await ZarrArray.sample(example.type, example.shape, example.bytes)
        #expect(try await array.written(.npy).bytes == bytes(example.file))
    }

    @Test func textOfAnyLengthBecomesFixedAndBack() async throws {
        let array = try await ZarrArray.sample("string", [3], "äö||abc", chunks: [2])
        let saved = try await array.written(.npy, budget: 16).bytes
        let file = try NPYFile(Bytes(saved))
        #expect(file.header.dataType == .fixedUnicode(3))
        let copy = try await ZarrArray.create(
            in: MemoryStore(), ArrayLayout(shape: [3], dataType: .string, chunks: [2]))
        try await file.write(to: copy)
        #expect(try await copy.read().strings() == ["äö", "", "abc"])
        let empty = try await ZarrArray.sample("string", [0], "").written(.npy).bytes
        #expect(try NPYFile(Bytes(empty)).header.descr == "'<U1'")
    }

    @Test func shorterTextFitsWiderElements() async throws {
        let saved = try await ZarrArray.sample("S2", [2], "61626300").written(.npy).bytes
        let array = try await ZarrArray.create(in: MemoryStore(), ArrayLayout(shape: [2], dataType: .fixedBytes(3)))
        try await NPYFile(Bytes(saved)).write(to: array)
        #expect(try await array.read().bytes.array == bytes("616200630000"))
        let narrow = try await ZarrArray.create(in: MemoryStore(), ArrayLayout(shape: [2], dataType: .fixedBytes(1)))
        await #expect { try await NPYFile(Bytes(saved)).write(to: narrow) } throws: {
            ($0 as? ZarrError)?.code == .invalidArgument
        }
    }

    @Test func refusesWhatDoesNotFit() async throws {
        let file = try NPYFile(Bytes(try await ZarrArray.counting(.float64, [2, 3]).written(.npy).bytes))
        let other = try await ZarrArray.counting(.float32, [2, 3])
        await #expect { try await file.write(to: other) } throws: { ($0 as? ZarrError)?.code == .invalidArgument }
        let larger = try await ZarrArray.counting(.float64, [3, 3])
        await #expect { try await file.write(to: larger) } throws: { ($0 as? ZarrError)?.code == .invalidArgument }
        try await file.write(to: larger, at: [1..<3])
        #expect(try await larger.read(as: Double.self).elements == [0, 1, 2, 0, 1, 2, 3, 4, 5])
    }

    @Test func appendsAlongAnyAxis() async throws {
        let array = try await ZarrArray.counting(.int32, [2, 2], chunks: [1, 3])
        let file = try NPYFile(Bytes(try await ZarrArray.counting(.int32, [2, 1]).written(.npy).bytes))
        #expect(try await file.append(to: array, axis: -1) == 2..<3)
        #expect(try await array.read(as: Int32.self).elements == [0, 1, 0, 2, 3, 1])
        // A row without its axis is one of extent 1.
        let row = try NPYFile(Bytes(try await ZarrArray.counting(.int32, [3]).written(.npy).bytes))
        #expect(try await row.append(to: array) == 2..<3)
        #expect(array.shape == [3, 3])
        await #expect { try await file.append(to: array, axis: 0) } throws: {
            ($0 as? ZarrError)?.code == .invalidArgument
        }
        #expect(array.shape == [3, 3])
    }

    /// Any order of the file, any chunks, any selection and region size.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func regionsMakeNoDifference(_ seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let shape = (0..<Int.random(in: 0...4, using: &random)).map { _ in Int.random(in: 1...6, using: &random) }
        let axes = shape.map { extent -> Selection.Axis in
            switch Int.random(in: 0...3, using: &random) {
            case 0: .index(Int.random(in: 0..<extent, using: &random))
            case 1: .slice(start: Int.random(in: 0..<extent, using: &random), stop: nil, step: 1)
            case 2: .slice(start: nil, stop: nil, step: [-2, -1, 2].randomElement(using: &random) ?? 1)
            default: .all
            }
        }
        let selection = Selection(axes)
        let chunks = shape.map { Int.random(in: 1...$0, using: &random) }
        let resolved = try selection.resolved(in: shape)
        let values = try AnyNDArray.counting(.int32, resolved.outputShape)
        let isFortranOrder = Bool.random(using: &random)
        var header = try NPYHeader(dataType: .int32, shape: resolved.outputShape)
        header.isFortranOrder = isFortranOrder
        var elements = values.bytes.array
        if isFortranOrder {
            let strides = StridedCopy.contiguousStrides(values.shape, elementSize: 4)
            let reversed = StridedCopy.contiguousStrides(values.shape.reversed(), elementSize: 4)
            values.bytes.withUnsafeBytes { source in
                elements.withUnsafeMutableBytes { target in
                    guard let from = source.baseAddress, let to = target.baseAddress else { return }
                    StridedCopy.copy(
                        from: from, strides: strides, to: to, strides: reversed.reversed(), shape: values.shape,
                        elementSize: 4)
                }
            }
        }
        let file = try NPYFile(Bytes(header.bytes + elements))
        let array = try await ZarrArray.create(
            in: MemoryStore(), ArrayLayout(shape: shape, dataType: .int32, chunks: chunks))
        try await file.write(to: array, at: selection, budget: Int.random(in: 1...100, using: &random))
        #expect(
            try await array.read(selection).bytes == values.bytes,
            "seed \(seed), shape \(shape), chunks \(chunks), \(selection), Fortran \(isFortranOrder)")
    }

    @Test(arguments: [
        "", "93", "934e554d5059", "934e554d50590100", "934e554d50590100ffff", "934e554d50590900" + "00000000",
        "934e554d50590200ffffffff",
    ])
    func refusesWhatIsNoFile(_ digits: String) {
        #expect { _ = try NPYFile(Bytes(bytes(digits))) } throws: { error in
            [.corruptData, .unsupported].contains((error as? ZarrError)?.code)
        }
    }

    @Test(arguments: [
        "{}", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': False, 'shape': (1000,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4), }",
        "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
        "{'descr': '<M8[ns]', 'fortran_order': False, 'shape': (1,), }",
        "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }",
        "{'descr': [('a', 'O')], 'fortran_order': False, 'shape': (1,), }",
        "{'descr': [('a', '<f4'), ('a', '<f4')], 'fortran_order': False, 'shape': (0,), }",
        "{'descr': [[[[('a', '<f4'", "{'descr': [('a\\xg', '<f4')], 'fortran_order': False, 'shape': (0,), }",
        "{'descr': '<f4', 'fortran_order': Maybe, 'shape': (1,), }", "{'descr': '<f4", "{'shape': (-1,)}", "[]",
    ])
    func refusesHeaders(_ text: String) {
        var file = NPYHeader.magic + [1, 0, UInt8(text.utf8.count), 0]
        file += Array(text.utf8) + [0, 0, 0, 0]
        #expect { _ = try NPYFile(Bytes(file)) } throws: { error in
            [.corruptData, .invalidMetadata, .unsupported, .limitExceeded].contains((error as? ZarrError)?.code)
        }
    }

    @Test func readsHeadersThatOthersWrite() throws {
        let text = #"{"shape": (2, 3L), "fortran_order": True, "descr": "=i4"}"#
        let file = NPYHeader.magic + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8)
        let header = try NPYFile(Bytes(file + [UInt8](repeating: 0, count: 24))).header
        #expect(header.shape == [2, 3])
        #expect(header.isFortranOrder)
        #expect(header.dataType == .int32)
    }
}

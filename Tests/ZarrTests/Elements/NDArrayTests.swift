import ComplexModule
import Testing
import Zarr

@Suite struct NDArrayTests {
    private func roundTrip<Element: ZarrElement & Equatable>(_ elements: [Element]) async throws {
        let array = try NDArray(shape: [elements.count], elements)
        #expect(array.elements == elements)
        #expect(array.erased.dataType == Element.dataType)
        #expect(array.count == elements.count)
        let stored = try await ZarrArray.create(
            in: MemoryStore(), ArrayLayout(shape: [elements.count], dataType: Element.dataType))
        try await stored.write(array)
        #expect(try await stored.read(as: Element.self) == array)
    }

    @Test func everyElementTypeIsWrittenAndRead() async throws {
        try await roundTrip([true, false])
        try await roundTrip([Int8.min, 0, .max])
        try await roundTrip([Int16.min, 0, .max])
        try await roundTrip([Int32.min, 0, .max])
        try await roundTrip([Int64.min, 0, .max])
        try await roundTrip([Int.min, 0, .max])
        try await roundTrip([UInt8.max, 0])
        try await roundTrip([UInt16.max, 0])
        try await roundTrip([UInt32.max, 0])
        try await roundTrip([UInt64.max, 0])
        #if !(arch(x86_64) && (os(macOS) || targetEnvironment(macCatalyst)))
            try await roundTrip([Float16.greatestFiniteMagnitude, -0.0, .infinity])
        #endif
        try await roundTrip([Float.leastNonzeroMagnitude, -0.0, .infinity])
        try await roundTrip([Double.leastNonzeroMagnitude, -0.0, -.infinity])
        try await roundTrip([Complex<Float>(1, -2), Complex(0.5, 0)])
        try await roundTrip([Complex<Double>(1, -2), Complex(0.5, 0)])
        try await roundTrip(["", "a", "日本語", "🧭"])
    }

    @Test func noElementsAreAnArrayToo() async throws {
        #expect(try NDArray(shape: [0, 3], [Float]()).shape == [0, 3])
        #expect(try NDArray(shape: [0], [String]()).elements.isEmpty)
        #expect(try NDArray(shape: [0], [Complex<Double>]()).erased.dataType == .complex128)
        #expect(try NDArray(shape: [2, 0], repeating: Float(1)).elements.isEmpty)
        try await roundTrip([Int32]())
    }

    @Test func oneElementIsRepeated() throws {
        #expect(try NDArray(shape: [2, 2], repeating: 7).elements == [7, 7, 7, 7])
        #expect(try NDArray(shape: [3], repeating: "text").elements == ["text", "text", "text"])
        #expect(try NDArray(shape: [], repeating: true).elements == [true])
    }

    @Test func partsOfComplexNumbersKeepTheirBits() throws {
        let number = Complex<Double>(.infinity, .nan)
        let bytes = try NDArray(shape: [1], [number]).erased.bytes.array
        let parts = bytes.withUnsafeBytes { $0.loadUnaligned(as: SIMD2<UInt64>.self) }
        #expect(parts == SIMD2(Double.infinity.bitPattern, Double.nan.bitPattern))
    }

    @Test func subscriptsCountInCOrder() throws {
        let array = try NDArray(shape: [2, 3, 4], Array(0..<24))
        #expect(array[1, 2, 3] == 23)
        #expect(array[0, 1, 0] == 4)
        #expect(array.withUnsafeElements { $0[13] } == 13)
        #expect(try NDArray(shape: [2], ["x", "y"])[1] == "y")
    }

    @Test func equalityIsOfShapeAndElements() throws {
        let array = try NDArray(shape: [2, 3], Array(0..<6))
        #expect(try array == NDArray(shape: [2, 3], Array(0..<6)))
        #expect(try array != NDArray(shape: [3, 2], Array(0..<6)))
        #expect(try array != NDArray(shape: [2, 3], repeating: 0))
        #expect(try NDArray(shape: [1], [Float.nan]) != NDArray(shape: [1], [Float.nan]))
        #expect(try NDArray(shape: [2], ["a", "b"]) == NDArray(shape: [2], ["a", "b"]))
    }

    @Test func shapesThatDoNotFitAreRefused() {
        #expect(throws: ZarrError.self) { try NDArray(shape: [2], [1, 2, 3]) }
        #expect(throws: ZarrError.self) { try NDArray(shape: [2], ["a"]) }
        #expect(throws: ZarrError.self) { try NDArray(shape: [-1], [Int]()) }
        #expect(throws: ZarrError.self) { try NDArray(shape: [1 << 60], repeating: 1) }
        #expect(throws: ZarrError.self) { try NDArray(shape: [1 << 62, 1 << 62], repeating: Float(1)) }
        #expect(throws: ZarrError.self) { try AnyNDArray(shape: [2], strings: []) }
        #expect(throws: ZarrError.self) {
            try AnyNDArray(shape: [2], dataType: .string, bytes: UnsafeRawBufferPointer(start: nil, count: 0))
        }
        #expect(throws: ZarrError.self) { try NDArray(shape: [4], Array(0..<4)).erased.reshaped(to: [5]) }
    }

    @Test func anotherTypeIsNamed() async throws {
        let array = try await ZarrArray.create(in: MemoryStore(), ArrayLayout(shape: [2], dataType: .float32))
        #expect {
            try NDArray<Double>(NDArray(shape: [1], [Float(1)]).erased)
        } throws: {
            ($0 as? ZarrError)?.code == .invalidArgument && "\($0)".contains("float32") && "\($0)".contains("Double")
        }
        await #expect {
            try await array.read(as: Double.self)
        } throws: {
            ($0 as? ZarrError)?.node == "/" && "\($0)".contains("float32")
        }
        await #expect(throws: ZarrError.self) { try await array.write(NDArray(shape: [2], [1, 2])) }
        await #expect(throws: ZarrError.self) { try await array.fill(with: "x") }
        await #expect(throws: ZarrError.self) { try await array.append(NDArray(shape: [2], [1, 2])) }
    }

    @Test func scalarsAreWrittenAsDocumentsDo() throws {
        let array = try NDArray(shape: [3], [Double.nan, -0.0, 1e300]).erased
        #expect((0..<4).map { array.json(at: $0).serialized() } == ["\"NaN\"", "-0.0", "1e+300", "null"])
        #expect(array.json(at: -1) == .null)
        #expect(try NDArray(shape: [1], ["\""]).erased.json(at: 0).serialized() == "\"\\\"\"")
        #expect(array.strings().isEmpty)
    }

    /// Bytes from outside that are neither 0 nor 1 are true in Swift, as they are in numpy.
    @Test func anyByteIsATruthValue() async throws {
        let bytes: [UInt8] = [0, 1, 2, 255]
        let array = try bytes.withUnsafeBytes { try AnyNDArray(shape: [4], dataType: .bool, bytes: $0) }
        #expect(try NDArray<Bool>(array).elements == [false, true, true, true])
    }
}

@Suite struct ElementHeapTests {
    /// What chunks held before they are written in part does not stay with the caller's array.
    @Test(arguments: StoreKind.allCases) func writingInPartKeepsNothing(kind: StoreKind) async throws {
        let array = try await ZarrArray.create(
            in: kind.store(MemoryStore()), ArrayLayout(shape: [40], dataType: .string, chunks: [4]))
        try await array.write(NDArray(shape: [40], (0..<40).map { "old \($0)" }))
        let values = try NDArray(shape: [10], (0..<10).map { "new \($0)" })
        try await array.write(values, at: [.slice(start: 0, stop: nil, step: 4)])
        try await array.write(values, at: [.slice(start: 1, stop: nil, step: 4)])
        #expect(values.erased.heap.snapshot.count == 1)
        #expect(try await array.read([36...], as: String.self).elements == ["new 9", "new 9", "old 38", "old 39"])
    }

    @Test func upperHalvesOfNumbers() throws {
        for (value, bits) in [
            (0, 0), (-0.0, 0x8000), (1, 0x3f80), (1.00390625, 0x3f80), (1.01171875, 0x3f82), (.infinity, 0x7f80),
            (.greatestFiniteMagnitude, 0x7f80), (0.1, 0x3dcd),
        ] as [(Float, UInt16)] {
            #expect(BFloat16(value).bitPattern == bits, "\(value)")
        }
        #expect(BFloat16(Float(bitPattern: 0x7f80_0001)).floatValue.isNaN)
        #expect(BFloat16(bitPattern: 0xc040).floatValue == -3)
        let array = try NDArray(shape: [2], [BFloat16(1), BFloat16(-3)])
        #expect(array.erased.dataType == .bfloat16)
        #expect(array.erased.json(at: 1) == -3.0)
    }
}

import Testing
import Zarr

@testable import ZarrTools

struct ChecksumTests {
    /// What docs/checksum.md says, with nothing but additions.
    private enum Reference {
        static let prime = (UInt128(1) << 127) - 1

        static func times(_ left: UInt128, _ right: UInt128) -> UInt128 {
            var (sum, double, rest) = (UInt128(0), left % prime, right)
            while rest > 0 {
                if rest & 1 == 1 { sum = (sum + double) % prime }
                double = double * 2 % prime
                rest >>= 1
            }
            return sum
        }

        static func sum(_ bytes: [UInt8], at point: UInt128) -> UInt128 {
            var (sum, power) = (UInt128(0), UInt128(1))
            for start in stride(from: 0, to: bytes.count, by: 8) {
                var word: UInt128 = 0
                for byte in bytes[start..<min(start + 8, bytes.count)].reversed() { word = word << 8 | UInt128(byte) }
                sum = (sum + times(word, power)) % prime
                power = times(power, point)
            }
            return sum
        }

        static func hash(_ bytes: [UInt8], at point: UInt128) -> UInt128 {
            (UInt128(bytes.count) + times(sum(bytes, at: point), point)) % prime
        }

        static func hexadecimal(_ number: UInt128) -> String {
            let digits = String(number, radix: 16)
            return String(repeating: "0", count: 32 - digits.count) + digits
        }

        static func digest(_ values: AnyNDArray, type: String, at point: UInt128 = standard) -> String {
            var bytes: [UInt8] = []
            if values.dataType == .string {
                for text in values.strings() {
                    let hash = hash(Array(text.utf8), at: point)
                    bytes += (0..<16).map { UInt8(truncatingIfNeeded: hash >> (8 * UInt128($0))) }
                }
            } else {
                // The machines that run the tests are little-endian.
                bytes = values.bytes.withUnsafeBytes { Array($0) }
            }
            let shape = values.shape.map(String.init).joined(separator: ",")
            let text = "array\n\(type)\n[\(shape)]\n" + hexadecimal(sum(bytes, at: point)) + "\n"
            return "zarr1:" + hexadecimal(hash(Array(text.utf8), at: point))
        }

        static let standard: UInt128 = 0x243F6A8885A308D313198A2E03707344
    }

    private func digest(
        _ store: MemoryStore, _ path: String = "", _ options: ChecksumOptions = ChecksumOptions()
    ) async throws -> String {
        try await ContentChecksum.of(Hierarchy.open(in: store, at: path), options).digest
    }

    /// Whatever the chunks, shards, codecs, byte order and format are, and whether fill is stored: the digest is that of the
    /// definition.
    @Test(arguments: 0..<120 as Range<UInt64>)
    func isThatOfTheDefinition(_ seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let shape = (0..<Int.random(in: 0...4, using: &random)).map { _ in Int.random(in: 0...7, using: &random) }
        func extents() -> [Int] { shape.map { Int.random(in: 1...max(1, $0 + 2), using: &random) } }
        let (dataType, fill): (DataType, JSONValue) =
            [
                (.int32, 7), (.uint8, 0), (.uint8, 3), (.uint16, 0), (.float64, "NaN"), (.string, "-"), (.int64, 1),
            ].randomElement(using: &random) ?? (.int32, 0)
        let fillValue = try dataType.fillValue(from: fill, dialect: .v3)
        var values: AnyNDArray?
        for _ in 0..<4 {
            let store = MemoryStore()
            let isSharded = Bool.random(using: &random)
            let chunks = extents()
            var codecs: [CodecChoice] =
                [
                    [], [.gzip(level: 1)], [.blosc()], [.zstd(), .crc32c],
                ].randomElement(using: &random) ?? []
            if dataType.layout.hasByteOrder, Bool.random(using: &random) { codecs.insert(.bytes(.big), at: 0) }
            if shape.count > 1, !isSharded, Bool.random(using: &random) {
                codecs.insert(.transpose(Array(shape.indices.reversed())), at: 0)
            }
            let isV2 = !isSharded && !codecs.contains { $0.codec is CRC32CCodec } && Bool.random(using: &random)
            if isV2 { codecs.removeAll { $0.codec is TransposeCodec } }
            let array = try await ZarrArray.create(
                in: store,
                ArrayLayout(
                    shape: shape, dataType: dataType, chunks: chunks,
                    shards: isSharded ? chunks.map { $0 * 2 } : nil, codecs: codecs, fillValue: fillValue,
                    format: isV2 ? .zarr2 : .zarr3))
            if values == nil, !shape.contains(0) {
                try await array.write(AnyNDArray.counting(dataType, shape))
                if let first = shape.first, first > 2 { try await array.erase([1..<(first / 2)]) }
                values = try await array.read()
            } else if let values {
                try await array.write(values, options: WriteOptions(storesFillChunks: Bool.random(using: &random)))
            }
            let expected = Reference.digest(try await array.read(), type: "\"\(dataType.name)\"")
            #expect(try await digest(store) == expected, "seed \(seed), \(array.description.document)")
        }
    }

    /// A fill of any size amounts to the same written or not.
    @Test(arguments: 0..<60 as Range<UInt64>)
    func fillCountsWithoutBeingRead(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let element = (0..<Int.random(in: 1...20, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random)
        }
        let shape = (0..<3).map { _ in Int.random(in: 1...6, using: &random) }
        let count = shape.reduce(1, *)
        let pattern = FillPattern(element, .standard)
        let all = (0..<count).flatMap { _ in element }.withUnsafeBytes { EvaluationPoint.standard.sum($0) }
        #expect(pattern.sum(count) == all, "seed \(seed)")
        let cut = Int.random(in: 0...shape[1], using: &random)
        let left = Region(origin: [0, 0, 0], shape: [shape[0], cut, shape[2]])
        let right = Region(origin: [0, cut, 0], shape: [shape[0], shape[1] - cut, shape[2]])
        #expect(pattern.sum(of: left, in: shape) + pattern.sum(of: right, in: shape) == all, "seed \(seed)")
    }

    @Test func arithmeticIsThatOfThePrime() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<500 {
            let (left, right) = (
                UInt128.random(in: 0...(.max), using: &random), UInt128.random(in: 0...(.max), using: &random)
            )
            let product = Residue(left) * Residue(right)
            #expect(product.value == Reference.times(left % Reference.prime, right % Reference.prime))
            #expect((Residue(left) - Residue(right) + Residue(right)).value == left % Reference.prime)
        }
        let x = Residue(12345)
        #expect(x.geometricSum(0) == .zero && x.geometricSum(1) == .one)
        #expect(x.geometricSum(6) == .one + x + x * x + x.power(3) + x.power(4) + x.power(5))
        #expect(EvaluationPoint.standard.power(.max) == EvaluationPoint.standard.point.power(.max))
        #expect(Residue(Residue.modulus) == .zero)
    }

    @Test func everyBitCounts() async throws {
        func digest(_ numbers: [Double], _ shape: [Int], key: String? = nil) async throws -> String {
            let store = MemoryStore()
            let array = try await ZarrArray.create(in: store, ArrayLayout(shape: shape, dataType: .float64))
            try await array.write(NDArray(shape: shape, numbers).erased)
            return try await self.digest(
                store, "", key.map { try ChecksumOptions(key: $0) } ?? ChecksumOptions())
        }
        let digests = [
            try await digest([0, 1, 2, 3], [4]), try await digest([0, 1, 2, 3], [2, 2]),
            try await digest([-0.0, 1, 2, 3], [4]), try await digest([1, 0, 2, 3], [4]),
            try await digest([.nan, 1, 2, 3], [4]), try await digest([Double(nan: 5, signaling: false), 1, 2, 3], [4]),
            try await digest([0, 1, 2, 3], [4], key: "5"), try await digest([0, 1, 2, 3], [4], key: "6"),
        ]
        #expect(Set(digests).count == digests.count)
        #expect(throws: ZarrError.self) { try ChecksumOptions(key: "xyz") }
        #expect(throws: ZarrError.self) { try ChecksumOptions(key: "1") }
        #expect(throws: ZarrError.self) { try ChecksumOptions(countsAttributes: true).require(digests[0]) }
        #expect(throws: ZarrError.self) { try ChecksumOptions().require("abc") }
        try ChecksumOptions().require(digests[0])
    }

    /// A copy to another format has the same digest, attributes and all.
    @Test func aCopyIsEqual() async throws {
        let source = MemoryStore(name: "source")
        let root = try await ZarrGroup.create(
            in: source, attributes: ["b": 1.0, "a": ["x": 2.5, "é\n": .null]], format: .zarr2)
        #expect(root.path == "")
        for (path, type) in [("g/x", DataType.int32), ("g/s", .string), ("y", .float32)] {
            let array = try await ZarrArray.counting(
                type, [5, 6], chunks: [2, 6], path: path, in: source, format: .zarr2)
            try await array.updateAttributes { $0["_ARRAY_DIMENSIONS"] = ["p", "q"] }
        }
        let target = MemoryStore(name: "target")
        try await CopyPlan(
            from: try await Hierarchy.open(in: source), to: target, at: "",
            CopyOptions(format: .zarr3, chunks: [3, 4], shards: [6, 8])
        ).run()
        for options in [ChecksumOptions(), ChecksumOptions(countsAttributes: true), try ChecksumOptions(key: "abc")] {
            let left = try await ContentChecksum.of(Hierarchy.open(in: source), options)
            let right = try await ContentChecksum.of(Hierarchy.open(in: target), options)
            #expect(left.digest == right.digest && left.nodes.count == 5)
            #expect(left.digest.hasPrefix(options.prefix))
            #expect(try await digest(source, "g", options) == left.nodes.first { $0.path == "g" }?.digest)
        }
        let before = try await digest(target)
        try await ZarrGroup.open(in: target).updateAttributes { $0["a"] = 1 }
        #expect(try await digest(target) == before)
        #expect(
            try await digest(target, "", ChecksumOptions(countsAttributes: true))
                != digest(source, "", ChecksumOptions(countsAttributes: true)))
        _ = try await ZarrGroup.create(in: target, at: "more", format: .zarr3)
        #expect(try await digest(target) != before)
    }

    /// Each chunk is asked for once, and what is not stored not at all.
    @Test func readsEachChunkOnce() async throws {
        let inner = MemoryStore()
        _ = try await ZarrArray.counting(.int32, [64, 64], chunks: [8, 5], in: inner)
        let log = RequestLog()
        let store = RecordingStore(inner, log: log)
        _ = try await ContentChecksum.of(Hierarchy.open(in: store))
        let reads = log.requests.filter { $0.kind == .get && $0.path.hasPrefix("c/") }
        #expect(reads.count == 8 * 13 && Set(reads.map(\.path)).count == 8 * 13)
    }

    /// 10^15 elements of which one chunk is stored.
    @Test func whatIsNotStoredCostsNothing() async throws {
        let store = MemoryStore()
        let array = try await ZarrArray.create(
            in: store,
            ArrayLayout(
                shape: [1 << 25, 1 << 25], dataType: .float32, chunks: [16, 16],
                fillValue: try DataType.float32.fillValue(from: 2.5, dialect: .v3)))
        let empty = try await digest(store)
        try await array.write(
            AnyNDArray.counting(.float32, [1, 2]), at: [(1 << 24)..<(1 << 24 + 1), 5..<7])
        #expect(try await digest(store) != empty)
        try await array.erase([(1 << 24)..<(1 << 24 + 1), 5..<7])
        #expect(try await digest(store) == empty)
    }
}

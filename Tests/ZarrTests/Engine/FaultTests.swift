import Testing
import Zarr
import ZarrTesting

/// Whatever request of a write fails, every key holds its earlier value or its new one, and the error says which failed.
@Suite struct FaultTests {
    struct Layout: Sendable, CustomTestStringConvertible {
        let shards: [Int]?
        let codecs: [CodecChoice]
        var testDescription: String { "\(shards ?? []) \(codecs.map(\.codec.v3.name))" }
    }

    static let layouts = [
        Layout(shards: nil, codecs: []), Layout(shards: nil, codecs: [.zstd(), .crc32c]),
        Layout(shards: [4, 4], codecs: [.gzip(level: 1)]),
    ]

    private static let shape = [8, 8]
    private static let old = (0..<64).map { Int32($0 + 1) }
    private static let new = (0..<64).map { Int32(1000 + $0) }
    /// One chunk is covered, three are written in part; fill goes over a whole one of them.
    private static let part: Selection = [0..<6, 0..<7]

    private static func arrays(_ layout: Layout) async throws -> MemoryStore {
        let base = MemoryStore()
        let array = try await ZarrArray.create(
            in: base, at: "group/array",
            ArrayLayout(
                shape: shape, dataType: .int32, chunks: layout.shards == nil ? [4, 4] : [2, 2], shards: layout.shards,
                codecs: layout.codecs))
        try await array.write(NDArray(shape: shape, old))
        return base
    }

    private static func write(_ store: any Store) async throws {
        let array = try await ZarrArray.open(in: store, at: "group/array", format: .zarr3)
        let values = (0..<6).flatMap { row in (0..<7).map { new[row * 8 + $0] } }
        try await array.write(NDArray(shape: [6, 7], values), at: part)
    }

    /// Checks that each chunk holds all of its old or all of its new elements.
    private static func checkChunks(_ base: MemoryStore) async throws {
        let found = try await ZarrArray.open(in: base, at: "group/array").read(as: Int32.self).elements
        for chunk in 0..<4 {
            let places = (0..<64).filter { $0 / 32 * 2 + $0 % 8 / 4 == chunk }
            let changed = places.map { $0 / 8 < 6 && $0 % 8 < 7 ? new[$0] : old[$0] }
            let elements = places.map { found[$0] }
            #expect(elements == changed || elements == places.map { old[$0] }, "chunk \(chunk) is torn: \(elements)")
        }
    }

    private static func checkWritten(_ base: MemoryStore) async throws {
        let found = try await ZarrArray.open(in: base, at: "group/array").read(as: Int32.self).elements
        let wanted = (0..<64).map { place -> Int32 in place / 8 < 6 && place % 8 < 7 ? new[place] : old[place] }
        #expect(found == wanted)
    }

    @Test(arguments: StoreKind.allCases, layouts)
    func everyRequestOfAWriteMayFail(kind: StoreKind, layout: Layout) async throws {
        let counting = FaultStore(try await Self.arrays(layout), [])
        try await Self.write(kind.store(counting))
        for request in [StoreRequest.Kind.get, .set] {
            let count = counting.count(request)
            #expect(count >= 4)
            for number in 0..<count {
                for effect in [
                    StoreFault.Effect.fail(ZarrError(.io, "the disk is gone")),
                    .failAfterwards(ZarrError(.io, "the answer is lost")),
                ] {
                    let base = try await Self.arrays(layout)
                    let store = FaultStore(base, [StoreFault(request, number, effect)])
                    do {
                        try await Self.write(kind.store(store))
                        // A conditional write that fails is read back, and sent again where it has to be.
                        if kind == .awaited, request == .set {
                            try await Self.checkWritten(base)
                        } else {
                            Issue.record("\(request) \(number) failed and nobody noticed")
                        }
                    } catch let error as ZarrError {
                        #expect(error.code == .io, "\(error)")
                        #expect(error.node == "/group/array", "\(error)")
                        #expect(error.key?.hasPrefix("group/array/") == true, "\(error)")
                    }
                    try await Self.checkChunks(base)
                }
            }
        }
    }

    /// Bytes that are short or wrong on their way in: an error that names the key and the codec, and nothing is written.
    @Test(arguments: StoreKind.allCases)
    func spoiltBytesAreNoticed(kind: StoreKind) async throws {
        let layout = Self.layouts[1]
        for number in 1..<4 {
            for effect in [StoreFault.Effect.cut(to: 9), .cut(to: 0), .flip(byte: 6)] {
                let base = try await Self.arrays(layout)
                let store = kind.store(FaultStore(base, [StoreFault(.get, number, effect)]))
                do {
                    try await Self.write(store)
                    Issue.record("spoilt bytes of request \(number) were taken for good")
                } catch let error as ZarrError {
                    #expect(error.code == .corruptData, "\(error)")
                    #expect(error.codec == "crc32c", "\(error)")
                    #expect(error.key?.hasPrefix("group/array/c/") == true, "\(error)")
                    #expect(error.node == "/group/array")
                }
                try await Self.checkChunks(base)
            }
        }
    }

    /// Where an answer is lost, and what is read then comes short, no range is reserved twice.
    @Test func anAppendIsReservedOnce() async throws {
        var failed = 0
        for (set, get) in (0..<6).flatMap({ set in (0..<14).map { (set, $0) } }) {
            let base = MemoryStore()
            _ = try await ZarrArray.create(
                in: base, at: "a", ArrayLayout(shape: [0, 6], dataType: .int32, chunks: [4, 3], codecs: []))
            let faulty = FaultStore(
                base,
                [
                    StoreFault(.set, set, .failAfterwards(ZarrError(.io, "the answer is lost"))),
                    StoreFault(.get, get, .cut(to: 30)),
                ])
            do {
                let array = try await ZarrArray.open(in: StoreKind.awaited.store(faulty), at: "a", format: .zarr3)
                _ = try await array.append(NDArray(shape: [3, 6], repeating: Int32(1)))
            } catch is ZarrError {
                failed += 1
            }
            let rows = try await ZarrArray.open(in: base, at: "a").shape[0]
            #expect(rows == 0 || rows == 3, "\(rows) rows: set \(set), get \(get)")
        }
        #expect(failed > 0)
    }

    /// A damaged chunk is named by a read, and does not keep others from being read.
    @Test(arguments: StoreKind.allCases) func aDamagedChunkIsNamed(kind: StoreKind) async throws {
        let base = try await Self.arrays(Self.layouts[2])
        let key = try StoreKey("group/array/c/1/0")
        var bytes = try #require(try await base.get(key)).array
        bytes[3] ^= 0x40
        try await base.set(key, Bytes(bytes))
        let array = try await ZarrArray.open(in: kind.store(base), at: "group/array")
        do {
            _ = try await array.read()
            Issue.record("damage is not noticed")
        } catch let error as ZarrError {
            #expect(error.code == .corruptData)
            #expect(error.key == "group/array/c/1/0")
            #expect(error.codec == "gzip")
            #expect(error.node == "/group/array")
            #expect(error.message.contains("subchunk [0, 0]"), "\(error)")
        }
        #expect(try await array.read([0..<4], as: Int32.self).elements == Array(Self.old.prefix(32)))
    }

    /// A resize that fails leaves an array that opens, and shows what it held or fill.
    @Test(arguments: [[3, 3], [12, 3], [8, 20], [0, 8]]) func everyRequestOfAResizeMayFail(shape: [Int]) async throws {
        let counting = FaultStore(try await Self.arrays(Self.layouts[1]), [])
        let array = try await ZarrArray.open(in: counting, at: "group/array")
        let opening = Dictionary(uniqueKeysWithValues: StoreRequest.Kind.allCases.map { ($0, counting.count($0)) })
        try await array.resize(to: shape)
        for request in StoreRequest.Kind.allCases {
            for number in opening[request, default: 0]..<counting.count(request) {
                let base = try await Self.arrays(Self.layouts[1])
                let store = FaultStore(base, [StoreFault(request, number, .fail(ZarrError(.io, "gone")))])
                let array = try await ZarrArray.open(in: store, at: "group/array")
                await #expect(throws: ZarrError.self, "\(request) \(number)") { try await array.resize(to: shape) }
                let again = try await ZarrArray.open(in: base, at: "group/array")
                #expect(again.shape == Self.shape || again.shape == shape)
                // Tried again it succeeds, and what is cut off never comes back.
                try await again.resize(to: shape)
                try await again.resize(to: Self.shape)
                let found = try await again.read(as: Int32.self).elements
                for place in 0..<64 {
                    let isKept = place / 8 < shape[0] && place % 8 < shape[1]
                    #expect(found[place] == (isKept ? Self.old[place] : 0), "\(request) \(number), place \(place)")
                }
            }
        }
    }
}

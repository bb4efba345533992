import Foundation
import Synchronization
import Testing
import Zarr
import ZarrBase
import ZarrStorage

/// What a read asks for between one chunk and the next, in the threads that decode.
@Suite(.enabled(if: AllocationCount.isAvailable)) struct ChunkReadTests {
    struct Case: CustomTestStringConvertible {
        let codecs: [CodecChoice]
        /// The allocations of a chunk: its key, its path and an open file where it is in one, and what
        /// decoding takes.
        let each: Int

        var testDescription: String { codecs.isEmpty ? "raw" : "\(codecs)" }
    }

    /// Few chunks, which the caller's own thread decodes, and many, which workers share.
    @Test(
        arguments: [
            Case(codecs: [], each: 6), Case(codecs: [.zstd(level: 1)], each: 6), Case(codecs: [.blosc()], each: 12),
        ], [64, 2000])
    func oneMoreChunkTakesAFewAllocations(test: Case, count: Int) async throws {
        for isFile in [false, true] {
            let directory = FileManager.default.temporaryDirectory.appendingPathComponent("read-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: directory) }
            let base: any Store = isFile ? try FileSystemStore(root: directory.path, durability: .none) : MemoryStore()
            let store = NotingStore(base: base)
            let array = try await ZarrArray.create(
                in: store, ArrayLayout(shape: [count * 256], dataType: .float32, chunks: [256], codecs: test.codecs),
                context: ZarrContext(workers: 2))
            try await array.write(NDArray(shape: [count * 256], (0..<count * 256).map { Float($0 % 977) }))
            _ = try await array.read()
            store.notes.clear()
            let result = try await array.read(as: Float.self)
            #expect(result.elements[1000] == 23)
            let differences = store.notes.differences.sorted()
            try #require(differences.count > count / 2)
            // A worker that has been elsewhere, or whose scratch memory grows, takes a few more once in a while.
            let usual = differences[differences.count * 9 / 10]
            #expect(usual <= (AllocationCount.isOptimized ? test.each : 60), "\(isFile ? "files" : "memory")")
        }
    }
}

/// A store that notes how much memory the calling thread had asked for when it opened a value.
private struct NotingStore: WritableStore, ListableStore {
    let base: any Store
    let notes = Notes()

    final class Notes: Sendable {
        private let places = Mutex<[UInt: [Int]]>([:])

        func clear() { places.withLock { $0 = [:] } }

        func note() {
            let thread = UInt(bitPattern: pthread_self().hashValue)
            // The list must not grow between two notes.
            places.withLock { places in
                if places[thread] == nil {
                    places[thread] = []
                    places[thread]?.reserveCapacity(4096)
                }
                places[thread]?.append(AllocationCount.ofThisThread)
            }
        }

        /// The allocations between each note of a thread and the next.
        var differences: [Int] {
            places.withLock { $0.values.flatMap { zip($0, $0.dropFirst()).map { $1 - $0 } } }
        }
    }

    var description: String { base.description }
    var synchronous: (any SynchronousStore)? {
        base.synchronous.map { Synchronous(base: $0, notes: notes) }
    }

    func get(_ key: StoreKey, _ range: ByteRange) async throws -> Bytes? { try await base.get(key, range) }
    func size(of key: StoreKey) async throws -> Int? { try await base.size(of: key) }
    func set(_ key: StoreKey, _ value: [Bytes]) async throws { try await base.set(key, value) }
    func erase(_ key: StoreKey) async throws { try await base.erase(key) }
    func erase(_ prefix: StorePrefix) async throws { try await base.erase(prefix) }
    func list(_ prefix: StorePrefix) async throws -> [StoreKey] { try await base.list(prefix) }
    func listDirectory(_ prefix: StorePrefix) async throws -> StoreDirectory { try await base.listDirectory(prefix) }

    private struct Synchronous: SynchronousStore {
        let base: any SynchronousStore
        let notes: Notes

        func source(for key: StoreKey) throws(ZarrError) -> (any ByteSource)? {
            notes.note()
            return try base.source(for: key)
        }
        func read(_ key: StoreKey) throws(ZarrError) -> Bytes? {
            notes.note()
            return try base.read(key)
        }
        func read(_ key: StoreKey, ofSize count: Int, into scratch: ScratchBuffer) throws(ZarrError) -> SmallRead {
            notes.note()
            return try base.read(key, ofSize: count, into: scratch)
        }
        func version(of key: StoreKey) throws(ZarrError) -> ValueVersion? { try base.version(of: key) }
        func replace(_ key: StoreKey, _ parts: [UnsafeRawBufferPointer]) throws(ZarrError) {
            try base.replace(key, parts)
        }
        func remove(_ key: StoreKey) throws(ZarrError) { try base.remove(key) }
    }
}

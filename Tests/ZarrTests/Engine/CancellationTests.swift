import Foundation
import Synchronization
import Testing
import Zarr
import ZarrTesting

/// Work that was cancelled ends soon and says so.
@Suite struct CancellationTests {
    /// A store that takes its time over every chunk.
    private static func slowStore(_ kind: StoreKind, _ base: MemoryStore) -> any Store {
        kind == .awaited
            ? AwaitedStore(base, delay: .milliseconds(100)) : GatedStore(base: base, gate: Gate(delay: 20_000))
    }

    private static func isCancelled(_ result: Result<Void, any Error>) -> Bool {
        guard case .failure(let error as ZarrError) = result else { return false }
        return error.code == .cancelled
    }

    @Test(arguments: StoreKind.allCases) func aReadEnds(kind: StoreKind) async throws {
        let base = MemoryStore()
        let layout = ArrayLayout(shape: [4096, 2048], dataType: .int8, chunks: [1, 2048], codecs: [])
        let written = try await ZarrArray.create(in: base, at: "a", layout)
        try await written.fill([0..<64], with: Int8(1))
        let array = try await ZarrArray.open(in: Self.slowStore(kind, base), at: "a")
        let progress = ProgressCounter(total: 4096 * 2048)
        let task = Task { _ = try await array.read(as: Int8.self, progress: progress) }
        while progress.completed == 0 { try await Task.sleep(for: .milliseconds(1)) }
        task.cancel()
        #expect(Self.isCancelled(await task.result))
        #expect(progress.completed < progress.total)
    }

    @Test(arguments: StoreKind.allCases) func aWriteEndsBetweenChunks(kind: StoreKind) async throws {
        let base = MemoryStore()
        let layout = ArrayLayout(shape: [4096, 2048], dataType: .int8, chunks: [1, 2048], codecs: [])
        let array = try await ZarrArray.create(in: Self.slowStore(kind, base), at: "a", layout)
        let progress = ProgressCounter(total: 4096 * 2048)
        let values = try [UInt8](repeating: 7, count: 4096 * 2048).withUnsafeBytes {
            try AnyNDArray(shape: [4096, 2048], dataType: .int8, bytes: $0)
        }
        let task = Task { try await array.write(values, progress: progress) }
        while progress.completed == 0 { try await Task.sleep(for: .milliseconds(1)) }
        task.cancel()
        #expect(Self.isCancelled(await task.result))
        #expect(progress.completed < progress.total)
        let keys = try await base.list(StorePrefix("a")).filter { $0.name != "zarr.json" }
        #expect(keys.count < 4096)
        for key in keys { #expect(try await base.size(of: key) == 2048) }
    }

    @Test(arguments: StoreKind.allCases) func whatIsCancelledBeforeItStartsDoesNothing(kind: StoreKind) async throws {
        let log = RequestLog()
        let store = kind.store(RecordingStore(MemoryStore(), log: log))
        let small = try await ZarrArray.create(in: store, at: "a", ArrayLayout(shape: [4], dataType: .int8))
        let large = try await ZarrArray.create(
            in: store, at: "b", ArrayLayout(shape: [1000, 1000], dataType: .int8, chunks: [100, 1000]))
        log.reset()
        for array in [small, large] {
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                _ = try await array.read(as: Int8.self)
            }
            #expect(Self.isCancelled(await task.result))
            let write = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await array.fill(with: Int8(1))
            }
            #expect(Self.isCancelled(await write.result))
        }
        #expect(log.count(.set) == 0)
    }

    /// A job that waits behind another one need not wait for it.
    @Test func aReadThatWaitsForItsTurnEnds() async throws {
        let base = MemoryStore()
        let layout = ArrayLayout(shape: [1024, 2048], dataType: .int8, chunks: [1, 2048], codecs: [])
        let created = try await ZarrArray.create(in: base, at: "a", layout)
        try await created.fill([0..<1024], with: Int8(1))
        let context = ZarrContext(workers: 1)
        let gate = Gate()
        let array = try await ZarrArray.open(in: GatedStore(base: base, gate: gate), at: "a", context: context)
        let busy = Task { _ = try await array.read(as: Int8.self) }
        while !gate.isReached { try await Task.sleep(for: .milliseconds(1)) }
        // The only worker now stands before the gate with the first job, so that the second one can but wait.
        let progress = ProgressCounter(total: 1024 * 2048)
        let waiting = Task { _ = try await array.read(as: Int8.self, progress: progress) }
        waiting.cancel()
        #expect(Self.isCancelled(await waiting.result))
        #expect(progress.completed == 0)
        busy.cancel()
        gate.open()
        #expect(Self.isCancelled(await busy.result))
    }
}

/// Holds up whoever comes until it is opened, or each for so many microseconds.
private final class Gate: Sendable {
    private let delay: UInt32?
    private let reached = Atomic<Bool>(false)
    private let opened = Atomic<Bool>(false)

    init(delay: UInt32? = nil) { self.delay = delay }

    var isReached: Bool { reached.load(ordering: .acquiring) }
    func open() { opened.store(true, ordering: .releasing) }

    func pass() {
        reached.store(true, ordering: .releasing)
        if let delay {
            usleep(delay)
            return
        }
        while !opened.load(ordering: .acquiring) { usleep(500) }
    }
}

/// Memory whose values lie behind a gate.
private struct GatedStore: WritableStore, ListableStore, SynchronousStore {
    let base: MemoryStore
    let gate: Gate
    var description: String { base.description }
    var synchronous: (any SynchronousStore)? { self }

    func get(_ key: StoreKey, _ range: ByteRange) async throws -> Bytes? { try await base.get(key, range) }
    func size(of key: StoreKey) async throws -> Int? { try await base.size(of: key) }
    func set(_ key: StoreKey, _ value: [Bytes]) async throws { try await base.set(key, value) }
    func erase(_ key: StoreKey) async throws { try await base.erase(key) }
    func erase(_ prefix: StorePrefix) async throws { try await base.erase(prefix) }
    func list(_ prefix: StorePrefix) async throws -> [StoreKey] { try await base.list(prefix) }
    func listDirectory(_ prefix: StorePrefix) async throws -> StoreDirectory { try await base.listDirectory(prefix) }

    func source(for key: StoreKey) throws(ZarrError) -> (any ByteSource)? {
        gate.pass()
        return try base.source(for: key)
    }
    func read(_ key: StoreKey) throws(ZarrError) -> Bytes? { try base.read(key) }
    func read(
        _ key: StoreKey, ofSize count: Int, into scratch: ScratchBuffer
    ) throws(ZarrError) -> SmallRead {
        gate.pass()
        return try base.read(key, ofSize: count, into: scratch)
    }
    func replace(_ key: StoreKey, _ parts: [UnsafeRawBufferPointer]) throws(ZarrError) {
        gate.pass()
        try base.replace(key, parts)
    }
    func remove(_ key: StoreKey) throws(ZarrError) { try base.remove(key) }
}

import Zarr

/// A store whose answers are timed, for reads by the engine's own workers.
struct TimedStore: ReadableStore {
    let base: any ReadableStore
    let clock: PhaseClock

    var description: String { base.description }
    var identity: String? { base.identity }
    var synchronous: (any SynchronousStore)? {
        base.synchronous.map { TimedSynchronousStore(base: $0, clock: clock) }
    }

    func get(_ key: StoreKey, _ range: ByteRange) async throws -> Bytes? { try await base.get(key, range) }
    func size(of key: StoreKey) async throws -> Int? { try await base.size(of: key) }
}

private struct TimedSynchronousStore: SynchronousStore {
    let base: any SynchronousStore
    let clock: PhaseClock

    func source(for key: StoreKey) throws(ZarrError) -> (any ByteSource)? {
        let source = try clock.measure(.open) { () throws(ZarrError) in try base.source(for: key) }
        return source.map { TimedSource(base: $0, clock: clock) }
    }

    func read(_ key: StoreKey) throws(ZarrError) -> Bytes? {
        try clock.measure(.get) { () throws(ZarrError) in try base.read(key) }
    }

    func size(_ key: StoreKey) throws(ZarrError) -> Int? {
        try clock.measure(.open) { () throws(ZarrError) in try base.size(key) }
    }

    func version(of key: StoreKey) throws(ZarrError) -> ValueVersion? {
        try clock.measure(.open) { () throws(ZarrError) in try base.version(of: key) }
    }

    func replace(_ key: StoreKey, _ parts: [UnsafeRawBufferPointer]) throws(ZarrError) {
        try base.replace(key, parts)
    }

    func remove(_ key: StoreKey) throws(ZarrError) { try base.remove(key) }
}

private struct TimedSource: ByteSource {
    let base: any ByteSource
    let clock: PhaseClock

    var preferredReadSize: Int { base.preferredReadSize }
    var version: ValueVersion? { base.version }

    func size() throws -> Int? { try base.size() }

    func read(_ ranges: [ByteRange]) throws -> [Bytes]? {
        try clock.measure(.get) { try base.read(ranges) }
    }

    func read(_ range: ByteRange, into destination: UnsafeMutableRawBufferPointer) throws -> Bool {
        try clock.measure(.get) { try base.read(range, into: destination) }
    }

    func readAll(into scratch: ScratchBuffer) throws -> Bool {
        try clock.measure(.get) { try base.readAll(into: scratch) }
    }
}

import ZarrBase

/// The synchronous side of a ``RecordingStore``.
struct RecordingSynchronousStore: SynchronousStore {
    let base: any SynchronousStore
    let log: RequestLog

    func source(for key: StoreKey) throws(ZarrError) -> (any ByteSource)? {
        guard let source = try base.source(for: key) else {
            log.add(StoreRequest(.get, key.path))
            return nil
        }
        return RecordingSource(base: source, path: key.path, log: log)
    }

    func read(_ key: StoreKey) throws(ZarrError) -> Bytes? {
        let bytes = try base.read(key)
        log.add(StoreRequest(.get, key.path, range: bytes.map { _ in .all }, bytes: bytes?.count))
        return bytes
    }

    func size(_ key: StoreKey) throws(ZarrError) -> Int? {
        let size = try base.size(key)
        log.add(StoreRequest(.size, key.path))
        return size
    }

    func version(of key: StoreKey) throws(ZarrError) -> ValueVersion? {
        let version = try base.version(of: key)
        log.add(StoreRequest(.version, key.path))
        return version
    }

    func replace(_ key: StoreKey, _ parts: [UnsafeRawBufferPointer]) throws(ZarrError) {
        try base.replace(key, parts)
        let count = parts.reduce(0) { $0 + $1.count }
        log.add(StoreRequest(.set, key.path, bytes: count))
    }

    func remove(_ key: StoreKey) throws(ZarrError) {
        try base.remove(key)
        log.add(StoreRequest(.erase, key.path))
    }

    func lock(_ key: StoreKey, waits: Bool) throws(ZarrError) -> KeyLock? {
        let lock = try base.lock(key, waits: waits)
        log.add(StoreRequest(.lock, key.path))
        return lock
    }
}

/// An open value whose every range read is written down.
private struct RecordingSource: ByteSource {
    let base: any ByteSource
    let path: String
    let log: RequestLog

    var preferredReadSize: Int { base.preferredReadSize }
    var version: ValueVersion? { base.version }

    func size() throws -> Int? { try base.size() }

    func read(_ ranges: [ByteRange]) throws -> [Bytes]? {
        let parts = try base.read(ranges)
        for (index, range) in ranges.enumerated() {
            let count = parts.flatMap { index < $0.count ? $0[index].count : nil }
            log.add(StoreRequest(.get, path, range: range, bytes: count))
        }
        return parts
    }

    func read(_ range: ByteRange, into destination: UnsafeMutableRawBufferPointer) throws -> Bool {
        let exists = try base.read(range, into: destination)
        log.add(StoreRequest(.get, path, range: range, bytes: exists ? destination.count : nil))
        return exists
    }

    func readAll(into scratch: ScratchBuffer) throws -> Bool {
        let exists = try base.readAll(into: scratch)
        log.add(StoreRequest(.get, path, range: .all, bytes: exists ? scratch.count : nil))
        return exists
    }
}

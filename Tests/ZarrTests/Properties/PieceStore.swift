import Zarr
import ZarrStorage

/// A store whose values are read in pieces of a few bytes, as a file's are in pieces that stay in cache: so small chunks
/// go the ways of large ones.
struct PieceStore: WritableStore, ListableStore {
    let base: MemoryStore
    let pieceSize: Int

    var description: String { base.description }
    var synchronous: (any SynchronousStore)? { Synchronous(base: base, pieceSize: pieceSize) }

    func get(_ key: StoreKey, _ range: ByteRange) async throws -> Bytes? { try await base.get(key, range) }
    func size(of key: StoreKey) async throws -> Int? { try await base.size(of: key) }
    func set(_ key: StoreKey, _ value: [Bytes]) async throws { try await base.set(key, value) }
    func erase(_ key: StoreKey) async throws { try await base.erase(key) }
    func erase(_ prefix: StorePrefix) async throws { try await base.erase(prefix) }
    func list(_ prefix: StorePrefix) async throws -> [StoreKey] { try await base.list(prefix) }
    func listDirectory(_ prefix: StorePrefix) async throws -> StoreDirectory { try await base.listDirectory(prefix) }

    private struct Synchronous: SynchronousStore {
        let base: MemoryStore
        let pieceSize: Int

        func source(for key: StoreKey) throws(ZarrError) -> (any ByteSource)? {
            guard let source = try base.source(for: key) else { return nil }
            return Source(base: source, preferredReadSize: pieceSize)
        }
        func read(_ key: StoreKey) throws(ZarrError) -> Bytes? { try base.read(key) }
        func version(of key: StoreKey) throws(ZarrError) -> ValueVersion? { try base.version(of: key) }
        func replace(_ key: StoreKey, _ parts: [UnsafeRawBufferPointer]) throws(ZarrError) {
            try base.replace(key, parts)
        }
        func remove(_ key: StoreKey) throws(ZarrError) { try base.remove(key) }
    }

    private struct Source: ByteSource {
        let base: any ByteSource
        let preferredReadSize: Int

        var version: ValueVersion? { base.version }
        func size() throws -> Int? { try base.size() }
        func read(_ ranges: [ByteRange]) throws -> [Bytes]? { try base.read(ranges) }
        func read(_ range: ByteRange, into destination: UnsafeMutableRawBufferPointer) throws -> Bool {
            try base.read(range, into: destination)
        }
        func readAll(into scratch: ScratchBuffer) throws -> Bool { try base.readAll(into: scratch) }
    }
}

import BenchProtocol

/// The encoded chunks of a store in memory; those of a shard are found by its index.
struct StoredChunks {
    let chunks: [UnsafeRawBufferPointer]
    private let memory: FreshMemory

    init(_ job: Job, _ threads: Threads) throws {
        let files = try StoredFiles(below: job.store)
        let memory = try files.load(threads)
        let inShard = job.chunksPerShard ?? 0
        chunks = try files.paths.indices.flatMap { number in
            let value = UnsafeRawBufferPointer(
                rebasing: memory.bytes[files.offsets[number]...].prefix(files.sizes[number]))
            return inShard == 0 ? [value] : try Self.parts(of: value, count: inShard, path: files.paths[number])
        }
        self.memory = memory
    }

    /// The subchunks of a shard whose index lies at the end, without compression, followed by its CRC-32C (sharding_indexed,
    /// "Binary shard format").
    private static func parts(
        of shard: UnsafeRawBufferPointer, count: Int, path: String
    ) throws -> [UnsafeRawBufferPointer] {
        let start = shard.count - 16 * count - 4
        guard start >= 0 else { throw Failure("\(path) is too short for an index of \(count) subchunks") }
        return try (0..<count).compactMap { number in
            let offset = UInt64(
                littleEndian: shard.loadUnaligned(fromByteOffset: start + 16 * number, as: UInt64.self))
            let size = UInt64(
                littleEndian: shard.loadUnaligned(fromByteOffset: start + 16 * number + 8, as: UInt64.self))
            if offset == .max, size == .max { return nil }
            guard offset <= UInt64(start), size <= UInt64(start) - offset else {
                throw Failure("\(path) has an index that reaches past its end")
            }
            return UnsafeRawBufferPointer(rebasing: shard[Int(offset)..<Int(offset) + Int(size)])
        }
    }
}

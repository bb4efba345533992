import BenchProtocol

/// Decodes every chunk of a store, from memory to memory that stays in the cache.
struct DecodeLimit: Work {
    private let threads: Threads
    private let stored: StoredChunks
    private let codec: Job.Compressor
    private let size: Int

    init(_ job: Job) throws {
        threads = Threads(job)
        stored = try StoredChunks(job, threads)
        codec = try job.need(\.codec, "a codec")
        size = try job.need(\.chunkBytes, "the size of a chunk")
    }

    func run(verify: Bool) throws -> Answer {
        let begin = ContinuousClock.now
        try threads.run(stored.chunks.count, state: { try Library(codec, capacity: size) }) { number, library in
            try library.decode(
                stored.chunks[number], to: library.scratch.place(0), size: size)
        }
        return Answer(seconds: seconds(since: begin), bytes: stored.chunks.count * size)
    }
}

/// Encodes every chunk of a store again, from memory to memory that stays in the cache.
struct EncodeLimit: Work {
    private let threads: Threads
    private let decoded: FreshMemory
    private let codec: Job.Compressor
    private let count: Int
    private let size: Int

    init(_ job: Job) throws {
        let threads = Threads(job)
        let stored = try StoredChunks(job, threads)
        let codec = try job.need(\.codec, "a codec")
        let size = try job.need(\.chunkBytes, "the size of a chunk")
        let decoded = try FreshMemory(count: stored.chunks.count * size)
        try threads.run(stored.chunks.count, state: { try Library(codec, capacity: 1) }) { number, library in
            try library.decode(stored.chunks[number], to: decoded.place(number * size), size: size)
        }
        (self.threads, self.decoded, self.codec, self.count, self.size) =
            (threads, decoded, codec, stored.chunks.count, size)
    }

    func run(verify: Bool) throws -> Answer {
        let begin = ContinuousClock.now
        // Room for what does not become smaller.
        try threads.run(count, state: { try Library(codec, capacity: size + size / 8 + 4096) }) { number, library in
            _ = try library.encode(UnsafeRawBufferPointer(start: decoded.place(number * size), count: size))
        }
        return Answer(seconds: seconds(since: begin), bytes: count * size)
    }
}

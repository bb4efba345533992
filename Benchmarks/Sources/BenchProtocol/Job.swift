/// What the harness asks for; the rows in `Benchmarks/rows_*.py` say what each operation gets.
package struct Job: Decodable, Sendable {
    package var operation: String
    /// The path of the array, group or folder.
    package var store: String
    /// Origin and shape of each box that is read or written.
    package var boxes: [Box]?
    /// How many callers take boxes at a time.
    package var callers: Int?
    /// Whether the time of each call is wanted.
    package var each: Bool?
    /// Whether results stay until the clock has stopped.
    package var keep: Bool?
    /// How often a run repeats the operation.
    package var count: Int?
    /// Threads; nil: as many as cores.
    package var threads: Int?
    /// Bytes of a cache of decoded chunks; nil: none.
    package var cache: Int?
    /// The path of a node below the store.
    package var node: String?
    /// What is asked of consolidated metadata: `names`, `one` or `all`.
    package var wanted: String?
    /// Whether all bits of what is written are turned.
    package var flip: Bool?
    /// What is written: a file of elements, after `offset` bytes of header.
    package var source: String?
    package var offset: Int?
    package var shape: [Int]?
    /// `none`, `data` or `full`.
    package var durability: String?
    /// What is written: an array that lies there, but for copies.
    package var target: String?
    package var chunks: [Int]?
    package var shards: [Int]?
    /// The last codec of the chunks.
    package var codec: Compressor?
    /// The decoded bytes of a chunk, and how many lie in a shard.
    package var chunkBytes: Int?
    package var chunksPerShard: Int?

    package struct Box: Decodable, Sendable {
        package var origin: [Int]
        package var shape: [Int]

        package init(from decoder: any Decoder) throws {
            var parts = try decoder.unkeyedContainer()
            origin = try parts.decode([Int].self)
            shape = try parts.decode([Int].self)
        }
    }

    package struct Compressor: Decodable, Sendable {
        /// `none`, `blosc`, `zstd` or `gzip`.
        package var name: String
        package var level: Int?
        /// The compressor inside blosc, its shuffle (`shuffle`, `bitshuffle`, `noshuffle`), and the bytes of an element.
        package var cname: String?
        package var shuffle: String?
        package var typesize: Int?
    }

    /// A part of the job that its operation cannot do without.
    package func need<Value>(_ part: KeyPath<Job, Value?>, _ name: String) throws -> Value {
        guard let value = self[keyPath: part] else { throw Failure("\(operation) needs \(name)") }
        return value
    }
}

import ZarrBase
import ZarrStorage

extension StoreConformance {
    static func checkConcurrentWrites(_ store: any Store) async throws {
        let key = try StoreKey("a/b/contended")
        // Every byte of a value is the same and its size follows from it, so a mixture shows.
        @Sendable func value(_ writer: Int) -> Bytes {
            Bytes([UInt8](repeating: UInt8(writer), count: 1000 + 7919 * writer))
        }
        try await store.set(key, value(0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 1...4 {
                group.addTask {
                    for _ in 0..<25 { try await store.set(key, value(writer)) }
                }
            }
            for _ in 0..<3 {
                group.addTask {
                    for _ in 0..<60 {
                        guard let seen = try await store.get(key), let first = seen.array.first else {
                            throw ConformanceFailure("a value is missing while it is replaced")
                        }
                        try demand(seen == value(Int(first)), "a reader saw a mixture of two values")
                    }
                }
            }
            try await group.waitForAll()
        }
        try demand(try await store.list(.root), is: [key], "the keys after concurrent writes")
    }

    static func checkConcurrentDirectories(_ store: any Store) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    for number in 0..<25 {
                        try await store.set(
                            StoreKey("deep/\(number)/er/\(writer)"), pattern(3, seed: number + writer))
                    }
                }
            }
            try await group.waitForAll()
        }
        try demand(try await store.list(.root).count, is: 100, "the number of keys written at once")
        for number in 0..<25 {
            for writer in 0..<4 {
                try await demand(
                    store, StoreKey("deep/\(number)/er/\(writer)"), holds: pattern(3, seed: number + writer))
            }
        }
    }

    static func checkSynchronousTwin(_ store: any Store) async throws {
        guard let twin = store.synchronous else { return }
        let key = try StoreKey("a/twin")
        let absent = try StoreKey("a/absent")
        let value = pattern(5000, seed: 5)
        try await store.set(key, value)
        try demand(try twin.read(key) == value, "the synchronous value differs")
        try demand(try twin.size(key), is: 5000, "the synchronous size")
        try demand(try twin.read(absent) == nil, "a missing value is read synchronously")
        try demand(try twin.size(absent) == nil, "a missing value has a synchronous size")
        try demand(try twin.source(for: absent) == nil, "a missing value has a source")
        try demand(try twin.source(for: StoreKey("a")) == nil, "a prefix has a source")
        try checkSource(try twin.source(for: key), value)
        // Who changes a part of a value looks whether it is still what was read.
        try demand(
            try twin.source(for: key)?.version == twin.version(of: key), "a source has another version than its value")
        let scratch = ScratchBuffer()
        try demand(try twin.read(key, ofSize: 5000, into: scratch), is: .read, "a value of the expected size")
        try demand(scratch.bytes.elementsEqual(value.array), "a value of the expected size differs")
        for size in [0, 1, 4999, 5001, 100_000] {
            try demand(
                try twin.read(key, ofSize: size, into: scratch), is: .otherSize(5000), "a value of another size")
        }
        try demand(try twin.read(absent, ofSize: 7, into: scratch), is: .missing, "a missing value of some size")
        try demand(try twin.read(StoreKey("a"), ofSize: 0, into: scratch), is: .missing, "a prefix of some size")

        // A source stays with the value that it was opened on.
        let old = try twin.source(for: key)
        let parts = (0..<1500).map { pattern($0 % 5, seed: $0) }
        let replaced = parts.flatMap(\.array)
        try withBuffers(parts) { try twin.replace(key, $0) }
        try demand(try await store.get(key)?.array, is: replaced, "a value replaced synchronously")
        try demand(try old?.read(.all) == value, "an open source no longer reads the value it was opened on")
        try twin.replace(StoreKey("a/empty"), [])
        try demand(try await store.size(of: StoreKey("a/empty")), is: 0, "the size of a value without parts")
        try twin.remove(key)
        try twin.remove(key)
        try demand(try await store.get(key) == nil, "a value removed synchronously is still there")
        do {
            try twin.replace(StorePrefix.root.key("../out"), [])
            throw ConformanceFailure("a key that leaves the store can be written synchronously")
        } catch let error as ZarrError {
            try demand(error.code, is: .invalidArgument, "the error of a key that leaves the store")
        }
    }

    private static func checkSource(_ source: (any ByteSource)?, _ value: Bytes) throws {
        guard let source else { throw ConformanceFailure("a value has no source") }
        try demand(try source.size(), is: value.count, "the size of a source")
        try demand(source.preferredReadSize > 0, "a source prefers to read nothing at a time")
        let ranges: [ByteRange] = [.suffix(length: 20), .bounded(offset: 3, length: 4000), .from(offset: 4999), .all]
        let read = try source.read(ranges)
        let expected = try ranges.map { try value.slice($0) }
        try demand(read == expected, "the ranges of a source differ from those of its value")

        let scratch = ScratchBuffer()
        try scratch.resize(to: 7)
        try demand(try source.readAll(into: scratch), "a source does not read all of its value")
        try demand(scratch.bytes.elementsEqual(value.array), "all of a source differs from its value")

        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 100, alignment: 1)
        defer { memory.deallocate() }
        try demand(
            try source.read(.bounded(offset: 50, length: 100), into: memory), "a source does not read into memory")
        try demand(memory.elementsEqual(value.array[50..<150]), "what a source reads into memory differs")
        for range in [ByteRange.bounded(offset: 0, length: 99), .bounded(offset: 4950, length: 100), .all] {
            do {
                _ = try source.read(range, into: memory)
            } catch let error as ZarrError {
                try demand(error.code, is: .corruptData, "the error of \(range) into 100 bytes")
                continue
            }
            throw ConformanceFailure("\(range) of \(value.count) bytes is read into 100 bytes")
        }
        for range in [ByteRange.bounded(offset: 0, length: 1 << 60), .bounded(offset: 5000, length: 1)] {
            do {
                _ = try source.read([range])
            } catch let error as ZarrError {
                try demand(error.code, is: .corruptData, "the error of \(range) of \(value.count) bytes")
                continue
            }
            throw ConformanceFailure("\(range) of \(value.count) bytes is read")
        }
    }

    private static func withBuffers(_ parts: [Bytes], _ body: ([UnsafeRawBufferPointer]) throws -> Void) throws {
        var buffers: [UnsafeRawBufferPointer] = []
        func add(_ rest: ArraySlice<Bytes>) throws {
            guard let part = rest.first else { return try body(buffers) }
            try part.withUnsafeBytes { buffer in
                buffers.append(buffer)
                try add(rest.dropFirst())
            }
        }
        try add(parts[...])
    }
}

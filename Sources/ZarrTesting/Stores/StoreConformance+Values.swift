import ZarrBase
import ZarrStorage

extension StoreConformance {
    static func checkValues(_ store: any Store) async throws {
        for size in [1, 2, 4095, 4096, 4097, 100_000] {
            let key = try StoreKey("v/\(size)")
            let value = pattern(size, seed: size)
            try await store.set(key, value)
            try await demand(store, key, holds: value)
            try demand(try await store.size(of: key), is: size, "the size of \(key)")
        }
    }

    static func checkRanges(_ store: any Store) async throws {
        let key = try StoreKey("a/ranges")
        let value = pattern(1000, seed: 1)
        try await store.set(key, value)
        let within: [(ByteRange, Range<Int>)] = [
            (.all, 0..<1000), (.bounded(offset: 0, length: 1000), 0..<1000), (.bounded(offset: 0, length: 1), 0..<1),
            (.bounded(offset: 999, length: 1), 999..<1000), (.bounded(offset: 17, length: 500), 17..<517),
            (.bounded(offset: 5, length: 0), 5..<5), (.bounded(offset: 1000, length: 0), 1000..<1000),
            (.from(offset: 0), 0..<1000), (.from(offset: 990), 990..<1000), (.from(offset: 1000), 1000..<1000),
            (.suffix(length: 0), 1000..<1000), (.suffix(length: 1), 999..<1000), (.suffix(length: 1000), 0..<1000),
            (.suffix(length: 1001), 0..<1000), (.suffix(length: .max), 0..<1000),
        ]
        for (range, expected) in within {
            let bytes = try await store.get(key, range)
            try demand(bytes?.array, is: Array(value.array[expected]), "\(range) of 1000 bytes")
        }
        let outside: [ByteRange] = [
            .bounded(offset: 0, length: 1001), .bounded(offset: 1000, length: 1), .bounded(offset: 1 << 60, length: 1),
            .bounded(offset: 1, length: 1 << 60), .bounded(offset: .max, length: .max), .from(offset: 1001),
            .from(offset: .max), .bounded(offset: -1, length: 2), .bounded(offset: 2, length: -1), .from(offset: -1),
        ]
        for range in outside {
            try await demandFailure(.corruptData, "\(range) of 1000 bytes") { _ = try await store.get(key, range) }
        }
    }

    static func checkMissing(_ store: any Store) async throws {
        try await store.set(StoreKey("a/b/c"), pattern(10, seed: 0))
        for path in ["x", "a", "a/b", "a/b/c/d", "a/b/c/d/e", "a/b/cc", "a/x/c", "z/z"] {
            let key = try StoreKey(path)
            for range in [.all, .suffix(length: 4), .from(offset: 2), ByteRange.bounded(offset: 2, length: 2)] {
                try demand(try await store.get(key, range) == nil, "\(range) of the missing \(key) is not nil")
            }
            try demand(try await store.size(of: key) == nil, "the size of the missing \(key) is not nil")
            try await store.erase(key)
        }
        try await store.erase(StorePrefix("x/y"))
        try demand(try await store.list(StorePrefix("x")).map(\.path), is: [], "keys under a missing prefix")
        try demand(
            try await store.listDirectory(StorePrefix("x/y")), is: StoreDirectory(), "what lies in a missing prefix")
        try demand(
            try await store.listDirectory(StorePrefix("a/b/c")), is: StoreDirectory(), "what lies in a value")
        try await demand(store, StoreKey("a/b/c"), holds: pattern(10, seed: 0))
    }

    static func checkEmpty(_ store: any Store) async throws {
        for (path, parts) in [("none", []), ("one", [Bytes()]), ("two", [Bytes(), Bytes()])] {
            let key = try StoreKey(path)
            try await store.set(key, parts)
            try await demand(store, key, holds: Bytes())
            try demand(try await store.size(of: key), is: 0, "the size of an empty value")
            try demand(
                try await store.get(key, .suffix(length: 9)) == Bytes(), "a suffix of an empty value is not empty")
            try await demandFailure(.corruptData, "a byte of an empty value") {
                _ = try await store.get(key, .bounded(offset: 0, length: 1))
            }
        }
        try demand(try await store.list(.root).map(\.path), is: ["none", "one", "two"], "the keys of empty values")
    }

    static func checkParts(_ store: any Store) async throws {
        let key = try StoreKey("parts")
        // More than the 1024 that one system call takes, some of them empty.
        let parts = (0..<2500).map { pattern($0 % 11, seed: $0) }
        try await store.set(key, parts)
        try demand(try await store.get(key)?.array, is: parts.flatMap(\.array), "a value of 2500 parts")
        let whole = pattern(3000, seed: 3)
        let slices = try [whole.slice(.bounded(offset: 1000, length: 1000)), whole.slice(.suffix(length: 10))]
        try await store.set(key, slices)
        try demand(try await store.get(key)?.array, is: slices.flatMap(\.array), "a value of two slices")
    }

    static func checkOverwriting(_ store: any Store) async throws {
        let key = try StoreKey("a/b")
        for (round, size) in [100, 10, 1000, 0, 1].enumerated() {
            try await store.set(key, pattern(size, seed: round))
            try await demand(store, key, holds: pattern(size, seed: round))
        }
        try demand(try await store.list(.root).map(\.path), is: ["a/b"], "the keys after overwriting")
    }

    static func checkNames(_ store: any Store) async throws {
        // Composed and decomposed, and more than the first plane. Case is left alone: not every file system has it.
        let names = [
            "Größe/zarr.json", "温度/c/0/0", "a b/c d", "naïve", "\u{1F30A}/x", "a'b\"c", "a%20b", "a?b#c", "a\\b", "-rf",
            ".hidden", "..a", "...", "c.0.0", "~", "*", "a\nb", "a:b",
        ]
        for (number, name) in names.enumerated() {
            try await store.set(StoreKey(name), pattern(5, seed: number))
        }
        for (number, name) in names.enumerated() {
            try await demand(store, StoreKey(name), holds: pattern(5, seed: number))
        }
        let expected = try names.map { try StoreKey($0) }.sorted()
        try demand(try await store.list(.root), is: expected, "the keys of many scripts")
    }

    static func checkWalls(_ store: any Store) async throws {
        try await store.set(StoreKey("a/b"), pattern(4, seed: 4))
        for name in ["..", ".", "", "/", "x/../../y", "x//y", "x/", "/etc/passwd", "x\0y"] {
            let key = StorePrefix.root.key(name)
            try await demandFailure(.invalidArgument, "writing the key \"\(name)\"") {
                try await store.set(key, pattern(1, seed: 0))
            }
            // A store that finds nothing there is as safe as one that refuses.
            let found = try? await store.get(key)
            try demand(found == nil, "the key \"\(name)\" can be read")
        }
        try? await store.erase(StorePrefix.root.appending("a/.."))
        try? await store.erase(StorePrefix.root.appending(".."))
        try await demand(store, StoreKey("a/b"), holds: pattern(4, seed: 4))
    }
}

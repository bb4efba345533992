import ZarrBase
import ZarrStorage

extension StoreConformance {
    static func checkErasing(_ store: any Store) async throws {
        let value = pattern(8, seed: 8)
        for path in ["a/b", "a/c", "a-b", "ab"] { try await store.set(StoreKey(path), value) }
        try await store.erase(StoreKey("a/b"))
        try demand(try await store.get(StoreKey("a/b")) == nil, "an erased value is still there")
        try demand(try await store.list(.root).map(\.path), is: ["a-b", "a/c", "ab"], "the keys after erasing a/b")
        // A prefix is not a key.
        try await store.erase(StoreKey("a"))
        try await demand(store, StoreKey("a/c"), holds: value)
        try await store.set(StoreKey("a/b"), value)
        try await demand(store, StoreKey("a/b"), holds: value)
    }

    static func checkErasingPrefixes(_ store: any Store) async throws {
        let value = pattern(8, seed: 8)
        let paths = ["a-b", "a.b/c", "a/b/c/d", "a/b/e", "a/f", "aa/b", "b"]
        for path in paths { try await store.set(StoreKey(path), value) }
        for _ in 0..<2 {
            try await store.erase(StorePrefix("a/b"))
            try demand(
                try await store.list(.root).map(\.path), is: ["a-b", "a.b/c", "a/f", "aa/b", "b"],
                "the keys after erasing the prefix a/b")
        }
        let prefixes = try await store.listDirectory(StorePrefix("a")).prefixes
        try demand(prefixes, is: [], "the prefixes that an erased one leaves")
        try await store.erase(StorePrefix("a"))
        try demand(
            try await store.list(.root).map(\.path), is: ["a-b", "a.b/c", "aa/b", "b"],
            "the keys after erasing the prefix a")
        // A key is not a prefix.
        try await store.erase(StorePrefix("b"))
        try await demand(store, StoreKey("b"), holds: value)
        try await store.erase(.root)
        try demand(try await store.list(.root), is: [], "the keys after erasing everything")
        try demand(try await store.listDirectory(.root), is: StoreDirectory(), "the root after erasing everything")
        try await store.set(StoreKey("a/b/e"), value)
        try await demand(store, StoreKey("a/b/e"), holds: value)
    }

    static func checkListing(_ store: any Store) async throws {
        try demand(try await store.list(.root), is: [], "the keys of an empty store")
        let paths = ["a", "a-b", "b/0", "b/1/2/3", "b/1/2/4", "b/10", "b/2", "bb/1", "zarr.json"]
        for path in paths.reversed() { try await store.set(StoreKey(path), pattern(1, seed: 0)) }
        try demand(try await store.list(.root).map(\.path), is: paths, "all keys")
        try demand(
            try await store.list(StorePrefix("b")).map(\.path), is: Array(paths[2...6]), "the keys under b/")
        try demand(
            try await store.list(StorePrefix("b/1")).map(\.path), is: ["b/1/2/3", "b/1/2/4"], "the keys under b/1/")
        try demand(try await store.list(StorePrefix("b/0")).map(\.path), is: [], "the keys under a value")
    }

    static func checkListingDirectories(_ store: any Store) async throws {
        try demand(try await store.listDirectory(.root), is: StoreDirectory(), "an empty store")
        for path in ["zarr.json", "b/zarr.json", "b/c/0/1", "b/c/0/0", "b/c/1/0", "b-c/x", "a"] {
            try await store.set(StoreKey(path), pattern(1, seed: 0))
        }
        let cases: [(String, [String], [String])] = [
            ("", ["a", "zarr.json"], ["b-c/", "b/"]),
            ("b", ["b/zarr.json"], ["b/c/"]),
            ("b/c", [], ["b/c/0/", "b/c/1/"]),
            ("b/c/0", ["b/c/0/0", "b/c/0/1"], []),
        ]
        for (path, keys, prefixes) in cases {
            let directory = try await store.listDirectory(StorePrefix(path))
            try demand(directory.keys.map(\.path), is: keys, "the keys directly under \"\(path)\"")
            try demand(directory.prefixes.map(\.path), is: prefixes, "the prefixes directly under \"\(path)\"")
        }
    }

    static func checkKeysBelowValues(_ store: any Store) async throws {
        let value = pattern(6, seed: 6)
        try await store.set(StoreKey("a"), value)
        for below in try [StoreKey("a/b"), StoreKey("a/b/c")] {
            do {
                try await store.set(below, pattern(7, seed: 7))
                try await demand(store, below, holds: pattern(7, seed: 7))
            } catch let error as ZarrError {
                try demand(error.code, is: .exists, "the error of a key below a value")
                try demand(try await store.get(below) == nil, "a key that was refused can be read")
            }
            try await demand(store, StoreKey("a"), holds: value)
        }
    }

    static func checkKeysInPlaceOfPrefixes(_ store: any Store) async throws {
        let value = pattern(6, seed: 6)
        try await store.set(StoreKey("a/b/c"), value)
        for above in try [StoreKey("a"), StoreKey("a/b")] {
            do {
                try await store.set(above, pattern(7, seed: 7))
                try await demand(store, above, holds: pattern(7, seed: 7))
            } catch let error as ZarrError {
                try demand(error.code, is: .exists, "the error of a key in the place of a prefix")
                try demand(try await store.list(.root).map(\.path), is: ["a/b/c"], "the keys after a refused one")
            }
            try await demand(store, StoreKey("a/b/c"), holds: value)
        }
    }
}

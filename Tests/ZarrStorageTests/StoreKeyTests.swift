import Testing
import ZarrBase
import ZarrStorage

@Suite struct StoreKeyTests {
    @Test(arguments: ["a", "a/b", "zarr.json", ".zgroup", "...", "a/...", "c/0/1", "é", "a b", "a..b", "..a"])
    func acceptsKeys(path: String) throws {
        #expect(try StoreKey(path).path == path)
    }

    @Test(arguments: ["", "/", "/a", "a/", "a//b", ".", "..", "a/..", "../a", "a/./b", "a/../b", "a\0b"])
    func refusesWhatCouldLeaveTheStore(path: String) {
        #expect(throws: ZarrError.self) { try StoreKey(path) }
    }

    @Test func keysThatDifferInNormalisationAreTwo() throws {
        let composed = try StoreKey("\u{e9}")
        let decomposed = try StoreKey("e\u{301}")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect((composed < decomposed) != (decomposed < composed))
    }

    @Test func orderIsThatOfBytes() throws {
        let sorted = ["a", "a-b", "a/b", "aa", "\u{ff5e}", "\u{10000}"]
        #expect(try sorted.reversed().map { try StoreKey($0) }.sorted().map(\.path) == sorted)
    }

    @Test func partsOfAKey() throws {
        let key = try StoreKey("a/b/zarr.json")
        #expect(key.name == "zarr.json")
        #expect(key.parent.path == "a/b/")
        #expect(key.parent.name == "b")
        #expect(key.parent.parent?.parent == .root)
        #expect(StorePrefix.root.parent == nil)
        #expect(StorePrefix.root.name == "")
        #expect(try StoreKey("a").parent == .root)
        #expect(StorePrefix.root.key("a").appending("b").path == "a/b")
        #expect(StorePrefix.root.appending("a").appending("b").key("c").path == "a/b/c")
    }

    @Test func prefixes() throws {
        #expect(try StorePrefix("").path == "")
        #expect(try StorePrefix("a/b").path == "a/b/")
        #expect(try StorePrefix("a/b/").path == "a/b/")
        for path in ["/", "//", "a//", "/a", "..", "../", "a/./"] {
            #expect(throws: ZarrError.self, "\(path)") { try StorePrefix(path) }
        }
        #expect(try StorePrefix("a").contains(StoreKey("a/b")))
        #expect(try !StorePrefix("a").contains(StoreKey("a-b")))
        #expect(try !StorePrefix("a").contains(StoreKey("a")))
    }
}

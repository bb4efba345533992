import Testing
import ZarrBase
import ZarrTesting

@testable import ZarrStorage

/// ZIP files as others write them, honest and not.
@Suite struct ZipStoreTests {
    private let base = MemoryStore()

    private struct Member {
        var name: String
        var value: [UInt8] = [1, 2, 3]
        var method: UInt16 = 0
        var flags: UInt16 = 0
        var size: Int?
        var checksum: UInt32?
        /// What the header before the value holds beside the name.
        var extra: [UInt8] = []
        /// Where the directory says that the header is.
        var offset: Int?
    }

    /// A file, byte by byte.
    private func file(_ members: [Member], before: [UInt8] = [], comment: [UInt8] = [], count: Int? = nil) -> [UInt8] {
        func number(_ number: Int, _ size: Int) -> [UInt8] {
            (0..<size).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        }
        var bytes = before
        var directory: [UInt8] = []
        for member in members {
            let checksum = Int(member.checksum ?? Self.checksum(member.value))
            let common =
                number(Int(member.flags), 2) + number(Int(member.method), 2) + number(0, 4) + number(checksum, 4)
                + number(member.value.count, 4) + number(member.size ?? member.value.count, 4)
                + number(member.name.utf8.count, 2)
            let offset = bytes.count - before.count
            bytes += number(0x0403_4b50, 4) + number(20, 2) + common + number(member.extra.count, 2)
            bytes += Array(member.name.utf8) + member.extra + member.value
            directory += number(0x0201_4b50, 4) + number(20, 2) + number(20, 2) + common + number(0, 2) + number(0, 8)
            directory += number(0, 2) + number(member.offset ?? offset, 4) + Array(member.name.utf8)
        }
        let start = bytes.count - before.count
        bytes += directory + number(0x0605_4b50, 4) + number(0, 4) + number(count ?? members.count, 2)
        bytes += number(count ?? members.count, 2) + number(directory.count, 4) + number(start, 4)
        return bytes + number(comment.count, 2) + comment
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var sum = UInt32.max
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xedb8_8320 : sum >> 1 }
        }
        return ~sum
    }

    private func open(_ bytes: [UInt8], _ kind: Kind = .synchronous) async throws -> ZipStore {
        try await base.set(StoreKey("d/x.zip"), Bytes(bytes))
        return try await ZipStore.open(
            StoreKey("d/x.zip"), in: kind == .synchronous ? base : AwaitedStore(base), limit: 1 << 20)
    }

    enum Kind: CaseIterable { case synchronous, awaited }

    /// RFC 1951 blocks that are stored: what "abc" deflates to at level 0.
    private static let deflated: [UInt8] = [1, 3, 0, 0xfc, 0xff, 97, 98, 99]

    @Test(arguments: Kind.allCases) func readsWhatOthersWrite(kind: Kind) async throws {
        let long = pattern(200_000, seed: 4).array
        let store = try await open(
            file(
                [
                    Member(name: "a/", value: []), Member(name: "a/b", extra: [1, 2, 3, 4, 5]),
                    Member(name: "empty", value: []),
                    Member(
                        name: "d", value: Self.deflated, method: 8, size: 3, checksum: Self.checksum(Array("abc".utf8))),
                    Member(name: "long", value: long, extra: [UInt8](repeating: 0, count: 300)), Member(name: "é"),
                    Member(name: "a//b"), Member(name: "a/b", value: [9, 9]),
                ], before: Array("#!/bin/sh".utf8), comment: Array("PK\u{5}\u{6} no end".utf8)), kind)
        #expect(try await store.list(.root).map(\.path) == ["a/b", "d", "empty", "long", "é"])
        #expect(try await store.listDirectory(.root).prefixes.map(\.path) == ["a/"])
        #expect(try await store.get(StoreKey("a/b"))?.array == [9, 9])
        #expect(try await store.get(StoreKey("d"))?.array == Array("abc".utf8))
        #expect(try await store.get(StoreKey("d"), .suffix(length: 2))?.array == Array("bc".utf8))
        #expect(try await store.get(StoreKey("empty"))?.isEmpty == true)
        #expect(try await store.size(of: StoreKey("long")) == 200_000)
        #expect(try await store.size(of: StoreKey("d")) == 3)
        for range in [
            ByteRange.suffix(length: 7), .bounded(offset: 150_000, length: 10), .bounded(offset: 3, length: 5), .all,
        ] {
            let expected = try Bytes(long).slice(range)
            #expect(try await store.get(StoreKey("long"), range) == expected)
        }
        #expect(try await store.get(StoreKey("a")) == nil)
        #expect(try await store.get(StoreKey("a"), .suffix(length: 1)) == nil)
        #expect(throws: ZarrError.self) { try store.writable() }
    }

    /// Cut anywhere, it is refused when it is opened; nothing traps.
    @Test func cutShort() async throws {
        let whole = file([
            Member(name: "a"), Member(name: "b", value: Array("PK\u{5}\u{6}".utf8) + [UInt8](repeating: 0, count: 18)),
        ])
        for count in 0..<whole.count {
            let error = await #expect(throws: ZarrError.self) { try await open(Array(whole[..<count])) }
            #expect(error?.code == .corruptData)
            #expect(error?.key == "d/x.zip")
        }
    }

    @Test func flippedBytes() async throws {
        let whole = file([Member(name: "a"), Member(name: "d", value: Self.deflated, method: 8, size: 3)])
        for place in whole.indices {
            for bit in [0, 3, 7] {
                var bytes = whole
                bytes[place] ^= 1 << bit
                do {
                    let store = try await open(bytes)
                    for key in try await store.list(.root) { _ = try? await store.get(key) }
                } catch let error as ZarrError {
                    #expect([.corruptData, .unsupported].contains(error.code))
                }
            }
        }
    }

    @Test(arguments: ["../a", "a/../../b", "/etc/passwd", "..\\a", "\\a", "a/.."])
    func namesThatLeadOutOfIt(name: String) async throws {
        let error = await #expect(throws: ZarrError.self) {
            try await open(file([Member(name: "zarr.json"), Member(name: name)]))
        }
        #expect(error?.code == .corruptData)
        #expect(error?.message.contains(name) == true)
    }

    @Test func valuesOverOneAnother() async throws {
        for offset in [0, 10, 68] {
            let error = await #expect(throws: ZarrError.self) {
                try await open(file([Member(name: "a"), Member(name: "b", offset: offset), Member(name: "c")]))
            }
            #expect(error?.code == .corruptData)
        }
    }

    @Test(arguments: Kind.allCases) func valuesThatLie(kind: Kind) async throws {
        let store = try await open(
            file([
                Member(name: "size", size: 4), Member(name: "sum", checksum: 1),
                Member(name: "bomb", value: Self.deflated, method: 8, size: 1 << 30),
                Member(name: "large", value: [UInt8](repeating: 0, count: 3000), method: 8, size: 2 << 20),
                Member(name: "short", value: Self.deflated, method: 8, size: 2),
                Member(name: "long", value: Self.deflated, method: 8, size: 4), Member(name: "lzma", method: 14),
                Member(name: "secret", flags: 1),
            ]), kind)
        for (name, code) in [
            ("size", ZarrError.Code.corruptData), ("sum", .corruptData), ("bomb", .corruptData),
            ("large", .limitExceeded),
            ("short", .corruptData), ("long", .corruptData), ("lzma", .unsupported), ("secret", .unsupported),
        ] {
            let error = await #expect(throws: ZarrError.self) { try await store.get(StoreKey(name)) }
            #expect(error?.code == code, "\(name)")
            #expect(error?.key == name)
        }
    }

    /// Sizes of 64 bits that no sum can hold.
    @Test func absurdSizes() async throws {
        func wide(_ size: UInt64) -> Bytes {
            var entry = ZipEntry(
                method: .deflated, checksum: 0, storedSize: 0, size: Int(clamping: size), headerOffset: 0, nameLength: 1
            )
            let header = ZipRecord.localHeader("a", entry)
            let second = ZipRecord.localHeader("b", entry)
            var directory = ZipRecord.centralHeader("a", entry)
            entry.headerOffset = header.count
            directory += ZipRecord.centralHeader("b", entry)
            let offset = header.count + second.count
            return Bytes(
                header + second + directory
                    + ZipRecord.end(count: 2, size: directory.count, offset: offset, comment: []))
        }
        try await base.set(StoreKey("x.zip"), wide(1 << 40))
        let store = try await ZipStore.open(StoreKey("x.zip"), in: base)
        #expect(try await store.size(of: StoreKey("b")) == 1 << 40)
        await #expect(throws: ZarrError.self) { try await store.get(StoreKey("b")) }
        try await base.set(StoreKey("x.zip"), wide(1 << 63 - 1))
        await #expect(throws: ZarrError.self) { try await ZipStore.open(StoreKey("x.zip"), in: base) }
    }

    /// What a file that is written anew would not have any more.
    @Test func membersOfOthers() async throws {
        let directory = try TemporaryDirectory()
        let files = try FileSystemStore(root: directory.path)
        for (members, front) in [
            ([Member(name: "a"), Member(name: "b//c")], 0), ([Member(name: "a", flags: 1)], 0),
            ([Member(name: "a")], 9),
        ] {
            let bytes = file(members, before: [UInt8](repeating: 1, count: front))
            try await files.set(StoreKey("x.zip"), Bytes(bytes))
            let store = try ZipFileStore(path: directory.path + "/x.zip", durability: .none)
            #expect(throws: ZarrError.self) { try store.compact() }
            if front == 0 {
                let error = await #expect(throws: ZarrError.self) { try await store.set(StoreKey("d"), Bytes([1])) }
                #expect(error?.code == .unsupported)
                #expect(try await files.get(StoreKey("x.zip"))?.array == bytes)
            } else {
                try await store.set(StoreKey("d"), Bytes([1]))
                try store.finish()
                let found = try await ZipStore.open(StoreKey("x.zip"), in: files)
                #expect(try await found.get(StoreKey("a"))?.array == [1, 2, 3])
                #expect(
                    try await files.get(StoreKey("x.zip"))?.array.starts(with: [UInt8](repeating: 1, count: front))
                        == true)
            }
        }
    }

    /// Two requests open a file, one reads a value, another one a part that lies far behind its front, once.
    @Test func requests() async throws {
        try await base.set(
            StoreKey("x.zip"),
            Bytes(
                file([
                    Member(name: "a", value: pattern(3000, seed: 1).array),
                    Member(name: "b", value: pattern(300_000, seed: 2).array),
                ])))
        let recording = RecordingStore(AwaitedStore(base))
        let store = try await ZipStore.open(StoreKey("x.zip"), in: recording)
        #expect(recording.log.count == 2)
        _ = try await store.get(StoreKey("a"))
        #expect(recording.log.count == 3)
        _ = try await store.get(StoreKey("b"), .suffix(length: 100))
        #expect(recording.log.count == 5)
        _ = try await store.get(StoreKey("b"), .bounded(offset: 200_000, length: 100))
        #expect(recording.log.count == 6)
        _ = try await store.list(.root)
        #expect(try await store.get(StoreKey("c")) == nil)
        #expect(recording.log.count == 6)
    }
}

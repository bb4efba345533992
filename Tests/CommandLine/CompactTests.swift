import Foundation
import Testing

struct CompactTests {
    let zarrtool: Program

    init() throws {
        zarrtool = try Program()
        try zarrtool(
            "create", "a.zarr/x", "--shape", "8", "--dtype", "int32", "--chunks", "2", "--shards", "4", "--codecs",
            "none")
        try zarrtool.save("all.npy", [8], [1, 2, 3, 4, 5, 6, 7, 8])
        try zarrtool("write", "a.zarr/x", "--input", "all.npy")
    }

    private func shard(_ number: Int) -> URL { zarrtool.file("a.zarr/x/c/\(number)") }

    /// What an appending writer leaves that changed nothing: the whole shard, and its index once more.
    private func appendIndex() throws {
        var data = try Data(contentsOf: shard(0))
        data.append(data.suffix(36))
        try data.write(to: shard(0))
    }

    @Test func rewritesWhatIsWorthIt() throws {
        let clean = try Data(contentsOf: shard(0))
        #expect(try zarrtool("compact", "a.zarr").output.hasSuffix("no garbage\n"))
        try appendIndex()
        let dry = try zarrtool("compact", "a.zarr", "--dry-run")
        #expect(dry.status == 0 && dry.output.contains("1 shards to rewrite, 36 bytes to free"), "\(dry.output)")
        #expect(try Data(contentsOf: shard(0)).count == clean.count + 36)
        let under = try zarrtool("compact", "a.zarr", "--threshold", "60")
        #expect(under.output.contains("1 shards with 36 bytes of garbage below the threshold"), "\(under.output)")
        let run = try zarrtool("compact", "a.zarr/x", "--json")
        #expect(run.status == 0 && run.error == "")
        let json = try run.json()
        #expect(json["shards"] as? Int == 2 && json["shards_over"] as? Int == 1 && json["garbage_over"] as? Int == 36)
        #expect(try Data(contentsOf: shard(0)) == clean)
        #expect(try zarrtool.names().filter { $0.contains(".__") }.isEmpty)
    }

    @Test func saysWhatItCannot() throws {
        var data = try Data(contentsOf: shard(0))
        data[data.count - 1] ^= 1
        try data.write(to: shard(0))
        let run = try zarrtool("compact", "a.zarr", "--threshold", "0")
        #expect(run.status == 1 && run.output.contains("left as it is: x/c/0: "), "\(run.output)")
        #expect(try Data(contentsOf: shard(0)) == data)
        #expect(try zarrtool("compact", "nowhere.zarr").status == 66)
        #expect(try zarrtool("compact", "a.zarr", "--threshold", "101").status == 64)
        #expect(try zarrtool("compact", "a.zarr", "--threshold", "-1").status == 64)
    }
}

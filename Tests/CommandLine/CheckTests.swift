import Foundation
import Testing

struct CheckTests {
    let zarrtool: Program

    init() throws {
        zarrtool = try Program()
        try zarrtool(
            "create", "a.zarr/x", "--shape", "8", "--dtype", "int32", "--chunks", "2", "--shards", "4", "--codecs",
            "crc32c")
        try zarrtool.save("all.npy", [8], [1, 2, 3, 4, 5, 6, 7, 8])
        try zarrtool("write", "a.zarr/x", "--input", "all.npy")
    }

    @Test func aSoundStoreIsClean() throws {
        for location in ["a.zarr", "a.zarr/x", Program.sample] {
            let run = try zarrtool("check", location)
            #expect(run.status == 0, "\(run.output)\(run.error)")
            #expect(run.output.hasSuffix("nothing is wrong\n"))
        }
        #expect(try zarrtool("check", "nowhere.zarr").status == 66)
        #expect(try zarrtool("check", "a.zarr", "--grace", "-1").status == 64)
    }

    @Test func findsAndRepairs() throws {
        var shard = try Data(contentsOf: zarrtool.file("a.zarr/x/c/0"))
        shard[2] ^= 1
        try shard.write(to: zarrtool.file("a.zarr/x/c/0"))
        let found = try zarrtool("check", "a.zarr", "--json")
        #expect(found.status == 1)
        let finding = (try found.json()["findings"] as? [[String: Any]])?.first
        #expect(finding?["kind"] as? String == "shard" && finding?["kept_subchunks"] as? Int == 1)
        #expect(try zarrtool("check", "a.zarr", "--repair", "--dry-run").status == 1)
        #expect(try Data(contentsOf: zarrtool.file("a.zarr/x/c/0")) == shard)
        let repaired = try zarrtool("check", "a.zarr", "--repair")
        #expect(repaired.status == 0, "\(repaired.output)\(repaired.error)")
        #expect(repaired.output.contains("moved aside, the new shard has 1 subchunks"))
        #expect(try Data(contentsOf: zarrtool.file("a.zarr/__broken/1/x/c/0")) == shard)
        #expect(zarrtool.exists("a.zarr/__broken/1/report.json"))
        #expect(try zarrtool("check", "a.zarr").status == 0)
        #expect(try zarrtool("tree", "a.zarr").output.contains("broken") == false)
        let values = try zarrtool("cat", "a.zarr/x", "--format", "csv").output
        #expect(values.split(separator: "\n").map(String.init).joined(separator: " ").hasSuffix("0 0 3 4 5 6 7 8"))
    }

    /// What killed writers left goes; what a living one holds stays.
    @Test func leftovers() throws {
        let directory = "a.zarr/x/c/"
        try Data().write(to: zarrtool.file(directory + "0.__lock"))
        try Data([1]).write(to: zarrtool.file(directory + ".0.999999999-abc-0.__partial"))
        try Data([1]).write(to: zarrtool.file(directory + ".1.\(getpid())-abc-0.__partial"))
        let young = try zarrtool("check", "a.zarr")
        #expect(young.status == 1 && young.output.contains("0.__lock") && !young.output.contains("__partial"))
        let all = try zarrtool("check", "a.zarr", "--repair", "--grace", "0")
        #expect(
            all.status == 0 && all.output.contains("unfinished write: x/c/.0.999999999"), "\(all.output)\(all.error)")
        let names = try zarrtool.names().filter { $0.contains(".__") }
        #expect(names == [directory + ".1.\(getpid())-abc-0.__partial"])
        #expect(!zarrtool.exists("a.zarr/__broken"))
    }
}

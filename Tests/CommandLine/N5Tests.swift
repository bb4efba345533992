import Foundation
import Testing

/// N5 by the command line, with the sample in place of somebody's data.
struct N5Tests {
    let zarrtool: Program

    init() throws { zarrtool = try Program() }

    private func copySample(_ words: String...) throws {
        let run = try zarrtool("copy", Program.sample, "a.n5", "--format", "n5", "--quiet", more: words)
        #expect(run.status == 0, "\(run.error)")
    }

    private func header(_ block: String) throws -> [UInt8] {
        Array(try Data(contentsOf: zarrtool.file(block)).prefix(16))
    }

    @Test func theSampleIsTheSameInN5() throws {
        try copySample()
        let info = try zarrtool("info", "a.n5/SST", "--json").json()
        #expect(info["format"] as? String == "n5")
        #expect((info["n5"] as? [String: Any])?["dimensions"] as? [Int] == [180, 90, 12])
        #expect(info["shape"] as? [Int] == [12, 90, 180])
        #expect(try zarrtool("info", "a.n5/SST").output.contains("180 x 90 x 12"))
        let difference = try zarrtool("diff", Program.sample + "/SST", "a.n5/SST", "--json")
        #expect(try difference.json()["nodes"] != nil, "\(difference.error)")
        #expect(
            try zarrtool("cat", "a.n5/SST", "--format", "raw").outputBytes
                == zarrtool("cat", Program.sample + "/SST", "--format", "raw").outputBytes)
        #expect(try zarrtool("validate", "a.n5", "--deep").status == 0)
        #expect(try zarrtool("check", "a.n5").status == 0)
        #expect(try zarrtool("consolidate", "a.n5").error.contains("N5 has no consolidated metadata"))
    }

    /// Blocks of 7 x 64 x 64: those behind the 12th month, the 90th row and the 180th column end there, or do not.
    @Test(arguments: [false, true]) func blocksAtTheEdge(isPadded: Bool) throws {
        let run = try zarrtool(
            "copy", Program.sample + "/SST", "a.n5/x", "--format", "n5", "--chunks", "7,64,64", "--codecs", "none",
            "--quiet", more: isPadded ? ["--pad-edges"] : [])
        #expect(run.status == 0, "\(run.error)")
        #expect(try header("a.n5/x/0/0/0") == [0, 0, 0, 3, 0, 0, 0, 64, 0, 0, 0, 64, 0, 0, 0, 7])
        let last: [UInt8] = isPadded ? [64, 64, 7] : [52, 26, 5]
        #expect(
            try header("a.n5/x/2/1/1") == [0, 0, 0, 3, 0, 0, 0, last[0], 0, 0, 0, last[1], 0, 0, 0, last[2]])
    }

    /// A directory is a group whether anything lies in it or not; what a repair puts aside is none.
    @Test func directoriesAreGroups() throws {
        try copySample()
        try FileManager.default.createDirectory(
            at: zarrtool.file("a.n5/empty/below"), withIntermediateDirectories: true)
        try Data([1]).write(to: zarrtool.file("a.n5/SST/0/0/0"))
        #expect(try zarrtool("check", "a.n5", "--repair").status == 0)
        #expect(zarrtool.exists("a.n5/__broken/1/SST/0/0/0"))
        let tree = try zarrtool("tree", "a.n5").output
        #expect(tree.contains("└── below") && !tree.contains("__broken"), "\(tree)")
        #expect(try zarrtool("info", "a.n5/empty/below", "--json").json()["node_type"] as? String == "group")
        #expect(try zarrtool("info", "a.n5/__broken").status == 66)
        #expect(try zarrtool("info", "a.n5/nothing").status == 66)
        #expect(try zarrtool("validate", "a.n5", "--deep").status == 0)
        #expect(try zarrtool("copy", "a.n5", "b.zarr", "--format", "zarr3", "--quiet").status == 0)
        #expect(zarrtool.exists("b.zarr/empty/below/zarr.json") && !zarrtool.exists("b.zarr/__broken"))
        // An empty directory may become an array.
        let run = try zarrtool(
            "create", "a.n5/empty/below", "--format", "n5", "--shape", "4", "--dtype", "int8")
        #expect(run.status == 0, "\(run.error)")
        #expect(try zarrtool("create", "a.n5/empty", "--format", "n5", "--group").error.contains("a node already"))
    }

    /// Shards for all levels of an image, where the blocks of the small ones end with them.
    @Test func shardsForSmallLevels() throws {
        for (name, extents, blocks) in [("s0", "12,90,180", "4,30,60"), ("s1", "3,22,45", "3,22,45")] {
            let run = try zarrtool(
                "create", "a.n5/" + name, "--format", "n5", "--shape", extents, "--dtype", "int16", "--chunks", blocks)
            #expect(run.status == 0, "\(run.error)")
        }
        let run = try zarrtool("copy", "a.n5", "b.zarr", "--format", "zarr3", "--shards", "8,60,120")
        #expect(run.status == 0 && run.error.isEmpty, "\(run.error)")
        #expect(try zarrtool("info", "b.zarr/s0", "--json").json()["shards"] as? [Int] == [8, 60, 120])
        #expect(try zarrtool("info", "b.zarr/s1", "--json").json()["shards"] as? [Int] == [3, 22, 45])
        let failed = try zarrtool("copy", "a.n5", "c.zarr", "--format", "zarr3", "--shards", "8,70,120")
        #expect(failed.status == 64 && failed.error.split(separator: "\n").count == 1, "\(failed.error)")
        #expect(failed.error.contains("use --shards 8,90,120, or also give --chunks"), "\(failed.error)")
    }

    @Test func attributesWithinAttributes() throws {
        try copySample()
        #expect(try zarrtool("attrs", "set", "a.n5/SST", "levels/list[1]/name", "\"two\"").status == 0)
        #expect(try zarrtool("attrs", "get", "a.n5/SST", "levels/list[1]").output.contains("\"two\""))
        #expect(try zarrtool("attrs", "get", "a.n5/SST", "levels/list[0]").output == "null\n")
        #expect(try zarrtool("attrs", "delete", "a.n5/SST", "levels/list").status == 0)
        #expect(try zarrtool("attrs", "get", "a.n5/SST", "levels/list[1]").status == 66)
        #expect(try zarrtool("attrs", "set", "a.n5/SST", "dimensions", "1").error.contains("is a field of N5"))
        #expect(try zarrtool("info", "a.n5/SST").status == 0)
    }

    @Test func isLinkedIntoZarr() throws {
        try copySample()
        let names = try zarrtool.names()
        #expect(try zarrtool("link-n5", "a.n5", "b.zarr", "--dry-run").output.contains("/SST: array float32"))
        #expect(try zarrtool.names() == names)
        let run = try zarrtool("link-n5", "a.n5", "b.zarr")
        #expect(run.status == 0, "\(run.error)")
        let info = try zarrtool("info", "b.zarr/SST", "--json").json()
        #expect(info["format"] as? String == "zarr3")
        #expect(info["shape"] as? [Int] == [180, 90, 12])
        let cell = try zarrtool("cat", "a.n5/SST", "--selection", "3, 40, 70").output
        #expect(try zarrtool("cat", "b.zarr/SST", "--selection", "70, 40, 3").output == cell)
        #expect(try zarrtool("link-n5", "a.n5", "b.zarr").error.contains("there is a zarr.json already"))
    }

    @Test func aNewerVersionIsRefused() throws {
        try copySample()
        try Data(#"{"n5": "5.0.0"}"#.utf8).write(to: zarrtool.file("a.n5/attributes.json"))
        for location in ["a.n5", "a.n5/SST"] {
            let run = try zarrtool("info", location)
            #expect(run.status == 65)
            #expect(run.error.contains("version 5.0.0 of N5"), "\(run.error)")
        }
    }
}

import Foundation
import Testing

/// ZIP files by the command line, with the sample in place of somebody's data.
struct ZipTests {
    let zarrtool: Program

    init() throws { zarrtool = try Program() }

    private func pack(_ destination: String, _ words: String...) throws {
        let run = try zarrtool("zip", Program.sample, destination, "--quiet", more: words)
        #expect(run.status == 0, "\(run.error)")
    }

    @Test(arguments: [[], ["--deflate", "9"]]) func theSampleIsTheSameInAFile(words: [String]) throws {
        let run = try zarrtool("zip", Program.sample, "a.zip", "--quiet", more: words)
        #expect(run.status == 0, "\(run.error)")
        #expect(
            try zarrtool("checksum", "a.zip", "--json").json()["digest"] as? String
                == zarrtool("checksum", Program.sample, "--json").json()["digest"] as? String)
        #expect(
            try zarrtool("cat", "a.zip/SST", "--format", "raw").outputBytes
                == zarrtool("cat", Program.sample + "/SST", "--format", "raw").outputBytes)
        for command in ["validate", "check"] { #expect(try zarrtool(command, "a.zip").status == 0) }
        let explained = try zarrtool("explain", "a.zip/SST", "--selection", "0", "--json")
        #expect(explained.status == 0, "\(explained.error)")
        #expect(try zarrtool("unzip", "a.zip", "b.zarr", "--quiet").status == 0)
        #expect(try zarrtool("diff", "b.zarr", Program.sample).status == 0)
        #expect(try zarrtool("unzip", "a.zip/SST", "c.zarr", "--quiet").status == 0)
        #expect(try zarrtool("diff", "c.zarr", Program.sample + "/SST").status == 0)
    }

    @Test func whatWouldBeDone() throws {
        let run = try zarrtool("zip", Program.sample, "a.ozx", "--dry-run", "--json")
        #expect(try (run.json()["values"] as? Int ?? 0) > 3)
        #expect(!zarrtool.exists("a.ozx"))
        try pack("a.zip")
        #expect(try zarrtool("unzip", "a.zip", "b.zarr", "--dry-run").output.contains("values"))
        #expect(!zarrtool.exists("b.zarr"))
    }

    @Test func refusals() throws {
        try pack("a.zip")
        let again = try zarrtool("zip", Program.sample, "a.zip")
        #expect(again.status == 1 && again.error.contains("--overwrite"), "\(again.error)")
        try pack("a.zip", "--overwrite", "--deflate", "1")
        #expect(try zarrtool("zip", Program.sample, "b.zip", "--deflate", "10").status == 64)
        #expect(try zarrtool("zip", "nothing.zarr", "b.zip").status == 66)
        #expect(try zarrtool("tree", "nothing.zip").status == 66)
        #expect(try zarrtool("info", "a.zip/nothing").status == 66)
        #expect(!zarrtool.exists("b.zip"))
        #expect(try zarrtool("unzip", "a.zip", "b.zarr", "--quiet").status == 0)
        let there = try zarrtool("unzip", "a.zip", "b.zarr")
        #expect(there.status == 1 && there.error.contains("exists"), "\(there.error)")
        let whole = try Data(contentsOf: zarrtool.file("a.zip"))
        try whole.dropLast(30).write(to: zarrtool.file("cut.zip"))
        let cut = try zarrtool("tree", "cut.zip")
        #expect(cut.status == 65 && cut.error.contains("cut.zip") && cut.error.contains("cut short"), "\(cut.error)")
        try Data("no file of values".utf8).write(to: zarrtool.file("text"))
        let text = try zarrtool("tree", "text")
        #expect(text.status == 65 && text.error.contains("|zip:"), "\(text.error)")
    }

    /// All that changes a directory changes a file, and whoever looks in between sees it as it was.
    @Test func changes() throws {
        try pack("a.zip")
        #expect(try zarrtool("attrs", "set", "a.zip/SST", "note", "\"x\"").status == 0)
        #expect(try zarrtool("attrs", "get", "a.zip/SST", "note").output.contains("x"))
        #expect(try zarrtool("resize", "a.zip/SST", "--shape", "13,90,180").status == 0)
        #expect(try zarrtool("info", "a.zip|zip:SST|zarr2:", "--json").json()["shape"] as? [Int] == [13, 90, 180])
        #expect(try zarrtool("info", "a.zip|zip:SST|zarr3:").status == 66)
        let copied = try zarrtool("copy", "a.zip/SST", "a.zip/group/again", "--chunks", "1,90,180", "--quiet")
        #expect(copied.status == 0, "\(copied.error)")
        #expect(try zarrtool("diff", "a.zip/SST", "a.zip/group/again", "--json").status <= 1)
        #expect(try zarrtool("delete", "a.zip/SST").status == 0)
        #expect(try zarrtool("info", "a.zip/SST").status == 66)
        let looked = try zarrtool("compact", "a.zip", "--dry-run", "--json").json()["archive_garbage"] as? Int
        let size = try Data(contentsOf: zarrtool.file("a.zip")).count
        #expect((looked ?? 0) > 1000 && size > looked ?? 0)
        #expect(try zarrtool("consolidate", "a.zip").status == 0)
        #expect(try zarrtool("compact", "a.zip").output.contains("the ZIP file"))
        #expect(try Data(contentsOf: zarrtool.file("a.zip")).count < size - 1000)
        #expect(try zarrtool("check", "a.zip").status == 0)
        #expect(try zarrtool("tree", "a.zip").output.contains("again"))
    }

    /// Below the root of a container, where no document says that it is N5.
    @Test func containersOfN5() throws {
        let made = try zarrtool(
            "create", "a.zip/g/x", "--format", "n5", "--shape", "4", "--dtype", "int16", "--chunks", "3")
        #expect(made.status == 0, "\(made.error)")
        #expect(try zarrtool("attrs", "set", "a.zip/g", "note", "1").status == 0)
        #expect(try zarrtool("attrs", "get", "a.zip/g", "note").output.contains("1"))
        #expect(try zarrtool("info", "a.zip/g/x", "--json").json()["format"] as? String == "n5")
        #expect(try zarrtool("zip", "a.zip", "b.zip", "--quiet").status == 0)
        #expect(try zarrtool("tree", "b.zip").output.contains("x (4,) int16"))
        #expect(try zarrtool("unzip", "b.zip", "c.n5", "--quiet").status == 0)
        #expect(try zarrtool("diff", "c.n5", "a.zip").status == 0)
    }
}

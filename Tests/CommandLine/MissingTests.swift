import Foundation
import Testing

/// Commands that read, told what to make of chunks that are not stored.
struct MissingTests {
    let zarrtool: Program

    init() throws {
        zarrtool = try Program()
        for (name, shards) in [("plain", []), ("shard", ["--shards", "4"])] {
            try zarrtool(
                "create", "a.zarr/\(name)", "--shape", "8", "--dtype", "int32", "--chunks", "2", more: shards)
            try zarrtool.save("all.npy", [8], [1, 2, 0, 0, 5, 6, 7, 8])
            try zarrtool("write", "a.zarr/\(name)", "--input", "all.npy")
        }
    }

    private static let commands = [
        ["cat", "a.zarr/NAME", "--format", "csv"], ["checksum", "a.zarr/NAME"], ["copy", "a.zarr/NAME", "b.zarr"],
        ["copy", "a.zarr/NAME", "c.zarr", "--chunks", "3", "--codecs", "none"], ["diff", "a.zarr/NAME", "a.zarr/NAME"],
    ]

    @Test(arguments: commands, ["plain", "shard"]) func everyReaderKnows(_ words: [String], _ name: String) throws {
        let words = words.map { $0.replacingOccurrences(of: "NAME", with: name) }
        func run(_ policy: String) throws -> Run {
            try zarrtool(words[0], "--missing", policy, more: Array(words[1...]))
        }
        let error = try run("error")
        #expect(error.status == 65, "\(error.error)")
        #expect(error.error.contains("/\(name): \(name)/c/") && error.error.split(separator: "\n").count == 1)
        #expect(!zarrtool.exists("b.zarr") && !zarrtool.exists("c.zarr"))
        let report = try run("report")
        #expect(report.status == 0, "\(report.error)")
        let fact =
            name == "plain"
            ? "plain/c/1: the chunk [1] of elements [2:4] is not stored"
            : "shard/c/0: the shard [0] does not hold the subchunk of elements [2:4]"
        let line = "zarrtool: missing: /\(name): \(fact)\n"
        let expected = line + "zarrtool: 1 chunks are missing\n"
        #expect(report.error == expected)
        for path in ["b.zarr", "c.zarr"] { try? FileManager.default.removeItem(at: zarrtool.file(path)) }
        let fill = try run("fill")
        #expect(fill.status == 0 && fill.error == "" && fill.output == report.output)
    }

    @Test func manyAreCounted() throws {
        try zarrtool("create", "b.zarr", "--shape", "100", "--dtype", "int8", "--chunks", "1")
        let run = try zarrtool("cat", "b.zarr", "--missing", "report")
        #expect(run.error.split(separator: "\n").count == 21)
        #expect(run.error.hasSuffix("zarrtool: 100 chunks are missing, the first 20 of them are shown\n"))
        #expect(try zarrtool("cat", "b.zarr", "--missing", "all").status == 64)
    }
}

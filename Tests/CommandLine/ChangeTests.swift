import Foundation
import Testing

/// The commands that change something.
struct ChangeTests {
    let zarrtool: Program

    init() throws { zarrtool = try Program() }

    private func create(_ name: String, _ options: String...) throws -> Run {
        try zarrtool.shell(
            "$Z create \(name) --shape 4,6 --dtype int32 --chunks 2,3 " + options.joined(separator: " "))
    }

    @Test(arguments: ["zarr2", "zarr3"])
    func createsAndWrites(_ format: String) throws {
        #expect(try create("a.zarr/g/x", "--format", format, "--fill-value -1 --dimension-names y,x").status == 0)
        try zarrtool.save("part.npy", [2, 3], [1, 2, 3, 4, 5, 6])
        let run = try zarrtool("write", "a.zarr/g/x", "--input", "part.npy", "--selection", "1:3, ::2")
        #expect(run.status == 0, "\(run.error)")
        #expect(
            try zarrtool("cat", "a.zarr/g/x").output == """
                [[-1 -1 -1 -1 -1 -1]
                 [ 1 -1  2 -1  3 -1]
                 [ 4 -1  5 -1  6 -1]
                 [-1 -1 -1 -1 -1 -1]]

                """)
        #expect(try zarrtool("tree", "a.zarr").output == "a.zarr\n└── g\n    └── x (4, 6) int32 [y, x]\n")
    }

    @Test func writesFromStandardInput() throws {
        #expect(try create("a.zarr").status == 0)
        try zarrtool.save("all.npy", [4, 6], Array(0..<24))
        let file = try Data(contentsOf: zarrtool.file("all.npy"))
        #expect(try zarrtool("write", "a.zarr", "--input", "-", input: file).status == 0)
        #expect(try zarrtool("cat", "a.zarr", "--selection", "-1, -1").output == "23\n")
    }

    @Test func createsWithShardsAndCodecs() throws {
        let run = try create(
            "a.zarr", "--shards 4,6 --shard-index start --codecs transpose:1-0,bytes:big,gzip:6,crc32c --json")
        #expect(run.status == 0, "\(run.error)")
        let json = try run.json()
        #expect(json["index_location"] as? String == "start")
        let codecs = (json["codecs"] as? [[String: Any]])?.compactMap { $0["name"] as? String }
        #expect(codecs == ["transpose", "bytes", "gzip", "crc32c"])
        try zarrtool.save("all.npy", [4, 6], Array(0..<24))
        #expect(try zarrtool("write", "a.zarr", "--input", "all.npy").status == 0)
        #expect(
            try zarrtool("cat", "a.zarr", "--selection", "2", "--format", "json").output == "[12, 13, 14, 15, 16, 17]\n"
        )
    }

    @Test func createsGroupsAndKeysOfBothKinds() throws {
        #expect(try zarrtool("create", "a.zarr", "--group", "--attributes", #"{"k": [1]}"#).status == 0)
        #expect(try zarrtool("attrs", "get", "a.zarr", "k").output == "[\n  1\n]\n")
        #expect(try create("a.zarr/x", "--separator .").status == 0)
        try zarrtool.save("all.npy", [4, 6], Array(1..<25))
        #expect(try zarrtool("write", "a.zarr/x", "--input", "all.npy").status == 0)
        #expect(zarrtool.exists("a.zarr/x/c.1.1"))
    }

    @Test func dryRunsChangeNothing() throws {
        #expect(try create("a.zarr").status == 0)
        try zarrtool.save("row.npy", [1, 6], Array(0..<6))
        let before = try zarrtool.names()
        #expect(try create("b.zarr", "--dry-run").output.contains("Shape"))
        #expect(try zarrtool("resize", "a.zarr", "--shape", "1,1", "--dry-run").output.contains("becomes"))
        #expect(try zarrtool("append", "a.zarr", "--input", "row.npy", "--dry-run").output.contains("becomes"))
        #expect(try zarrtool("copy", "a.zarr", "c.zarr", "--dry-run").status == 0)
        #expect(try zarrtool("delete", "a.zarr", "--dry-run").output == "/\n")
        #expect(try create("a.zarr", "--dry-run").status == 1)
        #expect(try zarrtool.names() == before)
        #expect(try zarrtool("info", "a.zarr", "--json").json()["shape"] as? [Int] == [4, 6])
    }

    @Test func resizesAndAppends() throws {
        #expect(try create("a.zarr").status == 0)
        try zarrtool.save("all.npy", [4, 6], Array(1..<25))
        try zarrtool("write", "a.zarr", "--input", "all.npy")
        let json = try zarrtool("resize", "a.zarr", "--shape", "3,2", "--json").json()
        #expect(json["old_shape"] as? [Int] == [4, 6])
        #expect(try zarrtool("resize", "a.zarr", "--shape", "3,3").status == 0)
        #expect(try zarrtool("cat", "a.zarr").output == "[[ 1  2  0]\n [ 7  8  0]\n [13 14  0]]\n")
        try zarrtool.save("row.npy", [3], [-1, -2, -3])
        #expect(try zarrtool("append", "a.zarr", "--input", "row.npy").status == 0)
        #expect(try zarrtool("append", "a.zarr", "--input", "row.npy", "--axis", "1").status == 64)
        #expect(try zarrtool("cat", "a.zarr", "--selection", "-1", "--format", "csv").output == "-1\n-2\n-3\n")
        #expect(try zarrtool("resize", "a.zarr", "--shape", "3").status == 64)
    }

    @Test func appendsToAllArraysOfAGroupOrNone() throws {
        #expect(try zarrtool("create", "g.zarr", "--group").status == 0)
        for name in ["a", "deep/b"] { #expect(try create("g.zarr/" + name).status == 0) }
        try zarrtool.save("row.npy", [1, 6], Array(1..<7))
        try zarrtool.save("rows.npy", [2, 6], Array(1..<13))
        try zarrtool.save("other.npy", [2, 5], Array(1..<11))
        func append(_ inputs: String...) throws -> Run {
            try zarrtool("append", "g.zarr", more: inputs.flatMap { ["--input", $0] })
        }
        #expect(try append("a=row.npy", "deep/b=rows.npy").status == 0)
        #expect(try append("a=row.npy", "deep/b=other.npy").status == 64)
        #expect(try append("a=row.npy", "deep/c=rows.npy").status == 66)
        #expect(try append("a=row.npy", "a=rows.npy").status == 64)
        #expect(try append("row.npy").status == 64)
        #expect(try zarrtool("info", "g.zarr/a", "--json").json()["shape"] as? [Int] == [5, 6])
        #expect(try zarrtool("info", "g.zarr/deep/b", "--json").json()["shape"] as? [Int] == [6, 6])
        #expect(try zarrtool("cat", "g.zarr/deep/b", "--selection", "-1").output == "[ 7  8  9 10 11 12]\n")
        #expect(try zarrtool("append", "g.zarr/a", "--input", "row.npy", "--published").status == 0)
        #expect(try zarrtool("cat", "g.zarr/a", "--selection", "-1").output == "[1 2 3 4 5 6]\n")
        #expect(try !zarrtool.names().contains { $0.contains("__append__") || $0.contains("__lock") })
    }

    @Test func changesAttributes() throws {
        #expect(try create("a.zarr").status == 0)
        #expect(try zarrtool("attrs", "set", "a.zarr", "units", "\"K\"").status == 0)
        #expect(try zarrtool("attrs", "set", "a.zarr", "big", "9007199254740993").status == 0)
        #expect(
            try zarrtool("attrs", "get", "a.zarr").output == "{\n  \"units\": \"K\",\n  \"big\": 9007199254740993\n}\n")
        #expect(try zarrtool("attrs", "delete", "a.zarr", "units").status == 0)
        #expect(try zarrtool("attrs", "get", "a.zarr", "units").status == 66)
        #expect(try zarrtool("attrs", "delete", "a.zarr", "units").status == 66)
        #expect(try zarrtool("attrs", "set", "a.zarr", "units", "K").status == 64)
        #expect(try zarrtool("attrs", "set", "a.zarr", #"{"only": 1}"#).status == 0)
        #expect(try zarrtool("attrs", "get", "a.zarr").output == "{\n  \"only\": 1\n}\n")
    }

    @Test func consolidatesAndDeletes() throws {
        #expect(try create("a.zarr/x").status == 0)
        #expect(try create("a.zarr/g/y").status == 0)
        #expect(try zarrtool("consolidate", "a.zarr", "--dry-run").output == "/g\n/g/y\n/x\n")
        #expect(try zarrtool("info", "a.zarr", "--json").json()["consolidated"] as? Bool == false)
        #expect(try zarrtool("consolidate", "a.zarr").status == 0)
        #expect(try zarrtool("info", "a.zarr", "--json").json()["consolidated"] as? Bool == true)
        let refused = try zarrtool("delete", "a.zarr")
        #expect(refused.status == 64)
        #expect(refused.error.contains("--force"))
        #expect(try zarrtool("delete", "a.zarr/x").status == 0)
        #expect(!zarrtool.exists("a.zarr/x"))
        #expect(try zarrtool("delete", "a.zarr", "--force").status == 0)
        #expect(!zarrtool.exists("a.zarr"))
    }

    @Test func saysWhereConsolidatedMetadataIsStale() throws {
        #expect(try create("a.zarr/x").status == 0)
        #expect(try zarrtool("consolidate", "a.zarr").status == 0)
        let run = try zarrtool("resize", "a.zarr/x", "--shape", "5,6")
        #expect(run.status == 0)
        #expect(run.error.hasPrefix("zarrtool: warning: the consolidated metadata of / "))
        #expect(try zarrtool("consolidate", "a.zarr").status == 0)
        #expect(try zarrtool("delete", "a.zarr/x").error.contains("warning"))
    }

    @Test func replacesOnlyWhereAsked() throws {
        #expect(try create("a.zarr").status == 0)
        let run = try create("a.zarr")
        #expect(run.status == 1)
        #expect(run.error == "zarrtool: error: /: there is a node already (overwrite it, or choose another name)\n")
        #expect(try create("a.zarr", "--overwrite --order F").status == 0)
        #expect(try zarrtool("copy", Program.sample + "/TIME", "a.zarr").status == 1)
        #expect(try zarrtool("copy", Program.sample + "/TIME", "a.zarr", "--overwrite").status == 0)
        #expect(try zarrtool("info", "a.zarr", "--json").json()["shape"] as? [Int] == [12])
    }
}

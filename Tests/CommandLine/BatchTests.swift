import Foundation
import Testing

/// Many commands in one process, and values without a header.
struct BatchTests {
    let zarrtool: Program

    init() throws { zarrtool = try Program() }

    private func batch(_ lines: String...) throws -> Run {
        try zarrtool("batch", input: Data(lines.joined(separator: "\n").utf8))
    }

    @Test func runsCommandsOneAfterTheOther() throws {
        let run = try batch(
            #"["create", "a.zarr", "--shape", "3", "--dtype", "int16", "--fill-value", "7"]"#, "",
            #"["cat", "a.zarr"]"#, #"["info", "nowhere"]"#, "frob", #"["batch"]"#, #"["cat", "a.zarr", "--frob"]"#,
            #"["cat", "a.zarr", "--selection", "0"]"#)
        // That of the first that failed.
        #expect(run.status == 66)
        #expect(run.output == "[7 7 7]\n7\n")
        let lines = run.error.split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("zarrtool: line 4: error: nowhere") }, "\(run.error)")
        #expect(lines.contains { $0.hasPrefix("zarrtool: line 5: error: ") }, "\(run.error)")
        #expect(lines.contains { $0.hasPrefix("zarrtool: line 6: error: no batch") }, "\(run.error)")
        #expect(lines.contains { $0.hasPrefix("zarrtool: line 7: error: ") }, "\(run.error)")
        #expect(try batch("", "").status == 0)
    }

    @Test func reportsEveryCommand() throws {
        let input = Data("[\"info\", \"nowhere\"]\n[\"--version\"]\n".utf8)
        #expect(try zarrtool("batch", "--report", "report.jsonl", input: input).status == 66)
        let lines = try String(contentsOf: zarrtool.file("report.jsonl"), encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first?.hasPrefix(#"{"line":1,"code":66,"error":"error: nowhere"#) == true, "\(lines)")
        #expect(lines.last == #"{"line":2,"code":0,"error":null}"#)
    }

    @Test func commandsShareACache() throws {
        func hits(_ options: String...) throws -> Int? {
            let words = [["cat", Program.sample + "/SST"], ["explain", Program.sample + "/SST", "--json"]].map {
                $0 + ["--selection", "0, 10:20, 10:20"]
            }
            let lines = try words.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
            let run = try zarrtool("batch", more: options, input: Data(lines.joined(separator: "\n").utf8))
            #expect(run.status == 0, "\(run.error)")
            let facts = run.output.drop { $0 != "{" }
            let json = try JSONSerialization.jsonObject(with: Data(facts.utf8)) as? [String: Any]
            return json?["cache_hits"] as? Int
        }
        #expect(try hits() == 0)
        #expect(try hits("--cache", "64M") == 1)
        let run = try zarrtool("batch", "--cache", "much")
        #expect(run.status == 64 && run.error.contains("--cache"), "\(run.error)")
    }

    @Test(arguments: ["zarr2", "zarr3"])
    func writesRawElements(_ format: String) throws {
        let order = format == "zarr2" ? "--dtype '>i4'" : "--dtype int32 --codecs bytes:big"
        #expect(
            try zarrtool.shell("$Z create a.zarr --shape 2,3 \(order) --format \(format) --chunks 2,2").status == 0)
        let numbers: [Int32] = [1, -2, 3, 4, 5, 6]
        let raw = Data(numbers.flatMap { withUnsafeBytes(of: $0) { Array($0) } })
        try raw.write(to: zarrtool.file("all.raw"))
        #expect(try zarrtool("write", "a.zarr", "--input", "all.raw", "--format", "raw").status == 0)
        #expect(try zarrtool("cat", "a.zarr", "--format", "raw").outputBytes == raw)
        let column = zarrtool.file("column.raw")
        try raw.prefix(8).write(to: column)
        #expect(
            try zarrtool(
                "write", "a.zarr", "--input", "-", "--format", "raw", "--selection", ":, -1",
                input: Data(contentsOf: column)
            ).status == 0)
        #expect(try zarrtool("cat", "a.zarr", "--format", "csv", "--selection", ":, -1").output == "1\n-2\n")
        let run = try zarrtool("write", "a.zarr", "--input", "column.raw", "--format", "raw")
        #expect(run.status == 65)
        #expect(run.error.contains("8 bytes") && run.error.contains("24"), "\(run.error)")
        #expect(try zarrtool("write", "a.zarr", "--input", "no.raw", "--format", "raw").status == 66)
        #expect(try zarrtool("write", "a.zarr", "--input", "all.raw", "--format", "csv").status == 64)
    }
}

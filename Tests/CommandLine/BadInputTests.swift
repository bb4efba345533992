import Foundation
import Testing

/// One clear line and the right exit code, whatever is wrong; nothing lost.
struct BadInputTests {
    let zarrtool: Program

    init() throws { zarrtool = try Program() }

    /// Expects one line that begins with the name of the program.
    private func expectLine(_ run: Run, _ status: Int32, _ part: String, at line: Int = #line) {
        #expect(run.status == status, "line \(line): \(run.error)")
        #expect(run.error.hasPrefix("zarrtool: error: "), "line \(line): \(run.error)")
        #expect(run.error.contains(part), "line \(line): \(run.error)")
        #expect(run.error.filter { $0 == "\n" }.count == 1, "line \(line): \(run.error)")
        #expect(run.output == "", "line \(line)")
    }

    private func write(_ name: String, _ text: String) throws {
        let file = zarrtool.file(name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    @Test func whatIsNotThere() throws {
        expectLine(try zarrtool("info", "nowhere.zarr"), 66, "does not exist")
        expectLine(try zarrtool("cat", "."), 66, "no")
        expectLine(try zarrtool("cat", Program.sample), 66, "is a group, not an array")
        expectLine(try zarrtool("consolidate", Program.sample + "/SST"), 66, "is an array, not a group")
        expectLine(try zarrtool("write", Program.sample + "/SST", "--input", "no.npy"), 66, "no.npy")
        expectLine(try zarrtool("delete", "nowhere.zarr"), 66, "no")
    }

    @Test func whatDoesNotFit() throws {
        expectLine(try zarrtool("cat", Program.sample + "/SST", "--selection", "12"), 64, "outside axis 0")
        expectLine(try zarrtool("cat", Program.sample + "/SST", "--selection", "LAT=1"), 64, "TIME, COADSY, COADSX")
        expectLine(try zarrtool("cat", Program.sample + "/SST", "--selection", "a:"), 64, "not an integer")
        expectLine(try zarrtool("create", "a.zarr", "--shape", "4", "--dtype", "float99"), 64, "float99")
        expectLine(
            try zarrtool("create", "a.zarr", "--shape", "4", "--dtype", "f4", "--codecs", "frob"), 64, "frob")
        expectLine(try zarrtool("create", "a.zarr", "--shape", "4", "--dtype", "f4", "--chunks", "2,2"), 64, "[2, 2]")
        #expect(try zarrtool.names().isEmpty)
    }

    @Test(arguments: [[], ["frob"], ["cat"], ["cat", "x", "--format", "bmp"], ["tree", "x", "--depth", "-1"]])
    func wrongUse(_ arguments: [String]) throws {
        let run = try zarrtool.shell("\"$Z\" " + arguments.joined(separator: " "))
        if arguments.isEmpty {
            #expect(run.status == 0)
            #expect(run.output.contains("USAGE: zarrtool"))
        } else {
            #expect(run.status == 64)
            #expect(run.error.hasPrefix("zarrtool: error: "))
            #expect(run.error.contains("--help"))
        }
    }

    @Test func unknownExtensions() throws {
        func document(_ part: String, _ codecs: String = #"{"name": "bytes", "configuration": {"endian": "little"}}"#)
            -> String
        {
            """
            {"zarr_format": 3, "node_type": "array", "shape": [4], "data_type": "float32", "fill_value": 0,
            "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [2]}},
            "chunk_key_encoding": {"name": "default"}, "codecs": [\(codecs)]\(part)}
            """
        }
        try write(
            "codec.zarr/zarr.json",
            document("", #"{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "frob"}"#))
        let run = try zarrtool("cat", "codec.zarr")
        expectLine(run, 65, "frob")
        #expect(run.error.contains("$.codecs[1]"))
        try write("field.zarr/zarr.json", document(#", "frob": {"must_understand": true}"#))
        expectLine(try zarrtool("cat", "field.zarr"), 65, "frob")
        try write("type.zarr/zarr.json", document("").replacing("float32", with: "float99"))
        expectLine(try zarrtool("cat", "type.zarr"), 65, "float99")
        try write("grid.zarr/zarr.json", document("").replacing("regular", with: "hexagonal"))
        expectLine(try zarrtool("cat", "grid.zarr"), 65, "hexagonal")
        try write("broken.zarr/zarr.json", "{")
        expectLine(try zarrtool("info", "broken.zarr"), 65, "zarr.json")
    }

    @Test func jsonBombs() throws {
        try write("deep.zarr/zarr.json", String(repeating: "[", count: 1_000_000))
        let run = try zarrtool("info", "deep.zarr")
        #expect([1, 65].contains(run.status))
        #expect(run.error.hasPrefix("zarrtool: error: "))
    }

    @Test func absurdShapes() throws {
        let shape = "4611686018427387904"
        #expect(try zarrtool("create", "a.zarr", "--shape", shape, "--dtype", "f4", "--chunks", "1000").status == 0)
        #expect(try zarrtool("cat", "a.zarr").output == "[0. 0. 0. ... 0. 0. 0.]\n")
        #expect(try zarrtool("info", "a.zarr").status == 0)
        #expect(try zarrtool("copy", "a.zarr", "b.zarr", "--chunks", "77").status == 0)
        let run = try zarrtool("create", "c.zarr", "--shape", shape, "--dtype", "f4", "--chunks", shape)
        #expect(run.status != 0)
        #expect(run.error.hasPrefix("zarrtool: error: "))
    }

    @Test(arguments: ["truncated", "longer", "garbage", "empty"])
    func damagedChunks(_ damage: String) throws {
        for (name, options) in [
            ("plain", "--codecs none"), ("zstd", "--codecs zstd:3"), ("blosc", "--codecs blosc"),
            ("gzip", "--codecs gzip:1"), ("sum", "--codecs crc32c"), ("shard", "--shards 8 --codecs zstd:1"),
        ] {
            #expect(
                try zarrtool.shell("$Z create \(name).zarr --shape 8 --dtype int32 --chunks 4 \(options)").status == 0)
            try zarrtool.save("in.npy", [8], Array(1...8))
            #expect(try zarrtool("write", "\(name).zarr", "--input", "in.npy").status == 0)
            let chunk = zarrtool.file("\(name).zarr/c/0")
            var data = try Data(contentsOf: chunk)
            switch damage {
            case "truncated": data.removeLast(3)
            case "longer" where name == "plain" || name == "sum": data.append(contentsOf: [1, 2, 3])
            case "garbage" where name != "plain":
                data = Data((0..<data.count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 91) })
            case "empty": data = Data()
            default: continue
            }
            try data.write(to: chunk)
            expectLine(try zarrtool("cat", "\(name).zarr"), 65, "c/0")
            // A file that cannot be written to its end is not there.
            #expect(try zarrtool("cat", "\(name).zarr", "--format", "npy", "--output", "\(name).npy").status == 65)
            #expect(!zarrtool.exists("\(name).npy"))
            #expect(try zarrtool("copy", "\(name).zarr", "copy.zarr", "--chunks", "3", "--overwrite").status == 65)
        }
    }

    @Test func damagedFiles() throws {
        #expect(try zarrtool.shell("$Z create a.zarr --shape 8 --dtype int32").status == 0)
        try write("text.npy", "hello world, this is not an array")
        expectLine(try zarrtool("write", "a.zarr", "--input", "text.npy"), 65, "text.npy")
        try zarrtool.save("short.npy", [8], [1, 2])
        expectLine(try zarrtool("write", "a.zarr", "--input", "short.npy"), 65, "short.npy")
        try zarrtool.save("type.npy", "<f8", [8], [UInt8](repeating: 0, count: 64))
        expectLine(try zarrtool("write", "a.zarr", "--input", "type.npy"), 64, "float64")
        try zarrtool.save("shape.npy", [7], Array(0..<7))
        expectLine(try zarrtool("write", "a.zarr", "--input", "shape.npy"), 64, "(7,)")
        expectLine(try zarrtool("append", "a.zarr", "--input", "shape.npy", "--axis", "3"), 64, "axis")
    }

    @Test func permissionDenied() throws {
        // Nothing is denied to root.
        guard getuid() != 0 else { return }
        #expect(try zarrtool.shell("$Z create a.zarr --shape 8 --dtype int32 && chmod 500 a.zarr").status == 0)
        try zarrtool.save("in.npy", [8], Array(1...8))
        expectLine(try zarrtool("write", "a.zarr", "--input", "in.npy"), 1, "ermission")
        #expect(try zarrtool.shell("chmod 0 a.zarr/zarr.json").status == 0)
        expectLine(try zarrtool("cat", "a.zarr"), 1, "ermission")
        #expect(try zarrtool.shell("chmod 700 a.zarr").status == 0)
    }

    /// A limit of the size of files stands for a full disk: the same call fails in the same place.
    @Test func diskFull() throws {
        let setUp = try zarrtool.shell(
            """
            $Z create a.zarr --shape 1000000 --dtype uint8 --chunks 500000 --codecs none
            $Z create b.zarr --shape 1000000 --dtype uint8 --chunks 500000 --codecs none --fill-value 1
            $Z cat b.zarr --format npy --output in.npy && $Z write a.zarr --input in.npy
            """)
        #expect(setUp.status == 0, "\(setUp.error)")
        let before = try zarrtool.names()
        let run = try zarrtool.shell("ulimit -f 100; $Z copy a.zarr new.zarr")
        expectLine(run, 1, "large")
        expectLine(
            try zarrtool.shell("ulimit -f 100; $Z cat a.zarr --format raw --output out.raw"), 1, "out.raw")
        // The chunks that were there still are, whole.
        expectLine(try zarrtool.shell("ulimit -f 100; $Z write a.zarr --input in.npy"), 1, "large")
        #expect(try zarrtool("cat", "a.zarr", "--selection", "::250000", "--format", "json").output == "[1, 1, 1, 1]\n")
        let after = try zarrtool.names().filter { !$0.hasPrefix("new.zarr") }
        #expect(after == before)
    }

    @Test func aReaderThatHasSeenEnough() throws {
        let run = try zarrtool.shell(
            "{ $Z cat \(Program.sample)/SST --format csv; echo $? > status; } | head -n 1 > line; cat status line")
        #expect(run.output == "0\nTIME,COADSY,COADSX,SST\n")
        #expect(run.error == "")
    }

    @Test func interruption() throws {
        #expect(try zarrtool.shell("$Z create a.zarr --shape 100000000000 --dtype f4 --chunks 1000000").status == 0)
        let run = try zarrtool.shell(
            """
            $Z cat a.zarr --format raw --output big.raw & pid=$!
            sleep 1; kill -INT $pid; wait $pid; echo $?
            """)
        #expect(run.output == "130\n")
        #expect(run.error == "zarrtool: interrupted\n")
        #expect(try zarrtool.names().allSatisfy { $0.hasPrefix("a.zarr") })
    }
}

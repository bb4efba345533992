import Testing

struct DiffTests {
    let zarrtool: Program

    init() throws { zarrtool = try Program() }

    @Test func aCopyIsTheSame() throws {
        #expect(try zarrtool("copy", Program.sample, "copy.zarr", "--codecs", "zstd:1").status == 0)
        let run = try zarrtool("diff", Program.sample, "copy.zarr")
        #expect(run.status == 0, "\(run.output)\(run.error)")
        #expect(run.output.hasSuffix(": the same\n"))
        #expect(try zarrtool("diff", Program.sample, "copy.zarr", "--strict", "--quiet").status == 1)
    }

    @Test func tellsWhatDiffers() throws {
        for (name, numbers) in [("a", [1, 2, 3, 4]), ("b", [1, 2, 30, 4])] as [(String, [Int32])] {
            try zarrtool("create", "\(name).zarr", "--shape", "2,2", "--dtype", "int32", "--chunks", "1,2")
            try zarrtool.save("\(name).npy", [2, 2], numbers)
            #expect(try zarrtool("write", "\(name).zarr", "--input", "\(name).npy").status == 0)
        }
        let run = try zarrtool("diff", "a.zarr", "b.zarr")
        #expect(run.status == 1)
        #expect(run.error == "")
        #expect(
            run.output == """
                /: 1 of 4 elements differ, by 27.0 at most, at [1, 0], relatively by 0.9, at [1, 0]
                  [1, 0]: 3 | 30
                1 nodes, 4 elements compared: 1 nodes differ

                """)
        let json = try zarrtool("diff", "a.zarr", "b.zarr", "--json").json()
        #expect(json["same"] as? Bool == false)
        let node = (json["nodes"] as? [[String: Any]])?.first
        #expect(node?["differing"] as? Int == 1)
        #expect(try zarrtool("diff", "a.zarr", "b.zarr", "--atol", "27").status == 0)
        #expect(try zarrtool("diff", "a.zarr", "b.zarr", "--rtol", "-1").status == 64)
        #expect(try zarrtool("diff", "a.zarr", "nowhere.zarr").status == 66)
    }
}

import Testing

struct ChecksumTests {
    let zarrtool: Program

    init() throws { zarrtool = try Program() }

    @Test func provesACopy() throws {
        let original = try zarrtool("checksum", Program.sample)
        #expect(original.status == 0, "\(original.error)")
        let digest = String(original.output.prefix { $0 != " " })
        #expect(digest.hasPrefix("zarr1:") && original.output == "\(digest)  /\n")
        #expect(try zarrtool("copy", Program.sample, "copy.zarr", "--format", "zarr2", "--codecs", "none").status == 0)
        let copy = try zarrtool("checksum", "copy.zarr", "--verify", digest, "--quiet")
        #expect(copy.status == 0 && copy.output == original.output, "\(copy.error)")
        let all = try zarrtool("checksum", "copy.zarr", "--all", "--json").json()
        #expect(all["digest"] as? String == digest)
        #expect((all["nodes"] as? [[String: Any]])?.contains { $0["kind"] as? String == "array" } == true)
        let lines = try zarrtool("checksum", "copy.zarr", "--all").output.split(separator: "\n")
        #expect(lines.count == (all["nodes"] as? [Any])?.count)
    }

    @Test func tellsWhatDiffers() throws {
        try zarrtool("create", "a.zarr", "--shape", "3", "--dtype", "int32", "--format", "zarr2")
        let digest = String(try zarrtool("checksum", "a.zarr").output.prefix { $0 != " " })
        try zarrtool.save("all.npy", [3], [1, 2, 3])
        #expect(try zarrtool("write", "a.zarr", "--input", "all.npy").status == 0)
        let run = try zarrtool("checksum", "a.zarr", "--verify", digest)
        #expect(run.status == 1)
        #expect(run.error.contains("the content differs"))
        #expect(try zarrtool("checksum", "a.zarr", "--verify", digest, "--attributes").status == 64)
        #expect(try zarrtool("checksum", "a.zarr", "--verify", "no-digest").status == 64)
        #expect(try zarrtool("checksum", "a.zarr", "--key", "0").status == 64)
        #expect(try zarrtool("checksum", "a.zarr", "--key", "abc").output.hasPrefix("zarr1k:"))
        #expect(try zarrtool("checksum", "nowhere.zarr").status == 66)
    }
}

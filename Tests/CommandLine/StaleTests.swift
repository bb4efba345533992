import Foundation
import Testing

/// Consolidated metadata that is stale is told, and kept current where one asks.
struct StaleTests {
    let zarrtool: Program

    init() throws { zarrtool = try Program() }

    private func create(_ format: String) throws {
        try zarrtool("create", "a.zarr", "--group", "--format", format)
        for name in ["x", "g/y"] {
            try zarrtool(
                "create", "a.zarr/\(name)", "--shape", "4", "--dtype", "int32", "--chunks", "2", "--format", format)
        }
        try zarrtool("consolidate", "a.zarr")
    }

    private func staleness() throws -> [String: [String]]? {
        try zarrtool("info", "a.zarr", "--json").json()["consolidated_stale"] as? [String: [String]]
    }

    @Test(arguments: ["zarr2", "zarr3"]) func allWhoLookSaySo(_ format: String) throws {
        try create(format)
        #expect(try zarrtool("check", "a.zarr").status == 0)
        #expect(try zarrtool("tree", "a.zarr").error == "")
        let changed = try zarrtool("resize", "a.zarr/g/y", "--shape", "6")
        #expect(changed.error.contains("warning: the consolidated metadata of / shows the old state"))
        try zarrtool("create", "a.zarr/z", "--group", "--format", format)
        #expect(try staleness() == ["changed": ["g/y"], "added": ["z"], "removed": []])
        #expect(try zarrtool("info", "a.zarr").output.contains("yes, but stale: 1 changed, 1 added"))
        let tree = try zarrtool("tree", "a.zarr")
        #expect(tree.error.contains("warning: the consolidated metadata of / is stale: changed: g/y; added: z ("))
        #expect(try zarrtool("tree", "a.zarr", "--no-consolidated").error == "")
        #expect(try zarrtool("validate", "a.zarr").output.contains("the consolidated metadata is stale"))
        let check = try zarrtool("check", "a.zarr")
        #expect(check.status == 1 && check.output.contains("stale metadata: "), "\(check.output)")
        let repaired = try zarrtool("check", "a.zarr", "--repair")
        #expect(repaired.status == 0 && repaired.output.contains("written anew"), "\(repaired.output)")
        #expect(try staleness() == nil)
        #expect(try zarrtool("check", "a.zarr").status == 0)
    }

    @Test(arguments: ["zarr2", "zarr3"]) func changesKeepItCurrent(_ format: String) throws {
        try create(format)
        try zarrtool.save("two.npy", [2], [1, 2])
        let commands = [
            ["attrs", "set", "a.zarr/x", "k", "1"], ["attrs", "set", "a.zarr", "title", "\"t\""],
            ["attrs", "delete", "a.zarr/x", "k"], ["resize", "a.zarr/x", "--shape", "8"],
            ["append", "a.zarr/x", "--input", "two.npy"], ["append", "a.zarr", "--input", "x=two.npy"],
            ["create", "a.zarr/new/n", "--shape", "1", "--dtype", "int8", "--format", format],
            ["copy", "a.zarr/x", "a.zarr/copy/x"], ["delete", "a.zarr/g/y"],
        ]
        for words in commands {
            let run = try zarrtool(words[0], more: Array(words[1...]) + ["--consolidate"])
            #expect(run.status == 0 && run.error == "", "\(words): \(run.error)")
            #expect(try staleness() == nil, "\(words)")
        }
        let tree = try zarrtool("tree", "a.zarr").output
        #expect(tree.contains("x (12,) int32") && tree.contains("copy") && tree.contains("n (1,) int8"), "\(tree)")
    }
}

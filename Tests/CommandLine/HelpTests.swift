import Foundation
import Testing

struct HelpTests {
    let zarrtool: Program

    init() throws { zarrtool = try Program() }

    /// The help is part of the interface: a change of it shows here.
    @Test func rootHelp() throws {
        let expected = Program.root.appendingPathComponent("Tests/CommandLine/help.txt")
        let run = try zarrtool.shell("COLUMNS=80 $Z --help")
        if ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] != nil { try run.outputBytes.write(to: expected) }
        #expect(run.status == 0)
        #expect(run.output == (try String(contentsOf: expected, encoding: .utf8)))
    }

    @Test func version() throws {
        let run = try zarrtool("--version")
        #expect(run.status == 0)
        #expect(run.output.split(separator: ".").count == 3)
    }

    @Test(arguments: [
        "append", "attrs", "attrs get", "attrs set", "attrs delete", "batch", "bench", "bench read", "bench write",
        "cat", "check", "checksum", "codecs", "compact", "consolidate", "copy", "create", "delete", "diff", "dtypes",
        "explain", "info", "migrate", "plot", "resize", "tree", "validate", "write",
    ])
    func everyCommandHasHelp(_ command: String) throws {
        let run = try zarrtool.shell("$Z \(command) --help")
        #expect(run.status == 0)
        #expect(run.output.contains("USAGE: zarrtool \(command)"))
        #expect(run.error == "")
    }
}

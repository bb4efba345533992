import ArgumentParser
import Zarr
import ZarrTools

struct BatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract: "Run many commands in one process, which saves their starts.",
        discussion: """
            Each line of standard input is a command as a JSON list of its words: ["info", "data.zarr"]. A command that \
            fails stops no other one; the exit code is that of the first that failed. --report writes a line for each \
            command when it is done: {"line": 1, "code": 0, "error": null}. \
            With --cache all commands share the chunks that one of them has decoded.
            """)

    @Option(help: "The file for one line of JSON a command.")
    var report: String?

    @OptionGroup var caching: CacheOptions

    func run() async throws {
        try await Terminal.$cache.withValue(caching.cache) { try await runLines() }
    }

    private func runLines() async throws {
        let sink = try report.map { try FileSink(path: $0) }
        var number = 0
        var first: Int32 = 0
        while let line = readLine() {
            number += 1
            if line.allSatisfy(\.isWhitespace) { continue }
            let failure = await Self.failure(of: line)
            // Once it is cancelled, nothing that follows could be done.
            if failure?.isInterruption ?? false { throw ZarrError(.cancelled, "the work was cancelled") }
            if let answer = failure?.answer { Terminal.print(answer) }
            if let failure, let message = failure.message { Terminal.complain("line \(number): \(message)") }
            let code = failure?.code ?? 0
            if first == 0 { first = code }
            let facts: JSONObject = [
                "line": .number(JSONNumber(number)), "code": .number(JSONNumber(Int(code))),
                "error": failure?.message.map { .string($0) } ?? .null,
            ]
            try sink?.write(JSONValue.object(facts).serialized() + "\n")
        }
        try sink?.finish()
        if first != 0 { throw ExitCode(first) }
    }

    /// Runs the command of one line; nil where all went well.
    private static func failure(of line: String) async -> Failure? {
        do {
            guard let words = try JSONValue.parse(line).arrayValue?.map(\.stringValue), words.allSatisfy({ $0 != nil })
            else { throw ValidationError("a command is a JSON list of strings") }
            var command = try ZarrTool.parseAsRoot(words.compactMap(\.self))
            guard !(command is BatchCommand) else { throw ValidationError("no batch within a batch") }
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return nil
        } catch {
            return Failure(error)
        }
    }
}

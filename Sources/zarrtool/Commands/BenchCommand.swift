import ArgumentParser

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Time this engine on your own data, in this process, after one warm-up.",
        subcommands: [])
}

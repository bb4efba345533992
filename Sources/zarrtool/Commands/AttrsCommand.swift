import ArgumentParser

struct AttrsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attrs",
        abstract: "Show and change the attributes of an array or group.",
        subcommands: [AttrsGetCommand.self, AttrsSetCommand.self, AttrsDeleteCommand.self])
}

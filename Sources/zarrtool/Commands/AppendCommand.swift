import ArgumentParser
import Zarr
import ZarrTools

struct AppendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "append",
        abstract: "Grow an array along an axis and write the values of a .npy file behind what it held.",
        discussion: """
            Any number of processes may append at a time: each reserves its range by growing the array, and writes then, so \
            that readers may see fill until the data is there. With --published one appends at a time, data first and the \
            length last: no reader sees a length without its data, and an append that is killed never happened.

            Of a group, several arrays grow at once and always so: --input NAME=FILE for each. After a crash all of them \
            have grown, or none, once somebody appends again or resizes.
            """)

    @Argument(help: "The array, or a group of arrays.")
    var location: String

    @Option(help: "The .npy file; - for standard input. For each array of a group: NAME=FILE.")
    var input: [String]

    @Option(parsing: .unconditional, help: "The axis that grows; -1 is the last.")
    var axis = 0

    @Flag(help: "Let nobody see the new length before the data is there.")
    var published = false

    @Flag(help: "Only show what would be done.")
    var dryRun = false

    @OptionGroup var consolidation: ConsolidateOptions
    @OptionGroup var progress: ProgressOptions
    @OptionGroup var printing: PrintOptions

    func run() async throws {
        switch try await Hierarchy.open(location, context: consolidation.context).root {
        case .array(let array): try await append(to: array)
        case .group(let group): try await append(to: group)
        }
    }

    private func append(to array: ZarrArray) async throws {
        guard let path = input.first, input.count == 1 else {
            throw ValidationError("an array takes one --input")
        }
        let file = try Input.npy(path)
        let old = array.shape
        let grown = try file.grownShape(of: array, axis: axis).shape
        if !dryRun {
            try await progress.showing { onStart in
                try await file.append(to: array, axis: axis, as: published ? .published : .shared, onStart: onStart)
            }
            await consolidation.warn(above: array.path, in: array.store)
        }
        ShapeReport(path: array.path, old: old, new: dryRun ? grown : array.shape).print(printing, isNews: dryRun)
    }

    private func append(to group: ZarrGroup) async throws {
        var files: [String: NPYFile] = [:]
        var reports: [ShapeReport] = []
        var counts: [(path: String, count: Int)] = []
        for pair in input {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw ValidationError("\(pair): of a group, each --input is NAME=FILE")
            }
            let file = try Input.npy(parts[1])
            guard case .array(let array)? = try await group.member(parts[0]) else {
                throw ZarrError(.notFound, "there is no array \(parts[0])").at(node: "/" + group.path)
            }
            guard files.updateValue(file, forKey: parts[0]) == nil else {
                throw ValidationError("\(parts[0]) is given twice")
            }
            let grown = try file.checkedShape(of: array, axis: axis)
            counts.append((parts[0], grown.shape[grown.axis] - array.shape[grown.axis]))
            reports.append(ShapeReport(path: array.path, old: array.shape, new: grown.shape))
        }
        guard !counts.isEmpty else { throw ValidationError("nothing is appended without --input NAME=FILE") }
        if !dryRun {
            try await progress.showing { onStart in
                try await group.append(counts, axis: axis) { name, array, range in
                    try await files[name]?.write(to: array, axis: axis, range, onStart: onStart)
                }
            }
            await consolidation.warn(above: group.path + "/" + counts[0].path, in: group.store)
        }
        for report in reports { report.print(printing, isNews: dryRun) }
    }
}

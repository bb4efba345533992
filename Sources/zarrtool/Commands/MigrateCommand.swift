import ArgumentParser
import Zarr
import ZarrTools

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Give the nodes of a Zarr v2 or v1 hierarchy documents of Zarr v3, without touching a chunk.",
        discussion: """
            The old documents stay unless --remove-v2-metadata is given; Zarr v3 wins where both are there. Where Zarr v3 \
            cannot say what an array is, all such arrays are named and nothing is written.
            """)

    @Argument(help: "The array or group.")
    var location: String

    @Option(help: "The format to migrate to: zarr3.")
    var to: FormatIdentifier

    @Flag(help: "Delete the old documents once all new ones are written.")
    var removeV2Metadata = false

    @Flag(help: "Only show what would be done.")
    var dryRun = false

    @OptionGroup var consolidation: ConsolidateOptions
    @OptionGroup var printing: PrintOptions

    func validate() throws {
        guard to == .zarr3 else { throw ValidationError("--to \(to.rawValue): documents are migrated to zarr3 only") }
    }

    func run() async throws {
        let plan = try await MigrationPlan(of: location, context: consolidation.context)
        if !dryRun, plan.failures.isEmpty { try await plan.run(removingOld: removeV2Metadata) }
        if printing.json {
            Terminal.print(plan.json(removingOld: removeV2Metadata))
        } else if dryRun {
            Terminal.print(plan.text)
        } else {
            for step in plan.steps {
                for warning in step.warnings { Terminal.complain("warning: /\(step.path): \(warning)") }
            }
        }
        for failure in plan.failures { Terminal.complain("error: \(failure)") }
        if let first = plan.failures.first { throw ExitCode(Failure.code(for: first)) }
        if !dryRun { await consolidation.warn(above: plan.path, in: plan.store) }
    }
}

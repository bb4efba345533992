import ArgumentParser
import Zarr
import ZarrTools

struct ChecksumCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checksum",
        abstract: "Print a digest of what an array or group holds, whatever its chunks, codecs and format are.",
        discussion: """
            What counts are data types, shapes, the elements bit by bit, and the names of the members of groups. Arrays \
            that hold the same have the same digest, as an array and its copy to other chunks, shards, codecs, byte order \
            or another format. It proves a copy against accidents; against somebody who makes data to deceive use --key. \
            Exit codes: 0 ok, 1 the digest is not that of --verify, others as always. The definition: docs/checksum.md.
            """)

    @Argument(help: "The array or group.")
    var location: String

    @Option(help: "The digest that it should have; exit code 1 where it has another.")
    var verify: String?

    @Flag(help: "Count attributes and names of axes, too.")
    var attributes = false

    @Option(help: "Up to 32 hexadecimal digits, chosen by chance after the data was made.")
    var key: String?

    @Flag(help: "Print the digests of all nodes below, too.")
    var all = false

    @OptionGroup var missing: MissingOptions
    @OptionGroup var progress: ProgressOptions
    @OptionGroup var printing: PrintOptions
    @OptionGroup var metadata: MetadataOptions

    func run() async throws {
        let options =
            try key.map { try ChecksumOptions(countsAttributes: attributes, key: $0) }
            ?? ChecksumOptions(countsAttributes: attributes)
        if let verify { try options.require(verify) }
        var checksum: ContentChecksum?
        try await missing.telling { context in
            try await progress.showing { onStart in
                checksum = try await ContentChecksum.of(
                    location, options, metadata: metadata.policy, context: context, onStart: onStart)
            }
        }
        guard let checksum else { return }
        if printing.json { Terminal.print(checksum.json) } else { Terminal.print(checksum.text(all: all)) }
        if let verify, verify != checksum.digest {
            Terminal.complain("the digest is \(checksum.digest), not \(verify): the content differs")
            throw ExitCode(1)
        }
    }
}

import ArgumentParser
import Zarr
import ZarrTools

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

struct BenchWriteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write",
        abstract:
            "Time writing the values of an array to a temporary one beside its store, which is deleted afterwards.")

    @OptionGroup var options: BenchOptions

    @Option(help: "What a finished write survives: none (the end of the process), data or full (a power cut).")
    var durability = Durability.data

    func run() async throws {
        let context = Terminal.context(workers: options.concurrency)
        let array = try await ZarrArray.open(options.location, context: context)
        guard let source = array.store as? FileSystemStore else {
            throw ZarrError(
                .unsupported, "\(array.store) has no place beside it", hint: "copy the array to a file system")
        }
        let root = source.root + ".bench-\(getpid())"
        let store = try FileSystemStore(root: root, durability: durability)
        do {
            let bench = try await WriteBench(array, options.mode, to: store, context: context)
            let stopwatch = try await Stopwatch(repeating: options.repeat) {
                try await bench.prepare()
            } _: {
                try await bench.run()
            }
            try await store.erase(.root)
            stopwatch.print(bytes: bench.byteCount, options)
        } catch {
            try? await store.erase(.root)
            throw error
        }
    }
}

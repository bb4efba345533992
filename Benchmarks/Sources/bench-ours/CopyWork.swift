import BenchProtocol
import Zarr
import ZarrTools

/// Copies an array to one of another layout, by the function behind `zarrtool copy`.
struct CopyWork: Work {
    let job: Job
    let context: ZarrContext

    func run(verify: Bool) async throws -> Answer {
        let store = try FileSystemStore(root: job.need(\.target, "a target"), durability: .none)
        var options = CopyOptions(chunks: job.chunks, shards: job.shards, overwrite: true)
        if let codec = job.codec, codec.name == "blosc" {
            options.codecs = [.blosc(codec.cname ?? "lz4", level: codec.level ?? 5)]
        }
        let begin = ContinuousClock.now
        let source = try await Hierarchy.open(job.store, context: context)
        let plan = try await CopyPlan(from: source, to: store, at: "", options, context: context)
        try await plan.run()
        return Answer(seconds: seconds(since: begin), bytes: plan.byteCount)
    }
}

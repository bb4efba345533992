import BenchProtocol
import Zarr

/// Opens an array, again and again.
struct OpenWork: Work {
    let job: Job
    let context: ZarrContext

    func run(verify: Bool) async throws -> Answer {
        let count = job.count ?? 1
        var last: ZarrArray?
        let begin = ContinuousClock.now
        for _ in 0..<count { last = try await ZarrArray.open(job.store, context: context) }
        let time = seconds(since: begin) / Double(count)
        return Answer(seconds: time, bytes: 0, digest: last.map { Digest.of($0.shape.description) })
    }
}

extension Digest {
    /// The digest of a text, such as the names and shapes of arrays.
    static func of(_ text: String) -> UInt64 {
        var text = text
        return text.withUTF8 { Digest.of(UnsafeRawBufferPointer($0)) }
    }
}

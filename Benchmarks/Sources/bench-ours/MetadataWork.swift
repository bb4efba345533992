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
        return Answer(seconds: time, bytes: 0, digest: last.map { Digest.of(extents($0.shape)) })
    }
}

/// Lists the arrays of a group with their shapes.
struct MembersWork: Work {
    let job: Job
    let context: ZarrContext

    func run(verify: Bool) async throws -> Answer {
        let begin = ContinuousClock.now
        let group = try await ZarrGroup.open(job.store, metadata: .perNode, context: context)
        let members = try await group.members()
        let time = seconds(since: begin)
        return Answer(seconds: time, bytes: 0, digest: Digest.of(listing(members)))
    }
}

/// Opens a group by its consolidated metadata, and then asks for the names of its members, for one array, or for all.
struct ConsolidatedWork: Work {
    let job: Job
    let context: ZarrContext

    func run(verify: Bool) async throws -> Answer {
        let text: String
        let begin = ContinuousClock.now
        let group = try await ZarrGroup.open(job.store, context: context)
        switch job.wanted {
        case "names": text = try await group.memberNames().joined(separator: ";")
        case "one":
            let node = try await group.member(job.need(\.node, "a node"))
            guard case .array(let array)? = node else { throw Failure("there is no array \(job.node ?? "")") }
            text = extents(array.shape)
        default:
            var nodes: [ZarrNode] = []
            for try await node in group.walk() { nodes.append(node) }
            text = listing(nodes)
        }
        return Answer(seconds: seconds(since: begin), bytes: 0, digest: Digest.of(text))
    }
}

private func extents(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: ",") }

private func listing(_ nodes: [ZarrNode]) -> String {
    var lines: [(path: String, extents: String)] = []
    for case .array(let array) in nodes { lines.append((array.path, extents(array.shape))) }
    lines.sort { $0.path < $1.path }
    return lines.map { "\($0.path):\($0.extents)" }.joined(separator: ";")
}

extension Digest {
    /// The digest of a text, such as the names and shapes of arrays.
    static func of(_ text: String) -> UInt64 {
        var text = text
        return text.withUTF8 { Digest.of(UnsafeRawBufferPointer($0)) }
    }
}

import BenchProtocol
import Synchronization
import Zarr

/// Reads boxes of an array, by one caller or several at a time.
struct ReadWork: Work {
    private let job: Job
    private let context: ZarrContext
    private var array: ZarrArray
    private let selections: [Selection]
    private var kept: [AnyNDArray?]

    init(_ job: Job, _ context: ZarrContext) async throws {
        self.job = job
        self.context = context
        array = try await ZarrArray.open(job.store, context: context)
        selections = try job.need(\.boxes, "boxes").map { Selection(Region(origin: $0.origin, shape: $0.shape)) }
        kept = []
    }

    mutating func run(verify: Bool) async throws -> Answer {
        // The last results are let go first, or memory would hold them twice.
        kept = []
        // Each run begins with an empty cache.
        if let bytes = job.cache {
            array = try await ZarrArray.open(
                job.store, context: context.caching(in: ChunkCache(byteLimit: bytes)))
        }
        return (job.callers ?? 1) > 1 ? try await readTogether(verify) : try await readInTurn(verify)
    }

    private mutating func readInTurn(_ verify: Bool) async throws -> Answer {
        let keeps = job.keep ?? false
        let wantsEach = job.each ?? false
        if keeps { kept.reserveCapacity(selections.count) }
        var digest: UInt64 = 0
        var bytes = 0
        var each: [Double] = []
        let begin = ContinuousClock.now
        for (place, selection) in selections.enumerated() {
            let start = wantsEach ? ContinuousClock.now : begin
            let result = try await array.read(selection)
            if wantsEach { each.append(seconds(since: start)) }
            bytes += result.bytes.count
            if keeps { kept.append(result) } else if verify { digest &+= Digest.part(result.digest, at: place) }
        }
        let time = seconds(since: begin)
        if keeps {
            for (place, result) in kept.enumerated() { digest &+= Digest.part(result?.digest ?? 0, at: place) }
        }
        var answer = Answer(
            seconds: time, bytes: bytes, digest: keeps || verify ? digest : nil, each: wantsEach ? each : nil)
        answer.checked = seconds(since: begin) - time
        return answer
    }

    private func readTogether(_ verify: Bool) async throws -> Answer {
        let turn = Turn()
        let (array, selections) = (array, selections)
        let begin = ContinuousClock.now
        let parts = try await withThrowingTaskGroup(of: (bytes: Int, digest: UInt64).self) { group in
            for _ in 0..<(job.callers ?? 1) {
                group.addTask {
                    var part = (bytes: 0, digest: UInt64(0))
                    while let place = turn.next(below: selections.count) {
                        let result = try await array.read(selections[place])
                        part.bytes += result.bytes.count
                        if verify { part.digest &+= Digest.part(result.digest, at: place) }
                    }
                    return part
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        return Answer(
            seconds: seconds(since: begin), bytes: parts.reduce(0) { $0 + $1.bytes },
            digest: verify ? parts.reduce(0) { $0 &+ $1.digest } : nil)
    }
}

/// Numbers that callers share.
final class Turn: Sendable {
    private let counter = Atomic<Int>(0)

    func next(below count: Int) -> Int? {
        let number = counter.wrappingAdd(1, ordering: .relaxed).oldValue
        return number < count ? number : nil
    }
}

extension AnyNDArray {
    var digest: UInt64 { bytes.withUnsafeBytes { Digest.of($0) } }
}

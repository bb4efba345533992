import BenchProtocol
import Foundation

/// Copies memory that is there to memory that was never touched.
struct MemcpyLimit: Work {
    private let threads: Threads
    private let count: Int
    private let source: FreshMemory?

    init(_ job: Job) {
        threads = Threads(job)
        count = job.count ?? 1 << 28
        source = try? FreshMemory(count: count)
        if let source { memset(source.place(0), 1, count) }
    }

    func run(verify: Bool) throws -> Answer {
        guard let source else { throw Failure("the system has no \(count) bytes") }
        let piece = 2 << 20
        let begin = ContinuousClock.now
        let target = try FreshMemory(count: count)
        try threads.run((count + piece - 1) / piece, state: { () }) { number, _ in
            memcpy(target.place(number * piece), source.place(number * piece), min(piece, count - number * piece))
        }
        return Answer(seconds: seconds(since: begin), bytes: count)
    }
}

/// Reads every value to its place in memory that was never touched.
struct PreadLimit: Work {
    private let threads: Threads
    private let files: StoredFiles

    init(_ job: Job) throws {
        threads = Threads(job)
        files = try StoredFiles(below: job.store)
    }

    func run(verify: Bool) throws -> Answer {
        let begin = ContinuousClock.now
        let target = try files.load(threads)
        let time = seconds(since: begin)
        withExtendedLifetime(target) {}
        return Answer(seconds: time, bytes: files.total)
    }
}

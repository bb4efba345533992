import BenchProtocol
import Foundation

/// Writes the values of a store to new files beside it: a temporary name, all bytes, a rename, and before that the sync that
/// the durability asks for.
struct WriteLimit: Work {
    private let threads: Threads
    private let files: StoredFiles
    private let values: FreshMemory
    private let target: String
    private let syncs: Bool

    init(_ job: Job) throws {
        threads = Threads(job)
        files = try StoredFiles(below: job.store)
        values = try files.load(threads)
        target = try job.need(\.target, "a target")
        syncs = (job.durability ?? "none") != "none"
    }

    func run(verify: Bool) throws -> Answer {
        try? FileManager.default.removeItem(atPath: target)
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: target) }
        let begin = ContinuousClock.now
        try threads.run(files.paths.count, state: { () }) { number, _ in
            let path = "\(target)/\(number)"
            let file = open(path + ".partial", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
            guard file >= 0 else { throw Failure("cannot make \(path)") }
            defer { close(file) }
            var done = 0
            while done < files.sizes[number] {
                let count = Foundation.write(
                    file, values.place(files.offsets[number] + done), files.sizes[number] - done)
                guard count > 0 else { throw Failure("cannot write \(path)") }
                done += count
            }
            if syncs, !synchronize(file) { throw Failure("cannot sync \(path)") }
            guard rename(path + ".partial", path) == 0 else { throw Failure("cannot rename \(path)") }
        }
        return Answer(seconds: seconds(since: begin), bytes: files.total)
    }

    private func synchronize(_ file: Int32) -> Bool {
        #if os(Linux)
            fdatasync(file) == 0
        #else
            fsync(file) == 0
        #endif
    }
}

import Foundation

/// A line from the harness: a job to make ready, or what to do with the one that is.
struct Request: Decodable {
    var `do`: String
    var job: Job?
}

/// What a run answers.
package struct Answer: Encodable {
    /// Seconds of the work alone.
    package var seconds: Double
    /// Bytes of decoded elements.
    package var bytes: Int
    /// Of what was read, where the run was to be verified.
    package var digest: UInt64?
    /// Seconds of each call, where the job asks for them.
    package var each: [Double]?
    /// Seconds that the digest took, after the clock had stopped.
    package var checked: Double?
    /// The highest resident memory of the process so far.
    package var rss = 0

    package init(seconds: Double, bytes: Int, digest: UInt64? = nil, each: [Double]? = nil) {
        self.seconds = seconds
        self.bytes = bytes
        self.digest = digest
        self.each = each
    }
}

/// A job that was made ready: run as often as the harness asks for.
package protocol Work {
    /// - Parameter verify: whether the answer must have a digest; the seconds of such a run do not count.
    mutating func run(verify: Bool) async throws -> Answer
}

/// Reads requests from the standard input, one JSON document a line, and answers each with a line until the input ends.
/// `Benchmarks/peers/worker.py` is the same loop.
package func serve(_ prepare: (Job) async throws -> any Work) async {
    var work: (any Work)?
    while let line = readLine(strippingNewline: true) {
        do {
            let request = try JSONDecoder().decode(Request.self, from: Data(line.utf8))
            switch request.do {
            case "prepare":
                work = nil
                guard let job = request.job else { throw Failure("a request to prepare without a job") }
                work = try await prepare(job)
                reply(["ready": true])
            case "run", "verify":
                guard work != nil, var answer = try await work?.run(verify: request.do == "verify") else {
                    throw Failure("no job was made ready")
                }
                answer.rss = peakMemory()
                reply(answer)
            default:
                throw Failure("no such request: \(request.do)")
            }
        } catch {
            work = nil
            reply(["failed": "\(error)"])
        }
    }
}

/// Why a job cannot be done.
package struct Failure: Error, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}

private func reply(_ answer: some Encodable) {
    let line = (try? JSONEncoder().encode(answer)) ?? Data("{\"failed\": \"the answer is no JSON\"}".utf8)
    FileHandle.standardOutput.write(line + Data("\n".utf8))
}

/// The highest resident memory of this process, in bytes.
private func peakMemory() -> Int {
    // Not ru_maxrss: on Linux a new process starts with the maximum of the one that started it.
    if let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
        let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
        let kibibytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap({ Int($0) })
    {
        return kibibytes * 1024
    }
    var usage = rusage()
    // Darwin has an Int32 for whom, Glibc an enumeration.
    #if canImport(Darwin)
        getrusage(RUSAGE_SELF, &usage)
    #else
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    #endif
    return usage.ru_maxrss
}

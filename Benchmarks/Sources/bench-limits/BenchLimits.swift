import BenchProtocol

/// What this machine can do at most, by the clock of the harness: the C libraries and system calls that every
/// implementation stands on, with nothing around them.
@main
struct BenchLimits {
    static func main() async {
        await serve { job in
            switch job.operation {
            case "memcpy": return MemcpyLimit(job)
            case "pread": return try PreadLimit(job)
            case "decode": return try DecodeLimit(job)
            case "encode": return try EncodeLimit(job)
            case "write": return try WriteLimit(job)
            default: throw Failure("no limit is known of \(job.operation)")
            }
        }
    }
}

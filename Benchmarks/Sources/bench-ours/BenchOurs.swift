import BenchProtocol
import Zarr

/// What a user of zarr-swift would write, by the clock of the harness; only the public interface.
@main
struct BenchOurs {
    static func main() async {
        await serve { job in
            let context = ZarrContext(workers: job.threads)
            switch job.operation {
            case "read": return try await ReadWork(job, context)
            case "write": return try WriteWork(job, context)
            case "copy": return CopyWork(job: job, context: context)
            case "open": return OpenWork(job: job, context: context)
            case "members": return MembersWork(job: job, context: context)
            case "consolidated": return ConsolidatedWork(job: job, context: context)
            default: throw Failure("zarr-swift cannot do \(job.operation) here")
            }
        }
    }
}

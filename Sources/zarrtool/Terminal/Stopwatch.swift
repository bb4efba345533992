import Zarr
import ZarrTools

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The times of some work in this process.
struct Stopwatch {
    private var seconds: [Double] = []

    /// Does the work once without looking at the clock, then `count` times with it; `prepare` is not timed.
    init(
        repeating count: Int, preparing prepare: () async throws -> Void = {}, _ work: () async throws -> Void
    ) async throws {
        let clock = ContinuousClock()
        for number in 0...count {
            try await prepare()
            if Task.isCancelled { throw ZarrError(.cancelled, "the work was cancelled") }
            let start = clock.now
            try await work()
            if number > 0 { seconds.append((clock.now - start) / .seconds(1)) }
        }
    }

    /// Prints the times, the decoded bytes of one run and the most memory that the process had.
    func print(bytes: Int, _ options: BenchOptions) {
        let peak = Self.peakMemory
        if options.printing.json {
            Terminal.print([
                "mode": .string(options.mode.rawValue), "seconds": .array(seconds.map { .number(JSONNumber($0)) }),
                "bytes": .number(JSONNumber(bytes)), "peakRSS": .number(JSONNumber(peak)),
            ])
            return
        }
        let median = seconds.sorted()[seconds.count / 2]
        let times = seconds.map { ByteText.decimal($0, places: 4) }.joined(separator: " ")
        let rate = ByteText.decimal(Double(bytes) / max(median, 1e-9) / 1e6, places: 0)
        Terminal.print(
            """
            Seconds   \(times)
            Median    \(ByteText.decimal(median, places: 4)) s, \(rate) MB/s
            Decoded   \(ByteText.size(bytes))
            Memory    \(ByteText.short(peak)) at most
            """)
    }

    /// The largest resident size so far, in bytes.
    private static var peakMemory: Int {
        // Not ru_maxrss: on Linux a program starts with the maximum of the one that started it.
        if let file = fopen("/proc/self/status", "r") {
            defer { fclose(file) }
            var line = [CChar](repeating: 0, count: 256)
            while fgets(&line, Int32(line.count), file) != nil {
                let text = line.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
                let words = text.split { $0 == " " || $0 == "\t" }
                if words.first == "VmHWM:", words.count > 1, let kibibytes = Int(words[1]) { return kibibytes * 1024 }
            }
        }
        var usage = rusage()
        // 0 is RUSAGE_SELF, whose Swift type differs from system to system.
        getrusage(0, &usage)
        #if canImport(Darwin)
            return Int(usage.ru_maxrss)
        #else
            return Int(usage.ru_maxrss) * 1024
        #endif
    }
}

import Foundation

/// The seed and the number of random cases: the same at every run, unless the environment says otherwise.
enum TestSeed {
    /// `ZARR_TEST_SEED`, which a failure names.
    static let first = number("ZARR_TEST_SEED") ?? 20_260_101

    /// `ZARR_TEST_COUNT`, or as many as a debug build does in a few seconds.
    static func count(_ usual: Int) -> Int { number("ZARR_TEST_COUNT").map { Int($0) } ?? usual }

    /// Whether the environment says how many: then a test may tell what it did.
    static var isAsked: Bool { number("ZARR_TEST_COUNT") != nil }

    /// The seeds of so many cases.
    static func seeds(_ usual: Int) -> Range<UInt64> { first..<first + UInt64(count(usual)) }

    /// How to see a failure again.
    static func repeating(_ seed: UInt64) -> String { "repeat it with ZARR_TEST_SEED=\(seed) ZARR_TEST_COUNT=1" }

    private static func number(_ variable: String) -> UInt64? {
        ProcessInfo.processInfo.environment[variable].flatMap { UInt64($0) }
    }
}

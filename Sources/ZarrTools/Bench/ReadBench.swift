public import Zarr

/// Reads an array as often as it is asked to, for somebody with a clock.
public struct ReadBench {
    private let array: ZarrArray
    private let regions: BenchRegions

    /// A benchmark of `array`.
    public init(_ array: ZarrArray, _ mode: BenchMode) throws {
        self.array = array
        regions = try BenchRegions(array, mode)
    }

    /// The decoded bytes of one run.
    public var byteCount: Int { regions.elementCount.saturatingTimes(array.dataType.byteCount) }

    /// Reads everything once, one call after the other.
    public func run() async throws {
        for region in regions { _ = try await array.read(Selection(region)) }
    }
}

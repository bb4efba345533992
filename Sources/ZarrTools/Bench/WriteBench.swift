public import Zarr

/// Writes the values of an array to a new one of the same layout as often as it is asked to, for somebody with a clock.
public struct WriteBench {
    private let target: ZarrArray
    private let values: [(Selection, AnyNDArray)]
    /// The decoded bytes of one run.
    public let byteCount: Int

    /// Reads the values of `array` and creates the new one in `store`, which is the benchmark's own.
    public init(_ array: ZarrArray, _ mode: BenchMode, to store: any Store, context: ZarrContext = .standard)
        async throws
    {
        let regions = try BenchRegions(array, mode)
        byteCount = regions.elementCount.saturatingTimes(array.dataType.byteCount)
        var values: [(Selection, AnyNDArray)] = []
        for region in regions { values.append((Selection(region), try await array.read(Selection(region)))) }
        self.values = values
        target = try await ZarrArray.create(
            in: store, try await array.description(format: array.format), overwrite: true, context: context)
    }

    /// Makes the array empty again.
    public func prepare() async throws { try await target.erase() }

    /// Writes everything once, one call after the other.
    public func run() async throws {
        for (selection, values) in values { try await target.write(values, at: selection) }
    }
}

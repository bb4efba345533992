public import ArgumentParser
public import Zarr
public import ZarrTools

extension FormatIdentifier: ExpressibleByArgument {
    /// `zarr2` or `zarr3`, also `2` and `v3`.
    public init?(argument: String) {
        switch argument.lowercased() {
        case "n5": self = .n5
        case "zarr2", "v2", "2": self = .zarr2
        case "zarr3", "v3", "3": self = .zarr3
        default: return nil
        }
    }

    /// What new nodes may have.
    public static var allValueStrings: [String] { writable.map(\.rawValue) }
}

extension ValueFormat: ExpressibleByArgument {}

extension Colormap: ExpressibleByArgument {}

extension BenchMode: ExpressibleByArgument {}

extension Durability: ExpressibleByArgument {}

/// A number of bytes, as `512M` or `2GiB`.
struct ByteCount: ExpressibleByArgument {
    let bytes: Int

    init?(argument: String) {
        guard let bytes = ByteText.count(argument) else { return nil }
        self.bytes = bytes
    }
}

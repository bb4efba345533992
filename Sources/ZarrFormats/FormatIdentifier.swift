/// A format of metadata and chunk keys.
public enum FormatIdentifier: String, Sendable, Hashable, CaseIterable {
    /// N5: `attributes.json`.
    case n5
    /// Zarr v1: `meta` and `attrs`, single arrays only. It is read, never written.
    case zarr1
    /// Zarr v2: `.zarray`, `.zgroup`, `.zattrs`.
    case zarr2
    /// Zarr v3: `zarr.json`.
    case zarr3

    /// The name for people.
    public var name: String {
        switch self {
        case .n5: "N5"
        case .zarr1: "Zarr v1"
        case .zarr2: "Zarr v2"
        case .zarr3: "Zarr v3"
        }
    }

    /// Whether a group can hold the metadata of all nodes below it.
    public var hasConsolidatedMetadata: Bool { self == .zarr2 || self == .zarr3 }

    /// The formats that new nodes may have.
    public static let writable: [FormatIdentifier] = [.n5, .zarr2, .zarr3]
}

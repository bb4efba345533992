/// A format of metadata and chunk keys.
public enum FormatIdentifier: String, Sendable, Hashable, CaseIterable {
    /// Zarr v1: `meta` and `attrs`, single arrays only. It is read, never written.
    case zarr1
    /// Zarr v2: `.zarray`, `.zgroup`, `.zattrs`.
    case zarr2
    /// Zarr v3: `zarr.json`.
    case zarr3

    /// The formats that new nodes may have.
    public static let writable: [FormatIdentifier] = [.zarr2, .zarr3]
}

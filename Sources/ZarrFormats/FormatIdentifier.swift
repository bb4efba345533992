/// A format of metadata and chunk keys.
public enum FormatIdentifier: String, Sendable, Hashable, CaseIterable {
    /// Zarr v2: `.zarray`, `.zgroup`, `.zattrs`.
    case zarr2
    /// Zarr v3: `zarr.json`.
    case zarr3
}

import ZarrBase

/// In which order values lie in a ZIP file: documents first and from the root downwards, as whoever opens a hierarchy needs
/// them, then chunks as they were.
///
/// - Specification: OME-NGFF RFC-9, "Single-file OME-Zarr".
package enum ZipOrder {
    /// The keys in this order, chunks in that of `place`.
    package static func sorted(_ keys: some Sequence<StoreKey>, chunksBy place: (StoreKey) -> Int = { _ in 0 })
        -> [StoreKey]
    {
        let all = keys.map { (key: $0, place: place($0), depth: depth(of: $0)) }
        return all.sorted { left, right in
            switch (left.depth, right.depth) {
            case (let left?, let right?) where left != right: left < right
            case (_?, _?): left.key < right.key
            case (_?, nil): true
            case (nil, _?): false
            case (nil, nil): (left.place, left.key) < (right.place, right.key)
            }
        }.map(\.key)
    }

    /// The keys in this order, chunks as they lie in the file.
    static func sorted(_ entries: [StoreKey: ZipEntry]) -> [StoreKey] {
        sorted(entries.keys) { entries[$0]?.headerOffset ?? 0 }
    }

    /// Whether the values lie in the file in this order.
    static func isKept(_ entries: [StoreKey: ZipEntry]) -> Bool {
        let offsets = sorted(entries).compactMap { entries[$0]?.headerOffset }
        return zip(offsets, offsets.dropFirst()).allSatisfy(<)
    }

    /// How deep the node of a document lies; nil for what is no document.
    private static func depth(of key: StoreKey) -> Int? {
        guard documents.contains(key.name) else { return nil }
        return key.path.utf8.count { $0 == UInt8(ascii: "/") }
    }

    private static let documents: Set<String> = [
        "zarr.json", ".zgroup", ".zarray", ".zattrs", ".zmetadata", "attributes.json",
    ]
}

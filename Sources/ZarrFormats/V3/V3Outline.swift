#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

import ZarrBase
import ZarrIndexing

/// The document of an array, taken apart but not understood.
///
/// What arrays of a hierarchy say alike, all but extents, attributes and the names of axes, is looked for among ``KnownLayouts``.
/// Nothing here ever says that a document is wrong: what is not taken goes the long way, which does.
struct V3Outline {
    private let outline: JSONOutline
    private let hash: Int
    private let known: KnownLayouts.Layout?
    /// Whether what is made of the document is to be kept for others.
    let isWanted: Bool

    private enum Member: Int, CaseIterable {
        case dataType, chunkGrid, chunkKeyEncoding, fillValue, codecs
        case format, kind, shape, transformers, attributes, names
    }

    private static let names: [StaticString] = [
        "data_type", "chunk_grid", "chunk_key_encoding", "fill_value", "codecs",
        "zarr_format", "node_type", "shape", "storage_transformers", "attributes", "dimension_names",
    ]
    /// What is said alike.
    private static let shared: [Member] = [.dataType, .chunkGrid, .chunkKeyEncoding, .fillValue, .codecs]
    /// What is longer costs its time elsewhere.
    private static let longestDocument = 1 << 20

    /// Nil where the document is not to be read so: that of a group, or one that is not as nearly all are.
    init?(_ document: Bytes) {
        guard document.count <= Self.longestDocument,
            let outline = JSONOutline(document, members: Self.names),
            outline.says(Member.format.rawValue, "3"), outline.says(Member.kind.rawValue, "\"array\""),
            !outline.has(Member.transformers.rawValue) || outline.says(Member.transformers.rawValue, "[]")
        else { return nil }
        self.outline = outline
        var hasher = Hasher()
        for member in Self.shared { outline.withText(of: member.rawValue) { hasher.combine(bytes: $0) } }
        hash = hasher.finalize()
        (known, isWanted) = KnownLayouts.standard.find(hash)
    }

    /// The description, where one is known that is written alike, and nothing that the array says for itself is wrong or odd.
    ///
    /// The attributes and the document stay text until somebody looks into them.
    var description: ArrayDescription? {
        guard let layout = known, isWritten(layout),
            let shape = outline.extents(Member.shape.rawValue),
            (try? layout.description.chunkGrid.validate(for: shape)) != nil
        else { return nil }
        var description = layout.description
        description.shape = shape
        if outline.has(Member.attributes.rawValue) {
            guard let attributes = outline.object(Member.attributes.rawValue) else { return nil }
            description.attributes = attributes
        }
        if outline.has(Member.names.rawValue) {
            guard let names = outline.names(Member.names.rawValue), names.count == shape.count else { return nil }
            description.dimensionNames = names
        }
        description.document = outline.object
        return description
    }

    private func isWritten(_ layout: KnownLayouts.Layout) -> Bool {
        layout.text.withUnsafeBytes { known in
            var start = 0
            for (member, end) in zip(Self.shared, layout.ends) {
                let isSame = outline.withText(of: member.rawValue) { text in
                    guard text.count == end - start, let text = text.baseAddress, let known = known.baseAddress else {
                        return text.isEmpty && end == start
                    }
                    return memcmp(text, known + start, end - start) == 0
                }
                guard isSame else { return false }
                start = end
            }
            return true
        }
    }

    /// Keeps what was made of this document for those that are written alike.
    func keep(_ description: ArrayDescription) {
        var text: [UInt8] = []
        var ends: [Int] = []
        for member in Self.shared {
            outline.withText(of: member.rawValue) { text.append(contentsOf: $0) }
            ends.append(text.count)
        }
        var known = description
        known.shape = []
        known.attributes = [:]
        known.dimensionNames = nil
        known.document = [:]
        known.shared = SharedPipeline()
        KnownLayouts.standard.keep(.init(hash: hash, text: text, ends: ends, description: known))
    }
}

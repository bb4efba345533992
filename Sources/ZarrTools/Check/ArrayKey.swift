import Zarr

/// What a key below an array is.
enum ArrayKey: Equatable {
    /// A chunk of the array, with these indices.
    case chunk([Int])
    /// A chunk behind the end of the array.
    case outside([Int])
    /// What would be a chunk with another separator or another number of axes, and why.
    case misplaced(String)
    /// The document of a node.
    case node
    /// What a repair moved aside.
    case aside
    /// The journal of an appender.
    case journal
    /// None of these.
    case stray

    /// - Parameter name: the key below the array.
    init(_ name: String, _ description: ArrayDescription) {
        let rank = description.shape.count
        let grid = description.chunkGrid.gridShape(for: description.shape)
        if let indices = description.chunkKeyEncoding.indices(of: name, rank: rank) {
            self = zip(indices, grid).allSatisfy { $0 < $1 } ? .chunk(indices) : .outside(indices)
            return
        }
        if name == ZarrGroup.appendJournal {
            self = .journal
            return
        }
        let last = name.split(separator: "/").last.map(String.init) ?? name
        if ["zarr.json", ".zarray", ".zgroup", "attributes.json"].contains(last) {
            self = name.hasPrefix(BrokenPlace.name + "/") ? .aside : .node
        } else if name.hasPrefix(BrokenPlace.name + "/") {
            self = .aside
        } else if let reason = Self.misplacement(of: name, description.chunkKeyEncoding, rank) {
            self = .misplaced(reason)
        } else {
            self = .stray
        }
    }

    private static func misplacement(of name: String, _ encoding: ChunkKeyEncoding, _ rank: Int) -> String? {
        for other in ChunkKeyEncoding.all where other != encoding {
            guard let indices = other.indices(of: name, rank: rank) else { continue }
            return "the array has the chunk \(indices) at \(encoding.key(for: indices)), not at \(name)"
        }
        for axes in 0...32 where axes != rank {
            guard let indices = encoding.indices(of: name, rank: axes) else { continue }
            return "the key has \(indices.count) indices, the array \(rank) axes"
        }
        return nil
    }
}

extension ChunkKeyEncoding {
    fileprivate static var all: [ChunkKeyEncoding] {
        Separator.allCases.flatMap { [.default(separator: $0), .v2(separator: $0)] } + [.n5]
    }
}

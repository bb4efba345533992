public import ZarrBase

/// The extents of the chunks along one axis of a rectilinear grid, run by run: a million chunks take as little memory as
/// the document that names them.
public struct ChunkEdges: Sendable, Hashable {
    /// Neighbouring chunks of one extent.
    public struct Run: Sendable, Hashable {
        /// The extent of each chunk, in elements.
        public let extent: Int
        /// The number of chunks.
        public let count: Int

        /// `count` chunks of `extent` elements.
        public init(extent: Int, count: Int = 1) {
            self.extent = extent
            self.count = count
        }
    }

    /// Neighbours differ in their extent.
    public let runs: [Run]
    /// The number of chunks.
    public let chunkCount: Int
    /// The sum of all extents: it may reach past the array, also by whole chunks.
    public let extent: Int

    /// The first chunk and the first element of every run.
    private let firstChunks: [Int]
    private let origins: [Int]

    /// Chunks of these extents, one behind the other.
    ///
    /// - Throws: ``ZarrError/Code/invalidMetadata`` where an extent or a count is not positive, `limitExceeded` where a sum
    ///   does not fit `Int`.
    public init(_ runs: [Run]) throws(ZarrError) {
        var merged: [Run] = []
        for run in runs {
            guard run.extent > 0, run.count > 0 else {
                throw ZarrError(.invalidMetadata, "\(run.count) chunks of extent \(run.extent)")
            }
            if let last = merged.last, last.extent == run.extent {
                merged[merged.count - 1] = Run(extent: run.extent, count: try last.count.checkedPlus(run.count))
            } else {
                merged.append(run)
            }
        }
        var chunkCount = 0
        var extent = 0
        var firstChunks: [Int] = []
        var origins: [Int] = []
        for run in merged {
            firstChunks.append(chunkCount)
            origins.append(extent)
            chunkCount = try chunkCount.checkedPlus(run.count)
            extent = try extent.checkedPlus(run.extent.checkedTimes(run.count))
        }
        self.runs = merged
        self.chunkCount = chunkCount
        self.extent = extent
        self.firstChunks = firstChunks
        self.origins = origins
    }

    /// The largest extent of a chunk; 0 where there is none.
    public var largestExtent: Int { runs.lazy.map(\.extent).max() ?? 0 }

    /// The chunk that holds an element; the last one for elements behind all.
    ///
    /// - Complexity: logarithmic in the number of runs.
    public func chunk(containing element: Int) -> Int {
        guard element < extent else { return Swift.max(0, chunkCount - 1) }
        let run = Self.last(in: origins, notAfter: element)
        guard runs.indices.contains(run) else { return 0 }
        return firstChunks[run] + (element - origins[run]) / runs[run].extent
    }

    /// The first element and the extent of a chunk; a chunk behind the last one is empty.
    ///
    /// - Complexity: logarithmic in the number of runs.
    public func range(ofChunk chunk: Int) -> (origin: Int, extent: Int) {
        guard chunk >= 0, chunk < chunkCount else { return (extent, 0) }
        let run = Self.last(in: firstChunks, notAfter: chunk)
        return (origins[run] + (chunk - firstChunks[run]) * runs[run].extent, runs[run].extent)
    }

    /// The runs that hold the elements `first...last`, with the number of the first chunk and the first element of each.
    func runs(holding first: Int, through last: Int) -> [(run: Run, firstChunk: Int, origin: Int)] {
        guard first < extent else { return [] }
        var found: [(run: Run, firstChunk: Int, origin: Int)] = []
        var number = Self.last(in: origins, notAfter: first)
        while number < runs.count, origins[number] <= last {
            found.append((runs[number], firstChunks[number], origins[number]))
            number += 1
        }
        return found
    }

    private static func last(in starts: [Int], notAfter value: Int) -> Int {
        var lower = 0
        var upper = starts.count
        while lower < upper {
            let middle = lower + (upper - lower) / 2
            if starts[middle] <= value { lower = middle + 1 } else { upper = middle }
        }
        return Swift.max(0, lower - 1)
    }

    /// Whether both are the same chunks.
    public static func == (left: ChunkEdges, right: ChunkEdges) -> Bool { left.runs == right.runs }

    /// Hashes what equality compares.
    public func hash(into hasher: inout Hasher) { hasher.combine(runs) }
}

extension ChunkEdges: CustomStringConvertible {
    /// `[4*2,3]`: two chunks of 4, then one of 3.
    public var description: String {
        "[" + runs.map { $0.count == 1 ? "\($0.extent)" : "\($0.extent)*\($0.count)" }.joined(separator: ",") + "]"
    }
}

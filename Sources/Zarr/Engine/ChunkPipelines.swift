import Synchronization
import ZarrBase
import ZarrCodecs
import ZarrFormats
import ZarrIndexing

/// The codecs of an array bound to its chunks: once where all have one shape, else once for each shape that is met.
final class ChunkPipelines: Sendable {
    /// The codecs of the largest chunk: its data type and fill value are those of all.
    let largest: CodecPipeline
    private let description: ArrayDescription
    private let others = Mutex<[[Int]: CodecPipeline]>([:])
    private let isStoringFill: Bool
    private let twin = Mutex<ChunkPipelines?>(nil)

    /// Binds what a description says.
    ///
    /// - Throws: where the codecs fit the extents of some chunk not, as a shard's that is no multiple of its subchunks:
    ///   when an array is opened, not when the chunk is met.
    init(_ description: ArrayDescription) throws(ZarrError) {
        self.description = description
        isStoringFill = false
        largest = try description.pipeline()
        guard case .rectilinear = description.chunkGrid else { return }
        // Codecs look at each axis for itself, so that no combination of extents needs to be tried.
        for (axis, chunkAxis) in description.chunkGrid.axes.enumerated() {
            var shape = largest.decoded.shape
            for extent in chunkAxis.extents.sorted() where extent != shape[axis] {
                shape[axis] = extent
                _ = try description.pipeline(forChunkOf: shape)
                shape[axis] = largest.decoded.shape[axis]
            }
        }
    }

    private init(storingFill other: ChunkPipelines) {
        description = other.description
        isStoringFill = true
        largest = other.largest.storingFill()
    }

    /// The same codecs for writes that store what holds nothing but the fill value: subchunks, too.
    var storingFill: ChunkPipelines {
        twin.withLock { twin in
            let known = twin ?? ChunkPipelines(storingFill: self)
            twin = known
            return known
        }
    }

    /// The codecs of a chunk of this shape.
    ///
    /// - Complexity: one comparison where it has the shape of the largest, else one look into a table.
    func pipeline(forChunkOf shape: [Int]) throws(ZarrError) -> CodecPipeline {
        if shape == largest.decoded.shape { return largest }
        if let known = others.withLock({ $0[shape] }) { return known }
        let bound = try description.pipeline(forChunkOf: shape)
        let made = isStoringFill ? bound.storingFill() : bound
        others.withLock { others in
            // So many shapes that binding them again costs less than keeping them.
            if others.count >= Self.mostKept { others.removeAll() }
            others[shape] = made
        }
        return made
    }

    /// All that says what elements a stored value decodes to.
    var layout: String {
        let codecs = description.codecs.all.map { "\($0.v3) \($0.v2.map { "\($0)" } ?? "")" }
        return "\(description.dataType.v3) \(description.fillValue.bytes) \(description.chunkGrid) \(codecs)"
    }

    private static let mostKept = 4096
}

import Synchronization
public import ZarrBase
public import ZarrCodecs
import ZarrIndexing

extension ArrayDescription {
    /// A stored value as its codecs see it: one of ``chunkShape``, unless another shape is given.
    ///
    /// - Throws: ``ZarrError/Code/limitExceeded`` where its size does not fit `Int`.
    public func representation(ofChunkOf shape: [Int]? = nil) throws(ZarrError) -> ChunkRepresentation {
        do {
            return try ChunkRepresentation(shape: shape ?? chunkShape, dataType: dataType, fillValue: fillValue)
        } catch {
            throw error.at(
                jsonPath: format == .zarr3
                    ? "$.chunk_grid.configuration.\(chunkGrid.extentsField)"
                    : format == .n5 ? "$.blockSize" : "$.chunks")
        }
    }

    /// The codecs bound to a stored value, of ``chunkShape`` unless another shape is given; whatever does not fit is an error here, never per chunk.
    ///
    /// - Throws: ``ZarrError/Code/invalidMetadata`` or ``ZarrError/Code/unsupported`` with the codec, and in Zarr v3 with
    ///   its place in the document.
    public func pipeline(forChunkOf shape: [Int]? = nil) throws(ZarrError) -> CodecPipeline {
        if shape == nil, let known = shared?.pipeline { return known }
        let representation = try representation(ofChunkOf: shape)
        do {
            let bound = try codecs.bind(representation)
            return shape == nil ? shared?.keep(bound) ?? bound : bound
        } catch {
            guard format == .zarr3, let failure = codecs.bindingFailure(representation) else { throw error }
            throw failure.within("$.codecs")
        }
    }
}

/// The codecs of arrays that are written alike, bound to their chunks by the first of them.
final class SharedPipeline: Sendable {
    private let bound = AtomicLazyReference<CodecPipeline>()

    var pipeline: CodecPipeline? { bound.load() }

    /// The pipeline that all have from now on: this one, unless another task was faster.
    func keep(_ pipeline: CodecPipeline) -> CodecPipeline { bound.storeIfNil(pipeline) }
}

extension CodecChain {
    /// What fails when the chain is bound, its place seen from the list of codecs; found by binding one after the other.
    fileprivate func bindingFailure(_ representation: ChunkRepresentation) -> ZarrError? {
        var current = representation
        for (place, codec) in arrayToArray.enumerated() {
            do throws(ZarrError) {
                current = try codec.bind(current).encoded
            } catch {
                return error.at(codec: codec.name).within("[\(place)]")
            }
        }
        var place = arrayToArray.count
        do throws(ZarrError) {
            _ = try arrayToBytes.bind(current)
        } catch {
            if let sharding = arrayToBytes as? ShardingCodec, let inner = sharding.bindingFailure(current) {
                return inner.within("[\(place)]")
            }
            return error.at(codec: arrayToBytes.name).within("[\(place)]")
        }
        for codec in bytesToBytes {
            place += 1
            do throws(ZarrError) {
                _ = try codec.bound(toElementSize: current.dataType.isVariableLength ? 1 : current.dataType.byteCount)
            } catch {
                return error.at(codec: codec.name).within("[\(place)]")
            }
        }
        return nil
    }
}

extension ShardingCodec {
    /// What fails within a shard, its place seen from the codec; nil where the codec itself does.
    fileprivate func bindingFailure(_ shard: ChunkRepresentation) -> ZarrError? {
        guard subchunkShape.count == shard.shape.count,
            zip(shard.shape, subchunkShape).allSatisfy({ $1 > 0 && $0 % $1 == 0 })
        else { return nil }
        let ones = [Int](repeating: 1, count: subchunkShape.count)
        if let index = try? ChunkRepresentation(
            shape: ones + [2], dataType: .uint64, fillValue: .zero(of: .uint64)),
            let failure = indexCodecs.bindingFailure(index)
        {
            return failure.within("configuration.index_codecs")
        }
        guard
            let subchunk = try? ChunkRepresentation(
                shape: subchunkShape, dataType: shard.dataType, fillValue: shard.fillValue)
        else { return nil }
        return codecs.bindingFailure(subchunk)?.within("configuration.codecs")
    }
}

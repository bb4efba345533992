import ZarrBase
import ZarrCodecs

extension CodecChain {
    /// The chain with everything spelled out that Zarr v3 wants to be: permutations, element sizes, byte orders only where
    /// there are words, also within shards. The codecs of an index stay as they are.
    func settled(for representation: ChunkRepresentation) throws(ZarrError) -> CodecChain {
        var chain = self
        var current = representation
        for (place, codec) in arrayToArray.enumerated() {
            if let transpose = codec as? TransposeCodec {
                chain.arrayToArray[place] = transpose.spelledOut(rank: current.shape.count)
            } else if let filter = codec as? any NumericFilter {
                chain.arrayToArray[place] = try filter.settled(on: current.dataType)
            }
            do { current = try codec.bind(current).encoded } catch { throw error.at(codec: codec.name) }
        }
        if let sharding = arrayToBytes as? ShardingCodec {
            let subchunk = try ChunkRepresentation(
                shape: sharding.subchunkShape, dataType: current.dataType, fillValue: current.fillValue)
            chain.arrayToBytes = ShardingCodec(
                subchunkShape: sharding.subchunkShape, codecs: try sharding.codecs.settled(for: subchunk),
                indexCodecs: sharding.indexCodecs, indexLocation: sharding.indexLocation)
        } else if let block = arrayToBytes as? N5DefaultCodec {
            chain.arrayToBytes = block.settled(
                for: current, bytesToBytes: try block.codecs.settled(for: current).bytesToBytes)
        } else if arrayToBytes is BytesCodec, !current.dataType.layout.hasByteOrder {
            chain.arrayToBytes = BytesCodec(endian: nil)
        } else if let bytes = arrayToBytes as? BytesCodec, bytes.mixedOrders != nil {
            // One order for all words: chunks of several are written anew.
            chain.arrayToBytes = BytesCodec(endian: .little)
        }
        let elementSize = current.dataType.isVariableLength ? 1 : current.dataType.byteCount
        for (place, codec) in bytesToBytes.enumerated() {
            // Nobody could read the document.
            guard !(codec is LZ4BlocksCodec) else {
                throw ZarrError(
                    .unsupported, "Zarr has no codec for lz4 in the framing of N5", hint: "use numcodecs.lz4 or zstd"
                ).at(codec: codec.name)
            }
            chain.bytesToBytes[place] = Self.inRange(try codec.bound(toElementSize: elementSize))
        }
        return chain
    }

    /// The chain with words in this order, also within shards.
    func storing(_ endian: Endianness) -> CodecChain {
        var chain = self
        if arrayToBytes is BytesCodec {
            chain.arrayToBytes = BytesCodec(endian: endian)
        } else if let sharding = arrayToBytes as? ShardingCodec {
            chain.arrayToBytes = ShardingCodec(
                subchunkShape: sharding.subchunkShape, codecs: sharding.codecs.storing(endian),
                indexCodecs: sharding.indexCodecs, indexLocation: sharding.indexLocation)
        }
        return chain
    }

    /// The codec with parameters that Zarr v2 knows and Zarr v3 does not put into its range.
    private static func inRange(_ codec: any BytesToBytesCodec) -> any BytesToBytesCodec {
        switch codec {
        case let gzip as GzipCodec where gzip.level < 0:
            GzipCodec(level: 6)
        case let blosc as BloscCodec where (blosc.typeSize ?? 1) > 255:
            // Blosc itself takes larger elements for single bytes.
            BloscCodec(
                compressor: blosc.compressor, level: blosc.level, shuffle: blosc.shuffle, typeSize: 1,
                blockSize: blosc.blockSize)
        default: codec
        }
    }
}

extension NumericFilter {
    /// The filter with the types that it states in little-endian order: what the array's own order was does not matter.
    fileprivate func settled(on dataType: DataType) throws(ZarrError) -> any ArrayToArrayCodec {
        // What zarr-python leaves to the array's type may stay so.
        elementText == nil ? self : try inOrder(.little, on: dataType)
    }
}

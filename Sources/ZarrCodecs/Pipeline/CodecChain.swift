public import ZarrBase

/// The codecs of an array as its document lists them, in the order of encoding.
///
/// Specification: Zarr v3 core, "Codecs": any number from array to array, one from array to bytes, any number from bytes to
/// bytes.
public struct CodecChain: Sendable {
    /// From array to array.
    public var arrayToArray: [any ArrayToArrayCodec]
    /// From array to bytes.
    public var arrayToBytes: any ArrayToBytesCodec
    /// From bytes to bytes.
    public var bytesToBytes: [any BytesToBytesCodec]

    /// A chain of these codecs.
    public init(
        arrayToArray: [any ArrayToArrayCodec] = [], arrayToBytes: any ArrayToBytesCodec = BytesCodec(endian: .little),
        bytesToBytes: [any BytesToBytesCodec] = []
    ) {
        self.arrayToArray = arrayToArray
        self.arrayToBytes = arrayToBytes
        self.bytesToBytes = bytesToBytes
    }

    /// The chain of a list in one row.
    ///
    /// - Throws: ``ZarrError/Code/invalidMetadata`` where the kinds do not follow each other as the specification says.
    public init(_ codecs: [any Codec]) throws(ZarrError) {
        var arrayToArray: [any ArrayToArrayCodec] = []
        var arrayToBytes: (any ArrayToBytesCodec)?
        var bytesToBytes: [any BytesToBytesCodec] = []
        for (place, codec) in codecs.enumerated() {
            switch (codec, arrayToBytes) {
            case (let codec as any ArrayToArrayCodec, nil): arrayToArray.append(codec)
            case (let codec as any ArrayToBytesCodec, nil): arrayToBytes = codec
            case (let codec as any BytesToBytesCodec, .some): bytesToBytes.append(codec)
            case (let codec as any BytesToBytesCodec, nil) where arrayToArray.last is UnknownCodec:
                // What nobody knows is of the kind that is missing.
                arrayToBytes = arrayToArray.removeLast() as? UnknownCodec
                bytesToBytes.append(codec)
            default:
                let reason = arrayToBytes == nil ? "needs bytes, but no codec before it makes any" : "needs an array"
                throw ZarrError(
                    .invalidMetadata, "\"\(codec.name)\" \(reason)",
                    hint: "the order is array to array, one array to bytes, bytes to bytes"
                ).at(jsonPath: "[\(place)]")
            }
        }
        if arrayToBytes == nil, let unknown = arrayToArray.last as? UnknownCodec {
            arrayToArray.removeLast()
            arrayToBytes = unknown
        }
        guard let arrayToBytes else {
            throw ZarrError(.invalidMetadata, "no codec turns the array into bytes", hint: "add \"bytes\"")
        }
        self.init(arrayToArray: arrayToArray, arrayToBytes: arrayToBytes, bytesToBytes: bytesToBytes)
    }

    /// All codecs in one row.
    public var all: [any Codec] {
        arrayToArray.map { $0 as any Codec } + [arrayToBytes as any Codec] + bytesToBytes.map { $0 as any Codec }
    }

    /// The codec that knows in which order the bytes of words are stored, also within shards; nil where there is none.
    package var bytesCodec: BytesCodec? {
        arrayToBytes as? BytesCodec ?? (arrayToBytes as? ShardingCodec)?.codecs.bytesCodec
    }

    /// Settles what each codec works on.
    ///
    /// - Throws: where a codec cannot work on such chunks; the error names it.
    public func bind(_ representation: ChunkRepresentation) throws(ZarrError) -> CodecPipeline {
        try CodecPipeline(self, representation)
    }
}

import ZarrBase
import ZarrCodecs

extension FuzzTarget {
    /// Codecs between arrays and bytes that have a form of their own: elements of variable length, objects, packed ones,
    /// blocks of N5; and the arithmetic between arrays, which any number may reach.
    static func elements() throws -> FuzzTarget {
        let labels = ["a", "ß", "文", "aa"]
        let record = try DataType.structure([("flag", .bool), ("n", .uint32), ("z", .complex64), ("s", .fixedBytes(3))])
        return FuzzTarget(
            name: "elements",
            subjects: try [
                ChunkSubject(VlenUTF8Codec(), shape: [5], of: .string),
                ChunkSubject(VlenBytesCodec(), shape: [2, 2], of: .bytes),
                ragged("<i4"),
                ragged(">f8"),
                ragged("|u1"),
                ChunkSubject(JSON2Codec(), shape: [2, 2], of: .object),
                ChunkSubject(JSON2Codec(), shape: [], of: .object),
                ChunkSubject(MessagePackCodec(), shape: [2, 2], of: .object),
                ChunkSubject(MessagePackCodec(), shape: [3], of: .object),
                ChunkSubject(CategorizeCodec(labels: labels), shape: [5], of: .string, isExact: false),
                ChunkSubject(CategorizeCodec(labels: labels, astype: ">i4"), shape: [5], of: .string, isExact: false),
                ChunkSubject(PackBitsCodec(), shape: [3, 7], of: .bool),
                ChunkSubject(PackBitsCodec(padding: .firstByte), shape: [3, 5], of: .complex64),
                ChunkSubject(PackBitsCodec(padding: .lastByte), shape: [3, 5], of: .int64),
                ChunkSubject(N5DefaultCodec(), shape: [2, 3, 4], of: .int16),
                ChunkSubject(N5DefaultCodec(compressor: LZ4Codec()), of: .float64),
                ChunkSubject(BytesCodec(endian: .big), shape: [3], of: record),
                ChunkSubject(BytesCodec(endian: .little), shape: [5], of: .bool),
                ChunkSubject(AsTypeCodec(encodeDtype: "<f8"), of: .float32, isExact: false),
                ChunkSubject(AsTypeCodec(encodeDtype: "<i8", decodeDtype: "<i4"), isExact: false),
                ChunkSubject(AsTypeCodec(encodeDtype: "<f8", decodeDtype: "<i4"), isExact: false),
                ChunkSubject(BitRoundCodec(keepBits: 3), of: .int16, isExact: false),
                ChunkSubject(BooleanPackingCodec(), shape: [3, 7], of: .bool, isExact: false),
                ChunkSubject(
                    CastValueCodec(dataType: .float16, rounding: .towardsZero, outOfRange: .clamp), of: .int16,
                    isExact: false),
                ChunkSubject(CastValueCodec(dataType: .int64), of: .uint32, isExact: false),
                ChunkSubject(CastValueCodec(dataType: .float64), of: .int64, isExact: false),
                ChunkSubject(DeltaCodec(dtype: "<i4", astype: "<i2"), isExact: false),
                ChunkSubject(DeltaCodec(dtype: "<f4"), of: .float32, isExact: false),
                ChunkSubject(
                    FixedScaleOffsetCodec(offset: JSONNumber(0.5), scale: JSONNumber(1e-3), astype: "<f4"), of: .int32,
                    isExact: false),
                ChunkSubject(QuantizeCodec(digits: 2, astype: "<f4"), of: .float64, isExact: false),
                ChunkSubject(ReshapeCodec(shape: [.axes([0, 1]), .rest, .size(2)]), shape: [2, 3, 4]),
                ChunkSubject(ScaleOffsetCodec(offset: -1, scale: -1), of: .int64, isExact: false),
                ChunkSubject(ScaleOffsetCodec(scale: 3), of: .uint8, isExact: false),
                ChunkSubject(TransposeCodec(order: .reversed), shape: [2, 3, 2], of: .bytes),
                ChunkSubject(N5BlockCodec(), shape: [2, 3, 4], of: .int16),
                ChunkSubject(N5BlockCodec(compressor: LZ4BlocksCodec(blockSize: 64)), of: .float64),
                ChunkSubject(N5BlockCodec(compressor: GzipCodec(level: 1)), shape: [5, 3], of: .uint8),
                ChunkSubject(N5BlockCodec(), shape: [2, 3], of: .string),
                ChunkSubject(N5BlockCodec(compressor: ZstdCodec()), shape: [5], of: .string),
                ChunkSubject(N5BlockCodec(content: .objects), shape: [1, 1], of: .bytes),
                ChunkSubject(N5BlockCodec(content: .multisets), shape: [1, 1, 1], of: .bytes, isWritable: false),
            ])
    }

    private static func ragged(_ dtype: String) throws -> ChunkSubject {
        let codec = VlenArrayCodec(dtype: dtype)
        return try ChunkSubject(codec, shape: [3], of: codec.objectType())
    }
}

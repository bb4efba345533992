import ZarrCodecs
import ZarrBase

extension CodecRun {
    /// The codecs between arrays that compute.
    static let arithmetic: [CodecRun] = [
        CodecRun(AsTypeCodec(encodeDtype: "<f8"), of: .float32, isLossy: true),
        CodecRun(AsTypeCodec(encodeDtype: "<i8", decodeDtype: "<i4")),
        CodecRun(BitRoundCodec(keepBits: 3), of: .int16, isLossy: true),
        CodecRun(BitRoundCodec(keepBits: 10), of: .complex64, isLossy: true),
        CodecRun(BooleanPackingCodec(), shape: [3, 7], of: .bool),
        CodecRun(
            CastValueCodec(dataType: .float16, rounding: .towardsZero, outOfRange: .clamp), of: .float64, isLossy: true),
        CodecRun(
            CastValueCodec(
                dataType: .int64,
                scalarMap: CastValueCodec.ScalarMap(
                    encode: [CastValueCodec.ScalarMap.Pair(0, -1)], decode: [CastValueCodec.ScalarMap.Pair(-1, 0)])),
            of: .uint32),
        CodecRun(FixedScaleOffsetCodec(offset: JSONNumber(0), scale: JSONNumber(1), dtype: "<i4", astype: "<i8")),
        CodecRun(
            FixedScaleOffsetCodec(offset: JSONNumber(0.5), scale: JSONNumber(2), astype: "<f4"), of: .float32,
            isLossy: true),
        CodecRun(QuantizeCodec(digits: 2, astype: "<f4"), of: .float64, isLossy: true),
        CodecRun(ReshapeCodec(shape: [.axes([0, 1]), .rest, .size(2)]), shape: [2, 3, 4]),
        CodecRun(ScaleOffsetCodec(offset: -1, scale: -1), of: .int64),
        CodecRun(ScaleOffsetCodec(scale: 2), of: .float64, isLossy: true),
    ]
}

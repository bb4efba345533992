public import ZarrBase
public import ZarrCodecs

extension CodecChoice {
    /// Numbers stored as another type, given as a NumPy type string, as NumPy converts them.
    public static func astype(_ encoded: String, decoded: String? = nil) -> CodecChoice {
        CodecChoice(AsTypeCodec(encodeDtype: encoded, decodeDtype: decoded))
    }
    /// Numbers rounded to so many binary digits.
    public static func bitround(_ keepBits: Int) -> CodecChoice { CodecChoice(BitRoundCodec(keepBits: keepBits)) }
    /// Numbers stored as another type, by value.
    public static func castValue(
        _ dataType: DataType, rounding: NumberRounding? = nil, outOfRange: NumberOverflow? = nil,
        scalarMap: CastValueCodec.ScalarMap? = nil
    ) -> CodecChoice {
        CodecChoice(
            CastValueCodec(dataType: dataType, rounding: rounding, outOfRange: outOfRange, scalarMap: scalarMap))
    }
    /// Numbers less an offset, times a scale, rounded to a type given as a NumPy type string.
    public static func fixedScaleOffset(
        offset: JSONNumber, scale: JSONNumber, dtype: String? = nil, astype: String? = nil
    ) -> CodecChoice {
        CodecChoice(FixedScaleOffsetCodec(offset: offset, scale: scale, dtype: dtype, astype: astype))
    }
    /// Truth values as bits, as numcodecs packs them.
    public static let packBooleans = CodecChoice(BooleanPackingCodec())
    /// Floats rounded to so many decimal digits.
    public static func quantize(digits: Int, dtype: String? = nil, astype: String? = nil) -> CodecChoice {
        CodecChoice(QuantizeCodec(digits: digits, dtype: dtype, astype: astype))
    }
    /// The same elements with other extents.
    public static func reshape(_ shape: [ReshapeCodec.Extent]) -> CodecChoice {
        CodecChoice(ReshapeCodec(shape: shape))
    }
    /// Numbers less an offset, times a scale, in their own type; both as fill values are written.
    public static func scaleOffset(offset: JSONValue? = nil, scale: JSONValue? = nil) -> CodecChoice {
        CodecChoice(ScaleOffsetCodec(offset: offset, scale: scale))
    }
}

public import ZarrCodecs

/// The upper half of a 32-bit floating-point number: its range with 8 significant bits. For storage; compute with `Float`.
public struct BFloat16: ZarrFixedElement, Hashable {
    /// Sign, 8 bits of the exponent, 7 of the significand.
    public var bitPattern: UInt16

    /// The number of these bits.
    public init(bitPattern: UInt16) { self.bitPattern = bitPattern }

    /// The number nearest to `value`, the one whose last bit is zero of two that are as near.
    public init(_ value: Float) {
        let bits = value.bitPattern
        // The rounding of a NaN could make it infinite, or carry into its sign.
        bitPattern =
            value.isNaN
            ? UInt16(truncatingIfNeeded: bits >> 16) | 0x40
            : UInt16(truncatingIfNeeded: (bits &+ 0x7fff &+ (bits >> 16 & 1)) >> 16)
    }

    /// The same number, exactly.
    public var floatValue: Float { Float(bitPattern: UInt32(bitPattern) << 16) }

    /// `bfloat16`.
    public static var dataType: DataType { .bfloat16 }
}

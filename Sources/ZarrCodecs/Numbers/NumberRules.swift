/// How numbers are rounded that another type does not hold exactly.
///
/// Specification: the field `rounding` of `cast_value` in zarr-extensions.
public enum NumberRounding: String, Sendable, Hashable, CaseIterable {
    /// To the nearest number, ties to the even one, as IEEE 754 has it.
    case nearestEven = "nearest-even"
    /// Cut off.
    case towardsZero = "towards-zero"
    /// Up.
    case towardsPositive = "towards-positive"
    /// Down.
    case towardsNegative = "towards-negative"
    /// To the nearest number, ties away from zero.
    case nearestAway = "nearest-away"
}

/// What becomes of numbers that are too large or too small for another type.
///
/// Specification: the field `out_of_range` of `cast_value` in zarr-extensions.
public enum NumberOverflow: String, Sendable, Hashable, CaseIterable {
    /// The nearest number of the type: an infinity where it has them.
    case clamp
    /// The number modulo 2 to the width of the integer.
    case wrap
}

/// What codecs do to each number of an array.
enum NumberOperation: Sendable {
    case add, subtract, multiply, divide, round
}

/// A type of numbers that codecs compute in.
///
/// The loops are requirements for the reason that ``ConvertibleNumber`` has. A scalar lies in memory as a number of the type
/// does.
protocol ArithmeticNumber: ConvertibleNumber {
    /// Changes numbers where they lie, as NumPy computes: integers wrap and are not divided, and rounding takes ties to the
    /// even number.
    static func apply(
        _ operation: NumberOperation, _ numbers: UnsafeMutableRawPointer, _ count: Int, _ scalar: UnsafeRawPointer)
    /// `(number - offset) * scale` of each; where an integer does not hold that, its place.
    static func scale(
        _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int, offset: UnsafeRawPointer,
        scale: UnsafeRawPointer
    ) -> Int?
    /// `number / scale + offset` of each; where an integer does not hold that, its place.
    static func unscale(
        _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int, offset: UnsafeRawPointer,
        scale: UnsafeRawPointer
    ) -> Int?
}

extension ArithmeticNumber where Self: FixedWidthInteger {
    static func apply(
        _ operation: NumberOperation, _ numbers: UnsafeMutableRawPointer, _ count: Int, _ scalar: UnsafeRawPointer
    ) {
        let scalar = load(scalar, 0)
        switch operation {
        case .add: for index in 0..<count { store(load(numbers, index) &+ scalar, numbers, index) }
        case .subtract: for index in 0..<count { store(load(numbers, index) &- scalar, numbers, index) }
        case .multiply: for index in 0..<count { store(load(numbers, index) &* scalar, numbers, index) }
        case .divide, .round: break
        }
    }

    // Only the outcome must fit: between the two steps a number may be out of range if the second one brings it back, which
    // the scale -1 alone can do.

    static func scale(
        _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int, offset: UnsafeRawPointer,
        scale: UnsafeRawPointer
    ) -> Int? {
        let (offset, scale) = (load(offset, 0), load(scale, 0))
        if isSigned, scale == -1 { return subtract(from, to, count, offset) }
        for index in 0..<count {
            let (difference, below) = load(from, index).subtractingReportingOverflow(offset)
            let (product, beyond) = difference.multipliedReportingOverflow(by: scale)
            if below || beyond { return index }
            store(product, to, index)
        }
        return nil
    }

    static func unscale(
        _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int, offset: UnsafeRawPointer,
        scale: UnsafeRawPointer
    ) -> Int? {
        let (offset, scale) = (load(offset, 0), load(scale, 0))
        if isSigned, scale == -1 { return subtract(from, to, count, offset) }
        guard scale != 0 else { return count > 0 ? 0 : nil }
        for index in 0..<count {
            let (quotient, remainder) = load(from, index).quotientAndRemainder(dividingBy: scale)
            let (sum, beyond) = quotient.addingReportingOverflow(offset)
            if remainder != 0 || beyond { return index }
            store(sum, to, index)
        }
        return nil
    }

    /// `minuend - number` of each.
    private static func subtract(
        _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int, _ minuend: Self
    ) -> Int? {
        for index in 0..<count {
            let (difference, beyond) = minuend.subtractingReportingOverflow(load(from, index))
            if beyond { return index }
            store(difference, to, index)
        }
        return nil
    }
}

extension ArithmeticNumber where Self: BinaryFloatingPoint {
    static func apply(
        _ operation: NumberOperation, _ numbers: UnsafeMutableRawPointer, _ count: Int, _ scalar: UnsafeRawPointer
    ) {
        let scalar = load(scalar, 0)
        switch operation {
        case .add: for index in 0..<count { store(load(numbers, index) + scalar, numbers, index) }
        case .subtract: for index in 0..<count { store(load(numbers, index) - scalar, numbers, index) }
        case .multiply: for index in 0..<count { store(load(numbers, index) * scalar, numbers, index) }
        case .divide: for index in 0..<count { store(load(numbers, index) / scalar, numbers, index) }
        case .round: for index in 0..<count { store(load(numbers, index).rounded(.toNearestOrEven), numbers, index) }
        }
    }

    static func scale(
        _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int, offset: UnsafeRawPointer,
        scale: UnsafeRawPointer
    ) -> Int? {
        let (offset, scale) = (load(offset, 0), load(scale, 0))
        for index in 0..<count { store((load(from, index) - offset) * scale, to, index) }
        return nil
    }

    static func unscale(
        _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int, offset: UnsafeRawPointer,
        scale: UnsafeRawPointer
    ) -> Int? {
        let (offset, scale) = (load(offset, 0), load(scale, 0))
        for index in 0..<count { store(load(from, index) / scale + offset, to, index) }
        return nil
    }
}

extension Int8: ArithmeticNumber {}
extension Int16: ArithmeticNumber {}
extension Int32: ArithmeticNumber {}
extension Int64: ArithmeticNumber {}
extension UInt8: ArithmeticNumber {}
extension UInt16: ArithmeticNumber {}
extension UInt32: ArithmeticNumber {}
extension UInt64: ArithmeticNumber {}
extension Float: ArithmeticNumber {}
extension Double: ArithmeticNumber {}
#if !(arch(x86_64) && (os(macOS) || targetEnvironment(macCatalyst)))
    extension Float16: ArithmeticNumber {}
#endif

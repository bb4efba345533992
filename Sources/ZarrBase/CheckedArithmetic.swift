extension FixedWidthInteger {
    /// `self * other`, or an error instead of a trap: sizes from documents are not to be trusted.
    @inlinable
    public func checkedTimes(_ other: Self) throws(ZarrError) -> Self {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        guard !overflow else { throw ZarrError(.limitExceeded, "\(self) x \(other) does not fit \(Self.self)") }
        return product
    }

    /// `self + other`, or an error instead of a trap.
    @inlinable
    public func checkedPlus(_ other: Self) throws(ZarrError) -> Self {
        let (sum, overflow) = addingReportingOverflow(other)
        guard !overflow else { throw ZarrError(.limitExceeded, "\(self) + \(other) does not fit \(Self.self)") }
        return sum
    }

    /// `self / divisor`, rounded up, for a non-negative number and a positive divisor.
    @inlinable
    public func dividedRoundingUp(by divisor: Self) -> Self {
        self / divisor + (self % divisor == 0 ? 0 : 1)
    }
}

extension Collection where Element == Int {
    /// The product of the extents: the number of elements of an array of this shape; 1 for a 0-d array.
    ///
    /// - Throws: ``ZarrError/Code/limitExceeded`` where it does not fit `Int`, `invalidArgument` where one is negative.
    public func elementCount() throws(ZarrError) -> Int {
        var count = 1
        for extent in self {
            guard extent >= 0 else { throw ZarrError(.invalidArgument, "an extent of \(extent)") }
            // A zero extent makes any product zero, also one whose other factors would overflow.
            if extent == 0 { return 0 }
        }
        for extent in self { count = try count.checkedTimes(extent) }
        return count
    }
}

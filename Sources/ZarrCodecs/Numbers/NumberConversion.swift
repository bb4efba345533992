package import ZarrBase

/// Converts numbers from one type to another, many at once.
///
/// All numbers are in the byte order of the machine, at any alignment. They pass through words of 64 bits that hold every
/// number of the source exactly, a tile at a time: one loop for each type instead of one for each pair, and one rounding.
package enum NumberConversion {
    /// What becomes of numbers that the other type does not hold.
    package enum Rule: Sendable, Hashable {
        /// As `astype` of NumPy converts: reals are cut off on the way to integers, integers wrap, nothing is an error. What
        /// C leaves open (reals that no integer holds) is as x86 has it.
        case numpy
        /// As `cast_value` of zarr-extensions converts: what is out of range is an error where nothing is said of it.
        case value(NumberRounding, NumberOverflow?)
    }

    /// Whether elements of this type are numbers that can be converted.
    package static func knows(_ dataType: DataType) -> Bool { NumberType(dataType) != nil }

    /// Writes the numbers in `source` to the front of `destination`, which must not overlap it.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` where a type holds no numbers, ``ZarrError/Code/invalidArgument`` where the
    ///   buffers do not fit each other, or by the rule for values where a number cannot be converted.
    /// - Complexity: linear; a copy where both types are the same.
    package static func convert(
        from source: UnsafeRawBufferPointer, of sourceType: DataType, into destination: UnsafeMutableRawBufferPointer,
        of destinationType: DataType, rule: Rule
    ) throws(ZarrError) {
        let from = try NumberType.known(sourceType)
        let to = try NumberType.known(destinationType)
        try run(source, from, destination, to, rule)
    }

    static func run(
        _ source: UnsafeRawBufferPointer, _ sourceType: NumberType, _ destination: UnsafeMutableRawBufferPointer,
        _ destinationType: NumberType, _ rule: Rule, _ map: NumberMap? = nil
    ) throws(ZarrError) {
        let from = sourceType.number
        let to = destinationType.number
        let count = source.count / from.size
        guard source.count % from.size == 0, count.multipliedReportingOverflow(by: to.size).overflow == false,
            count * to.size <= destination.count
        else {
            throw ZarrError(
                .invalidArgument,
                "\(source.count) bytes of \(sourceType) do not become \(destination.count) bytes of \(destinationType)")
        }
        guard count > 0, let input = source.baseAddress, let output = destination.baseAddress else { return }
        guard sourceType != destinationType || map != nil else {
            output.copyMemory(from: input, byteCount: count * to.size)
            return
        }
        let misfit = withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 512) { tile -> UInt64? in
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: 512) { marks -> UInt64? in
                guard let words = tile.baseAddress, let marks = marks.baseAddress else { return nil }
                for start in stride(from: 0, to: count, by: tile.count) {
                    let length = min(tile.count, count - start)
                    from.widen(input + start * from.size, words, length)
                    map?.take(words, marks, length)
                    let place = output + start * to.size
                    switch rule {
                    case .numpy: to.narrow(words, from.wordKind, place, length)
                    case .value(let rounding, let overflow):
                        if let bad = to.narrow(words, from.wordKind, place, length, rounding, overflow) {
                            return words[bad]
                        }
                    }
                    map?.put(marks, place, length)
                }
                return nil
            }
        }
        if let misfit { throw Self.misfit(misfit, from.wordKind, sourceType, destinationType) }
    }

    private static func misfit(
        _ word: UInt64, _ kind: NumberWord, _ from: NumberType, _ to: NumberType
    ) -> ZarrError {
        let number =
            switch kind {
            case .signed: String(Int64(bitPattern: word))
            case .unsigned: String(word)
            case .real: Double(bitPattern: word).description
            }
        return ZarrError(
            .invalidArgument, "the \(from) \(number) is out of the range of \(to)",
            hint: "\"out_of_range\" says what becomes of large numbers, \"scalar_map\" of NaN and infinities")
    }
}

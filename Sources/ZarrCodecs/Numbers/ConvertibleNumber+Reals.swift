extension ConvertibleNumber where Self: BinaryFloatingPoint {
    static var wordKind: NumberWord { .real }

    static func widen(_ from: UnsafeRawPointer, _ words: UnsafeMutablePointer<UInt64>, _ count: Int) {
        for index in 0..<count { words[index] = Double(load(from, index)).bitPattern }
    }

    static func narrow(
        _ words: UnsafePointer<UInt64>, _ kind: NumberWord, _ to: UnsafeMutableRawPointer, _ count: Int
    ) {
        switch kind {
        case .real: for index in 0..<count { store(Self(Double(bitPattern: words[index])), to, index) }
        case .signed: for index in 0..<count { store(Self(Int64(bitPattern: words[index])), to, index) }
        case .unsigned: for index in 0..<count { store(Self(words[index]), to, index) }
        }
    }

    static func narrow(
        _ words: UnsafePointer<UInt64>, _ kind: NumberWord, _ to: UnsafeMutableRawPointer, _ count: Int,
        _ rounding: NumberRounding, _ overflow: NumberOverflow?
    ) -> Int? {
        for index in 0..<count {
            let word = words[index]
            let rounded: Self
            switch kind {
            case .real:
                let real = Double(bitPattern: word)
                let nearest = Self(real)
                // NaN and infinities stay what they are, and minus zero is exact.
                guard real.isFinite, Double(nearest) != real else {
                    store(nearest, to, index)
                    continue
                }
                rounded = nearest.moved(rounding, isNegative: real < 0, error: nearest.compared(with: real))
            case .signed:
                let number = Int64(bitPattern: word)
                let nearest = Self(number)
                rounded = nearest.moved(
                    rounding, isNegative: number < 0, error: nearest.compared(with: number.magnitude, number < 0))
            case .unsigned:
                let nearest = Self(word)
                rounded = nearest.moved(rounding, isNegative: false, error: nearest.compared(with: word, false))
            }
            guard rounded.isFinite || overflow == .clamp else { return index }
            store(rounded, to, index)
        }
        return nil
    }
}

/// On which side of the exact number its nearest neighbour lies.
private enum RoundingError {
    case none
    /// Further away from zero than the number.
    case outward
    /// Nearer to zero than the number; `isTie` where the neighbour on the other side is as near.
    case inward(isTie: Bool)
}

extension ConvertibleNumber where Self: BinaryFloatingPoint {
    /// The neighbour that `rounding` asks for, where `self` is the nearest one, ties to even; infinite where that is out of
    /// range.
    fileprivate func moved(_ rounding: NumberRounding, isNegative: Bool, error: RoundingError) -> Self {
        switch (error, rounding) {
        case (.none, _), (_, .nearestEven): self
        case (.outward, .towardsZero): inner(isNegative)
        case (.outward, .towardsPositive): isNegative ? inner(isNegative) : self
        case (.outward, .towardsNegative): isNegative ? self : inner(isNegative)
        case (.inward, .towardsPositive): isNegative ? self : outer(isNegative)
        case (.inward, .towardsNegative): isNegative ? outer(isNegative) : self
        case (.inward(isTie: true), .nearestAway): outer(isNegative)
        case (_, .nearestAway), (.inward, .towardsZero): self
        }
    }

    private func inner(_ isNegative: Bool) -> Self { isNegative ? nextUp : nextDown }
    private func outer(_ isNegative: Bool) -> Self { isNegative ? nextDown : nextUp }

    /// Where `self` lies, as the nearest number to `real`.
    fileprivate func compared(with real: Double) -> RoundingError {
        let size = real.magnitude
        guard magnitude.isFinite else { return size < Self.beyond ? .outward : .none }
        let found = Double(magnitude)
        if found == size { return .none }
        // These differences are exact: the neighbours of a number have its digits or one more.
        if found > size { return .outward }
        let next = magnitude.nextUp
        let above = next.isFinite ? Double(next) : Self.beyond
        return .inward(isTie: size - found == above - size)
    }

    /// Where `self` lies, as the nearest number to an integer.
    fileprivate func compared(with size: UInt64, _ isNegative: Bool) -> RoundingError {
        guard magnitude.isFinite else { return Double(size) < Self.beyond ? .outward : .none }
        guard let found = UInt64(exactly: magnitude) else {
            // 2 to the 64th, for the largest ones.
            return .outward
        }
        if found == size { return .none }
        if found > size { return .outward }
        let next = magnitude.nextUp
        guard next.isFinite, let above = UInt64(exactly: next) else {
            return .inward(isTie: false)
        }
        return .inward(isTie: size - found == above - size)
    }

    /// The power of two behind the greatest finite number, which would be the next one.
    private static var beyond: Double {
        Double(greatestFiniteMagnitude) + Double(greatestFiniteMagnitude.ulp)
    }
}

extension Float: ConvertibleNumber {}
extension Double: ConvertibleNumber {}
#if !(arch(x86_64) && (os(macOS) || targetEnvironment(macCatalyst)))
    extension Float16: ConvertibleNumber {}
#endif

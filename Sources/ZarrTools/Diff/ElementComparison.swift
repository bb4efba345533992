import Zarr

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Tells elements of one type apart.
struct ElementComparison: Sendable {
    /// How far two elements lie apart; nothing where they are no numbers, or one of them is NaN.
    struct Distance: Sendable {
        var absolute: Double?
        var relative: Double?
    }

    private let kind: ScalarKind
    private let size: Int
    private let options: DiffOptions

    init(_ dataType: DataType, _ options: DiffOptions) {
        kind = ScalarKind(dataType)
        size = dataType.byteCount
        self.options = options
    }

    /// Whether elements of the same bytes may differ.
    private var looksAtAll: Bool {
        guard !options.equatesNaN else { return false }
        switch kind {
        case .float, .complex, .minifloat, .minifloatPair: return true
        default: return false
        }
    }

    /// Calls `body` with the number of each element that differs, in order.
    func forEachDifference(
        _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer, _ body: (Int, Distance) -> Void
    ) {
        guard size > 0, left.count == right.count, let first = left.baseAddress, let second = right.baseAddress else {
            return
        }
        if !looksAtAll, memcmp(first, second, left.count) == 0 { return }
        let count = left.count / size
        switch looksAtAll ? 0 : size {
        case 1: scan(first, second, count, as: UInt8.self, body)
        case 2: scan(first, second, count, as: UInt16.self, body)
        case 4: scan(first, second, count, as: UInt32.self, body)
        case 8: scan(first, second, count, as: UInt64.self, body)
        default:
            for place in 0..<count {
                let (left, right) = (first + place * size, second + place * size)
                if !looksAtAll, memcmp(left, right, size) == 0 { continue }
                if let distance = distance(left, right) { body(place, distance) }
            }
        }
    }

    @inline(__always)
    private func scan<Word: FixedWidthInteger>(
        _ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ count: Int, as type: Word.Type,
        _ body: (Int, Distance) -> Void
    ) {
        var offset = 0
        for place in 0..<count {
            if left.loadUnaligned(fromByteOffset: offset, as: Word.self)
                != right.loadUnaligned(fromByteOffset: offset, as: Word.self),
                let distance = distance(left + offset, right + offset)
            {
                body(place, distance)
            }
            offset += size
        }
    }

    /// Nil where the elements are the same.
    private func distance(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer) -> Distance? {
        switch kind {
        case .float(let size): return distance(left.float(size), right.float(size))
        case .minifloat(let type): return distance(left.minifloat(type), right.minifloat(type))
        case .complex(let size):
            return distance(
                (left.float(size), (left + size).float(size)), (right.float(size), (right + size).float(size)))
        case .minifloatPair(let type):
            let size = type.layout.byteCount
            return distance(
                (left.minifloat(type), (left + size).minifloat(type)),
                (right.minifloat(type), (right + size).minifloat(type)))
        case .signed(let size):
            let (a, b) = (left.signed(size), right.signed(size))
            return distance(of: a < b ? UInt64(bitPattern: b &- a) : UInt64(bitPattern: a &- b), b.magnitude)
        case .unsigned(let size):
            let (a, b) = (left.unsigned(size), right.unsigned(size))
            return distance(of: a < b ? b - a : a - b, b)
        default: return Distance()
        }
    }

    private func distance(of absolute: UInt64, _ right: UInt64) -> Distance? {
        if absolute == 0 { return nil }
        return distance(of: Double(absolute), Double(right))
    }

    private func distance(_ left: Double, _ right: Double) -> Distance? {
        if !options.isExact {
            if left == right { return nil }
            if left.isNaN, right.isNaN { return options.equatesNaN ? nil : Distance() }
        }
        return distance(of: abs(left - right), abs(right))
    }

    private func distance(_ left: (Double, Double), _ right: (Double, Double)) -> Distance? {
        if !options.isExact {
            if left == right { return nil }
            let (isLeftNaN, isRightNaN) = (left.0.isNaN || left.1.isNaN, right.0.isNaN || right.1.isNaN)
            if isLeftNaN, isRightNaN { return options.equatesNaN ? nil : Distance() }
        }
        func part(_ left: Double, _ right: Double) -> Double { left == right ? 0 : left - right }
        return distance(of: hypot(part(left.0, right.0), part(left.1, right.1)), hypot(right.0, right.1))
    }

    private func distance(of absolute: Double, _ right: Double) -> Distance? {
        guard !absolute.isNaN else { return Distance() }
        if !options.isExact, right.isFinite,
            absolute <= options.absoluteTolerance + options.relativeTolerance * right
        {
            return nil
        }
        return Distance(absolute: absolute, relative: right > 0 && right.isFinite ? absolute / right : nil)
    }
}

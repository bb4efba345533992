import Synchronization
import Zarr

/// One element, again and again: what the parts of an array amount to that were never written.
final class FillPattern: Sendable {
    private let element: [UInt8]
    private let point: EvaluationPoint
    /// The sums of rows, by their length in elements and the place of their first byte in its word.
    private let rows = Mutex<[Row: Residue]>([:])

    private struct Row: Hashable {
        var count: Int
        var shift: Int
    }

    init(_ element: [UInt8], _ point: EvaluationPoint) {
        self.element = element
        self.point = point
    }

    /// Then it amounts to nothing, however often.
    var isZero: Bool { element.allSatisfy { $0 == 0 } }

    /// What `count` elements amount to from the beginning on.
    func sum(_ count: Int) -> Residue {
        guard !isZero else { return .zero }
        // So many elements are a whole number of words.
        let period = 8 >> min(3, element.count.trailingZeroBitCount)
        let (repeats, rest) = count.quotientAndRemainder(dividingBy: period)
        let words = UInt64(period * element.count / 8)
        let whole = bytes(period).withUnsafeBytes { point.sum($0) }
        let tail = bytes(rest).withUnsafeBytes { point.sum($0) }
        return whole * point.power(words).geometricSum(UInt64(repeats)) + point.power(words * UInt64(repeats)) * tail
    }

    /// What the elements of a region amount to.
    func sum(of region: Region, in shape: [Int]) -> Residue {
        var sum = PolynomialSum(point)
        region.forEachRun(in: shape) { inArray, _, count in
            let offset = inArray * element.count
            sum.add(row(Row(count: count, shift: offset & 7)), atWord: UInt64(offset / 8))
        }
        return sum.total
    }

    private func row(_ row: Row) -> Residue {
        if let known = rows.withLock({ $0[row] }) { return known }
        let sum = bytes(row.count).withUnsafeBytes { point.sum($0, shift: row.shift) }
        rows.withLock { $0[row] = sum }
        return sum
    }

    private func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count * element.count) { buffer, initialized in
            for place in 0..<count {
                for (byte, value) in element.enumerated() { buffer[place * element.count + byte] = value }
            }
            initialized = count * element.count
        }
    }
}

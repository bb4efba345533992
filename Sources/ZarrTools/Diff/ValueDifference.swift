public import Zarr

/// How the elements of two arrays of one shape and type differ.
public struct ValueDifference: Sendable {
    /// An element that is not the same in both.
    public struct Element: Sendable {
        /// Where it is.
        public let index: [Int]
        /// Its value in the first array, as documents write it.
        public let left: JSONValue
        /// Its value in the second array.
        public let right: JSONValue
    }

    /// The number of elements that differ.
    public internal(set) var count = 0
    /// The first ones of them, in C order.
    public internal(set) var first: [Element] = []
    /// The largest distance, and where it is; nil where the elements are no numbers.
    public internal(set) var absolute: (distance: Double, index: [Int])?
    /// The largest distance as a share of the second element, and where it is.
    public internal(set) var relative: (distance: Double, index: [Int])?

    /// Adds what differs in another region.
    fileprivate mutating func add(_ other: ValueDifference, limit: Int) {
        count += other.count
        first = Array((first + other.first).sorted { $0.index.lexicographicallyPrecedes($1.index) }.prefix(limit))
        absolute = Self.larger(absolute, other.absolute)
        relative = Self.larger(relative, other.relative)
    }

    private static func larger(
        _ left: (distance: Double, index: [Int])?, _ right: (distance: Double, index: [Int])?
    ) -> (distance: Double, index: [Int])? {
        guard let left else { return right }
        guard let right else { return left }
        if left.distance != right.distance { return left.distance > right.distance ? left : right }
        // The same answer whatever is read first.
        return left.index.lexicographicallyPrecedes(right.index) ? left : right
    }

    /// Compares two arrays.
    ///
    /// - Complexity: every chunk of both is decoded, once where the chunks of one fit those of the other; memory for few.
    init(
        _ left: ZarrArray, _ right: ZarrArray, _ options: DiffOptions, context: ZarrContext,
        _ progress: ProgressCounter
    ) async throws {
        guard !left.shape.contains(0) else { return }
        let comparison = ElementComparison(left.dataType, options)
        var sum = self
        try await RegionSweep(left, with: right, context: context).run { region in
            let a = try await left.read(Selection(region), progress: progress)
            let b = try await right.read(Selection(region), progress: progress)
            return ValueDifference(a, b, region, comparison, limit: options.limit)
        } collect: {
            sum.add($0, limit: options.limit)
        }
        self = sum
    }

    private init(
        _ left: AnyNDArray, _ right: AnyNDArray, _ region: Region, _ comparison: ElementComparison, limit: Int
    ) {
        var (mostAbsolute, mostRelative): ((Double, Int)?, (Double, Int)?)
        func note(_ place: Int, _ distance: ElementComparison.Distance) {
            count += 1
            if first.count < limit {
                first.append(
                    Element(index: region.index(place), left: left.json(at: place), right: right.json(at: place)))
            }
            if let value = distance.absolute, value > mostAbsolute?.0 ?? -1 { mostAbsolute = (value, place) }
            if let value = distance.relative, value > mostRelative?.0 ?? -1 { mostRelative = (value, place) }
        }
        if left.dataType.isVariableLength {
            for (place, pair) in zip(left.payloads(), right.payloads()).enumerated() where pair.0 != pair.1 {
                note(place, .init())
            }
        } else {
            left.bytes.withUnsafeBytes { left in
                right.bytes.withUnsafeBytes { right in comparison.forEachDifference(left, right, note) }
            }
        }
        absolute = mostAbsolute.map { ($0.0, region.index($0.1)) }
        relative = mostRelative.map { ($0.0, region.index($0.1)) }
    }
}

extension Region {
    /// The index of an element in the array, by its number in the C order of the region.
    fileprivate func index(_ place: Int) -> [Int] {
        var rest = place
        var index = origin
        for axis in shape.indices.reversed() {
            index[axis] += rest % shape[axis]
            rest /= shape[axis]
        }
        return index
    }
}

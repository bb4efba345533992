public import ZarrBase

/// Single elements of an array, in any order and shape, the same one as often as wished.
public struct PointList: Sendable, Hashable {
    /// The number of each element in C order of the array, in C order of the result.
    public let numbers: [Int]
    /// The shape of the result.
    public let shape: [Int]

    init(numbers: [Int], shape: [Int]) {
        self.numbers = numbers
        self.shape = shape
    }
}

/// Indices along one axis in the shape in which they are given, which is broadcast to that of the others.
public struct PointColumn: Sendable, Hashable {
    /// The indices in C order; negative ones count from the end.
    public let indices: [Int]
    /// Their shape.
    public let shape: [Int]

    /// Indices of this shape.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where there are not as many as the shape says.
    public init(_ indices: [Int], shape: [Int]) throws(ZarrError) {
        guard try shape.elementCount() == indices.count, shape.allSatisfy({ $0 >= 0 }) else {
            throw ZarrError(.invalidArgument, "\(indices.count) indices do not have the shape \(shape)")
        }
        self.indices = indices
        self.shape = shape
    }

    init(_ indices: [Int]) {
        self.indices = indices
        shape = [indices.count]
    }
}

extension PointList {
    /// The elements that the columns, one an axis of `shape`, mean together.
    ///
    /// - Throws: ``ZarrError/Code/invalidSelection`` where an index lies outside or the shapes do not fit each other.
    init(_ columns: [PointColumn], in shape: [Int]) throws(ZarrError) {
        guard columns.count == shape.count else {
            throw ZarrError(
                .invalidSelection, "points have \(columns.count) indices each, but the array has \(shape.count) axes",
                hint: "give one list of indices for every axis")
        }
        let result = try Self.broadcast(columns.map(\.shape))
        // Where the elements of an array cannot be counted, their numbers do not fit either.
        _ = try shape.elementCount()
        let strides = StridedCopy.contiguousStrides(shape, elementSize: 1)
        var numbers = [Int](repeating: 0, count: try result.elementCount())
        for (axis, column) in columns.enumerated() {
            let extent = shape[axis]
            for index in column.indices where index < -extent || index >= extent {
                throw ZarrError(
                    .invalidSelection, "index \(index) is outside axis \(axis) of extent \(extent)",
                    hint: extent == 0 ? "the axis has no elements" : "indices run from -\(extent) to \(extent - 1)")
            }
            // Axes that the column lacks or has once stand still.
            var steps = [Int](repeating: 0, count: result.count)
            let own = StridedCopy.contiguousStrides(column.shape, elementSize: 1)
            for place in column.shape.indices where column.shape[place] != 1 {
                steps[result.count - column.shape.count + place] = own[place]
            }
            var walk = IndexWalk(shape: result, steps: steps)
            for place in numbers.indices {
                let index = column.indices[walk.offset]
                numbers[place] += (index < 0 ? index + extent : index) * strides[axis]
                walk.advance()
            }
        }
        self.init(numbers: numbers, shape: result)
    }

    /// The shape that all of `shapes` are stretched to, as NumPy does it.
    private static func broadcast(_ shapes: [[Int]]) throws(ZarrError) -> [Int] {
        var result = [Int](repeating: 1, count: shapes.map(\.count).max() ?? 0)
        for shape in shapes {
            for (place, extent) in shape.enumerated() where extent != 1 {
                let axis = result.count - shape.count + place
                guard result[axis] == 1 || result[axis] == extent else {
                    throw ZarrError(
                        .invalidSelection, "lists of indices of shapes \(shapes) cannot be broadcast together",
                        hint: "give as many indices for every axis, or one for all")
                }
                result[axis] = extent
            }
        }
        return result
    }
}

/// A walk over a shape in C order that knows the offset of where it stands.
struct IndexWalk {
    private let shape: [Int]
    private let steps: [Int]
    private(set) var index: [Int]
    private(set) var offset = 0

    init(shape: [Int], steps: [Int]) {
        self.shape = shape
        self.steps = steps
        index = [Int](repeating: 0, count: shape.count)
    }

    /// One element on; from the last back to the first.
    mutating func advance() {
        var axis = shape.count - 1
        while axis >= 0 {
            index[axis] += 1
            offset += steps[axis]
            if index[axis] < shape[axis] { return }
            offset -= shape[axis] * steps[axis]
            index[axis] = 0
            axis -= 1
        }
    }
}

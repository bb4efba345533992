import Zarr

/// What an array must read as, by brute force: one Swift array of elements, each its bytes, and selections index by index.
struct ModelArray {
    private(set) var shape: [Int]
    let dataType: DataType
    let fill: [UInt8]
    private(set) var elements: [[UInt8]]

    init(shape: [Int], dataType: DataType, fill: [UInt8]) {
        self.shape = shape
        self.dataType = dataType
        self.fill = fill
        elements = [[UInt8]](repeating: fill, count: shape.reduce(1, *))
    }

    /// The places in ``elements`` that a selection means, in the order of its result, and the shape of that.
    func places(_ axes: [Selection.Axis]) -> (places: [Int], shape: [Int]) {
        var expanded: [Selection.Axis] = []
        for axis in axes {
            if case .ellipsis = axis {
                expanded += [Selection.Axis](repeating: .all, count: shape.count - axes.count + 1)
            } else {
                expanded.append(axis)
            }
        }
        while expanded.count < shape.count { expanded.append(.all) }
        var places = [0]
        var result: [Int] = []
        for (number, axis) in expanded.enumerated() {
            let extent = shape[number]
            let indices: [Int]
            if case .index(let index) = axis {
                indices = [index < 0 ? index + extent : index]
            } else {
                indices = Self.indices(axis, extent)
                result.append(indices.count)
            }
            places = places.flatMap { outer in indices.map { outer * extent + $0 } }
        }
        return (places, result)
    }

    /// What Python's `range(extent)[start:stop:step]` holds.
    private static func indices(_ axis: Selection.Axis, _ extent: Int) -> [Int] {
        if case .indices(let indices) = axis { return indices.map { $0 < 0 ? $0 + extent : $0 } }
        if case .mask(let mask) = axis { return mask.indices.filter { mask[$0] } }
        guard case .slice(let start, let stop, let step) = axis else { return [] }
        func bound(_ bound: Int, _ limits: ClosedRange<Int>) -> Int {
            min(max(bound < 0 ? bound + extent : bound, limits.lowerBound), limits.upperBound)
        }
        if step > 0 {
            let limits = 0...extent
            return Array(stride(from: bound(start ?? 0, limits), to: bound(stop ?? extent, limits), by: step))
        }
        let limits = -1...extent - 1
        return Array(
            stride(
                from: start.map { bound($0, limits) } ?? extent - 1, to: stop.map { bound($0, limits) } ?? -1, by: step)
        )
    }

    /// The places of all combinations of indices, one list an axis of `shape`.
    static func places(_ indices: [[Int]], in shape: [Int]) -> [Int] {
        zip(indices, shape).reduce([0]) { places, axis in
            places.flatMap { outer in axis.0.map { outer * axis.1 + $0 } }
        }
    }

    mutating func write(_ values: [[UInt8]], to places: [Int]) {
        for (place, value) in zip(places, values) { elements[place] = value }
    }

    mutating func write(_ values: [[UInt8]], at axes: [Selection.Axis]) {
        for (place, value) in zip(places(axes).places, values) { elements[place] = value }
    }

    mutating func resize(to shape: [Int]) {
        var resized = ModelArray(shape: shape, dataType: dataType, fill: fill)
        let common = zip(self.shape, shape).map { Selection.Axis.slice(start: 0, stop: min($0, $1), step: 1) }
        resized.write(places(common).places.map { elements[$0] }, at: common)
        self = resized
    }

    /// The array that holds these elements.
    static func array(_ elements: [[UInt8]], _ shape: [Int], _ dataType: DataType) throws -> AnyNDArray {
        if dataType.isVariableLength {
            return try AnyNDArray(shape: shape, strings: elements.map { String(decoding: $0, as: UTF8.self) })
        }
        return try elements.flatMap { $0 }.withUnsafeBytes {
            try AnyNDArray(shape: shape, dataType: dataType, bytes: $0)
        }
    }

    /// The elements that an array holds.
    static func elements(of array: AnyNDArray) -> [[UInt8]] {
        if array.dataType.isVariableLength { return array.strings().map { Array($0.utf8) } }
        let bytes = array.bytes.array
        let size = array.dataType.byteCount
        return (0..<array.count).map { Array(bytes[$0 * size..<($0 + 1) * size]) }
    }
}

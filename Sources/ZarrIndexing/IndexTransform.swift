package import ZarrBase

/// Where the elements of a view lie in an array: selections and transpositions brought into one.
package struct IndexTransform: Sendable, Hashable {
    /// The elements in the array.
    package let selection: ResolvedSelection
    /// The shape of the array.
    package let arrayShape: [Int]
    /// The axis of the array that each dimension of the view runs along; of single elements nothing.
    package let order: [Int]

    /// All of an array.
    package init(whole shape: [Int]) throws(ZarrError) {
        selection = try ResolvedSelection(Region(whole: shape))
        arrayShape = shape
        order = Array(shape.indices)
    }

    /// A part of an array of that shape.
    package init(_ selection: ResolvedSelection, of arrayShape: [Int]) {
        self.init(
            selection, arrayShape: arrayShape, order: selection.axes.indices.filter { !selection.axes[$0].isDropped })
    }

    private init(_ selection: ResolvedSelection, arrayShape: [Int], order: [Int]) {
        self.selection = selection
        self.arrayShape = arrayShape
        self.order = order
    }

    /// The shape of the view.
    package var shape: [Int] { selection.points?.shape ?? order.map { selection.axes[$0].count } }

    /// The strides that the array's axes have in memory where the view's dimensions have `strides`; of single elements those.
    package func arrayStrides(_ strides: [Int]) -> [Int] {
        guard selection.points == nil else { return strides }
        // An axis that the view lacks has one index.
        var result = [Int](repeating: 0, count: selection.rank)
        for (dimension, axis) in order.enumerated() { result[axis] = strides[dimension] }
        return result
    }

    /// The part of the view that `inner` selects of it.
    ///
    /// - Throws: ``ZarrError/Code/limitExceeded`` where single elements are selected of an array whose elements cannot be
    ///   counted.
    /// - Complexity: a few numbers for slices; linear in the number of listed indices or single elements.
    package func selecting(_ inner: ResolvedSelection) throws(ZarrError) -> IndexTransform {
        switch (selection.points, inner.points) {
        case (nil, nil):
            var axes = selection.axes
            for (dimension, axis) in order.enumerated() {
                axes[axis] = axes[axis].selecting(inner.axes[dimension])
            }
            return IndexTransform(
                try ResolvedSelection(axes: axes), arrayShape: arrayShape,
                order: order.indices.filter { !inner.axes[$0].isDropped }.map { order[$0] })
        case (nil, let points?):
            return with(PointList(numbers: try arrayNumbers(points.numbers), shape: points.shape))
        case (let own?, nil):
            return with(
                PointList(
                    numbers: try Self.numbers(of: inner, in: own.shape).map { own.numbers[$0] },
                    shape: inner.outputShape))
        case (let own?, let points?):
            return with(PointList(numbers: points.numbers.map { own.numbers[$0] }, shape: points.shape))
        }
    }

    /// The view with its dimensions in another order: dimension `i` is what was `order[i]`, each named once.
    package func transposed(_ order: [Int]) -> IndexTransform {
        guard let points = selection.points else {
            return IndexTransform(selection, arrayShape: arrayShape, order: order.map { self.order[$0] })
        }
        let strides = StridedCopy.contiguousStrides(points.shape, elementSize: 1)
        let shape = order.map { points.shape[$0] }
        var walk = IndexWalk(shape: shape, steps: order.map { strides[$0] })
        let numbers = points.numbers.indices.map { _ in
            defer { walk.advance() }
            return points.numbers[walk.offset]
        }
        return with(PointList(numbers: numbers, shape: shape))
    }

    private func with(_ points: PointList) -> IndexTransform {
        IndexTransform(ResolvedSelection(points, rank: arrayShape.count), arrayShape: arrayShape, order: [])
    }

    /// The numbers in the array of elements that are given by their numbers in the view.
    private func arrayNumbers(_ numbers: [Int]) throws(ZarrError) -> [Int] {
        _ = try arrayShape.elementCount()
        let strides = StridedCopy.contiguousStrides(arrayShape, elementSize: 1)
        let isSeen = Set(order)
        let fixed = selection.axes.indices.reduce(0) {
            isSeen.contains($1) ? $0 : $0 + selection.axes[$1].start * strides[$1]
        }
        let shape = shape
        return numbers.map { number in
            var rest = number
            var result = fixed
            for dimension in shape.indices.reversed() {
                let (quotient, index) = rest.quotientAndRemainder(dividingBy: shape[dimension])
                rest = quotient
                let axis = order[dimension]
                result += selection.axes[axis].index(at: index) * strides[axis]
            }
            return result
        }
    }

    /// The numbers in C order of what a selection means in an array of `shape`.
    private static func numbers(of selection: ResolvedSelection, in shape: [Int]) throws(ZarrError) -> [Int] {
        var numbers = [0]
        for (axis, stride) in zip(selection.axes, StridedCopy.contiguousStrides(shape, elementSize: 1)) {
            numbers = numbers.flatMap { number in (0..<axis.count).map { number + axis.index(at: $0) * stride } }
        }
        return numbers
    }
}

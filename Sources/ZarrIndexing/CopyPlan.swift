/// One axis of a copy: the distance between neighbours, in bytes, on either side.
struct CopyAxis {
    var extent: Int
    var source: Int
    var destination: Int
    /// Where the walk over the outer axes stands.
    var position = 0
}

/// A copy brought to its simplest form: no unit axes, neighbours merged wherever both sides allow, destination strides
/// never negative and descending, so that the walk runs through the destination in its order.
struct CopyPlan {
    private(set) var source: UnsafeRawPointer
    private(set) var destination: UnsafeMutableRawPointer
    private(set) var rank = 0
    let axes: UnsafeMutablePointer<CopyAxis>

    /// Calls `body` with the plan, or not at all where there is nothing to copy. An inner axis is added where it has an
    /// extent: the units of an element, packed on both sides.
    @inline(__always)
    static func make(
        from source: UnsafeRawPointer, strides sourceStrides: [Int],
        to destination: UnsafeMutableRawPointer, strides destinationStrides: [Int],
        shape: [Int], units: Int, unit: Int, _ body: (inout CopyPlan) -> Void
    ) {
        precondition(
            sourceStrides.count == shape.count && destinationStrides.count == shape.count,
            "a copy has one stride an axis")
        if units <= 0 || shape.contains(where: { $0 <= 0 }) { return }
        func fill(_ axes: UnsafeMutableBufferPointer<CopyAxis>) {
            guard let base = axes.baseAddress else { return }
            var plan = CopyPlan(source: source, destination: destination, axes: base)
            for axis in shape.indices {
                plan.insert(
                    extent: shape[axis], source: sourceStrides[axis], destination: destinationStrides[axis])
            }
            plan.insert(extent: units, source: unit, destination: unit)
            plan.merge()
            body(&plan)
        }
        // A constant capacity keeps the axes on the stack; more axes than this no real array has.
        if shape.count <= 16 {
            withUnsafeTemporaryAllocation(of: CopyAxis.self, capacity: 18, fill)
        } else {
            withUnsafeTemporaryAllocation(of: CopyAxis.self, capacity: shape.count + 2, fill)
        }
    }

    private init(
        source: UnsafeRawPointer, destination: UnsafeMutableRawPointer, axes: UnsafeMutablePointer<CopyAxis>
    ) {
        self.source = source
        self.destination = destination
        self.axes = axes
    }

    /// Puts an axis at its place: destination strides descend, among equal ones the source's.
    private mutating func insert(extent: Int, source sourceStride: Int, destination destinationStride: Int) {
        if extent == 1 { return }
        var axis = CopyAxis(extent: extent, source: sourceStride, destination: destinationStride)
        if destinationStride < 0 {
            source += (extent - 1) * sourceStride
            destination += (extent - 1) * destinationStride
            axis.source = -sourceStride
            axis.destination = -destinationStride
        }
        var place = rank
        while place > 0 {
            let outer = axes[place - 1]
            if outer.destination > axis.destination { break }
            if outer.destination == axis.destination, outer.source.magnitude >= axis.source.magnitude { break }
            (axes + place).initialize(to: outer)
            place -= 1
        }
        (axes + place).initialize(to: axis)
        rank += 1
    }

    private mutating func merge() {
        guard rank > 1 else { return }
        var last = 0
        for next in 1..<rank {
            let inner = axes[next]
            if axes[last].source == inner.source * inner.extent,
                axes[last].destination == inner.destination * inner.extent
            {
                axes[last] = CopyAxis(
                    extent: axes[last].extent * inner.extent, source: inner.source, destination: inner.destination)
            } else {
                last += 1
                axes[last] = inner
            }
        }
        rank = last + 1
    }

    /// Takes the innermost axis out, to be handled by a kernel.
    mutating func popInner() -> CopyAxis {
        rank -= 1
        return axes[rank]
    }

    /// Moves axis `index` to the innermost place and keeps the order of the others.
    mutating func moveInside(_ index: Int) {
        let moved = axes[index]
        for place in index..<(rank - 1) { axes[place] = axes[place + 1] }
        axes[rank - 1] = moved
    }

    /// Calls `body` for every position of the axes that are left, last axis fastest.
    @inline(__always)
    func walk(_ body: (UnsafeRawPointer, UnsafeMutableRawPointer) -> Void) {
        var source = source
        var destination = destination
        while true {
            body(source, destination)
            var level = rank - 1
            while level >= 0 {
                let axis = axes + level
                axis.pointee.position += 1
                if axis.pointee.position < axis.pointee.extent {
                    source += axis.pointee.source
                    destination += axis.pointee.destination
                    break
                }
                axis.pointee.position = 0
                source -= (axis.pointee.extent - 1) * axis.pointee.source
                destination -= (axis.pointee.extent - 1) * axis.pointee.destination
                level -= 1
            }
            if level < 0 { return }
        }
    }
}

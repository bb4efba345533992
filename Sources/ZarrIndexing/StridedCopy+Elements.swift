extension StridedCopy {
    /// Moves single words, one for every position of the plan.
    static func copyElements<Move: CopyWord>(_ plan: inout CopyPlan, _ move: Move.Type) {
        guard plan.rank > 0 else { return Move.move(plan.source, plan.destination) }
        // The axis along which the source is densest; if it is not the destination's, lines of one are columns of the
        // other and the copy must go by tiles to use whole cache lines of both.
        var densest = plan.rank - 1
        for axis in 0..<(plan.rank - 1) where plan.axes[axis].source != 0 {
            if plan.axes[axis].source.magnitude < plan.axes[densest].source.magnitude { densest = axis }
        }
        if densest != plan.rank - 1 {
            let columns = plan.popInner()
            plan.moveInside(densest)
            let rows = plan.popInner()
            transpose(&plan, rows: rows, columns: columns, move)
            return
        }
        let inner = plan.popInner()
        let size = Move.size
        // Strides that are constants make vector loops.
        switch (inner.source, inner.destination) {
        case (size, size): lines(&plan) { Move.movePacked($0, $1, count: inner.extent) }
        case (-size, size): lines(&plan) { Move.moveLine($0, -size, $1, size, count: inner.extent) }
        case (2 * size, size): lines(&plan) { Move.moveLine($0, 2 * size, $1, size, count: inner.extent) }
        case (0, size):
            lines(&plan) { source, destination in
                let word = Move.convert(source.loadUnaligned(as: Move.Word.self))
                for index in 0..<inner.extent {
                    destination.storeBytes(of: word, toByteOffset: index &* size, as: Move.Word.self)
                }
            }
        default:
            lines(&plan) { Move.moveLine($0, inner.source, $1, inner.destination, count: inner.extent) }
        }
    }

    @inline(__always)
    private static func lines(
        _ plan: inout CopyPlan, _ copyLine: (UnsafeRawPointer, UnsafeMutableRawPointer) -> Void
    ) {
        guard plan.rank > 0 else { return copyLine(plan.source, plan.destination) }
        let rows = plan.popInner()
        plan.walk { source, destination in
            for row in 0..<rows.extent {
                copyLine(source + row &* rows.source, destination + row &* rows.destination)
            }
        }
    }
}

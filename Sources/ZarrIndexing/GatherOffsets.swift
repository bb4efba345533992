/// Where elements lie in two memories, as offsets in bytes from the first: sums of one offset an axis.
package struct GatherOffsets: Sendable {
    /// The offsets along each axis in the box that was decoded.
    private let box: [[Int]]
    /// The offsets along each axis in the result.
    private let result: [[Int]]

    init(box: [[Int]], result: [[Int]]) {
        self.box = box
        self.result = result
    }

    /// The number of elements.
    package var count: Int { box.reduce(1) { $0 * $1.count } }

    /// Copies `size` bytes of every element from the box to the result.
    package func deliver(from box: UnsafeRawPointer, to result: UnsafeMutableRawPointer, size: Int) {
        Self.copy(box, self.box, result, self.result, size)
    }

    /// Copies `size` bytes of every element from the result to the box; where two go to one place, the later stays.
    package func collect(from result: UnsafeRawPointer, to box: UnsafeMutableRawPointer, size: Int) {
        Self.copy(result, self.result, box, self.box, size)
    }

    /// Between the box and memory in which the elements lie one behind the other, `elementSize` bytes apart.
    package func boxAndPacked(elementSize: Int) -> GatherOffsets {
        GatherOffsets(box: box, result: packed(elementSize))
    }

    /// Between such memory, in place of the box, and the result.
    package func packedAndResult(elementSize: Int) -> GatherOffsets {
        GatherOffsets(box: packed(elementSize), result: result)
    }

    private func packed(_ elementSize: Int) -> [[Int]] {
        zip(box, StridedCopy.contiguousStrides(box.map(\.count), elementSize: elementSize)).map { offsets, stride in
            offsets.indices.map { $0 * stride }
        }
    }

    private static func copy(
        _ source: UnsafeRawPointer, _ from: [[Int]], _ destination: UnsafeMutableRawPointer, _ to: [[Int]], _ size: Int
    ) {
        guard size > 0, !from.contains(where: \.isEmpty) else { return }
        // Axes that lie packed on both sides are runs of bytes.
        var size = size
        var rank = from.count
        while rank > 0, isPacked(from[rank - 1], size), isPacked(to[rank - 1], size) {
            size *= from[rank - 1].count
            rank -= 1
        }
        guard rank > 0 else { return destination.copyMemory(from: source, byteCount: size) }
        walk(0, rank - 1, source, from, destination, to) { source, destination in
            from[rank - 1].withUnsafeBufferPointer { from in
                to[rank - 1].withUnsafeBufferPointer { to in
                    switch size {
                    case 1: words(UInt8.self, source, from, destination, to)
                    case 2: words(UInt16.self, source, from, destination, to)
                    case 4: words(UInt32.self, source, from, destination, to)
                    case 8: words(UInt64.self, source, from, destination, to)
                    case 16: words(UInt128.self, source, from, destination, to)
                    default:
                        for place in from.indices {
                            (destination + to[place]).copyMemory(from: source + from[place], byteCount: size)
                        }
                    }
                }
            }
        }
    }

    private static func isPacked(_ offsets: [Int], _ size: Int) -> Bool {
        for place in offsets.indices where offsets[place] != place * size { return false }
        return true
    }

    private static func walk(
        _ axis: Int, _ end: Int, _ source: UnsafeRawPointer, _ from: [[Int]], _ destination: UnsafeMutableRawPointer,
        _ to: [[Int]], _ body: (UnsafeRawPointer, UnsafeMutableRawPointer) -> Void
    ) {
        guard axis < end else { return body(source, destination) }
        for place in from[axis].indices {
            walk(axis + 1, end, source + from[axis][place], from, destination + to[axis][place], to, body)
        }
    }

    @inline(__always)
    private static func words<Word: BitwiseCopyable>(
        _ type: Word.Type, _ source: UnsafeRawPointer, _ from: UnsafeBufferPointer<Int>,
        _ destination: UnsafeMutableRawPointer, _ to: UnsafeBufferPointer<Int>
    ) {
        for place in from.indices {
            destination.storeBytes(
                of: source.loadUnaligned(fromByteOffset: from[place], as: Word.self), toByteOffset: to[place],
                as: Word.self)
        }
    }
}

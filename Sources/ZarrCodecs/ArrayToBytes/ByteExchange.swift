import ZarrIndexing

/// Which bytes of an element change places between memory and storage.
struct ByteExchange {
    /// The bytes to reverse together, where that is so in all of the element; 1 where none are.
    let unit: Int
    /// What is to be moved one run after the other, bytes without an order among it; empty where ``unit`` says it all.
    let runs: [ElementLayout.WordRun]

    /// For words whose runs lie in these orders in storage.
    init(_ layout: ElementLayout, _ orders: [Endianness]) {
        let swapped = zip(layout.runs, orders).filter { $0.1 != .native }.map(\.0)
        guard let first = swapped.first else {
            unit = 1
            runs = []
            return
        }
        var moved: [ElementLayout.WordRun] = []
        var end = 0
        for run in swapped {
            if run.offset > end { moved.append(.init(offset: end, byteCount: run.offset - end, unit: 1)) }
            if let last = moved.last, last.unit == run.unit, last.offset + last.byteCount == run.offset {
                moved[moved.count - 1].byteCount += run.byteCount
            } else {
                moved.append(run)
            }
            end = run.offset + run.byteCount
        }
        if end < layout.byteCount { moved.append(.init(offset: end, byteCount: layout.byteCount - end, unit: 1)) }
        unit = moved.count == 1 ? first.unit : 1
        runs = moved.count == 1 ? [] : moved
    }

    var isIdentity: Bool { unit == 1 && runs.isEmpty }

    /// Copies the elements of `shape` and exchanges their bytes.
    func copy(
        from source: UnsafeRawPointer, strides sourceStrides: [Int],
        to destination: UnsafeMutableRawPointer, strides destinationStrides: [Int],
        shape: [Int], elementSize: Int, streaming: Bool = false
    ) {
        if runs.isEmpty {
            return StridedCopy.copySwapping(
                from: source, strides: sourceStrides, to: destination, strides: destinationStrides, shape: shape,
                elementSize: elementSize, unit: unit, streaming: streaming)
        }
        for run in runs {
            StridedCopy.copySwapping(
                from: source + run.offset, strides: sourceStrides, to: destination + run.offset,
                strides: destinationStrides, shape: shape, elementSize: run.byteCount, unit: run.unit)
        }
    }

    static let none = ByteExchange(.fixed(1), [])
}

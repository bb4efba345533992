public import ZarrBase

/// What a codec sees of a chunk: its shape, data type and fill value, settled once when the array is opened.
public struct ChunkRepresentation: Sendable {
    /// The extents, in elements.
    public let shape: [Int]
    /// The type of the elements.
    public let dataType: DataType
    /// The fill value, as array-to-array codecs have changed it on its way.
    public let fillValue: FillValue
    /// The number of elements.
    public let elementCount: Int
    /// The size of the elements in memory, in bytes.
    public let byteCount: Int

    /// A chunk of this shape.
    ///
    /// - Throws: ``ZarrError/Code/limitExceeded`` where its size does not fit `Int`.
    public init(shape: [Int], dataType: DataType, fillValue: FillValue) throws(ZarrError) {
        self.shape = shape
        self.dataType = dataType
        self.fillValue = fillValue
        elementCount = try shape.elementCount()
        byteCount = try elementCount.checkedTimes(dataType.byteCount)
    }

    /// The same chunk with other extents, type or fill value.
    func with(
        shape: [Int]? = nil, dataType: DataType? = nil, fillValue: FillValue? = nil
    ) throws(ZarrError) -> ChunkRepresentation {
        try ChunkRepresentation(
            shape: shape ?? self.shape, dataType: dataType ?? self.dataType, fillValue: fillValue ?? self.fillValue)
    }
}

/// The part of a chunk that is asked for: every `step`-th element from `start` on, `count` of them, per axis.
public struct ChunkPart: Sendable {
    /// The first element, per axis.
    public var start: [Int]
    /// The distance between elements, at least 1, per axis.
    public var step: [Int]
    /// The number of elements, per axis.
    public var count: [Int]

    /// A part of a chunk.
    public init(start: [Int], step: [Int], count: [Int]) {
        self.start = start
        self.step = step
        self.count = count
    }

    /// All of a chunk.
    public init(whole shape: [Int]) {
        start = [Int](repeating: 0, count: shape.count)
        step = [Int](repeating: 1, count: shape.count)
        count = shape
    }

    /// Whether this is all of a chunk of that shape.
    public func covers(_ shape: [Int]) -> Bool {
        for axis in shape.indices where start[axis] != 0 || step[axis] != 1 || count[axis] != shape[axis] {
            return false
        }
        return true
    }

    /// The elements of a chunk of that shape that this is, where they lie one behind the other in C order: whole rows of the
    /// first axis; nil elsewhere.
    func run(in shape: [Int]) -> Range<Int>? {
        guard let first = start.first, step[0] == 1 || count[0] == 1 else { return nil }
        var row = 1
        for axis in shape.indices.dropFirst() {
            guard start[axis] == 0, step[axis] == 1, count[axis] == shape[axis] else { return nil }
            row *= shape[axis]
        }
        return first * row..<(first + count[0]) * row
    }

    func permuted(by order: [Int]) -> ChunkPart {
        ChunkPart(start: order.map { start[$0] }, step: order.map { step[$0] }, count: order.map { count[$0] })
    }
}

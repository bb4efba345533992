public import ZarrBase
import ZarrCodecs

/// An array in memory: elements in C order.
///
/// A value: a copy that is changed does not change the original.
public struct NDArray<Element: ZarrElement>: Sendable {
    /// The array without the Swift type of its elements.
    public private(set) var erased: AnyNDArray
    /// What the elements of an array of strings point to.
    private let runs: [Bytes]

    /// The extents.
    public var shape: [Int] { erased.shape }
    /// The number of elements.
    public var count: Int { erased.count }

    /// The elements of `erased`, without a copy.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where they are of another type.
    public init(_ erased: AnyNDArray) throws(ZarrError) {
        guard erased.dataType == Element.dataType else { throw Element.mismatch(erased.dataType) }
        self.erased = erased
        runs = erased.dataType.isVariableLength ? erased.heap.snapshot : []
    }

    /// An array of these elements, in C order.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where there are not as many as the shape says.
    public init(shape: [Int], _ elements: [Element]) throws(ZarrError) {
        if Element.self == String.self, let strings = elements as? [String] {
            try self.init(AnyNDArray(shape: shape, strings: strings))
            return
        }
        if Element.self == [UInt8].self, let payloads = elements as? [[UInt8]] {
            try self.init(AnyNDArray(shape: shape, dataType: .bytes, payloads: payloads))
            return
        }
        let erased = try AnyNDArray(shape: shape, dataType: Element.dataType)
        guard elements.count == erased.count else {
            throw ZarrError(
                .invalidArgument, "\(elements.count) elements are given where \(shape) takes \(erased.count)")
        }
        for (place, element) in elements.enumerated() {
            try element.store(
                to: erased.memory.baseAddress + place * erased.dataType.byteCount, heap: erased.heap)
        }
        try self.init(erased)
    }

    /// An array that holds `element` everywhere.
    public init(shape: [Int], repeating element: Element) throws(ZarrError) {
        // The memory first: a shape that no machine holds is an error, not a list of elements that traps.
        let erased = try AnyNDArray(shape: shape, dataType: Element.dataType)
        let size = erased.dataType.byteCount
        let first = erased.memory.baseAddress
        if erased.count > 0 { try element.store(to: first, heap: erased.heap) }
        for place in stride(from: 1, to: erased.count, by: 1) {
            (first + place * size).copyMemory(from: first, byteCount: size)
        }
        try self.init(erased)
    }

    /// The element at these indices, one an axis.
    ///
    /// - Precondition: as many indices as axes, each within its extent.
    public subscript(indices: Int...) -> Element {
        Element.load(from: erased.memory.baseAddress + offset(indices), runs: runs)
    }

    /// All elements, in C order.
    ///
    /// - Complexity: a copy; ``withUnsafeElements(_:)`` makes none.
    public var elements: [Element] {
        (0..<count).map { Element.load(from: erased.memory.baseAddress + $0 * erased.dataType.byteCount, runs: runs) }
    }

    private func offset(_ indices: [Int]) -> Int {
        precondition(indices.count == shape.count, "\(indices.count) indices for \(shape.count) axes")
        var place = 0
        for (axis, index) in indices.enumerated() {
            precondition(shape[axis] > index && index >= 0, "index \(index) on axis \(axis) of \(shape[axis])")
            place = place * shape[axis] + index
        }
        return place * erased.dataType.byteCount
    }
}

extension NDArray where Element: ZarrFixedElement {
    /// Calls `body` with all elements in C order; the buffer must not escape.
    public func withUnsafeElements<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<Element>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let start = UnsafeRawPointer(erased.memory.baseAddress).assumingMemoryBound(to: Element.self)
        defer { withExtendedLifetime(erased.memory) {} }
        return try body(UnsafeBufferPointer(start: start, count: count))
    }
}

extension NDArray: Equatable where Element: Equatable {
    /// Whether both have the same shape and equal elements.
    public static func == (left: NDArray, right: NDArray) -> Bool {
        left.shape == right.shape && left.elements == right.elements
    }
}

extension ZarrElement {
    /// The error for an array that holds other elements.
    static func mismatch(_ dataType: DataType) -> ZarrError {
        ZarrError(
            .invalidArgument, "the array holds \(dataType), not \(Self.dataType) as \(Self.self) is",
            hint: "read it as its own type, or without a type")
    }
}

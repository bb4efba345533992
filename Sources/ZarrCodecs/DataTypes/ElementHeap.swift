import Synchronization
public import ZarrBase

/// A variable-length element as it lies in an array in memory: it points to its bytes in an ``ElementHeap``.
///
/// Of a fixed size, it is copied, strided and transposed like any number.
public struct VariableElement: BitwiseCopyable, Sendable, Hashable {
    /// Which of the heap's runs of bytes holds the element.
    public var run: UInt32
    /// The size of the element, in bytes.
    public var length: UInt32
    /// Where it starts in its run.
    public var offset: UInt64

    /// An element of `length` bytes at `offset` of the run with the number `run`.
    public init(run: UInt32, length: UInt32, offset: UInt64) {
        self.run = run
        self.length = length
        self.offset = offset
    }
}

/// The bytes that the variable-length elements of one array in memory point to. Decoders add the payload of a chunk as
/// one run; nothing is copied per element.
public final class ElementHeap: Sendable {
    private let state: Mutex<State>

    fileprivate struct State {
        var runs: [Bytes] = []
        var fills: [[UInt8]: UInt32] = [:]
    }

    /// An empty heap.
    public init() { state = Mutex(State()) }

    /// A heap that holds what the other does, and grows on its own: elements point into both.
    public init(copying other: ElementHeap) { state = Mutex(other.state.withLock { $0 }) }

    /// Adds a run and returns its number.
    public func add(_ run: Bytes) throws(ZarrError) -> UInt32 {
        try state.withLock { (state) throws(ZarrError) in try state.add(run) }
    }

    /// An element that points to the bytes of a fill value, which are added once.
    public func element(of fillValue: FillValue) throws(ZarrError) -> VariableElement {
        let run = try state.withLock { (state) throws(ZarrError) -> UInt32 in
            if let run = state.fills[fillValue.bytes] { return run }
            let run = try state.add(Bytes(fillValue.bytes))
            state.fills[fillValue.bytes] = run
            return run
        }
        return VariableElement(run: run, length: UInt32(clamping: fillValue.bytes.count), offset: 0)
    }

    /// The runs so far, for a reader of many elements.
    public var snapshot: [Bytes] { state.withLock { $0.runs } }
}

extension ElementHeap.State {
    fileprivate mutating func add(_ run: Bytes) throws(ZarrError) -> UInt32 {
        guard let number = UInt32(exactly: runs.count) else {
            throw ZarrError(.limitExceeded, "more than 2^32 chunks of variable-length elements at a time")
        }
        runs.append(run)
        return number
    }
}

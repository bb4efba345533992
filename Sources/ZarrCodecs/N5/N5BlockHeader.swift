import ZarrBase

/// What stands in front of a block of N5, not compressed: its mode and its extents, all big-endian.
///
/// Specification: <https://github.com/saalfeldlab/n5#file-system-specification>, 9.
struct N5BlockHeader {
    /// What a block holds.
    enum Mode: UInt16 {
        /// One element at each place.
        case `default` = 0
        /// Any number of elements; of strings, so many bytes.
        case varlength = 1
        /// So many bytes, which nobody but their writer knows. Against the words of the specification there are no extents: no
        /// writer ever wrote any.
        case object = 2
    }

    /// In which order the header says the extents.
    enum Order {
        /// As the chunk has them.
        case asInChunk
        /// Those of the last axis first.
        case reversed
    }

    let mode: Mode
    /// The extents in the order of the chunk's axes; none in the mode `object`.
    let shape: [Int]
    /// The places within the extents.
    let elementCount: Int
    /// What the block says to hold: elements, or bytes.
    let count: Int
    /// The size of the header.
    let byteCount: Int

    /// The header of the block that `bytes` are.
    init(_ bytes: UnsafeRawBufferPointer, rank: Int, _ order: Order) throws(ZarrError) {
        guard bytes.count >= 4 else { throw Self.torn(bytes.count) }
        let number = UInt16(bigEndian: bytes.loadUnaligned(as: UInt16.self))
        guard let mode = Mode(rawValue: number) else {
            throw ZarrError(
                .corruptData, "the N5 block has the mode \(number)", hint: "there are 0, 1 and 2: the block is damaged")
        }
        self.mode = mode
        func word(at offset: Int) -> Int {
            Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
        }
        if mode == .object {
            guard bytes.count >= 6 else { throw Self.torn(bytes.count) }
            shape = []
            elementCount = 1
            count = word(at: 2)
            byteCount = 6
            return
        }
        let axes = Int(UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self)))
        guard axes == rank else {
            throw ZarrError(
                .corruptData, "the N5 block has \(axes) axes, its array \(rank)",
                hint: "the block is damaged or of another dataset")
        }
        byteCount = Self.size(rank: rank, mode)
        guard bytes.count >= byteCount else { throw Self.torn(bytes.count) }
        let extents = (0..<rank).map { word(at: 4 + 4 * $0) }
        shape = order == .reversed ? extents.reversed() : extents
        do { elementCount = try shape.elementCount() } catch {
            throw ZarrError(
                .corruptData, "the N5 block says to have the shape \(shape)", hint: "the block is damaged")
        }
        count = mode == .varlength ? word(at: 4 + 4 * rank) : elementCount
    }

    /// The size of a header of so many extents.
    static func size(rank: Int, _ mode: Mode) -> Int {
        switch mode {
        case .default: 4 + 4 * rank
        case .varlength: 8 + 4 * rank
        case .object: 6
        }
    }

    /// Whether a block holds one element at each place of `shape`: a look that takes no memory.
    static func isWhole(_ bytes: UnsafeRawBufferPointer, _ shape: [Int], _ order: Order) -> Bool {
        guard bytes.count >= size(rank: shape.count, .default), bytes.loadUnaligned(as: UInt16.self) == 0,
            Int(UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self))) == shape.count
        else { return false }
        for axis in shape.indices {
            let place = order == .reversed ? shape.count - 1 - axis : axis
            let extent = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 4 + 4 * place, as: UInt32.self))
            if Int(extent) != shape[axis] { return false }
        }
        return true
    }

    /// Replaces the contents of `encoded` by the header of a block; `count` is said in the modes that have one.
    static func write(
        _ mode: Mode, _ shape: [Int], count: Int = 0, _ order: Order, to encoded: ScratchBuffer
    ) throws(ZarrError) {
        guard let stored = UInt32(exactly: count), shape.count <= Int(UInt16.max),
            shape.allSatisfy({ UInt32(exactly: $0) != nil })
        else {
            throw ZarrError(.limitExceeded, "a block of shape \(shape) and \(count) bytes is larger than N5 can say")
        }
        try encoded.resize(to: size(rank: shape.count, mode))
        let memory = encoded.bytes
        memory.storeBytes(of: mode.rawValue.bigEndian, as: UInt16.self)
        var place = 2
        if mode != .object {
            memory.storeBytes(of: UInt16(truncatingIfNeeded: shape.count).bigEndian, toByteOffset: 2, as: UInt16.self)
            place = 4
            for axis in order == .reversed ? Array(shape.indices.reversed()) : Array(shape.indices) {
                let extent = UInt32(truncatingIfNeeded: shape[axis])
                memory.storeBytes(of: extent.bigEndian, toByteOffset: place, as: UInt32.self)
                place += 4
            }
        }
        if mode != .default { memory.storeBytes(of: stored.bigEndian, toByteOffset: place, as: UInt32.self) }
    }

    private static func torn(_ count: Int) -> ZarrError {
        ZarrError(
            .corruptData, "\(count) bytes are too few for the header of an N5 block", hint: "the block is damaged")
    }
}

/// How an element lies in memory.
public struct ElementLayout: Sendable, Hashable {
    /// The size of an element, in bytes.
    public let byteCount: Int
    /// The bytes that change places together when the byte order changes, where that is so everywhere in the element; 1
    /// where order does not matter, and where ``mixedRuns`` has words of several sizes.
    public let swapUnit: Int
    /// Whether the element only points to its bytes.
    public let isVariableLength: Bool
    /// The words of an element of several parts, in the order in which they lie; empty where ``swapUnit`` says it all.
    public let mixedRuns: [WordRun]

    /// Words of one size that lie one behind the other.
    public struct WordRun: Sendable, Hashable {
        /// Where the first one lies in the element, in bytes.
        public var offset: Int
        /// The size of all together, in bytes.
        public var byteCount: Int
        /// The size of a word, in bytes: 2, 4, 8 or 16.
        public var unit: Int

        /// A run of words.
        public init(offset: Int, byteCount: Int, unit: Int) {
            self.offset = offset
            self.byteCount = byteCount
            self.unit = unit
        }
    }

    /// An element of `byteCount` bytes made of words of `swapUnit` bytes.
    public static func fixed(_ byteCount: Int, swapUnit: Int = 1) -> ElementLayout {
        ElementLayout(byteCount: byteCount, swapUnit: swapUnit, isVariableLength: false, mixedRuns: [])
    }

    /// An element of `byteCount` bytes with these words in it, and bytes without an order between them.
    public static func mixed(_ byteCount: Int, runs: [WordRun]) -> ElementLayout {
        ElementLayout(byteCount: byteCount, swapUnit: 1, isVariableLength: false, mixedRuns: runs)
    }

    /// An element whose bytes lie in an ``ElementHeap``.
    public static let variable = ElementLayout(
        byteCount: MemoryLayout<VariableElement>.stride, swapUnit: 1, isVariableLength: true, mixedRuns: [])

    /// Whether storage may hold the bytes of the element in more than one order.
    public var hasByteOrder: Bool { swapUnit > 1 || !mixedRuns.isEmpty }

    /// All words of the element; each run has a byte order of its own in Zarr v2.
    public var runs: [WordRun] {
        if !mixedRuns.isEmpty { return mixedRuns }
        return swapUnit > 1 ? [WordRun(offset: 0, byteCount: byteCount, unit: swapUnit)] : []
    }
}

/// Bytes of an element of which only the lowest bits count; storage may hold anything in the others.
public struct PartialBytes: Sendable, Hashable {
    /// Where the first of them lies in the element.
    public var offset: Int
    /// Their number.
    public var byteCount: Int
    /// The bits of each that count, 1 to 7.
    public var bits: Int
    /// Whether the highest of these is a sign, which fills the others in memory; else those are zero.
    public var isSigned: Bool

    /// `byteCount` bytes from `offset` on, of `bits` bits each.
    public init(offset: Int = 0, byteCount: Int = 1, bits: Int, isSigned: Bool = false) {
        self.offset = offset
        self.byteCount = byteCount
        self.bits = bits
        self.isSigned = isSigned
    }

    /// A byte as it is in memory.
    @inlinable
    public func normalized(_ byte: UInt8) -> UInt8 {
        let shift = UInt8(8 - bits)
        return isSigned ? UInt8(bitPattern: Int8(bitPattern: byte << shift) >> shift) : (byte << shift) >> shift
    }
}

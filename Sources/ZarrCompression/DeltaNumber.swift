/// What a word of 64 bits holds.
enum WideKind {
    case signed, unsigned, real
}

/// A type of numbers that ``Delta`` takes differences of.
protocol DeltaNumber: BitwiseCopyable {
    static var wideKind: WideKind { get }
    static func plus(_ left: Self, _ right: Self) -> Self
    static func minus(_ left: Self, _ right: Self) -> Self
    /// The number as a word of its ``wideKind``.
    var word: UInt64 { get }
    /// The number of a word, converted as C converts it, and without a trap where C leaves it open.
    init(word: UInt64, _ kind: WideKind)

    // The loops are requirements, although all types share them: as witnesses they are compiled once for each type, where
    // an extension's own methods would be called through an existential without knowing theirs.

    /// The bytes of a number.
    static var size: Int { get }
    /// The differences of `count` numbers, of which there is one.
    static func differences(_ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int)
    /// The sums of `count` differences, of which there is one.
    static func sums(_ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int)
    /// The differences of `count` numbers from number `start` on, as words.
    static func differences(
        _ from: UnsafeRawPointer, start: Int, _ words: UnsafeMutablePointer<UInt64>, _ count: Int)
    /// Replaces words by their sums in this type; `sum` is what came before, nil at the start.
    static func sums(_ words: UnsafeMutablePointer<UInt64>, _ kind: WideKind, _ count: Int, _ sum: inout UInt64?)
    /// Numbers as words.
    static func widen(_ from: UnsafeRawPointer, _ words: UnsafeMutablePointer<UInt64>, _ count: Int)
    /// Words as numbers.
    static func narrow(_ words: UnsafePointer<UInt64>, _ kind: WideKind, _ to: UnsafeMutableRawPointer, _ count: Int)
}

extension DeltaNumber {
    static var size: Int { MemoryLayout<Self>.size }

    @inline(__always)
    private static func load(_ from: UnsafeRawPointer, _ index: Int) -> Self {
        from.loadUnaligned(fromByteOffset: index &* size, as: Self.self)
    }

    @inline(__always)
    private static func store(_ value: Self, _ to: UnsafeMutableRawPointer, _ index: Int) {
        to.storeBytes(of: value, toByteOffset: index &* size, as: Self.self)
    }

    static func differences(_ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int) {
        store(load(from, 0), to, 0)
        for index in 1..<max(count, 1) { store(minus(load(from, index), load(from, index &- 1)), to, index) }
    }

    static func sums(_ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int) {
        var sum = load(from, 0)
        store(sum, to, 0)
        for index in 1..<max(count, 1) {
            sum = plus(sum, load(from, index))
            store(sum, to, index)
        }
    }

    static func differences(
        _ from: UnsafeRawPointer, start: Int, _ words: UnsafeMutablePointer<UInt64>, _ count: Int
    ) {
        for index in 0..<count {
            let number = load(from, start + index)
            words[index] = (start + index == 0 ? number : minus(number, load(from, start + index - 1))).word
        }
    }

    static func sums(_ words: UnsafeMutablePointer<UInt64>, _ kind: WideKind, _ count: Int, _ sum: inout UInt64?) {
        // A sum that began with zero would turn a first -0.0 into 0.0.
        var before = sum.map { Self(word: $0, wideKind) }
        for index in 0..<count {
            let number = Self(word: words[index], kind)
            let next = before.map { plus($0, number) } ?? number
            words[index] = next.word
            before = next
        }
        sum = before?.word
    }

    static func widen(_ from: UnsafeRawPointer, _ words: UnsafeMutablePointer<UInt64>, _ count: Int) {
        for index in 0..<count { words[index] = load(from, index).word }
    }

    static func narrow(
        _ words: UnsafePointer<UInt64>, _ kind: WideKind, _ to: UnsafeMutableRawPointer, _ count: Int
    ) {
        for index in 0..<count { store(Self(word: words[index], kind), to, index) }
    }
}

extension DeltaNumber where Self: FixedWidthInteger {
    static var wideKind: WideKind { isSigned ? .signed : .unsigned }

    @inline(__always)
    static func plus(_ left: Self, _ right: Self) -> Self { left &+ right }

    @inline(__always)
    static func minus(_ left: Self, _ right: Self) -> Self { left &- right }

    var word: UInt64 { UInt64(truncatingIfNeeded: self) }

    init(word: UInt64, _ kind: WideKind) {
        guard kind == .real else {
            self.init(truncatingIfNeeded: word)
            return
        }
        let real = Double(bitPattern: word).rounded(.towardZero)
        // What does not fit 64 bits becomes the smallest number, as most processors have it.
        let integer = Int64(exactly: real) ?? UInt64(exactly: real).map(Int64.init(truncatingIfNeeded:)) ?? .min
        self.init(truncatingIfNeeded: integer)
    }
}

extension DeltaNumber where Self: BinaryFloatingPoint {
    static var wideKind: WideKind { .real }

    @inline(__always)
    static func plus(_ left: Self, _ right: Self) -> Self { left + right }

    @inline(__always)
    static func minus(_ left: Self, _ right: Self) -> Self { left - right }

    var word: UInt64 { Double(self).bitPattern }

    init(word: UInt64, _ kind: WideKind) {
        switch kind {
        case .real: self.init(Double(bitPattern: word))
        case .signed: self.init(Int64(bitPattern: word))
        case .unsigned: self.init(word)
        }
    }
}

extension Int8: DeltaNumber {}
extension Int16: DeltaNumber {}
extension Int32: DeltaNumber {}
extension Int64: DeltaNumber {}
extension UInt8: DeltaNumber {}
extension UInt16: DeltaNumber {}
extension UInt32: DeltaNumber {}
extension UInt64: DeltaNumber {}
extension Float: DeltaNumber {}
extension Double: DeltaNumber {}
#if !(arch(x86_64) && (os(macOS) || targetEnvironment(macCatalyst)))
    extension Float16: DeltaNumber {}
#endif

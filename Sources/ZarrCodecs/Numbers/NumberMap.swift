import ZarrBase

/// Numbers that a conversion does not convert, but replaces by others.
///
/// Numbers are compared by value: any NaN is NaN, and 0 is -0. Of several that are equal, the first one counts.
struct NumberMap: Sendable {
    private let keys: [UInt64]
    private let values: [[UInt8]]
    private let isReal: Bool

    /// - Parameter values: what the numbers become, each as the bytes of an element.
    init(_ keys: [[UInt8]], of type: NumberType, _ values: [[UInt8]]) throws(ZarrError) {
        isReal = type.isReal
        self.keys = keys.map { key in Self.canonical(Self.word(key, type), type.isReal) }
        self.values = values
    }

    /// Whether two elements are the same number.
    static func areEqual(_ left: [UInt8], _ right: [UInt8], _ type: NumberType) -> Bool {
        canonical(word(left, type), type.isReal) == canonical(word(right, type), type.isReal)
    }

    private static func word(_ element: [UInt8], _ type: NumberType) -> UInt64 {
        var word: UInt64 = 0
        element.withUnsafeBytes { bytes in
            guard let bytes = bytes.baseAddress else { return }
            withUnsafeMutablePointer(to: &word) { type.number.widen(bytes, $0, 1) }
        }
        return word
    }

    @inline(__always)
    private static func canonical(_ word: UInt64, _ isReal: Bool) -> UInt64 {
        guard isReal else { return word }
        let real = Double(bitPattern: word)
        return real.isNaN ? Double.nan.bitPattern : real == 0 ? 0 : word
    }

    /// Marks the words that are replaced by the place of their pair, the others by -1, and makes the former a number that
    /// every type holds.
    func take(_ words: UnsafeMutablePointer<UInt64>, _ marks: UnsafeMutablePointer<Int32>, _ count: Int) {
        let one = isReal ? (1.0 as Double).bitPattern : 1
        keys.withUnsafeBufferPointer { keys in
            for index in 0..<count {
                let word = Self.canonical(words[index], isReal)
                marks[index] = -1
                for (place, key) in keys.enumerated() where key == word {
                    marks[index] = Int32(truncatingIfNeeded: place)
                    words[index] = one
                    break
                }
            }
        }
    }

    /// Writes what the marked numbers become.
    func put(_ marks: UnsafePointer<Int32>, _ to: UnsafeMutableRawPointer, _ count: Int) {
        for index in 0..<count where marks[index] >= 0 {
            let value = values[Int(marks[index])]
            value.withUnsafeBytes { bytes in
                guard let bytes = bytes.baseAddress else { return }
                (to + index * value.count).copyMemory(from: bytes, byteCount: value.count)
            }
        }
    }
}

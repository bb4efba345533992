/// A small generator with a seed that can be printed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

/// Data to compress.
enum Sample: String, CaseIterable, Sendable {
    /// Incompressible.
    case random
    /// One value.
    case constant
    /// Little-endian 32-bit numbers of a smooth field with noise, as science has them.
    case smooth

    func bytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        switch self {
        case .random:
            return (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        case .constant:
            return [UInt8](repeating: 42, count: count)
        case .smooth:
            return [UInt8](unsafeUninitializedCapacity: count + 4) { buffer, written in
                var value: UInt32 = 100_000
                for start in stride(from: 0, to: count, by: 4) {
                    value &+= UInt32(generator.next() % 7) &- 3
                    for byte in 0..<4 { buffer[start + byte] = UInt8(truncatingIfNeeded: value >> UInt32(8 * byte)) }
                }
                written = count
            }
        }
    }
}

extension Array where Element == UInt8 {
    /// The bytes of hexadecimal digits; other characters are left out.
    init(hex: String) {
        let digits = hex.compactMap { $0.hexDigitValue.map(UInt8.init) }
        self = stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}

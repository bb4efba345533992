import Zarr

/// The number at which bytes are evaluated as a polynomial: the key of a checksum, with tables of its powers.
final class EvaluationPoint: Sendable {
    let point: Residue
    /// point^0, point^1, ... as pairs of a lower and an upper half.
    private let weights: [UInt64]
    /// point^(digit * 256^place) at place * 256 + digit.
    private let digits: [Residue]

    static let blockWords = 512

    init(_ point: Residue) {
        self.point = point
        var weights: [UInt64] = []
        weights.reserveCapacity(2 * Self.blockWords)
        var power = Residue.one
        for _ in 0..<Self.blockWords {
            weights += [power.low, power.high]
            power *= point
        }
        self.weights = weights
        var digits: [Residue] = []
        var step = point
        for _ in 0..<8 {
            var power = Residue.one
            for _ in 0..<256 {
                digits.append(power)
                power *= step
            }
            step = power
        }
        self.digits = digits
    }

    /// The first digits of pi behind the point, in hexadecimal: a number that nobody chose.
    static let standard = EvaluationPoint(Residue(0x243F_6A88_85A3_08D3_1319_8A2E_0370_7344))

    /// The point to the power of `exponent`.
    func power(_ exponent: UInt64) -> Residue {
        var result = Residue.one
        var rest = exponent
        var place = 0
        while rest > 0 {
            let digit = Int(rest & 255)
            if digit > 0 { result *= digits[place + digit] }
            rest >>= 8
            place += 256
        }
        return result
    }

    /// The sum of word i times point^i over whole and partial words of `bytes`, the first of which is preceded by `shift`
    /// bytes of zero in its word.
    func sum(_ bytes: UnsafeRawBufferPointer, shift: Int = 0) -> Residue {
        guard var place = bytes.baseAddress, !bytes.isEmpty else { return .zero }
        var count = bytes.count
        var sum = Residue.zero
        var power = Residue.one
        if shift > 0 {
            let head = min(count, 8 - shift)
            sum = Residue(UInt128(Self.word(place, head) << UInt64(8 * shift)))
            power = point
            place += head
            count -= head
        }
        return weights.withUnsafeBufferPointer { weights in
            guard let weights = weights.baseAddress else { return sum }
            while count >= 8 {
                let words = min(count / 8, Self.blockWords)
                sum += power * Self.block(place, words, weights)
                power *= self.power(UInt64(words))
                place += 8 * words
                count -= 8 * words
            }
            if count > 0 { sum += power * Residue(UInt128(Self.word(place, count))) }
            return sum
        }
    }

    /// A polynomial in which no two strings of bytes are the same: the length is its constant term.
    func hash(_ bytes: UnsafeRawBufferPointer) -> Residue {
        Residue(UInt128(bytes.count)) + point * sum(bytes)
    }

    func hash(_ text: String) -> Residue {
        var text = text
        return text.withUTF8 { hash(UnsafeRawBufferPointer($0)) }
    }

    /// At most 8 bytes, the first one lowest.
    @inline(__always)
    private static func word(_ bytes: UnsafeRawPointer, _ count: Int) -> UInt64 {
        var word: UInt64 = 0
        for place in 0..<count {
            word |= UInt64(bytes.load(fromByteOffset: place, as: UInt8.self)) << UInt64(8 * place)
        }
        return word
    }

    /// Products of 64 and 127 bits are summed in 192 bits, and reduced once.
    @inline(__always)
    private static func block(_ bytes: UnsafeRawPointer, _ count: Int, _ weights: UnsafePointer<UInt64>) -> Residue {
        var low: UInt128 = 0
        var high: UInt128 = 0
        var lowCarries: UInt64 = 0
        var highCarries: UInt64 = 0
        var place = 0
        while place < count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 &* place, as: UInt64.self))
            let first = low.addingReportingOverflow(Residue.product(word, weights[2 &* place]))
            low = first.partialValue
            lowCarries &+= first.overflow ? 1 : 0
            let second = high.addingReportingOverflow(Residue.product(word, weights[2 &* place &+ 1]))
            high = second.partialValue
            highCarries &+= second.overflow ? 1 : 0
            place &+= 1
        }
        // 2^128 is 2.
        let lower = Residue(low) + Residue(UInt128(lowCarries) << 1)
        let upper = Residue(high) + Residue(UInt128(highCarries) << 1)
        return lower + upper * Residue(UInt128(1) << 64)
    }
}

/// The sum of what lies at places of a long string of bytes, in any order.
struct PolynomialSum {
    let point: EvaluationPoint
    private(set) var total = Residue.zero
    /// The power of the last place, and steps from one place to the next that were met: rows follow each other evenly.
    private var place: UInt64 = 0
    private var power = Residue.one
    private var steps: [(step: UInt64, power: Residue)] = []

    init(_ point: EvaluationPoint) { self.point = point }

    /// Adds bytes that begin at `offset`.
    mutating func add(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
        add(point.sum(bytes, shift: offset & 7), atWord: UInt64(offset / 8))
    }

    /// Adds what words from `word` on amount to.
    mutating func add(_ sum: Residue, atWord word: UInt64) {
        move(to: word)
        total += power * sum
    }

    private mutating func move(to word: UInt64) {
        guard word != place else { return }
        guard word > place else {
            power = point.power(word)
            place = word
            return
        }
        let step = word - place
        place = word
        if let known = steps.first(where: { $0.step == step }) {
            power *= known.power
            return
        }
        let factor = point.power(step)
        if steps.count == 4 { steps.removeFirst() }
        steps.append((step, factor))
        power *= factor
    }
}

import ZarrBase

/// What a codec does to each number, one step after the other, in tiles that stay near the processor.
struct NumberSteps: Sendable {
    enum Step: Sendable {
        case convert(NumberType)
        /// An operation in the type of the moment, with a scalar as its bytes.
        case apply(NumberOperation, any ArithmeticNumber.Type, scalar: [UInt8])
    }

    let from: NumberType
    private(set) var to: NumberType
    private(set) var steps: [Step] = []

    init(_ from: NumberType) {
        self.from = from
        to = from
    }

    /// Adds a conversion as NumPy does it, where the type is another.
    mutating func convert(_ type: NumberType) {
        guard type != to else { return }
        steps.append(.convert(type))
        to = type
    }

    /// Adds an operation in the type of the moment; `scalar` is the second operand.
    mutating func apply(_ operation: NumberOperation, _ scalar: NumberScalar = .integer(0)) throws(ZarrError) {
        guard let number = to.number as? any ArithmeticNumber.Type else {
            throw ZarrError(.unsupported, "numbers of type \(to) cannot be computed with")
        }
        if operation == .round, to.isInteger { return }
        steps.append(.apply(operation, number, scalar: try scalar.bytes(as: to)))
    }

    /// Writes what becomes of the numbers in `source` to the front of `destination`, which must not overlap it.
    func run(
        _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer
    ) throws(ZarrError) {
        if steps.count <= 1, case .convert? = steps.first ?? .convert(to) {
            return try NumberConversion.run(source, from, destination, to, .numpy)
        }
        let count = source.count / from.number.size
        guard source.count % from.number.size == 0, count <= destination.count / to.number.size else {
            throw ZarrError(
                .invalidArgument, "\(source.count) bytes of \(from) do not become \(destination.count) bytes of \(to)")
        }
        let capacity = 1024
        try withTiles(of: capacity * 8) { (front, back) throws(ZarrError) in
            for start in stride(from: 0, to: count, by: capacity) {
                let length = min(capacity, count - start)
                let input = UnsafeRawBufferPointer(rebasing: source[(start * from.number.size)...])
                let output = UnsafeMutableRawBufferPointer(rebasing: destination[(start * to.number.size)...])
                try runTile(input, output, length, front, back)
            }
        }
    }

    private func runTile(
        _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer, _ count: Int,
        _ front: UnsafeMutableRawBufferPointer, _ back: UnsafeMutableRawBufferPointer
    ) throws(ZarrError) {
        var (current, next) = (front, back)
        var type = from
        current.copyMemory(from: UnsafeRawBufferPointer(rebasing: input.prefix(count * from.number.size)))
        for step in steps {
            switch step {
            case .convert(let other):
                let numbers = UnsafeRawBufferPointer(rebasing: current.prefix(count * type.number.size))
                try NumberConversion.run(numbers, type, next, other, .numpy)
                swap(&current, &next)
                type = other
            case .apply(let operation, let number, let scalar):
                guard let numbers = current.baseAddress else { return }
                scalar.withUnsafeBytes { scalar in
                    guard let scalar = scalar.baseAddress else { return }
                    number.apply(operation, numbers, count, scalar)
                }
            }
        }
        output.copyMemory(from: UnsafeRawBufferPointer(rebasing: current.prefix(count * to.number.size)))
    }

    private func withTiles(
        of size: Int,
        _ body: (UnsafeMutableRawBufferPointer, UnsafeMutableRawBufferPointer) throws(ZarrError) -> Void
    ) throws(ZarrError) {
        // The allocation's own closure rethrows without saying which error.
        let failure = withUnsafeTemporaryAllocation(byteCount: 2 * size, alignment: 16) { tiles -> ZarrError? in
            do throws(ZarrError) {
                try body(
                    UnsafeMutableRawBufferPointer(rebasing: tiles.prefix(size)),
                    UnsafeMutableRawBufferPointer(rebasing: tiles.dropFirst(size)))
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }
}

/// The second operand of an operation, as a document gives it.
enum NumberScalar: Sendable {
    case integer(Int64)
    case real(Double)

    /// The number as one of another type, as NumPy converts it.
    func bytes(as type: NumberType) throws(ZarrError) -> [UInt8] {
        switch self {
        case .integer(let number): try Self.converted(number, .int64, type)
        case .real(let number): try Self.converted(number, .float64, type)
        }
    }

    private static func converted<Number: BitwiseCopyable>(
        _ number: Number, _ from: NumberType, _ type: NumberType
    ) throws(ZarrError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: type.number.size)
        let source = withUnsafeBytes(of: number) { Array($0) }
        try source.withUnsafeBufferPointer { (source) throws(ZarrError) in
            try bytes.withUnsafeMutableBufferPointer { (bytes) throws(ZarrError) in
                try NumberConversion.run(
                    UnsafeRawBufferPointer(source), from, UnsafeMutableRawBufferPointer(bytes), type, .numpy)
            }
        }
        return bytes
    }
}

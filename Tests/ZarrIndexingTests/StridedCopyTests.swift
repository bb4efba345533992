import Testing
import ZarrIndexing

@Suite struct StridedCopyTests {
    /// Where the elements of a shape lie in a buffer.
    private struct Layout {
        var strides: [Int]
        var base = 0
        var byteCount = 0

        /// Axes in any order, gaps between them, some running backwards, and in a source some standing still.
        init(_ shape: [Int], _ elementSize: Int, _ generator: inout SeededGenerator, mayRepeat: Bool) {
            strides = [Int](repeating: 0, count: shape.count)
            let order =
                generator.chance(3) ? Array(shape.indices.reversed()) : shape.indices.shuffled(using: &generator)
            var stride = elementSize + (generator.chance(4) ? generator.int(1...9) : 0)
            base = generator.int(0...3)
            for axis in order {
                if mayRepeat, generator.chance(12) { continue }
                strides[axis] = stride
                let span = stride * max(shape[axis] - 1, 0)
                stride = span + stride + (generator.chance(4) ? generator.int(1...9) : 0)
                if generator.chance(5) {
                    strides[axis].negate()
                    base += span
                }
            }
            byteCount = base + stride + elementSize
        }
    }

    private static let elementSizes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 17, 24, 32, 100]

    private static func shape(_ generator: inout SeededGenerator) -> [Int] {
        switch generator.int(0...5) {
        case 0: return [generator.int(0...700)]
        case 1: return [generator.int(1...70), generator.int(1...70)]
        case 2: return [generator.int(1...3), generator.int(10...40), generator.int(10...40)]
        default: return (0..<generator.int(0...5)).map { _ in generator.int(generator.chance(20) ? 0...0 : 1...5) }
        }
    }

    /// Calls `body` with the byte offsets of every element in both layouts.
    private static func forEach(_ shape: [Int], _ layouts: (Layout, Layout), _ body: (Int, Int) -> Void) {
        guard !shape.contains(0) else { return }
        var index = [Int](repeating: 0, count: shape.count)
        while true {
            var (first, second) = (layouts.0.base, layouts.1.base)
            for axis in shape.indices {
                first += index[axis] * layouts.0.strides[axis]
                second += index[axis] * layouts.1.strides[axis]
            }
            body(first, second)
            var axis = shape.count - 1
            while axis >= 0 {
                index[axis] += 1
                if index[axis] < shape[axis] { break }
                index[axis] = 0
                axis -= 1
            }
            if axis < 0 { return }
        }
    }

    private typealias Copy = (UnsafeRawPointer, [Int], UnsafeMutableRawPointer, [Int]) -> Void

    /// Compares a copy with the loop over single bytes, in the whole destination: what lies between stays as it was.
    private static func check(
        _ shape: [Int], _ elementSize: Int, unit: Int, _ generator: inout SeededGenerator, copy: Copy
    ) throws {
        let from = Layout(shape, elementSize, &generator, mayRepeat: true)
        let to = Layout(shape, elementSize, &generator, mayRepeat: false)
        let source = generator.bytes(from.byteCount)
        var result = generator.bytes(to.byteCount)
        var expected = result
        expected.withUnsafeMutableBufferPointer { expected in
            source.withUnsafeBufferPointer { source in
                forEach(shape, (from, to)) { first, second in
                    for byte in 0..<elementSize {
                        let inUnit = byte % unit
                        expected[second + byte] = source[first + byte - inUnit + (unit - 1 - inUnit)]
                    }
                }
            }
        }
        try source.withUnsafeBytes { source in
            let source = try #require(source.baseAddress)
            try result.withUnsafeMutableBytes { result in
                copy(source + from.base, from.strides, try #require(result.baseAddress) + to.base, to.strides)
            }
        }
        let isEqual = result == expected
        try #require(isEqual, "\(shape) x \(elementSize): \(from) to \(to)")
    }

    @Test(arguments: SeededGenerator.seeds)
    func copiesLikeALoop(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for round in 0..<200 {
            let elementSize = Self.elementSizes[round % Self.elementSizes.count]
            let shape = Self.shape(&generator)
            try Self.check(shape, elementSize, unit: 1, &generator) {
                StridedCopy.copy(from: $0, strides: $1, to: $2, strides: $3, shape: shape, elementSize: elementSize)
            }
        }
    }

    /// Rows of more than a cache line, which begin and end anywhere in one.
    @Test(arguments: SeededGenerator.seeds)
    func streamsLikeALoop(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for round in 0..<100 {
            let elementSize = [1, 2, 4, 8, 100][round % 5]
            let shape = [generator.int(1...5), generator.int(1...900 / elementSize)]
            try Self.check(shape, elementSize, unit: 1, &generator) {
                StridedCopy.copy(
                    from: $0, strides: $1, to: $2, strides: $3, shape: shape, elementSize: elementSize,
                    streaming: true)
            }
        }
    }

    @Test(arguments: SeededGenerator.seeds)
    func swapsLikeALoop(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for round in 0..<200 {
            let unit = [1, 2, 4, 8, 16][round % 5]
            let elementSize = unit * [1, 1, 2, 3][generator.int(0...3)]
            let shape = Self.shape(&generator)
            try Self.check(shape, elementSize, unit: unit, &generator) {
                StridedCopy.copySwapping(
                    from: $0, strides: $1, to: $2, strides: $3, shape: shape, elementSize: elementSize, unit: unit)
            }
        }
    }

    /// Shapes of several tiles, whole and cut, in either order.
    @Test(arguments: SeededGenerator.seeds, [1, 2, 4, 8, 16])
    func transposesLikeALoop(seed: UInt64, size: Int) throws {
        var generator = SeededGenerator(seed: seed)
        let shape = [130 / size + generator.int(0...20), 520 / size + generator.int(0...20)]
        try Self.check(shape, size, unit: 1, &generator) {
            StridedCopy.copy(from: $0, strides: $1, to: $2, strides: $3, shape: shape, elementSize: size)
        }
        try Self.check(shape, size, unit: size, &generator) {
            StridedCopy.copySwapping(
                from: $0, strides: $1, to: $2, strides: $3, shape: shape, elementSize: size, unit: size)
        }
    }

    @Test(arguments: SeededGenerator.seeds)
    func fillsLikeALoop(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for round in 0..<200 {
            let element = generator.bytes(Self.elementSizes[round % Self.elementSizes.count])
            let shape = Self.shape(&generator)
            let layout = Layout(shape, element.count, &generator, mayRepeat: false)
            var result = generator.bytes(layout.byteCount)
            var expected = result
            Self.forEach(shape, (layout, layout)) { place, _ in
                expected.replaceSubrange(place..<(place + element.count), with: element)
            }
            try result.withUnsafeMutableBytes { result in
                let start = try #require(result.baseAddress) + layout.base
                element.withUnsafeBytes {
                    StridedCopy.fill(start, strides: layout.strides, shape: shape, element: $0)
                }
            }
            let isEqual = result == expected
            try #require(isEqual, "\(shape) x \(element.count): \(layout)")
        }
    }

    @Test(arguments: SeededGenerator.seeds, [1, 2, 4, 8, 16])
    func swapsInPlace(seed: UInt64, unit: Int) {
        var generator = SeededGenerator(seed: seed)
        for count in 0...130 {
            let original = generator.bytes(count + 1)
            var swapped = original
            swapped.withUnsafeMutableBytes {
                StridedCopy.swapInPlace(UnsafeMutableRawBufferPointer(rebasing: $0[1...]), unit: unit)
            }
            var expected = original
            for start in stride(from: 1, through: count + 1 - unit, by: unit) {
                expected[start..<(start + unit)].reverse()
            }
            #expect(swapped == expected)
        }
    }

    @Test(arguments: [1, 2, 3, 4, 8, 12, 16, 33])
    func seesEveryByteThatIsNotFill(elementSize: Int) {
        var generator = SeededGenerator(seed: UInt64(elementSize))
        let element = generator.bytes(elementSize)
        for count in [0, 1, 2, 7, 20] {
            var buffer = (0..<count).flatMap { _ in element }
            func isFilled() -> Bool {
                buffer.withUnsafeBytes { buffer in
                    element.withUnsafeBytes { StridedCopy.isFilled(buffer, with: $0) }
                }
            }
            #expect(isFilled())
            for byte in buffer.indices {
                buffer[byte] ^= 0x80
                #expect(!isFilled())
                buffer[byte] ^= 0x80
            }
            if elementSize > 1 {
                buffer.append(element[0])
                #expect(!isFilled())
            }
        }
    }

    @Test func comparesBitsAndNotNumbers() {
        func isFilled(_ values: [Double], with fill: Double) -> Bool {
            values.withUnsafeBytes { buffer in
                withUnsafeBytes(of: fill) { StridedCopy.isFilled(buffer, with: $0) }
            }
        }
        #expect(!isFilled([0, -0.0], with: 0))
        #expect(isFilled([.nan, .nan], with: .nan))
        #expect(!isFilled([.nan, Double(nan: 1, signaling: false)], with: .nan))
    }

    @Test func copiesRanksThatNoArrayHas() {
        let shape = [Int](repeating: 1, count: 20) + [2, 3]
        let source: [UInt8] = [1, 2, 3, 4, 5, 6]
        var result = [UInt8](repeating: 0, count: 6)
        source.withUnsafeBytes { source in
            result.withUnsafeMutableBytes { result in
                guard let source = source.baseAddress, let result = result.baseAddress else { return }
                StridedCopy.copy(
                    from: source, strides: StridedCopy.contiguousStrides(shape, elementSize: 1), to: result,
                    strides: [Int](repeating: 9, count: 20) + [1, 2], shape: shape, elementSize: 1)
            }
        }
        #expect(result == [1, 4, 2, 5, 3, 6])
    }

    @Test func packedStridesNeverOverflow() {
        #expect(StridedCopy.contiguousStrides([2, 3, 4], elementSize: 8) == [96, 32, 8])
        #expect(StridedCopy.contiguousStrides([], elementSize: 8) == [])
        #expect(StridedCopy.contiguousStrides([1 << 62, 1 << 62, 1], elementSize: 1) == [1 << 62, 1, 1])
        #expect(StridedCopy.contiguousStrides([1, 1 << 62, 1 << 62], elementSize: 8)[0] == .max)
    }
}

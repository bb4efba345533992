import Testing
import ZarrIndexing

/// Copies ask for no memory, whatever the layouts; a transposition for one buffer. Of 9600 elements the few allocations that
/// code without the optimizer makes are those of the call.
@Suite(.enabled(if: AllocationCount.isAvailable)) struct StridedCopyTests {
    /// A layout of 12 x 20 x 40 elements of 1 to 17 bytes.
    enum Layout: CaseIterable {
        case packed, rows, everySecond, backwards, turned

        func strides(_ size: Int) -> [Int] {
            switch self {
            case .packed: [800 * size, 40 * size, size]
            case .rows: [2000 * size, 60 * size, size]
            case .everySecond: [4000 * size, 100 * size, 2 * size]
            case .backwards: [800 * size, -40 * size, -size]
            case .turned: [size, 12 * size, 12 * 20 * size]
            }
        }

        func base(_ size: Int) -> Int { self == .backwards ? 799 * size : 0 }
    }

    private static let shape = [12, 20, 40]

    @Test(arguments: Layout.allCases, Layout.allCases)
    func noMemoryIsAskedFor(from: Layout, to: Layout) {
        let shape = Self.shape
        for size in [1, 2, 3, 4, 8, 12, 16, 17] {
            let source = [UInt8](repeating: 1, count: 12 * 4000 * size)
            var result = [UInt8](repeating: 0, count: 12 * 4000 * size)
            let (read, write) = (from.strides(size), to.strides(size))
            let most = AllocationCount.isOptimized ? ((from == .turned) != (to == .turned) ? 1 : 0) : 8
            source.withUnsafeBytes { source in
                result.withUnsafeMutableBytes { result in
                    guard let source = source.baseAddress, let result = result.baseAddress else { return }
                    for streaming in [false, true] {
                        let allocations = AllocationCount.whenWarm {
                            StridedCopy.copy(
                                from: source + from.base(size), strides: read, to: result + to.base(size),
                                strides: write, shape: shape, elementSize: size, streaming: streaming)
                        }
                        #expect(allocations <= most, "\(size) bytes")
                    }
                    for unit in [2, 4, 8, 16] where size % unit == 0 {
                        let allocations = AllocationCount.whenWarm {
                            StridedCopy.copySwapping(
                                from: source + from.base(size), strides: read, to: result + to.base(size),
                                strides: write, shape: shape, elementSize: size, unit: unit)
                        }
                        #expect(allocations <= most, "units of \(unit) of \(size) bytes")
                    }
                }
            }
            #expect(result[to.base(size)] != 0)
        }
    }

    /// One list of strides, of zeros.
    @Test func fillingAsksForNoMemoryPerElement() {
        var result = [UInt8](repeating: 0, count: 12 * 4000 * 8)
        let element: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
        let strides = Layout.rows.strides(8)
        let shape = Self.shape
        let allocations = result.withUnsafeMutableBytes { result in
            element.withUnsafeBytes { element in
                AllocationCount.whenWarm {
                    guard let base = result.baseAddress else { return }
                    StridedCopy.fill(base, strides: strides, shape: shape, element: element)
                }
            }
        }
        #expect(allocations <= (AllocationCount.isOptimized ? 1 : 8))
        #expect(Array(result.prefix(8)) == element)
    }
}

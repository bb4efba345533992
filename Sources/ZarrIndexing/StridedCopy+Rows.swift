extension StridedCopy {
    /// Copies runs of `length` packed bytes, one for every position of the plan.
    static func copyRows(_ plan: inout CopyPlan, length: Int) {
        guard plan.rank > 0 else {
            plan.destination.copyMemory(from: plan.source, byteCount: length)
            return
        }
        switch length {
        case 1: copyElements(&plan, PlainWord<UInt8>.self)
        case 2: copyElements(&plan, PlainWord<UInt16>.self)
        case 4: copyElements(&plan, PlainWord<UInt32>.self)
        case 8: copyElements(&plan, PlainWord<UInt64>.self)
        case 16: copyElements(&plan, PlainWord<UInt128>.self)
        case 3: copyRows(&plan) { twoWords(UInt16.self, $0, $1, length) }
        case 5...7: copyRows(&plan) { twoWords(UInt32.self, $0, $1, length) }
        case 9...15: copyRows(&plan) { twoWords(UInt64.self, $0, $1, length) }
        case 17...longestInlineRow: copyRows(&plan) { vectors($0, $1, length) }
        default: copyRows(&plan) { $1.copyMemory(from: $0, byteCount: length) }
        }
    }

    /// Rows up to here are copied inline: the call of memcpy costs as much as the copy.
    private static let longestInlineRow = 256

    @inline(__always)
    private static func copyRows(
        _ plan: inout CopyPlan, _ copyRow: (UnsafeRawPointer, UnsafeMutableRawPointer) -> Void
    ) {
        let rows = plan.popInner()
        plan.walk { source, destination in
            var source = source
            var destination = destination
            for _ in 0..<rows.extent {
                copyRow(source, destination)
                source += rows.source
                destination += rows.destination
            }
        }
    }

    /// A row of one to two words: the second one overlaps the first.
    @inline(__always)
    private static func twoWords<Word: BitwiseCopyable>(
        _ type: Word.Type, _ source: UnsafeRawPointer, _ destination: UnsafeMutableRawPointer, _ length: Int
    ) {
        let last = length - MemoryLayout<Word>.size
        let first = source.loadUnaligned(as: Word.self)
        let second = source.loadUnaligned(fromByteOffset: last, as: Word.self)
        destination.storeBytes(of: first, as: Word.self)
        destination.storeBytes(of: second, toByteOffset: last, as: Word.self)
    }

    /// A row of more than one vector: the last one overlaps the one before it.
    @inline(__always)
    private static func vectors(
        _ source: UnsafeRawPointer, _ destination: UnsafeMutableRawPointer, _ length: Int
    ) {
        typealias Vector = SIMD16<UInt8>
        let last = length - 16
        var offset = 0
        while offset < last {
            destination.storeBytes(
                of: source.loadUnaligned(fromByteOffset: offset, as: Vector.self), toByteOffset: offset,
                as: Vector.self)
            offset += 16
        }
        destination.storeBytes(
            of: source.loadUnaligned(fromByteOffset: last, as: Vector.self), toByteOffset: last, as: Vector.self)
    }
}

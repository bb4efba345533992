import ZarrBase
import ZarrCompression

/// How elements of a data type become the numbers that zfp knows, and come back.
///
/// Specification: the `zfp` codec, "Compression" and "Decompression": integers of N bits are shifted to the upper end of 31,
/// unsigned ones after half their range is taken off. Unsigned integers of 32 and 64 bits, which
/// the specification leaves open, are kept as signed ones, as zarrs keeps them: numbers beyond those are refused.
enum ZFPNumbers: Sendable {
    case plain(ZFP.Scalar)
    /// Integers of `bits` bits in one element of `byteCount` bytes.
    case promoted(bits: Int, isSigned: Bool, byteCount: Int)
    case unsigned(ZFP.Scalar)

    /// Nil for types that zfp does not hold.
    init?(_ dataType: DataType) {
        switch dataType.name {
        case "float32": self = .plain(.float)
        case "float64": self = .plain(.double)
        case "int32": self = .plain(.int32)
        case "int64", "numpy.datetime64", "numpy.timedelta64": self = .plain(.int64)
        case "uint32": self = .unsigned(.int32)
        case "uint64": self = .unsigned(.int64)
        case "int2": self = .promoted(bits: 2, isSigned: true, byteCount: 1)
        case "int4": self = .promoted(bits: 4, isSigned: true, byteCount: 1)
        case "int8": self = .promoted(bits: 8, isSigned: true, byteCount: 1)
        case "int16": self = .promoted(bits: 16, isSigned: true, byteCount: 2)
        case "uint2": self = .promoted(bits: 2, isSigned: false, byteCount: 1)
        case "uint4": self = .promoted(bits: 4, isSigned: false, byteCount: 1)
        case "uint8": self = .promoted(bits: 8, isSigned: false, byteCount: 1)
        case "uint16": self = .promoted(bits: 16, isSigned: false, byteCount: 2)
        default: return nil
        }
    }

    var scalar: ZFP.Scalar {
        switch self {
        case .plain(let scalar), .unsigned(let scalar): scalar
        case .promoted: .int32
        }
    }

    /// Whether elements are numbers as they lie in memory.
    var isPlain: Bool {
        if case .plain = self { return true }
        return false
    }

    /// Writes the numbers of `elements` to `numbers`, which has room for them.
    func promote(
        _ elements: UnsafeRawBufferPointer, into numbers: UnsafeMutableRawBufferPointer
    ) throws(ZarrError) {
        switch self {
        case .plain: numbers.copyMemory(from: elements)
        case .promoted(let bits, let isSigned, let byteCount):
            let half: Int32 = isSigned ? 0 : 1 << (bits - 1)
            // What the element holds beyond its bits is no part of it.
            let unused = UInt32(32 - bits)
            let shift = Int32(31 - bits)
            func shifted(_ element: UInt32) -> Int32 {
                let word = element &<< unused
                let value = isSigned ? Int32(bitPattern: word) &>> Int32(unused) : Int32(word &>> unused)
                return (value &- half) &<< shift
            }
            if byteCount == 1 {
                Self.map(elements, numbers, UInt8.self, Int32.self) { shifted(UInt32($0)) }
            } else {
                Self.map(elements, numbers, UInt16.self, Int32.self) { shifted(UInt32($0)) }
            }
        case .unsigned(.int32):
            var high: UInt32 = 0
            Self.map(elements, numbers, UInt32.self, UInt32.self) {
                high |= $0
                return $0
            }
            guard high <= UInt32(Int32.max) else { throw Self.tooLarge(Int64(Int32.max)) }
        case .unsigned:
            var high: UInt64 = 0
            Self.map(elements, numbers, UInt64.self, UInt64.self) {
                high |= $0
                return $0
            }
            guard high <= UInt64(Int64.max) else { throw Self.tooLarge(Int64.max) }
        }
    }

    /// Writes the elements that `numbers` stand for to `elements`, which has room for them.
    func demote(_ numbers: UnsafeRawBufferPointer, into elements: UnsafeMutableRawBufferPointer) {
        switch self {
        case .plain: elements.copyMemory(from: numbers)
        case .promoted(let bits, let isSigned, let byteCount):
            let half: Int32 = 1 << (bits - 1)
            let shift = Int32(31 - bits)
            let lowest = isSigned ? -half : 0
            let highest = isSigned ? half - 1 : 2 * half - 1
            func clamped(_ number: Int32) -> Int32 {
                min(max((number &>> shift) &+ (isSigned ? 0 : half), lowest), highest)
            }
            if byteCount == 1 {
                Self.map(numbers, elements, Int32.self, UInt8.self) { UInt8(truncatingIfNeeded: clamped($0)) }
            } else {
                Self.map(numbers, elements, Int32.self, UInt16.self) { UInt16(truncatingIfNeeded: clamped($0)) }
            }
        case .unsigned(.int32): Self.map(numbers, elements, Int32.self, Int32.self) { max($0, 0) }
        case .unsigned: Self.map(numbers, elements, Int64.self, Int64.self) { max($0, 0) }
        }
    }

    @inline(__always)
    private static func map<From, To>(
        _ from: UnsafeRawBufferPointer, _ to: UnsafeMutableRawBufferPointer, _: From.Type, _: To.Type,
        _ body: (From) -> To
    ) where From: BitwiseCopyable, To: BitwiseCopyable {
        let count = min(from.count / MemoryLayout<From>.size, to.count / MemoryLayout<To>.size)
        guard let source = from.baseAddress, let target = to.baseAddress else { return }
        for place in 0..<count {
            let value = source.loadUnaligned(fromByteOffset: place &* MemoryLayout<From>.size, as: From.self)
            target.storeBytes(of: body(value), toByteOffset: place &* MemoryLayout<To>.size, as: To.self)
        }
    }

    private static func tooLarge(_ limit: Int64) -> ZarrError {
        ZarrError(
            .unsupported, "zfp holds unsigned integers up to \(limit) only, and larger ones are among the elements",
            hint: "use another codec for them")
    }
}

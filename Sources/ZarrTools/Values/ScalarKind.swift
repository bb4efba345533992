import Zarr

/// What the writers and readers of values know of a data type: how its bytes are to be read as numbers or text.
enum ScalarKind: Equatable {
    case bool
    case signed(Int)
    case unsigned(Int)
    case float(Int)
    /// The size of each part.
    case complex(Int)
    /// Opaque bytes.
    case raw(Int)
    /// Bytes padded with zeros.
    case bytes(Int)
    /// Code points of 4 bytes padded with zeros; their number.
    case unicode(Int)
    case string
    /// Bytes of any length.
    case byteString
    case minifloat(MinifloatType)
    /// Two of them, real part first.
    case minifloatPair(MinifloatType)
    case time(TimeType)
    case record
    /// Several elements in one field of a record.
    case list
    /// A type that only its definition knows.
    case other

    init(_ dataType: DataType) {
        let size = dataType.byteCount
        switch dataType.definition {
        case is BooleanType: self = .bool
        case let type as IntegerType: self = type.isSigned ? .signed(size) : .unsigned(size)
        case is FloatType: self = .float(size)
        case let type as ComplexType:
            if let part = type.component.definition as? MinifloatType {
                self = .minifloatPair(part)
            } else {
                self = .complex(size / 2)
            }
        case is RawBitsType: self = .raw(size)
        case is FixedBytesType: self = .bytes(size)
        case is FixedUnicodeType: self = .unicode(size / 4)
        case _ where dataType == .bytes: self = .byteString
        case is StringType: self = .string
        case let type as MinifloatType: self = .minifloat(type)
        case let type as TimeType: self = .time(type)
        case is StructType: self = .record
        case is Subarray: self = .list
        default: self = .other
        }
    }

    /// The size of the numbers whose digits are shown: small ones are shown as those of 4 bytes.
    var numberSize: Int {
        switch self {
        case .float(let size), .complex(let size): size
        default: 4
        }
    }
}

extension UnsafeRawPointer {
    /// The signed integer of `size` bytes here.
    @inline(__always)
    func signed(_ size: Int) -> Int64 {
        switch size {
        case 1: Int64(loadUnaligned(as: Int8.self))
        case 2: Int64(loadUnaligned(as: Int16.self))
        case 4: Int64(loadUnaligned(as: Int32.self))
        default: loadUnaligned(as: Int64.self)
        }
    }

    /// The unsigned integer of `size` bytes here.
    @inline(__always)
    func unsigned(_ size: Int) -> UInt64 {
        switch size {
        case 1: UInt64(loadUnaligned(as: UInt8.self))
        case 2: UInt64(loadUnaligned(as: UInt16.self))
        case 4: UInt64(loadUnaligned(as: UInt32.self))
        default: loadUnaligned(as: UInt64.self)
        }
    }

    /// The floating-point number of `size` bytes here, exactly.
    @inline(__always)
    func float(_ size: Int) -> Double {
        switch size {
        case 2: Double(halfBits: loadUnaligned(as: UInt16.self))
        case 4: Double(loadUnaligned(as: Float.self))
        default: loadUnaligned(as: Double.self)
        }
    }

    /// The small floating-point number here, exactly.
    func minifloat(_ type: MinifloatType) -> Double {
        type.value(of: UnsafeRawBufferPointer(start: self, count: type.layout.byteCount))
    }

    /// The text of `count` code points here, without their padding.
    func unicode(_ count: Int) -> String {
        var text = String.UnicodeScalarView()
        var end = count
        while end > 0, loadUnaligned(fromByteOffset: 4 * (end - 1), as: UInt32.self) == 0 { end -= 1 }
        for place in 0..<end {
            text.append(Unicode.Scalar(loadUnaligned(fromByteOffset: 4 * place, as: UInt32.self)) ?? "\u{FFFD}")
        }
        return String(text)
    }

    /// The bytes here without their padding.
    func unpadded(_ count: Int) -> UnsafeRawBufferPointer {
        var end = count
        while end > 0, load(fromByteOffset: end - 1, as: UInt8.self) == 0 { end -= 1 }
        return UnsafeRawBufferPointer(start: self, count: end)
    }
}

extension Double {
    /// The number that an IEEE 754 half of these bits is; written out, as `Float16` is not on every platform.
    init(halfBits bits: UInt16) {
        let exponent = Int(bits >> 10 & 0x1F)
        let fraction = Double(bits & 0x3FF)
        let magnitude: Double =
            switch exponent {
            case 0: fraction * 0x1p-24
            case 31: fraction == 0 ? .infinity : .nan
            default: (1 + fraction * 0x1p-10) * Double(sign: .plus, exponent: exponent - 15, significand: 1)
            }
        self = bits & 0x8000 == 0 ? magnitude : -magnitude
    }

    /// The shortest decimal digits that read back to the same number of `size` bytes.
    func shortestText(size: Int) -> String {
        switch size {
        case 4: return Float(self).description
        case 2:
            #if !(arch(x86_64) && (os(macOS) || targetEnvironment(macCatalyst)))
                return Float16(self).description
            #else
                return Float(self).description
            #endif
        default: return description
        }
    }
}

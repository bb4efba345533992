public import ComplexModule
public import ZarrBase
public import ZarrCodecs

/// A Swift type that arrays of one data type are read into and written from.
public protocol ZarrElement: Sendable {
    /// The data type whose elements lie in memory as values of this type do.
    static var dataType: DataType { get }
    /// The value whose element lies at `place`; `runs` are those of the array's heap.
    static func load(from place: UnsafeRawPointer, runs: [Bytes]) -> Self
    /// Puts the element of this value at `place`, and bytes of variable length into `heap`.
    func store(to place: UnsafeMutableRawPointer, heap: ElementHeap) throws(ZarrError)
}

/// An element that is its bytes: arrays of it are read and written without a pass over them.
public protocol ZarrFixedElement: ZarrElement, BitwiseCopyable {}

extension ZarrFixedElement {
    /// The value whose bytes lie at `place`.
    public static func load(from place: UnsafeRawPointer, runs: [Bytes]) -> Self { place.loadUnaligned(as: Self.self) }

    /// Puts the bytes of this value at `place`.
    public func store(to place: UnsafeMutableRawPointer, heap: ElementHeap) throws(ZarrError) {
        place.storeBytes(of: self, as: Self.self)
    }
}

// Not a fixed element: stored bytes may be others than the two that a `Bool` in Swift may have, so none is lent as one.
extension Bool: ZarrElement {
    /// `bool`.
    public static var dataType: DataType { .bool }
    /// True where the byte is not 0: other bytes than 0 and 1 are no `Bool` in Swift.
    public static func load(from place: UnsafeRawPointer, runs: [Bytes]) -> Bool { place.load(as: UInt8.self) != 0 }
    /// Puts 0 or 1 at `place`.
    public func store(to place: UnsafeMutableRawPointer, heap: ElementHeap) throws(ZarrError) {
        place.storeBytes(of: self ? 1 : 0, as: UInt8.self)
    }
}
extension Int8: ZarrFixedElement {
    /// `int8`.
    public static var dataType: DataType { .int8 }
}
extension Int16: ZarrFixedElement {
    /// `int16`.
    public static var dataType: DataType { .int16 }
}
extension Int32: ZarrFixedElement {
    /// `int32`.
    public static var dataType: DataType { .int32 }
}
extension Int64: ZarrFixedElement {
    /// `int64`.
    public static var dataType: DataType { .int64 }
}
extension Int: ZarrFixedElement {
    /// `int64`.
    public static var dataType: DataType { .int64 }
}
extension UInt8: ZarrFixedElement {
    /// `uint8`.
    public static var dataType: DataType { .uint8 }
}
extension UInt16: ZarrFixedElement {
    /// `uint16`.
    public static var dataType: DataType { .uint16 }
}
extension UInt32: ZarrFixedElement {
    /// `uint32`.
    public static var dataType: DataType { .uint32 }
}
extension UInt64: ZarrFixedElement {
    /// `uint64`.
    public static var dataType: DataType { .uint64 }
}
#if !(arch(x86_64) && (os(macOS) || targetEnvironment(macCatalyst)))
    extension Float16: ZarrFixedElement {
        /// `float16`.
        public static var dataType: DataType { .float16 }
    }
#endif
extension Float: ZarrFixedElement {
    /// `float32`.
    public static var dataType: DataType { .float32 }
}
extension Double: ZarrFixedElement {
    /// `float64`.
    public static var dataType: DataType { .float64 }
}

extension Complex: ZarrElement where RealType: ZarrFixedElement {
    /// `complex64` of `Float`, `complex128` of `Double`.
    public static var dataType: DataType { RealType.dataType == .float32 ? .complex64 : .complex128 }

    /// The value whose parts lie at `place`, real part first.
    public static func load(from place: UnsafeRawPointer, runs: [Bytes]) -> Complex {
        Complex(
            RealType.load(from: place, runs: runs),
            RealType.load(from: place + MemoryLayout<RealType>.size, runs: runs))
    }

    /// Puts both parts at `place`.
    public func store(to place: UnsafeMutableRawPointer, heap: ElementHeap) throws(ZarrError) {
        // The stored components, not `real` and `imaginary`: those are NaN for every value that is not finite.
        try rawStorage.x.store(to: place, heap: heap)
        try rawStorage.y.store(to: place + MemoryLayout<RealType>.size, heap: heap)
    }
}

extension String: ZarrElement {
    /// `string`.
    public static var dataType: DataType { .string }

    /// The text that the element points to; U+FFFD where its bytes are no UTF-8.
    public static func load(from place: UnsafeRawPointer, runs: [Bytes]) -> String {
        guard let bytes = runs.bytes(of: place.loadUnaligned(as: VariableElement.self)) else { return "" }
        return bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// Puts the text into the heap and what points to it at `place`.
    public func store(to place: UnsafeMutableRawPointer, heap: ElementHeap) throws(ZarrError) {
        try Bytes(utf8).store(to: place, heap: heap)
    }
}

extension Array: ZarrElement where Element: ZarrFixedElement {
    /// `bytes` of `UInt8`, else `ragged` of the type of the items.
    public static var dataType: DataType {
        if Element.self == UInt8.self { return .bytes }
        return (try? .ragged(of: Element.dataType)) ?? .bytes
    }

    /// The items that the element points to.
    public static func load(from place: UnsafeRawPointer, runs: [Bytes]) -> [Element] {
        guard let bytes = runs.bytes(of: place.loadUnaligned(as: VariableElement.self)) else { return [] }
        return bytes.withUnsafeBytes { bytes in
            let count = bytes.count / MemoryLayout<Element>.size
            return [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
                UnsafeMutableRawBufferPointer(buffer).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: bytes.prefix(count * MemoryLayout<Element>.size)))
                initialized = count
            }
        }
    }

    /// Puts the items into the heap and what points to them at `place`.
    public func store(to place: UnsafeMutableRawPointer, heap: ElementHeap) throws(ZarrError) {
        try withUnsafeBytes { Bytes($0) }.store(to: place, heap: heap)
    }
}

extension JSONValue: ZarrElement {
    /// `object`.
    public static var dataType: DataType { .object }

    /// The value whose text the element points to.
    public static func load(from place: UnsafeRawPointer, runs: [Bytes]) -> JSONValue {
        guard let bytes = runs.bytes(of: place.loadUnaligned(as: VariableElement.self)) else { return .null }
        return bytes.withUnsafeBytes { DataType.object.definition.json(of: $0, dialect: .v3) }
    }

    /// Puts the text of the value into the heap and what points to it at `place`.
    public func store(to place: UnsafeMutableRawPointer, heap: ElementHeap) throws(ZarrError) {
        try Bytes(objectElement).store(to: place, heap: heap)
    }
}

extension Bytes {
    /// Becomes a run of the heap; what points to it goes to `place`.
    fileprivate func store(to place: UnsafeMutableRawPointer, heap: ElementHeap) throws(ZarrError) {
        guard let length = UInt32(exactly: count) else {
            throw ZarrError(.limitExceeded, "an element of \(count) bytes")
        }
        let element = VariableElement(run: try heap.add(self), length: length, offset: 0)
        place.storeBytes(of: element, as: VariableElement.self)
    }
}

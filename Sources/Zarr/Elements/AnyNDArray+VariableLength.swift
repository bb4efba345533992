public import ZarrBase
public import ZarrCodecs

extension AnyNDArray {
    /// An array of text, of type `string`.
    public init(shape: [Int], strings: [String]) throws(ZarrError) {
        try self.init(shape: shape, dataType: .string, payloads: strings.lazy.map(\.utf8))
    }

    /// An array of objects, of type `object`.
    public init(shape: [Int], objects: [JSONValue]) throws(ZarrError) {
        try self.init(shape: shape, dataType: .object, payloads: objects.lazy.map(\.objectElement))
    }

    /// An array of elements of variable length, in C order, each given by its bytes: the UTF-8 of a `string`, those of
    /// `bytes`, the items of a `ragged` one in the byte order of the machine, the JSON text of an `object`.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where there are not as many as the shape says, or elements of the type are
    ///   of a fixed size.
    public init(
        shape: [Int], dataType: DataType, payloads: some Collection<some Collection<UInt8>>
    ) throws(ZarrError) {
        guard dataType.isVariableLength else {
            throw ZarrError(.invalidArgument, "elements of type \(dataType) are of a fixed size")
        }
        try self.init(shape: shape, dataType: dataType)
        guard payloads.count == count else {
            throw ZarrError(.invalidArgument, "\(payloads.count) elements are given where \(shape) takes \(count)")
        }
        // One run for all of them: a block of memory per element would cost more than the elements.
        let run = try heap.add(Bytes(payloads.flatMap { $0 }))
        var offset: UInt64 = 0
        for (place, payload) in payloads.enumerated() {
            guard let length = UInt32(exactly: payload.count) else {
                throw ZarrError(.limitExceeded, "an element of \(payload.count) bytes")
            }
            (memory.baseAddress + place * dataType.byteCount).storeBytes(
                of: VariableElement(run: run, length: length, offset: offset), as: VariableElement.self)
            offset += UInt64(length)
        }
    }

    /// The text of all elements, in C order, of an array of type `string`; empty elsewhere.
    public func strings() -> [String] {
        guard dataType == .string else { return [] }
        let runs = heap.snapshot
        return (0..<count).map { String.load(from: memory.baseAddress + $0 * dataType.byteCount, runs: runs) }
    }

    /// The bytes of all elements, in C order, of an array whose elements are of variable length; empty elsewhere.
    public func payloads() -> [Bytes] {
        guard dataType.isVariableLength else { return [] }
        let runs = heap.snapshot
        return (0..<count).map { place in
            let element = (memory.baseAddress + place * dataType.byteCount).loadUnaligned(as: VariableElement.self)
            return runs.bytes(of: element) ?? Bytes()
        }
    }

    /// The values of all elements as documents write them, in C order.
    ///
    /// - Complexity: a copy, and an allocation an element.
    public func json() -> [JSONValue] {
        guard dataType.isVariableLength else { return (0..<count).map(json(at:)) }
        return payloads().map { payload in
            payload.withUnsafeBytes { dataType.definition.json(of: $0, dialect: .v3) }
        }
    }

    /// The elements of an array of type `object` as text; `null` becomes the empty one.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` with the first element that is no text.
    package func textOfObjects() throws(ZarrError) -> AnyNDArray {
        var strings: [String] = []
        strings.reserveCapacity(count)
        for object in json() {
            guard let text = object.isNull ? "" : object.stringValue else {
                let whole = object.serialized()
                let excerpt = whole.utf8.count > 60 ? whole.prefix(56) + " ..." : whole[...]
                throw ZarrError(
                    .unsupported, "the element \(excerpt) is no text, and Zarr v3 has no other objects",
                    hint: "use the format zarr2")
            }
            strings.append(text)
        }
        return try AnyNDArray(shape: shape, strings: strings)
    }
}

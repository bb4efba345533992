public import ZarrBase

/// Several elements in one field of a record, as NumPy has them in `["z", "<f4", [2, 2]]`. Zarr v3 has no such type.
///
/// Specification: Zarr v2, "Data type encoding".
public struct Subarray: DataTypeDefinition {
    /// The type of one of them.
    public let element: DataType
    /// The extents; the elements lie in C order.
    public let shape: [Int]
    /// The words of all elements.
    public let layout: ElementLayout

    /// Elements of fixed size in this shape.
    ///
    /// - Throws: ``ZarrError/Code/limitExceeded`` beyond 64 MiB, ``ZarrError/Code/invalidMetadata`` for elements of
    ///   variable length.
    public init(of element: DataType, shape: [Int]) throws(ZarrError) {
        guard !element.isVariableLength else {
            throw ZarrError(.invalidMetadata, "elements of type \(element) have no fixed size")
        }
        var (element, shape) = (element, shape)
        // NumPy makes one of both.
        if let inner = element.definition as? Subarray { (element, shape) = (inner.element, shape + inner.shape) }
        let count = try shape.elementCount()
        let byteCount = try count.checkedTimes(element.byteCount)
        // Elements without bytes are still many.
        guard max(byteCount, count) <= DataTypeCatalog.largestElement, shape.count <= 32 else {
            throw ZarrError(.limitExceeded, "a field takes more than 64 MiB, has as many elements or more than 32 axes")
        }
        self.element = element
        self.shape = shape
        let layout = element.layout
        guard !layout.mixedRuns.isEmpty else {
            self.layout = .fixed(byteCount, swapUnit: layout.swapUnit)
            return
        }
        guard try count.checkedTimes(layout.mixedRuns.count) <= 1 << 16 else {
            throw ZarrError(.limitExceeded, "a field holds more than 65536 words of several sizes")
        }
        self.layout = .mixed(
            byteCount,
            runs: (0..<count).flatMap { place in
                layout.mixedRuns.map {
                    .init(offset: $0.offset + place * layout.byteCount, byteCount: $0.byteCount, unit: $0.unit)
                }
            })
    }

    /// The number of elements.
    public var count: Int { element.byteCount > 0 ? layout.byteCount / element.byteCount : 0 }
    /// No name that a document may have.
    public var name: String { "subarray" }
    /// What tells it from others.
    public var configuration: JSONObject {
        ["data_type": element.v3, "shape": .array(shape.map { .number(JSONNumber($0)) })]
    }
    /// None of its own: it is said in the list of the record.
    public var numpyCode: String? { nil }

    /// What the elements have of them.
    public var partialBytes: [PartialBytes] {
        (0..<count).flatMap { place in
            element.definition.partialBytes.map { part in
                var part = part
                part.offset += place * element.byteCount
                return part
            }
        }
    }

    /// - Throws: ``ZarrError/Code/unsupported``.
    public func requireZarr3() throws(ZarrError) {
        throw ZarrError(
            .unsupported, "Zarr v3 has no type for \(shape) elements of type \(element) in one field",
            hint: "keep the format zarr2, or write the fields to arrays of their own")
    }

    /// Lists in lists as deep as there are axes.
    public func element(from json: JSONValue, dialect: ScalarDialect) throws(ZarrError) -> [UInt8] {
        var bytes: [UInt8] = []
        try append(json, axis: 0, dialect, to: &bytes)
        return bytes
    }

    private func append(
        _ json: JSONValue, axis: Int, _ dialect: ScalarDialect, to bytes: inout [UInt8]
    ) throws(ZarrError) {
        guard axis < shape.count else {
            bytes += try element.definition.element(from: json, dialect: dialect)
            return
        }
        guard let list = json.arrayValue, list.count == shape[axis] else {
            throw ZarrError(.invalidMetadata, "\(json.serialized()) is no list of \(shape[axis]) values")
        }
        for item in list { try append(item, axis: axis + 1, dialect, to: &bytes) }
    }

    /// Lists in lists as deep as there are axes.
    public func json(of bytes: UnsafeRawBufferPointer, dialect: ScalarDialect) -> JSONValue {
        guard bytes.count == layout.byteCount else { return .null }
        return json(of: bytes, axis: 0, dialect)
    }

    private func json(of bytes: UnsafeRawBufferPointer, axis: Int, _ dialect: ScalarDialect) -> JSONValue {
        guard axis < shape.count else { return element.definition.json(of: bytes, dialect: dialect) }
        let step = shape[axis] > 0 ? bytes.count / shape[axis] : 0
        return .array(
            (0..<shape[axis]).map { place in
                json(of: .init(rebasing: bytes[place * step..<(place + 1) * step]), axis: axis + 1, dialect)
            })
    }
}

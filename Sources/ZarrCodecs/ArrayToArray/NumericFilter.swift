package import ZarrBase

/// A filter of numcodecs from array to array. It looks at the bytes of a chunk as flat numbers of a type that its own
/// configuration states, byte order and all, whatever the array calls them.
///
/// Zarr v2 lists such filters at the head of `filters`, where they see the elements in their stored order; Zarr v3 knows
/// them as `numcodecs.*`.
package protocol NumericFilter: ArrayToArrayCodec {
    /// What the elements are taken for, as a NumPy type string; nil where they are taken for what they are.
    var elementText: String? { get }
    /// What is stored, as a NumPy type string; nil where it is of the elements' type.
    var storedText: String? { get }
    /// The field that ``elementText`` stands in.
    static var elementField: String { get }
    /// The field that ``storedText`` stands in.
    static var storedField: String { get }
    /// The same filter with both types stated.
    func stating(_ element: String, _ stored: String) -> Self
}

extension NumericFilter {
    package static var elementField: String { "dtype" }
    package static var storedField: String { "astype" }

    /// What the filter takes elements of `dataType` for, and what it stores, each with its byte order.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` with the field where a type is not known.
    package func statedTypes(
        on dataType: DataType, _ order: Endianness?
    ) throws(ZarrError) -> (element: StatedType, stored: StatedType) {
        let element =
            try elementText.map { (text) throws(ZarrError) in try StatedType(text, field: Self.elementField) }
            ?? StatedType(dataType: dataType, order: order)
        let stored = try storedText.map { (text) throws(ZarrError) in try StatedType(text, field: Self.storedField) }
        return (element, stored ?? element)
    }

    /// The same filter of elements that lie in this byte order: numcodecs looks at the bytes as they lie.
    package func inOrder(_ order: Endianness, on dataType: DataType) throws(ZarrError) -> Self {
        let types = try statedTypes(on: dataType, order)
        guard let element = types.element.dataType.numpyText(order), let stored = types.stored.dataType.numpyText(order)
        else { return self }
        return stating(element, stored)
    }

    /// The representation of `decoded` as the filter stores it, and its types.
    ///
    /// - Throws: ``ZarrError/Code/invalidMetadata`` where the elements are of another size than the filter takes them for.
    func bound(
        _ decoded: ChunkRepresentation
    ) throws(ZarrError) -> (element: DataType, stored: DataType) {
        let types = try statedTypes(on: decoded.dataType, nil)
        guard types.element.dataType.byteCount == decoded.dataType.byteCount, !decoded.dataType.isVariableLength else {
            throw ZarrError(
                .invalidMetadata,
                "elements of type \(decoded.dataType) are not of the size of \(types.element.dataType)"
            ).at(jsonPath: "configuration." + Self.elementField)
        }
        return (types.element.dataType, types.stored.dataType)
    }
}

/// A NumPy type that a configuration states.
package struct StatedType: Sendable {
    package let dataType: DataType
    /// The byte order; nil for types that have none.
    package let order: Endianness?

    package init(dataType: DataType, order: Endianness?) {
        self.dataType = dataType
        self.order = dataType.layout.swapUnit > 1 ? order : nil
    }

    /// The type of a NumPy type string or one of NumPy's names, which zarr-python leaves as they were typed.
    init(_ text: String, field: String) throws(ZarrError) {
        do {
            (dataType, order) = try DataTypeCatalog.standard.dataType(numpy: Self.codes[text] ?? text)
        } catch {
            throw error.at(jsonPath: "configuration." + field)
        }
    }

    private static let codes: [String: String] = [
        "?": "|b1", "B": "|u1", "D": "<c16", "F": "<c8", "H": "<u2", "I": "<u4", "L": "<u8", "Q": "<u8", "b": "|i1",
        "bool": "|b1", "complex128": "<c16", "complex64": "<c8", "d": "<f8", "double": "<f8", "e": "<f2", "f": "<f4",
        "float": "<f8", "float16": "<f2", "float32": "<f4", "float64": "<f8", "h": "<i2", "half": "<f2", "i": "<i4",
        "int": "<i8", "int16": "<i2", "int32": "<i4", "int64": "<i8", "int8": "|i1", "l": "<i8", "q": "<i8",
        "single": "<f4", "uint": "<u8", "uint16": "<u2", "uint32": "<u4", "uint64": "<u8", "uint8": "|u1",
    ]
}

extension DataType {
    /// The NumPy type string in this byte order, nil where NumPy has no such type.
    package func numpyText(_ order: Endianness) -> String? {
        definition.numpyCode.map { (layout.swapUnit > 1 ? (order == .big ? ">" : "<") : "|") + $0 }
    }
}

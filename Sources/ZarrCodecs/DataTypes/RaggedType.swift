public import ZarrBase

/// Lists of numbers of any length: ragged arrays.
///
/// - Zarr v2: `|O` with the filter `vlen-array` · Zarr v3 has no such type; `ragged` is a name for people
public struct RaggedType: DataTypeDefinition {
    /// The type of the items, of a fixed size.
    public let items: DataType

    /// `ragged`.
    public var name: String { "ragged" }
    /// What the list of data types says.
    public var summary: String { "Lists of numbers of any length; in Zarr v2 only" }
    /// The type of the items.
    public var configuration: JSONObject {
        [
            "items": items.configuration.isEmpty
                ? .string(items.name) : NamedConfiguration(items.name, items.configuration).json
        ]
    }
    /// A pointer into an ``ElementHeap``; the items lie there one behind the other, in the byte order of the machine.
    public var layout: ElementLayout { .variable }
    /// `O`.
    public var numpyCode: String? { "O" }
    /// - Throws: ``ZarrError/Code/unsupported``.
    public func requireZarr3() throws(ZarrError) {
        throw ZarrError(.unsupported, "Zarr v3 has no data type for lists of any length", hint: "use the format zarr2")
    }

    /// A list of scalars; zarr-python 2 wrote the number 0 for the empty one.
    public func element(from json: JSONValue, dialect: ScalarDialect) throws(ZarrError) -> [UInt8] {
        if json.intValue == 0 || json.stringValue == "" { return [] }
        guard let list = json.arrayValue else {
            throw ZarrError(.invalidMetadata, "\(json.serialized()) is not a list of \(items)")
        }
        var bytes: [UInt8] = []
        for item in list { bytes += try items.definition.element(from: item, dialect: dialect) }
        return bytes
    }

    /// A list of scalars.
    public func json(of element: UnsafeRawBufferPointer, dialect: ScalarDialect) -> JSONValue {
        let size = max(1, items.byteCount)
        return .array(
            stride(from: 0, to: element.count - size + 1, by: size).map { start in
                items.definition.json(
                    of: UnsafeRawBufferPointer(rebasing: element[start..<start + size]), dialect: dialect)
            })
    }
}

extension DataType {
    /// Lists of items of a type, of any length.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` where the items have no size of their own.
    public static func ragged(of items: DataType) throws(ZarrError) -> DataType {
        guard !items.isVariableLength, items.byteCount > 0 else {
            throw ZarrError(.unsupported, "lists of elements of type \(items) are not known")
        }
        return DataType(RaggedType(items: items))
    }
}

public import ZarrBase

/// Objects of any kind, each a JSON value: numbers, text, lists, objects, null.
///
/// The bytes of an element are its JSON text, compact; none at all are `null`. Bytes, which JSON has not, are an object
/// with the one key `$base64`.
///
/// - Zarr v2: `|O` with the filter `json2`, `msgpack2` or `pickle` · Zarr v3 has no such type; `object` is a name for people
public struct ObjectType: DataTypeDefinition {
    /// `object`.
    public var name: String { "object" }
    /// What the list of data types says.
    public var summary: String { "Objects of any kind, as JSON; in Zarr v2 only" }
    /// A pointer into an ``ElementHeap``.
    public var layout: ElementLayout { .variable }
    /// `O`.
    public var numpyCode: String? { "O" }
    /// - Throws: ``ZarrError/Code/unsupported``.
    public func requireZarr3() throws(ZarrError) {
        throw ZarrError(.unsupported, "Zarr v3 has no data type for objects", hint: "use the format zarr2")
    }

    /// Any JSON value.
    public func element(from json: JSONValue, dialect: ScalarDialect) throws(ZarrError) -> [UInt8] {
        json.objectElement
    }

    /// The value itself; `null` where the bytes are no JSON.
    public func json(of element: UnsafeRawBufferPointer, dialect: ScalarDialect) -> JSONValue {
        (try? JSONValue(objectElement: element)) ?? .null
    }
}

extension DataType {
    /// Objects of any kind, each a JSON value.
    public static let object = DataType(ObjectType())
}

extension JSONValue {
    /// The bytes of an element of type `object`.
    package var objectElement: [UInt8] { isNull ? [] : serializedBytes().array }

    /// The value of an element of type `object`.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where the bytes are no JSON.
    package init(objectElement bytes: UnsafeRawBufferPointer) throws(ZarrError) {
        guard !bytes.isEmpty else {
            self = .null
            return
        }
        do {
            self = try JSONValue.parse(Bytes(copying: bytes))
        } catch {
            throw ZarrError(.invalidArgument, "an element of type object is no JSON: \(error.message)")
        }
    }

    static let base64Key = "$base64"

    /// Bytes, which JSON has not.
    static func bytes(_ bytes: some Sequence<UInt8>) -> JSONValue { [base64Key: .string(Base64.encode(bytes))] }

    /// The bytes that an object with the one key `$base64` stands for.
    var bytesValue: [UInt8]? {
        guard let object = objectValue, object.count == 1 else { return nil }
        return object[Self.base64Key]?.stringValue.flatMap(Base64.decode)
    }
}

public import ZarrBase

/// What one element of an array is: its name in the formats, its bytes and how its scalars are written in JSON.
///
/// Two data types are equal when their Zarr v3 name and configuration are. Elements are kept in memory in the byte order
/// of the machine; the order in storage is the matter of the `bytes` codec.
///
/// Specification: Zarr v3 core, "Data types"; Zarr v2, "Data type encoding".
public struct DataType: Sendable {
    /// The rules of this type.
    public let definition: any DataTypeDefinition

    /// A data type by its rules.
    public init(_ definition: any DataTypeDefinition) { self.definition = definition }

    /// The name in Zarr v3, such as `float32`.
    public var name: String { definition.name }
    /// The configuration in Zarr v3; empty for types that are said by name alone.
    public var configuration: JSONObject { definition.configuration }
    /// How Zarr v3 documents write it: the name where that is all, else the object form.
    public var v3: JSONValue {
        configuration.isEmpty ? .string(name) : NamedConfiguration(name, configuration).json
    }
    /// How an element lies in memory.
    public var layout: ElementLayout { definition.layout }
    /// The size of an element in memory, in bytes; for variable-length elements that of their ``VariableElement``.
    public var byteCount: Int { definition.layout.byteCount }
    /// Whether elements differ in size, as strings do.
    public var isVariableLength: Bool { definition.layout.isVariableLength }
}

extension DataType: Hashable, CustomStringConvertible {
    /// Whether both have the same name and configuration.
    public static func == (left: DataType, right: DataType) -> Bool {
        left.name == right.name && left.configuration == right.configuration
    }

    /// Hashes what equality compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(configuration)
    }

    /// The name, with the configuration where there is one.
    public var description: String {
        configuration.isEmpty ? name : name + JSONValue.object(configuration).serialized()
    }
}

/// The rules of one data type. To add a type: conform a struct in a file of its own and add a line to `DataTypeCatalog`.
public protocol DataTypeDefinition: Sendable {
    /// What the elements are, in a few words for a list.
    var summary: String { get }
    /// The name in Zarr v3.
    var name: String { get }
    /// The configuration in Zarr v3; empty for none.
    var configuration: JSONObject { get }
    /// How an element lies in memory.
    var layout: ElementLayout { get }
    /// The NumPy type string without its byte order, such as `f4`; nil where NumPy (and so Zarr v2) has none.
    var numpyCode: String? { get }
    /// The bytes of which storage may hold anything in the upper bits.
    var partialBytes: [PartialBytes] { get }
    /// Refuses a type that Zarr v3 has no name for.
    func requireZarr3() throws(ZarrError)

    /// The bytes of a scalar, as fill values are written; of a variable-length type the bytes pointed to.
    func element(from json: JSONValue, dialect: ScalarDialect) throws(ZarrError) -> [UInt8]
    /// The JSON form of a scalar.
    func json(of element: UnsafeRawBufferPointer, dialect: ScalarDialect) -> JSONValue
}

extension DataTypeDefinition {
    /// Nothing said.
    public var summary: String { "" }
    /// None, for a type that is said by name alone.
    public var configuration: JSONObject { [:] }
    /// None.
    public var partialBytes: [PartialBytes] { [] }
    /// It has one.
    public func requireZarr3() throws(ZarrError) {}
    /// Whether Zarr v3 has a name for the type; where not, ``name`` is for people.
    public var isKnownToZarr3: Bool { (try? requireZarr3()) != nil }
}

/// The two ways in which documents write scalars.
public enum ScalarDialect: Sendable, Hashable {
    /// Zarr v2: base64 for bytes, lenient numbers, no NaN payloads.
    case v2
    /// Zarr v3: hexadecimal strings for NaN payloads, exact numbers.
    case v3
}

/// The order of the bytes of a word in storage.
public enum Endianness: String, Sendable, Hashable {
    /// Least significant byte first.
    case little
    /// Most significant byte first.
    case big

    /// The order of this machine.
    public static let native: Endianness = Int(littleEndian: 1) == 1 ? .little : .big
}

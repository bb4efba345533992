public import ZarrBase

/// Records of named fields, packed one behind the other.
///
/// - Zarr v3 name: `struct` (read also: `structured`) · Zarr v2: a list such as `[["x", "<f4"], ["n", "|u1"]]`
/// - Specification: <https://github.com/zarr-developers/zarr-extensions/tree/main/data-types/struct>
///
/// ## Configuration
/// ```json
/// {"name": "struct", "configuration": {"fields": [{"name": "x", "data_type": "float32"}]}}
/// ```
public struct StructType: DataTypeDefinition {
    /// One field of a record.
    public struct Field: Sendable {
        /// The name, which no other field of the record has.
        public let name: String
        /// The type of the field; of a field with several elements a ``Subarray``.
        public let dataType: DataType
        /// Where the field lies in the record, in bytes.
        public let byteOffset: Int
        /// The title that NumPy keeps beside the name; only Zarr v2 has it.
        public let title: String?
    }

    /// A field that is still without a place.
    public typealias Member = (name: String, dataType: DataType)

    /// The fields, in the order in which they lie.
    public let fields: [Field]
    /// The words of all fields.
    public let layout: ElementLayout
    /// The list of the fields.
    public let configuration: JSONObject
    /// How deep records lie within each other.
    let depth: Int

    /// A record of these fields.
    ///
    /// - Parameter titles: NumPy's titles, by the names of the fields.
    /// - Throws: ``ZarrError/Code/invalidMetadata`` for no fields, equal names and fields of variable length;
    ///   ``ZarrError/Code/limitExceeded`` for a record beyond 64 MiB, 65,536 fields or 32 levels.
    public init(_ members: [Member], titles: [String: String] = [:]) throws(ZarrError) {
        guard !members.isEmpty else {
            throw ZarrError(.invalidMetadata, "a record without fields", hint: "it needs one at least")
        }
        var fields: [Field] = []
        var names: Set<String> = []
        var runs: [ElementLayout.WordRun] = []
        var offset = 0
        var depth = 1
        for (name, dataType) in members {
            guard names.insert(name).inserted else {
                throw ZarrError(.invalidMetadata, "two fields have the name \"\(name)\"")
            }
            guard !dataType.isVariableLength else {
                throw ZarrError(
                    .invalidMetadata, "the field \"\(name)\" is of type \(dataType), which has no fixed size")
            }
            fields.append(Field(name: name, dataType: dataType, byteOffset: offset, title: titles[name]))
            for var run in dataType.layout.runs {
                run.offset += offset
                runs.append(run)
            }
            offset += dataType.byteCount
            depth = max(depth, 1 + dataType.structDepth)
            guard offset <= DataTypeCatalog.largestElement, runs.count <= Self.mostRuns, fields.count <= Self.mostRuns
            else { throw ZarrError(.limitExceeded, "a record takes more than 64 MiB or has more than 65536 fields") }
        }
        guard depth <= Self.mostLevels else {
            throw ZarrError(.limitExceeded, "records lie within each other more than \(Self.mostLevels) levels deep")
        }
        self.fields = fields
        self.depth = depth
        layout = .mixed(offset, runs: runs)
        configuration = [
            "fields": .array(fields.map { ["name": .string($0.name), "data_type": $0.dataType.v3] })
        ]
    }

    private static let mostRuns = 1 << 16
    private static let mostLevels = 32

    /// `struct`.
    public var name: String { "struct" }
    /// What the list of data types says.
    public var summary: String { "Records of named fields, packed" }
    /// None: NumPy says records by a list.
    public var numpyCode: String? { nil }

    /// The field of this name.
    public func field(_ name: String) -> Field? { fields.first { $0.name == name } }

    /// What the fields have of them.
    public var partialBytes: [PartialBytes] {
        fields.flatMap { field in
            field.dataType.definition.partialBytes.map { part in
                var part = part
                part.offset += field.byteOffset
                return part
            }
        }
    }

    /// - Throws: ``ZarrError/Code/unsupported`` with the field that Zarr v3 cannot express.
    public func requireZarr3() throws(ZarrError) {
        for field in fields {
            do { try field.dataType.definition.requireZarr3() } catch {
                throw ZarrError(error.code, "the field \"\(field.name)\": \(error.message)", hint: error.hint)
            }
        }
    }

    /// An object with the scalar of every field, or base64 of the packed little-endian bytes.
    public func element(from json: JSONValue, dialect: ScalarDialect) throws(ZarrError) -> [UInt8] {
        if let text = json.stringValue, let bytes = Base64.decode(text), bytes.count == layout.byteCount {
            return bytes.reordered(layout.runs, .little)
        }
        // zarr-python 2 leaves a number where nobody chose a value.
        if dialect == .v2, json.intValue == 0 { return [UInt8](repeating: 0, count: layout.byteCount) }
        guard let object = json.objectValue else {
            throw ZarrError(
                .invalidMetadata, "\(json.serialized()) is not a record of \(layout.byteCount) bytes",
                hint: "an object with a value for each field")
        }
        if let stranger = object.first(where: { field($0.key) == nil }) {
            throw ZarrError(.invalidMetadata, "there is no field \"\(stranger.key)\" in the record")
                .at(jsonPath: stranger.key)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(layout.byteCount)
        for field in fields {
            guard let value = object[field.name] else {
                throw ZarrError(
                    .invalidMetadata, "the value of the field \"\(field.name)\" is missing",
                    hint: "every field of a record has one")
            }
            do {
                bytes += try field.dataType.definition.element(from: value, dialect: dialect)
            } catch {
                throw error.within(field.name)
            }
        }
        return bytes
    }

    /// An object with the scalar of every field (v3) or base64 of the packed little-endian bytes (v2).
    public func json(of element: UnsafeRawBufferPointer, dialect: ScalarDialect) -> JSONValue {
        guard element.count == layout.byteCount else { return .null }
        if dialect == .v2 { return .string(Base64.encode(Array(element).reordered(layout.runs, .little))) }
        return .object(
            JSONObject(
                fields.map { field in
                    let place = field.byteOffset..<field.byteOffset + field.dataType.byteCount
                    return (
                        field.name,
                        field.dataType.definition.json(
                            of: UnsafeRawBufferPointer(rebasing: element[place]), dialect: dialect)
                    )
                }))
    }
}

extension DataType {
    /// The fields of a record, in the order in which they lie; nil for other types.
    public var structFields: [StructType.Field]? { (definition as? StructType)?.fields }

    /// Records of these fields, packed.
    ///
    /// - Throws: ``ZarrError/Code/invalidMetadata`` for no fields, equal names and fields of variable length.
    public static func structure(_ members: [StructType.Member]) throws(ZarrError) -> DataType {
        DataType(try StructType(members))
    }

    /// How deep records lie within each other; 0 for a type that is no record.
    var structDepth: Int {
        switch definition {
        case let record as StructType: record.depth
        case let list as Subarray: list.element.structDepth
        default: 0
        }
    }
}

extension [UInt8] {
    /// One element in the other order where `order` is not that of this machine.
    func reordered(_ runs: [ElementLayout.WordRun], _ order: Endianness) -> [UInt8] {
        order == .native ? self : reordered(runs, [Endianness](repeating: order, count: runs.count))
    }

    /// One element with the words of each run in the other order where theirs is not that of this machine.
    func reordered(_ runs: [ElementLayout.WordRun], _ orders: [Endianness]) -> [UInt8] {
        var bytes = self
        for (run, order) in zip(runs, orders) where order != .native {
            for start in stride(from: run.offset, to: run.offset + run.byteCount, by: run.unit)
            where start + run.unit <= count {
                bytes[start..<start + run.unit].reverse()
            }
        }
        return bytes
    }
}

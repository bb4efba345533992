public import ZarrBase

/// An extension as Zarr v3 documents name it: `{"name": …, "configuration": …, "must_understand": …}` or the bare name.
///
/// Specification: Zarr v3 core, "Extension definition".
public struct NamedConfiguration: Sendable, Hashable {
    /// The registered name.
    public var name: String
    /// The configuration; empty where there is none.
    public var configuration: JSONObject
    /// Whether a reader that does not know the name must refuse.
    public var mustUnderstand: Bool

    /// An extension by name.
    public init(_ name: String, _ configuration: JSONObject = [:], mustUnderstand: Bool = true) {
        self.name = name
        self.configuration = configuration
        self.mustUnderstand = mustUnderstand
    }

    /// The extension that `json` names, in the object form or the short-hand string.
    public init(_ json: JSONValue) throws(ZarrError) {
        if let name = json.stringValue {
            self.init(name)
            return
        }
        guard let object = json.objectValue, let name = object["name"]?.stringValue else {
            throw ZarrError(
                .invalidMetadata, "an extension has neither the form {\"name\": …} nor is it a name")
        }
        let configuration: JSONObject
        switch object["configuration"] {
        case nil, .null?: configuration = [:]
        case .object(let value)?: configuration = value
        default: throw ZarrError(.invalidMetadata, "the configuration of \"\(name)\" is not an object")
        }
        self.init(name, configuration, mustUnderstand: object["must_understand"]?.boolValue ?? true)
    }

    /// The object form; Zarr 3.0 readers know no other for codecs.
    public var json: JSONValue {
        var object: JSONObject = ["name": .string(name)]
        // zarr-python refuses its own codecs of these names without one.
        if !configuration.isEmpty || name.hasPrefix("numcodecs.") { object["configuration"] = .object(configuration) }
        if !mustUnderstand { object["must_understand"] = false }
        return .object(object)
    }

    /// Reads the configuration with errors that name the place.
    public var reader: ConfigurationReader { ConfigurationReader(configuration, of: name) }
}

extension JSONObject {
    /// The object as Zarr v2 names a codec: its id, then its fields.
    func withID(_ id: String) -> JSONObject {
        var object: JSONObject = ["id": .string(id)]
        for (field, value) in self { object[field] = value }
        return object
    }
}

/// Reads the fields of a configuration object; every error names the owner, the field and what belongs there.
public struct ConfigurationReader {
    private let object: JSONObject
    private let owner: String

    /// A reader of the configuration of `owner`.
    public init(_ object: JSONObject, of owner: String) {
        self.object = object
        self.owner = owner
    }

    /// The field, if it is there and not null.
    public subscript(field: String) -> JSONValue? {
        guard let value = object[field], !value.isNull else { return nil }
        return value
    }

    /// An integer within `range`; `fallback` where the field is missing, an error where there is no fallback.
    public func integer(
        _ field: String, in range: ClosedRange<Int>, default fallback: Int? = nil
    ) throws(ZarrError) -> Int {
        guard let value = self[field] else {
            if let fallback { return fallback }
            throw missing(field)
        }
        guard let number = value.intValue, range.contains(number) else {
            throw wrong(field, value, "an integer in \(range.lowerBound)...\(range.upperBound)")
        }
        return number
    }

    /// A truth value; `fallback` where the field is missing.
    public func boolean(_ field: String, default fallback: Bool) throws(ZarrError) -> Bool {
        guard let value = self[field] else { return fallback }
        guard let truth = value.boolValue else { throw wrong(field, value, "true or false") }
        return truth
    }

    /// A string; `fallback` where the field is missing, an error where there is no fallback.
    public func string(_ field: String, default fallback: String? = nil) throws(ZarrError) -> String {
        guard let value = self[field] else {
            if let fallback { return fallback }
            throw missing(field)
        }
        guard let text = value.stringValue else { throw wrong(field, value, "a string") }
        return text
    }

    /// A list of non-negative integers, such as a shape.
    public func extents(_ field: String) throws(ZarrError) -> [Int] {
        guard let value = self[field] else { throw missing(field) }
        guard let list = value.arrayValue else { throw wrong(field, value, "a list of integers") }
        var extents: [Int] = []
        for item in list {
            guard let extent = item.intValue, extent >= 0 else { throw wrong(field, value, "a list of integers") }
            extents.append(extent)
        }
        return extents
    }

    /// A list of values.
    public func list(_ field: String) throws(ZarrError) -> [JSONValue] {
        guard let value = self[field] else { throw missing(field) }
        guard let list = value.arrayValue else { throw wrong(field, value, "a list") }
        return list
    }

    /// The error for a field whose value is out of place.
    public func wrong(_ field: String, _ value: JSONValue, _ wanted: String) -> ZarrError {
        ZarrError(.invalidMetadata, "\(field) of \"\(owner)\" is \(value.serialized()), not \(wanted)")
            .at(jsonPath: "configuration.\(field)")
    }

    func missing(_ field: String) -> ZarrError {
        ZarrError(.invalidMetadata, "\"\(owner)\" lacks the field \(field)").at(jsonPath: "configuration.\(field)")
    }
}

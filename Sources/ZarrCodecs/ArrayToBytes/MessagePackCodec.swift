public import ZarrBase

/// The `msgpack2` codec of numcodecs: a chunk of objects as one MessagePack value, with its shape.
///
/// - Zarr v3 name: `numcodecs.msgpack2` · Zarr v2 id: `msgpack2`, an object codec in `filters`; `msgpack`, without the shape
/// - Specification: <https://numcodecs.readthedocs.io/en/stable/other/msgpacks.html>,
///   <https://github.com/msgpack/msgpack/blob/master/spec.md>
///
/// ## Configuration
/// ```json
/// {"id": "msgpack2", "raw": false, "use_bin_type": true, "use_single_float": false}
/// ```
/// With `raw`, text that is no UTF-8 is bytes. Bytes are JSON objects with the one key `$base64`.
public struct MessagePackCodec: ObjectCodec {
    /// What the list of codecs says.
    public static var summary: String { "Objects as one MessagePack value" }
    /// As they are written.
    public static var fields: [String] { ["raw", "use_bin_type", "use_single_float"] }

    /// The fields, as the document had them.
    public let configuration: JSONObject
    /// Whether the shape is missing, as before numcodecs 0.6.
    public let isLegacy: Bool
    let options: MessagePackOptions

    /// As numcodecs has it when nothing is chosen.
    public init() {
        configuration = ["raw": false, "use_bin_type": true, "use_single_float": false]
        isLegacy = false
        options = MessagePackOptions()
    }

    private init(_ named: NamedConfiguration) throws(ZarrError) {
        configuration = named.configuration
        isLegacy = ["msgpack", "numcodecs.msgpack"].contains(named.name)
        // numcodecs wrote no binary type before it had the choice.
        options = MessagePackOptions(
            isRaw: try named.reader.boolean("raw", default: false),
            usesBinary: try named.reader.boolean("use_bin_type", default: !isLegacy),
            usesSingleFloats: try named.reader.boolean("use_single_float", default: false))
    }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> MessagePackCodec { try MessagePackCodec(named) }

    private var id: String { isLegacy ? "msgpack" : "msgpack2" }

    /// With all fields.
    public var v3: NamedConfiguration { NamedConfiguration("numcodecs." + id, configuration) }
    /// With all fields.
    public var v2: JSONObject? {
        var object = configuration
        object["id"] = .string(id)
        return object
    }

    /// `object`.
    public func objectType() throws(ZarrError) -> DataType { .object }
    /// Yes.
    public var carriesShape: Bool { true }

    /// - Throws: ``ZarrError/Code/invalidMetadata`` where the elements are no objects.
    public func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToBytesCodec {
        try BoundObjects(decoded, self)
    }
}

extension MessagePackCodec: ObjectForm {
    func objects(in document: Bytes, shape: [Int], limit: Int) throws(ZarrError) -> [JSONValue] {
        let value = try document.withUnsafeBytes { (bytes) throws(ZarrError) in
            try MessagePackReader.value(of: bytes, options)
        }
        return try NestedObjects.flattened(value, shape: shape, hasShape: !isLegacy)
    }

    func document(of objects: [JSONValue], shape: [Int]) throws(ZarrError) -> [UInt8] {
        try MessagePackWriter.bytes(
            of: NestedObjects.nested(objects, shape: shape, hasShape: !isLegacy), options)
    }
}

public import ZarrBase

/// The `pickle` codec of numcodecs, read only: a chunk of objects as a Python pickle of a NumPy array.
///
/// - Zarr v3 name: `numcodecs.pickle` · Zarr v2 id: `pickle`, an object codec in `filters`
/// - Specification: <https://numcodecs.readthedocs.io/en/stable/other/pickles.html>
///
/// ## Configuration
/// ```json
/// {"id": "pickle", "protocol": 5}
/// ```
/// Pickles are programs. Here they are data: plain values and arrays are read, anything else is an error that names its
/// class, and nothing is run. Tuples and sets become lists, bytes an object with the one key `$base64`, keys text.
public struct PickleCodec: ObjectCodec {
    /// What the list of codecs says.
    public static var summary: String { "Objects in a Python pickle; read only, and only as data" }
    /// As they are written.
    public static var fields: [String] { ["protocol"] }

    /// The fields, as the document had them.
    public let configuration: JSONObject

    /// As numcodecs has it when nothing is chosen.
    public init() { configuration = ["protocol": 5] }

    private init(configuration: JSONObject) { self.configuration = configuration }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> PickleCodec {
        PickleCodec(configuration: named.configuration)
    }

    /// With all fields.
    public var v3: NamedConfiguration { NamedConfiguration("numcodecs.pickle", configuration) }
    /// With all fields.
    public var v2: JSONObject? {
        var object = configuration
        object["id"] = "pickle"
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

extension PickleCodec: ObjectForm {
    func objects(in document: Bytes, shape: [Int], limit: Int) throws(ZarrError) -> [JSONValue] {
        try PickleReading.elements(of: document, limit: limit)
    }

    func document(of objects: [JSONValue], shape: [Int]) throws(ZarrError) -> [UInt8] {
        throw ZarrError(
            .unsupported, "pickles are read, not written", hint: "copy the array with the codec json2 or msgpack2")
    }
}

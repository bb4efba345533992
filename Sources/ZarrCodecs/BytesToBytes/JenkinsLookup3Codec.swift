public import ZarrBase
import ZarrCompression

/// The `numcodecs.jenkins_lookup3` bytes-to-bytes codec: Bob Jenkins' hash behind the data, as HDF5 computes it.
///
/// - Zarr v3 name: `numcodecs.jenkins_lookup3` · Zarr v2 id: `jenkins_lookup3`
/// - Specification: <https://numcodecs.readthedocs.io/en/stable/checksum32.html>
///
/// ## Configuration
/// ```json
/// {"name": "numcodecs.jenkins_lookup3", "configuration": {"initval": 0, "prefix": null}}
/// ```
/// `prefix` is hashed in front of the data and not stored. numcodecs keeps bytes there, which JSON cannot say: a list of
/// numbers and a text are read.
public struct JenkinsLookup3Codec: ChecksumCodec {
    /// What the list of codecs says.
    public static var summary: String { "Bob Jenkins' hash lookup3 behind the bytes" }
    /// As they are written.
    public static var fields: [String] { ["initval", "prefix"] }

    /// What the hash starts from.
    public let seed: UInt32
    /// What is hashed in front of the data.
    public let prefix: [UInt8]
    /// Behind the data.
    public var location: ChecksumLocation { .end }

    /// A hash that starts from this.
    public init(seed: UInt32 = 0, prefix: [UInt8] = []) {
        self.seed = seed
        self.prefix = prefix
    }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> JenkinsLookup3Codec {
        let seed = try named.reader.integer("initval", in: 0...Int(UInt32.max), default: 0)
        return JenkinsLookup3Codec(seed: UInt32(truncatingIfNeeded: seed), prefix: try prefix(named.reader))
    }

    private static func prefix(_ reader: ConfigurationReader) throws(ZarrError) -> [UInt8] {
        guard let value = reader["prefix"] else { return [] }
        if let text = value.stringValue { return Array(text.utf8) }
        let list = value.arrayValue ?? []
        let bytes = list.compactMap { $0.intValue.flatMap(UInt8.init(exactly:)) }
        guard value.arrayValue != nil, bytes.count == list.count else {
            throw reader.wrong("prefix", value, "a list of bytes or a text")
        }
        return bytes
    }

    private var configuration: JSONObject {
        [
            "initval": .number(JSONNumber(Int(seed))),
            "prefix": prefix.isEmpty ? .null : .array(prefix.map { .number(JSONNumber(Int($0))) }),
        ]
    }
    /// With all parameters.
    public var v3: NamedConfiguration { NamedConfiguration("numcodecs.jenkins_lookup3", configuration) }
    /// With all parameters.
    public var v2: JSONObject? { configuration.withID("jenkins_lookup3") }

    /// The hash of the prefix and the bytes.
    public func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 {
        Lookup3.checksum(bytes, prefix: prefix, seed: seed)
    }
}

public import ZarrBase
import ZarrCompression

/// The `lzma` bytes-to-bytes codec: the .xz, .lzma and raw formats as Python's `lzma` module has them.
///
/// - Zarr v3 name: `numcodecs.lzma` · Zarr v2 id: `lzma`
/// - Specification: <https://numcodecs.readthedocs.io/en/stable/compression/lzma.html>
///
/// ## Configuration
/// ```json
/// {"name": "numcodecs.lzma", "configuration": {"format": 1, "check": -1, "preset": null, "filters": null}}
/// ```
public struct LZMACodec: BytesToBytesCodec {
    /// What the list of codecs says.
    public static var summary: String { "LZMA compression as .xz, .lzma or raw" }
    /// As they are written.
    public static var fields: [String] { ["format", "check", "preset", "filters"] }

    /// The configuration as it was read, with the field names of the `lzma` module.
    private let configuration: JSONObject
    private let parameters: Parameters

    private struct Parameters {
        var format = LZMA.Format.xz
        var check = -1
        var preset: Int?
        var filters: [LZMAFilter]?
    }

    /// The .xz format with the preset of this number.
    public init(preset: Int? = nil) {
        configuration = [
            "format": 1, "check": -1, "preset": preset.map { .number(JSONNumber($0)) } ?? .null, "filters": .null,
        ]
        parameters = Parameters(preset: preset)
    }

    private init(configuration: JSONObject, parameters: Parameters) {
        self.configuration = configuration
        self.parameters = parameters
    }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> LZMACodec {
        let reader = named.reader
        let number = try reader.integer("format", in: 1...3, default: 1)
        guard let format = LZMA.Format(rawValue: number) else {
            throw reader.wrong("format", .number(JSONNumber(number)), "1, 2 or 3")
        }
        var filters: [LZMAFilter]?
        if reader["filters"] != nil {
            filters = []
            for item in try reader.list("filters") { filters?.append(try filter(item, reader)) }
        }
        let parameters = Parameters(
            format: format, check: try reader.integer("check", in: -1...15, default: -1),
            preset: reader["preset"] == nil ? nil : try reader.integer("preset", in: 0...Int(UInt32.max)),
            filters: filters)
        return LZMACodec(configuration: named.configuration, parameters: parameters)
    }

    private static func filter(
        _ item: JSONValue, _ reader: ConfigurationReader
    ) throws(ZarrError) -> LZMAFilter {
        guard let object = item.objectValue else { throw reader.wrong("filters", item, "a list of objects") }
        var options: [String: Int] = [:]
        for (field, value) in object {
            guard let number = value.intValue else { throw reader.wrong("filters", item, "a list of integer fields") }
            options[field] = number
        }
        guard let id = options.removeValue(forKey: "id") else {
            throw reader.wrong("filters", item, "a list of filters with an id")
        }
        return LZMAFilter(id: id, options: options)
    }

    /// As it was read.
    public var v3: NamedConfiguration { NamedConfiguration("numcodecs.lzma", configuration) }
    /// As it was read.
    public var v2: JSONObject? { configuration.withID("lzma") }

    /// Decodes all streams into memory of the right size.
    public func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer, worker: CodecWorker
    ) throws(ZarrError) {
        let written = try LZMA.decompress(
            encoded, into: decoded, format: parameters.format, filters: parameters.filters,
            context: worker.compression)
        try requireFilled(written, of: decoded.count)
    }

    /// Decodes all streams, up to the limit.
    public func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: ScratchBuffer, limit: Int, worker: CodecWorker
    ) throws(ZarrError) {
        try LZMA.decompress(
            encoded, into: decoded, limit: limit, format: parameters.format, filters: parameters.filters,
            context: worker.compression)
    }

    /// Encodes into one stream.
    public func encode(
        _ decoded: UnsafeRawBufferPointer, into encoded: ScratchBuffer, worker: CodecWorker
    ) throws(ZarrError) {
        try LZMA.compress(
            decoded, into: encoded, format: parameters.format, check: parameters.check, preset: parameters.preset,
            filters: parameters.filters, context: worker.compression)
    }
}

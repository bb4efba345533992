public import Zarr

/// Codecs as people type them: the JSON list of the format, or short forms joined by commas.
///
/// A short form is a name of the catalog and its fields behind colons, as `field=value` or by their places alone.
///
/// `none`, `zstd:3`, `gzip:6`, `zlib:1`, `bz2:9`, `lzma:6`, `lz4`, `blosc:lz4:5:shuffle`, `crc32c`, `shuffle,zlib:1`, `bytes:big`,
/// `transpose:2-0-1`, `delta:<i4`, `crc32:end`, `packbits:0:11`, `zfp:rate:8`, `zfpy:accuracy:0.01`, `bitround:10`,
/// `scale_offset:5:0.1`, `cast_value:uint8:out_of_range=clamp`.
public enum CodecText {
    /// The codecs of `text`; none for `none`.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where a codec is not known or a parameter is out of range.
    public static func parse(_ text: String) throws(ZarrError) -> [CodecChoice] {
        let text = text.trimmingSpaces
        if text.isEmpty || text == "none" { return [] }
        do {
            if text.hasPrefix("[") || text.hasPrefix("{") { return try parse(json: text) }
            var choices: [CodecChoice] = []
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                choices.append(try codec(String(part).trimmingSpaces))
            }
            return choices
        } catch {
            // What was typed is at fault, not a stored document.
            let place = error.jsonPath.map { $0 + ": " } ?? ""
            throw ZarrError(.invalidArgument, "--codecs: " + place + error.message, hint: error.hint ?? Self.hint)
        }
    }

    private static let hint = "write them like zstd:3, gzip:6, blosc:lz4:5:shuffle, shuffle,zlib:1 or none, or as JSON"

    private static func parse(json text: String) throws(ZarrError) -> [CodecChoice] {
        let json = try JSONValue.parse(text)
        var choices: [CodecChoice] = []
        for (place, item) in (json.arrayValue ?? [json]).enumerated() {
            do {
                if let object = item.objectValue, object["id"] != nil {
                    choices.append(CodecChoice(try CodecCatalog.standard.codec(v2: object)))
                } else {
                    choices.append(CodecChoice(try CodecCatalog.standard.codec(v3: NamedConfiguration(item))))
                }
            } catch {
                throw error.within("[\(place)]")
            }
        }
        return choices
    }

    private static func codec(_ text: String) throws(ZarrError) -> CodecChoice {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let name = parts[0]
        if let zfp = try zfp(parts, in: text) { return zfp }
        guard let parameters = parameters[name] ?? Self.parameters(ofCatalog: name) else {
            throw ZarrError(.invalidArgument, "the codec '\(name)' is not known")
        }
        var configuration: JSONObject = [:]
        for (place, part) in parts.dropFirst().enumerated() where !part.isEmpty {
            if let (field, value) = named(part, ofCatalog: name) {
                configuration[field] = value
                continue
            }
            guard place < parameters.count else {
                throw ZarrError(.invalidArgument, "'\(text)' has more parameters than \(name) takes")
            }
            configuration[parameters[place].field] = try parameters[place].value(part, in: text)
        }
        // 0 stands for the size of the elements; documents without the field mean 4.
        if name == "shuffle", configuration.isEmpty { configuration["elementsize"] = 0 }
        if name == "zstd", configuration.isEmpty { configuration["level"] = 3 }
        return CodecChoice(try CodecCatalog.standard.codec(v3: NamedConfiguration(name, configuration)))
    }

    private static func entry(_ name: String) -> CodecCatalog.Entry? {
        CodecCatalog.standard.entries.first { $0.name == name || $0.aliases.contains(name) }
    }

    /// The fields of a codec that has no words of its own here, in the order in which documents write them.
    private static func parameters(ofCatalog name: String) -> [Parameter]? {
        entry(name)?.codec.fields.map { Parameter(field: $0) { json($0) } }
    }

    /// The field and the value of `field=value`.
    private static func named(_ part: String, ofCatalog name: String) -> (String, JSONValue)? {
        guard let equals = part.firstIndex(of: "=") else { return nil }
        let field = String(part[..<equals])
        guard entry(name)?.codec.fields.contains(field) == true else { return nil }
        return (field, json(String(part[part.index(after: equals)...])))
    }

    /// JSON where it is that, else a string.
    private static func json(_ text: String) -> JSONValue { (try? JSONValue.parse(text)) ?? .string(text) }

    /// What the parts behind a name set, in their order.
    private static let parameters: [String: [Parameter]] = [
        "adler32": [.word("location")],
        "base64": [],
        "blosc": [.word("cname"), .number("clevel"), .shuffle, .number("blocksize")],
        "bytes": [.word("endian")],
        "bz2": [.number("level")],
        "crc32": [.word("location")],
        "crc32c": [.word("location")],
        "delta": [.word("dtype"), .word("astype")],
        "fletcher32": [],
        "gzip": [.number("level")],
        "jenkins_lookup3": [.number("initval")],
        "lz4": [.number("acceleration")],
        "lzma": [.number("preset")],
        "packbits": [.number("first_bit"), .number("last_bit"), .word("padding_encoding")],
        "shuffle": [.number("elementsize")],
        "transpose": [.order],
        "vlen-utf8": [],
        "zlib": [.number("level")],
        "zstd": [.number("level"), .checksum],
    ]

    private struct Parameter {
        let field: String
        let parse: @Sendable (String) -> JSONValue?

        static func word(_ field: String) -> Parameter { Parameter(field: field) { .string($0) } }
        static func number(_ field: String) -> Parameter {
            Parameter(field: field) { Int($0).map { .number(JSONNumber($0)) } }
        }
        static let checksum = Parameter(field: "checksum") { $0 == "checksum" ? true : nil }
        static let order = Parameter(field: "order") { text in
            if text == "C" || text == "F" { return .string(text) }
            let axes = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            return axes.contains(nil) ? nil : .array(axes.compactMap { $0.map { .number(JSONNumber($0)) } })
        }
        static let shuffle = Parameter(field: "shuffle") { text in
            switch text {
            case "shuffle", "byte", "byteshuffle": "shuffle"
            case "bitshuffle", "bit": "bitshuffle"
            case "noshuffle", "none": "noshuffle"
            case "auto": -1
            default: nil
            }
        }

        func value(_ text: String, in whole: String) throws(ZarrError) -> JSONValue {
            guard let value = parse(text) else {
                throw ZarrError(.invalidArgument, "'\(text)' of '\(whole)' is no \(field)")
            }
            return value
        }
    }
}

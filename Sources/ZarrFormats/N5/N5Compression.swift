import ZarrBase
import ZarrCodecs

/// What the field `compression` of a dataset says, and back.
enum N5Compression {
    /// The codec that compresses blocks; nil where none does.
    static func codec(_ reader: DocumentReader) throws(ZarrError) -> (any BytesToBytesCodec)? {
        if let codecs = reader.object["codecs"], !codecs.isNull, reader.object["compression"] == nil {
            return try codec(list: codecs, reader)
        }
        guard let value = reader.object["compression"], !value.isNull else {
            // Versions 0 and 1 said the name alone.
            guard let old = reader.object["compressionType"] else { return nil }
            guard let name = old.stringValue else { throw reader.wrong("compressionType", old, "a name") }
            do { return try codec(name, [:]) } catch { throw error.at(jsonPath: "compressionType") }
        }
        guard let object = value.objectValue, let name = object["type"]?.stringValue else {
            throw reader.wrong("compression", value, "an object with a type")
        }
        do { return try codec(name, object) } catch { throw error.withoutConfiguration().within("compression") }
    }

    private static func codec(_ name: String, _ fields: JSONObject) throws(ZarrError) -> (any BytesToBytesCodec)? {
        let reader = ConfigurationReader(fields, of: name)
        switch name {
        case "raw": return nil
        case "gzip":
            let level = try reader.integer("level", in: -1...9, default: -1)
            return try reader.boolean("useZlib", default: false)
                ? ZlibCodec(level: level) : GzipCodec(level: level)
        case "bzip2": return Bzip2Codec(level: try reader.integer("blockSize", in: 1...9, default: 9))
        case "xz": return LZMACodec(preset: try reader.integer("preset", in: 0...9, default: 6))
        case "lz4" where fields["acceleration"] != nil:
            // zarr-python 2 has another framing by the same name, and says so by the field of its codec.
            return LZ4Codec(acceleration: try reader.integer("acceleration", in: 0...Int(Int32.max), default: 1))
        case "lz4":
            return LZ4BlocksCodec(blockSize: try reader.integer("blockSize", in: 0...Int(Int32.max), default: 1 << 16))
        case "blosc":
            var configuration = fields
            configuration["type"] = nil
            // Readers of the first plugin for blosc say 0 where they mean the size of an element.
            if configuration["typesize"]?.intValue == 0 { configuration["typesize"] = nil }
            return try CodecCatalog.standard.codec(v3: NamedConfiguration("blosc", configuration))
                as? any BytesToBytesCodec
        case "zstd": return ZstdCodec(level: try reader.integer("level", in: -131_072...22, default: 3))
        case "jpeg":
            throw ZarrError(
                .unsupported, "the blocks are JPEG images, which are not decoded",
                hint: "convert the dataset with the Java library and n5-jpeg")
        default:
            throw ZarrError(
                .unsupported, "the compression \"\(name)\" is not known",
                hint: NearestName.hint(for: name, among: names))
        }
    }

    static let names = ["blosc", "bzip2", "gzip", "lz4", "raw", "xz", "zstd"]

    /// Version 4 of the Java library can write a list instead: of what makes bytes, and of what compresses them.
    private static func codec(
        list value: JSONValue, _ reader: DocumentReader
    ) throws(ZarrError) -> (any BytesToBytesCodec)? {
        guard let list = value.arrayValue else { throw reader.wrong("codecs", value, "a list") }
        var codec: (any BytesToBytesCodec)?
        for (place, item) in list.enumerated() {
            let path = "codecs[\(place)]"
            guard let object = item.objectValue,
                let name = (object["name"] ?? object["type"])?.stringValue
            else { throw reader.wrong(path, item, "an object with a name") }
            if name == "n5bytes" || name == "raw" { continue }
            guard codec == nil, names.contains(name) else {
                throw ZarrError(
                    .unsupported, "the codec \"\(name)\" is not known in N5",
                    hint: name.lowercased().hasPrefix("shard") ? "shards of N5 are not specified" : nil
                ).at(jsonPath: path)
            }
            do { codec = try self.codec(name, object["configuration"]?.objectValue ?? object) } catch {
                throw error.within(path)
            }
        }
        return codec
    }

    /// What a document says of a codec.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` for what N5 has no name for.
    static func json(of codec: (any BytesToBytesCodec)?) throws(ZarrError) -> JSONObject {
        guard let codec else { return ["type": "raw"] }
        let fields = codec.v3.configuration
        switch codec {
        case let codec as GzipCodec:
            return ["type": "gzip", "level": .number(JSONNumber(codec.level)), "useZlib": false]
        case let codec as ZlibCodec:
            return ["type": "gzip", "level": .number(JSONNumber(codec.level)), "useZlib": true]
        case let codec as Bzip2Codec: return ["type": "bzip2", "blockSize": .number(JSONNumber(codec.level))]
        case let codec as LZ4BlocksCodec: return ["type": "lz4", "blockSize": .number(JSONNumber(codec.blockSize))]
        case let codec as LZ4Codec:
            return ["type": "lz4", "id": "lz4", "acceleration": .number(JSONNumber(codec.acceleration))]
        case is LZMACodec:
            guard fields["format"]?.intValue ?? 1 == 1, fields["filters"]?.isNull ?? true else {
                throw inexpressible(codec)
            }
            return ["type": "xz", "preset": .number(JSONNumber(fields["preset"]?.intValue ?? 6))]
        case let codec as BloscCodec:
            return [
                "type": "blosc", "cname": .string(codec.compressor), "clevel": .number(JSONNumber(codec.level)),
                "shuffle": .number(JSONNumber((codec.shuffle ?? .byte).number)),
                "blocksize": .number(JSONNumber(codec.blockSize)),
            ]
        case let codec as ZstdCodec: return ["type": "zstd", "level": .number(JSONNumber(codec.level))]
        default: throw inexpressible(codec)
        }
    }

    private static func inexpressible(_ codec: any Codec) -> ZarrError {
        ZarrError(
            .unsupported, "N5 cannot express the codec \"\(codec.name)\"",
            hint: "choose with --codecs one of gzip, zlib, bz2, lzma, lz4, blosc, zstd, or none"
        ).at(codec: codec.name)
    }
}

extension BloscCodec.Shuffle {
    fileprivate var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

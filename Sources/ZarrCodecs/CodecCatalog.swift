public import ZarrBase

/// The codecs that documents may name: one line each, in the order of the alphabet.
public struct CodecCatalog: Sendable {
    /// How one codec is found and made.
    public struct Entry: Sendable {
        /// The name that is written in Zarr v3.
        public let name: String
        /// All names that are read in Zarr v3, without ``name``.
        public let aliases: [String]
        /// The id in Zarr v2, where it has one.
        public let v2: String?
        /// All ids that are read in Zarr v2, without ``v2``.
        public let v2Aliases: [String]
        /// The type that does the work; it says what it is and which fields its configuration has.
        public let codec: any Codec.Type
        let make: @Sendable (NamedConfiguration, CodecCatalog) throws(ZarrError) -> any Codec
    }

    /// The entries, as they are searched.
    public let entries: [Entry]
    /// The places of the entries by their names and other names.
    private let v3Places: [String: Int]
    private let v2Places: [String: Int]

    init(entries: [Entry]) {
        self.entries = entries
        func places(_ names: (Entry) -> [String]) -> [String: Int] {
            Dictionary(entries.enumerated().flatMap { place, entry in names(entry).map { ($0, place) } }) { first, _ in
                first
            }
        }
        v3Places = places { [$0.name] + $0.aliases }
        v2Places = places { [$0.v2].compactMap { $0 } + $0.v2Aliases }
    }

    /// Every codec of this version.
    public static let standard = CodecCatalog(entries: [
        Entry("bitround", aliases: ["numcodecs.bitround"], v2: "bitround", BitRoundCodec.make),
        Entry("blosc", aliases: ["numcodecs.blosc"], v2: "blosc", BloscCodec.make),
        Entry("bytes", aliases: ["endian"], BytesCodec.make),
        Entry("cast_value", CastValueCodec.make),
        Entry(name: "conditional", aliases: [], v2: nil, ConditionalCodec.make),
        Entry("crc32c", aliases: ["numcodecs.crc32c"], v2: "crc32c", CRC32CCodec.make),
        Entry("gzip", aliases: ["numcodecs.gzip"], v2: "gzip", GzipCodec.make),
        Entry(name: "n5_default", aliases: [], v2: nil, N5DefaultCodec.make),
        Entry("numcodecs.adler32", aliases: ["adler32"], v2: "adler32", Adler32Codec.make),
        Entry("numcodecs.astype", aliases: ["astype"], v2: "astype", AsTypeCodec.make),
        Entry("numcodecs.base64", aliases: ["base64"], v2: "base64") { _ throws(ZarrError) in Base64Codec() },
        Entry("numcodecs.bz2", aliases: ["bz2"], v2: "bz2", Bzip2Codec.make),
        Entry("numcodecs.categorize", aliases: ["categorize"], v2: "categorize", CategorizeCodec.make),
        Entry("numcodecs.crc32", aliases: ["crc32"], v2: "crc32", CRC32Codec.make),
        Entry("numcodecs.delta", aliases: ["delta"], v2: "delta", DeltaCodec.make),
        Entry(
            "numcodecs.fixedscaleoffset", aliases: ["fixedscaleoffset"], v2: "fixedscaleoffset",
            FixedScaleOffsetCodec.make),
        Entry("numcodecs.fletcher32", aliases: ["fletcher32"], v2: "fletcher32") { _ throws(ZarrError) in
            Fletcher32Codec()
        },
        Entry(
            "numcodecs.jenkins_lookup3", aliases: ["jenkins_lookup3"], v2: "jenkins_lookup3", JenkinsLookup3Codec.make),
        Entry(
            "numcodecs.json2", aliases: ["json2", "numcodecs.json"], v2: "json2", v2Aliases: ["json"], JSON2Codec.make),
        Entry("numcodecs.lz4", aliases: ["lz4"], v2: "lz4", LZ4Codec.make),
        Entry("numcodecs.lzma", aliases: ["lzma"], v2: "lzma", LZMACodec.make),
        Entry(
            "numcodecs.msgpack2", aliases: ["msgpack2", "numcodecs.msgpack"], v2: "msgpack2", v2Aliases: ["msgpack"],
            MessagePackCodec.make),
        Entry("numcodecs.packbits", v2: "packbits") { _ throws(ZarrError) in BooleanPackingCodec() },
        Entry("numcodecs.pickle", aliases: ["pickle"], v2: "pickle", PickleCodec.make),
        Entry("numcodecs.quantize", aliases: ["quantize"], v2: "quantize", QuantizeCodec.make),
        Entry("numcodecs.shuffle", aliases: ["shuffle"], v2: "shuffle", ShuffleCodec.make),
        Entry("numcodecs.vlen-array", aliases: ["vlen-array"], v2: "vlen-array", VlenArrayCodec.make),
        Entry("numcodecs.zfpy", aliases: ["zfpy"], v2: "zfpy", ZFPYCodec.make),
        Entry("numcodecs.zlib", aliases: ["zlib"], v2: "zlib", ZlibCodec.make),
        Entry("packbits", PackBitsCodec.make),
        Entry("reshape", ReshapeCodec.make),
        Entry("scale_offset", ScaleOffsetCodec.make),
        Entry(name: "sharding_indexed", aliases: [], v2: nil, ShardingCodec.make),
        Entry("transpose", TransposeCodec.make),
        Entry("vlen-bytes", aliases: ["numcodecs.vlen-bytes"], v2: "vlen-bytes") { _ throws(ZarrError) in
            VlenBytesCodec()
        },
        Entry("vlen-utf8", aliases: ["numcodecs.vlen-utf8"], v2: "vlen-utf8") { _ throws(ZarrError) in VlenUTF8Codec()
        },
        Entry("zfp", ZFPCodec.make),
        Entry("zstd", aliases: ["numcodecs.zstd"], v2: "zstd", ZstdCodec.make),
    ])

    /// The codec that a Zarr v3 document names.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` with the name where nobody knows it.
    public func codec(v3 named: NamedConfiguration) throws(ZarrError) -> any Codec {
        if let entry = entry(v3: named.name) {
            do { return try entry.make(named, self) } catch { throw error.at(codec: named.name) }
        }
        throw unknown(named.name, among: entries.flatMap { [$0.name] + $0.aliases })
    }

    /// The codec that a Zarr v2 document describes by an object with an `id`.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` with the id where nobody knows it.
    public func codec(v2 object: JSONObject) throws(ZarrError) -> any Codec {
        guard let id = object["id"]?.stringValue else {
            throw ZarrError(.invalidMetadata, "a codec has no id").at(jsonPath: "id")
        }
        var configuration = object
        configuration["id"] = nil
        if let entry = entry(v2: id) {
            do {
                return try entry.make(NamedConfiguration(id, configuration), self)
            } catch {
                throw error.at(codec: id)
            }
        }
        throw unknown(id, among: entries.compactMap(\.v2))
    }

    /// The chain that a Zarr v3 document lists; `path` is the place of the list, for errors.
    public func chain(v3 list: [JSONValue], at path: String) throws(ZarrError) -> CodecChain {
        var codecs: [any Codec] = []
        for (place, json) in list.enumerated() {
            do {
                let named = try NamedConfiguration(json)
                codecs.append(
                    knows(named.name) || named.mustUnderstand ? try codec(v3: named) : UnknownCodec(v3: named))
            } catch {
                throw error.within("\(path)[\(place)]")
            }
        }
        do { return try CodecChain(codecs) } catch { throw error.within(path) }
    }

    /// The entry of a name or another name in Zarr v3.
    public func entry(v3 name: String) -> Entry? { v3Places[name].map { entries[$0] } }

    /// The entry of an id in Zarr v2.
    public func entry(v2 id: String) -> Entry? { v2Places[id].map { entries[$0] } }

    /// Whether a Zarr v3 document may name it.
    public func knows(_ name: String) -> Bool { v3Places[name] != nil }

    private func unknown(_ name: String, among names: [String]) -> ZarrError {
        ZarrError(
            .unsupported, "the codec \"\(name)\" is not known",
            hint: ForeignCodec.hint(for: name) ?? NearestName.hint(for: name, among: names)
        ).at(codec: name)
    }
}

extension CodecCatalog.Entry {
    /// What the codec makes of what.
    public var kind: CodecKind {
        switch codec {
        case is any ArrayToArrayCodec.Type: .arrayToArray
        case is any ArrayToBytesCodec.Type: .arrayToBytes
        default: .bytesToBytes
        }
    }

    init<Made: Codec>(
        _ name: String, aliases: [String] = [], v2: String? = nil, v2Aliases: [String] = [],
        _ make: @escaping @Sendable (NamedConfiguration) throws(ZarrError) -> Made
    ) {
        self.init(name: name, aliases: aliases, v2: v2, v2Aliases: v2Aliases) { (named, _) throws(ZarrError) in
            try make(named)
        }
    }

    init<Made: Codec>(
        name: String, aliases: [String], v2: String?, v2Aliases: [String] = [],
        _ make: @escaping @Sendable (NamedConfiguration, CodecCatalog) throws(ZarrError) -> Made
    ) {
        self.init(
            name: name, aliases: aliases, v2: v2, v2Aliases: v2Aliases, codec: Made.self
        ) { (named, catalog) throws(ZarrError) in try make(named, catalog) }
    }
}

/// What a codec makes of what.
public enum CodecKind: String, Sendable, Hashable, CaseIterable {
    /// An array of an array.
    case arrayToArray = "array-to-array"
    /// Bytes of an array.
    case arrayToBytes = "array-to-bytes"
    /// Bytes of bytes.
    case bytesToBytes = "bytes-to-bytes"
}

public import ZarrBase
public import ZarrCodecs
public import ZarrFormats
public import ZarrStorage

/// What a new array is made of. Whatever is nil has a sensible default.
public struct ArrayLayout: Sendable {
    /// The extents.
    public var shape: [Int]
    /// The type of the elements.
    public var dataType: DataType
    /// The shape of the parts that are read alone; by default about 1 MiB of elements.
    public var chunks: [Int]?
    /// The shape of the stored values, multiples of the chunks; none by default.
    public var shards: [Int]?
    /// How the array is cut into stored values, where their shapes differ: then ``shards`` is not given, and ``chunks`` only
    /// where the values are shards.
    public var chunkGrid: ChunkGrid?
    /// The codecs of a chunk; zstd by default.
    public var codecs: [CodecChoice]?
    /// What elements hold that were never written; zero by default.
    public var fillValue: FillValue?
    /// The names of the axes.
    public var dimensionNames: [String?]?
    /// The attributes.
    public var attributes: JSONObject
    /// The format of the metadata.
    public var format: FormatIdentifier
    /// How the keys of chunks are written; as is usual in the format by default.
    public var chunkKeyEncoding: ChunkKeyEncoding?
    /// The end of a shard at which its index lies.
    public var shardIndexLocation: ShardingCodec.IndexLocation

    /// A layout.
    public init(
        shape: [Int], dataType: DataType, chunks: [Int]? = nil, shards: [Int]? = nil, chunkGrid: ChunkGrid? = nil,
        codecs: [CodecChoice]? = nil, fillValue: FillValue? = nil, dimensionNames: [String?]? = nil,
        attributes: JSONObject = [:], format: FormatIdentifier = .zarr3, chunkKeyEncoding: ChunkKeyEncoding? = nil,
        shardIndexLocation: ShardingCodec.IndexLocation = .end
    ) {
        self.shape = shape
        self.dataType = dataType
        self.chunks = chunks
        self.shards = shards
        self.chunkGrid = chunkGrid
        self.codecs = codecs
        self.fillValue = fillValue
        self.dimensionNames = dimensionNames
        self.attributes = attributes
        self.format = format
        self.chunkKeyEncoding = chunkKeyEncoding
        self.shardIndexLocation = shardIndexLocation
    }

    /// The description that a document of the format says, every default settled.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where the parts do not fit each other.
    public func description() throws(ZarrError) -> ArrayDescription {
        guard shape.allSatisfy({ $0 >= 0 }) else { throw ZarrError(.invalidArgument, "the shape \(shape) is negative") }
        if chunkGrid != nil, shards != nil {
            throw ZarrError(.invalidArgument, "shards are given both as one shape and as a grid")
        }
        let shards = self.shards ?? (self.chunks == nil ? nil : chunkGrid?.largestChunkShape)
        let chunks =
            self.chunks ?? chunkGrid?.largestChunkShape ?? Self.defaultChunks(of: shape, dataType, within: shards)
        guard chunks.count == shape.count, chunks.allSatisfy({ $0 > 0 }) else {
            throw ZarrError(.invalidArgument, "chunks of \(chunks) do not fit an array of shape \(shape)")
        }
        // zstd is a plugin of N5 that not every installation has.
        var chain = try (codecs ?? (format == .n5 ? [.gzip()] : [.zstd()])).chain(for: dataType)
        if let shards {
            guard format == .zarr3 else {
                throw ZarrError(.unsupported, "\(format.name) has no shards", hint: "use the format zarr3")
            }
            guard shards.count == chunks.count, zip(shards, chunks).allSatisfy({ $0 > 0 && $0 % $1 == 0 }) else {
                throw ZarrError(.invalidArgument, "shards of \(shards) are not multiples of chunks of \(chunks)")
            }
            chain = CodecChain(
                arrayToBytes: ShardingCodec(subchunkShape: chunks, codecs: chain, indexLocation: shardIndexLocation))
        }
        var description = ArrayDescription(
            format: format, shape: shape, chunkGrid: chunkGrid ?? .regular(chunkShape: shards ?? chunks),
            chunkKeyEncoding: chunkKeyEncoding
                ?? (format == .zarr2 ? .v2(separator: .dot) : .default(separator: .slash)),
            dataType: dataType, fillValue: fillValue ?? .zero(of: dataType), codecs: chain, attributes: attributes,
            dimensionNames: dimensionNames)
        if let dimensionNames, dimensionNames.count != shape.count {
            throw ZarrError(.invalidArgument, "\(dimensionNames.count) names for \(shape.count) axes")
        }
        try description.chunkGrid.validate(for: shape)
        if format == .n5 {
            description.format = .zarr3
            description = try N5Format().converted(description)
            if let fillValue, fillValue.bytes != description.fillValue.bytes {
                throw ZarrError(
                    .unsupported, "N5 has no fill value but 0", hint: "leave it out, or use the format zarr3")
            }
        }
        _ = try ChunkPipelines(description)
        return description
    }

    /// Halves the longest axis until a chunk takes about a mebibyte.
    private static func defaultChunks(of shape: [Int], _ dataType: DataType, within shards: [Int]?) -> [Int] {
        var chunks = (shards ?? shape).map { max(1, $0) }
        let wanted = (1 << 20) / max(1, dataType.byteCount)
        while chunks.reduce(1.0, { $0 * Double($1) }) > Double(wanted) {
            // A chunk must divide its shard, so that only even extents are halved there.
            let candidates = chunks.indices.filter { chunks[$0] > 1 && (shards == nil || chunks[$0] % 2 == 0) }
            guard let longest = candidates.max(by: { chunks[$0] < chunks[$1] }) else { break }
            chunks[longest] = shards == nil ? chunks[longest].dividedRoundingUp(by: 2) : chunks[longest] / 2
        }
        return chunks
    }
}

extension ZarrArray {
    /// Creates an array at a location, and the groups above it where there are none.
    ///
    /// - Throws: ``ZarrError/Code/exists`` where there is a node, unless `overwrite`: then it is deleted first.
    /// - Complexity: one request a document and a group above.
    public static func create(
        _ location: String, _ layout: ArrayLayout, overwrite: Bool = false, context: ZarrContext = .standard
    ) async throws -> ZarrArray {
        let place = try Location(parsing: location)
        let (store, path) = try await place.resolve(for: .writing)
        var layout = layout
        if let said = place.formatIdentifier { layout.format = said }
        return try await create(in: store.writable(), at: path, layout, overwrite: overwrite, context: context)
    }

    /// Creates an array at a location from its parts.
    public static func create(
        _ location: String, shape: [Int], dataType: DataType, chunks: [Int]? = nil, shards: [Int]? = nil,
        codecs: [CodecChoice]? = nil, fillValue: FillValue? = nil, dimensionNames: [String?]? = nil,
        attributes: JSONObject = [:], format: FormatIdentifier = .zarr3, overwrite: Bool = false,
        context: ZarrContext = .standard
    ) async throws -> ZarrArray {
        let layout = ArrayLayout(
            shape: shape, dataType: dataType, chunks: chunks, shards: shards, codecs: codecs, fillValue: fillValue,
            dimensionNames: dimensionNames, attributes: attributes, format: format)
        return try await create(location, layout, overwrite: overwrite, context: context)
    }

    /// Creates an array of the shape, type, fill value, names and attributes of another one; it holds none of its values.
    public static func create(
        _ location: String, like other: ZarrArray, chunks: [Int]? = nil, shards: [Int]? = nil,
        codecs: [CodecChoice]? = nil, format: FormatIdentifier? = nil, overwrite: Bool = false,
        context: ZarrContext? = nil
    ) async throws -> ZarrArray {
        let place = try Location(parsing: location)
        let (store, path) = try await place.resolve(for: .writing)
        let description = try await other.description(
            chunks: chunks, shards: shards, codecs: codecs, format: format ?? place.formatIdentifier ?? .zarr3)
        return try await create(
            in: store.writable(), at: path, description, overwrite: overwrite, context: context ?? other.context)
    }

    /// Creates an array at `path` of a store.
    public static func create(
        in store: any Store, at path: String = "", _ layout: ArrayLayout, overwrite: Bool = false,
        context: ZarrContext = .standard
    ) async throws -> ZarrArray {
        try await create(in: store, at: path, try layout.description(), overwrite: overwrite, context: context)
    }

    /// Creates an array at `path` of a store as a description has it.
    public static func create(
        in store: any Store, at path: String = "", _ description: ArrayDescription, overwrite: Bool = false,
        context: ZarrContext = .standard
    ) async throws -> ZarrArray {
        let storage = try NodeStorage(store, path: NodePath.normalized(path))
        do {
            let format = FormatCatalog.format(description.format)
            var description = description
            for (field, value) in format.document(ofNewNodeAt: storage.path) { description.document[field] = value }
            let array = try ZarrArray(description, storage: storage, context: context)
            let documents = try format.documents(for: description)
            try await storage.makeRoom(for: description.format, overwrite: overwrite)
            try await storage.createGroupsAbove(description.format, context)
            try await storage.write(documents)
            try await storage.renewConsolidated(context)
            return array
        } catch let error as ZarrError {
            throw error.at(node: storage.displayPath)
        }
    }

    /// What describes an array of the same values stored another way.
    ///
    /// - Parameters: what is nil stays as it is, where the format can say it; chunks and shards are kept together.
    public func description(
        chunks: [Int]? = nil, shards: [Int]? = nil, codecs: [CodecChoice]? = nil, format: FormatIdentifier
    ) async throws -> ArrayDescription {
        let attributes = try await attributes()
        let own = description
        let keepsCodecs = codecs == nil
        // Zarr v3 has no objects; most are text, and that is found out when they are written.
        let becomesText = own.dataType == .object && format == .zarr3
        // What N5 cannot say is found out below, by its own conversion.
        let isConverted = format == .n5 && own.format != .n5
        var layout = ArrayLayout(
            shape: own.shape, dataType: becomesText ? .string : own.dataType, format: isConverted ? .zarr3 : format)
        layout.chunks = chunks ?? chunkShape.map { max(1, $0) }
        layout.shards = shards ?? (chunks == nil && format == .zarr3 ? own.shardShape : nil)
        layout.codecs =
            codecs
            ?? (format == .zarr3 ? own.innerCodecs : own.innermostCodecs).all.filter {
                format == own.format || $0.isKept(in: format, becomesText)
            }.map {
                // The framing of N5 is known to no reader of Zarr.
                CodecChoice($0 is LZ4BlocksCodec && format != .n5 ? ZstdCodec() : $0)
            }
        layout.fillValue = becomesText ? try own.fillValue.text : own.fillValue
        layout.attributes = attributes
        layout.dimensionNames = own.dimensionNames
        if chunks == nil, shards == nil, case .rectilinear = own.chunkGrid, format == .zarr3 {
            layout.chunkGrid = own.chunkGrid
            layout.shards = nil
            layout.chunks = own.sharding?.subchunkShape
        }
        if chunks == nil, shards == nil, keepsCodecs, format == own.format {
            var same = own
            same.attributes = attributes
            return same
        }
        var description = try layout.description()
        // The codecs were written for one format; the other one says which of them it has.
        description.format = own.format
        description.attributes = attributes
        let target = FormatCatalog.format(format)
        description = own.format == format ? description : try target.converted(description)
        description.format = format
        return description
    }
}

extension Codec {
    /// Whether a copy in another format has the codec, too; labels are known to no other reader of Zarr v3.
    fileprivate func isKept(in format: FormatIdentifier, _ becomesText: Bool) -> Bool {
        if becomesText { return !(self is any ObjectCodec) }
        return format != .zarr3 || !(self is CategorizeCodec)
    }
}

extension FillValue {
    /// The fill value of an array of objects as that of an array of text.
    fileprivate var text: FillValue {
        get throws(ZarrError) {
            let object = DataType.object.json(of: self, dialect: .v3)
            if let text = object.stringValue { return FillValue(bytes: Array(text.utf8)) }
            // What zarr-python leaves where no fill value is chosen.
            if object.isNull || object.intValue == 0 { return FillValue(bytes: []) }
            throw ZarrError(
                .unsupported, "the fill value \(object.serialized()) is no text, and Zarr v3 has no other objects",
                hint: "use the format zarr2")
        }
    }
}

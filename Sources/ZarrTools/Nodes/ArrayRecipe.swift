public import Zarr

/// A new array as the command line describes it, every part as text.
public struct ArrayRecipe: Sendable {
    /// The extents, as `100,200`.
    public var shape = ""
    /// The type of the elements.
    public var dataType = ""
    /// The extents of a chunk.
    public var chunks: String?
    /// The extents of a shard.
    public var shards: String?
    /// The codecs.
    public var codecs: String?
    /// The fill value.
    public var fillValue: String?
    /// The names of the axes, separated by commas; an empty one for none.
    public var dimensionNames: String?
    /// The attributes, as a JSON object.
    public var attributes: String?
    /// What stands between the indices in the key of a chunk.
    public var separator: ChunkKeyEncoding.Separator?
    /// Whether the first axis changes fastest within a chunk.
    public var isFortranOrder = false
    /// The end of a shard at which its index lies.
    public var shardIndexLocation = ShardingCodec.IndexLocation.end
    /// The format of the metadata.
    public var format = FormatIdentifier.zarr3

    /// An empty recipe.
    public init() {}

    /// The layout that the texts say.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where one of them cannot be read.
    public func layout() throws(ZarrError) -> ArrayLayout {
        let (type, endian) = try DataTypeText.parse(dataType)
        let extents = try ExtentsText.parse(shape, of: "--shape")
        var layout = ArrayLayout(shape: extents, dataType: type, format: format)
        if let chunks {
            switch try ChunkGridText.parse(chunks, of: "--chunks") {
            case .regular(let shape): layout.chunks = shape
            case let grid: layout.chunkGrid = grid
            }
        }
        if let shards {
            guard layout.chunkGrid == nil else {
                throw ZarrError(
                    .invalidArgument, "subchunks of a shard have one shape", hint: "let the shards differ: --shards")
            }
            switch try ChunkGridText.parse(shards, of: "--shards") {
            case .regular(let shape): layout.shards = shape
            case let grid:
                guard layout.chunks != nil else {
                    throw ZarrError(.invalidArgument, "shards of several shapes need --chunks")
                }
                layout.chunkGrid = grid
            }
        }
        layout.codecs = try codecs.map { text throws(ZarrError) in try CodecText.parse(text) }
        if endian == .big { layout.codecs = (layout.codecs ?? [.zstd()]).storing(.big) }
        if isFortranOrder, extents.count > 1 {
            layout.codecs = [.transpose(extents.indices.reversed())] + (layout.codecs ?? [.zstd()])
        }
        if let fillValue { layout.fillValue = try FillValueText.parse(fillValue, for: type, format: format) }
        if let dimensionNames {
            layout.dimensionNames = dimensionNames.split(separator: ",", omittingEmptySubsequences: false)
                .map { String($0).trimmingSpaces }.map { $0.isEmpty ? nil : $0 }
        }
        if let attributes { layout.attributes = try AttributesText.object(attributes) }
        if let separator {
            layout.chunkKeyEncoding = format == .zarr2 ? .v2(separator: separator) : .default(separator: separator)
        }
        layout.shardIndexLocation = shardIndexLocation
        return layout
    }
}

extension [CodecChoice] {
    /// The same codecs with elements stored in a byte order, unless they say one.
    fileprivate func storing(_ endian: Endianness) -> [CodecChoice] {
        if contains(where: { $0.codec is any ArrayToBytesCodec }) { return self }
        var codecs = self
        codecs.insert(.bytes(endian), at: firstIndex { $0.codec is any BytesToBytesCodec } ?? endIndex)
        return codecs
    }
}

public import ZarrBase
import ZarrCompression

/// The `blosc` bytes-to-bytes codec: Blosc 1 frames with any of their compressors and shuffles.
///
/// - Zarr v3 name: `blosc` · Zarr v2 id: `blosc`
/// - Specification: <https://zarr-specs.readthedocs.io/en/latest/v3/codecs/blosc/index.html>
///
/// ## Configuration
/// ```json
/// {"name": "blosc", "configuration": {"cname": "lz4", "clevel": 5, "shuffle": "shuffle", "typesize": 4, "blocksize": 0}}
/// ```
/// Zarr v2 says the shuffle as a number, of which -1 leaves the choice to the writer, and no `typesize`.
public struct BloscCodec: BytesToBytesCodec {
    /// What the list of codecs says.
    public static var summary: String { "Blosc 1: blosclz, lz4, lz4hc, zlib or zstd behind a shuffle" }
    /// As they are written.
    public static var fields: [String] { ["cname", "clevel", "shuffle", "typesize", "blocksize"] }

    /// The order in which the bytes of a block are compressed.
    public enum Shuffle: String, Sendable, Hashable, CaseIterable {
        /// As they are.
        case none = "noshuffle"
        /// The first bytes of all elements, then the second ones, and so on.
        case byte = "shuffle"
        /// The first bits of all elements, then the second ones, and so on.
        case bit = "bitshuffle"
    }

    /// The name of the compressor within: blosclz, lz4, lz4hc, zlib, zstd or snappy.
    public let compressor: String
    /// The compression level, 0...9.
    public let level: Int
    /// The shuffle; nil leaves it to the element size: bits for single bytes, bytes for larger elements.
    public let shuffle: Shuffle?
    /// The size of an element, in bytes; nil takes it from the data type.
    public let typeSize: Int?
    /// The size of a block, in bytes; 0 leaves it to the library.
    public let blockSize: Int

    /// A codec with this compressor.
    public init(
        compressor: String = "lz4", level: Int = 5, shuffle: Shuffle? = .byte, typeSize: Int? = nil, blockSize: Int = 0
    ) {
        self.compressor = compressor
        self.level = level
        self.shuffle = shuffle
        self.typeSize = typeSize
        self.blockSize = blockSize
    }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> BloscCodec {
        let reader = named.reader
        let compressor = try reader.string("cname", default: "lz4")
        guard Blosc.Compressor(rawValue: compressor) != nil else {
            throw ZarrError(
                .unsupported, "blosc knows no compressor \"\(compressor)\"",
                hint: "blosclz, lz4, lz4hc, zlib, zstd or snappy"
            ).at(jsonPath: "configuration.cname")
        }
        return BloscCodec(
            compressor: compressor, level: try reader.integer("clevel", in: 0...9, default: 5),
            shuffle: try shuffle(reader),
            typeSize: reader["typesize"] == nil ? nil : try reader.integer("typesize", in: 1...Int(Int32.max)),
            blockSize: try reader.integer("blocksize", in: 0...Int(Int32.max), default: 0))
    }

    private static func shuffle(_ reader: ConfigurationReader) throws(ZarrError) -> Shuffle? {
        guard let value = reader["shuffle"] else { return .byte }
        if value.intValue == -1 { return nil }
        if let number = value.intValue, Shuffle.allCases.indices.contains(number) { return Shuffle.allCases[number] }
        guard let shuffle = value.stringValue.flatMap(Shuffle.init(rawValue:)) else {
            throw reader.wrong("shuffle", value, "\"noshuffle\", \"shuffle\" or \"bitshuffle\"")
        }
        return shuffle
    }

    /// With all parameters.
    public var v3: NamedConfiguration {
        var configuration: JSONObject = [
            "typesize": .number(JSONNumber(typeSize ?? 1)), "cname": .string(compressor),
            "clevel": .number(JSONNumber(level)), "shuffle": .string((shuffle ?? .byte).rawValue),
            "blocksize": .number(JSONNumber(blockSize)),
        ]
        // The specification has no typesize where nothing is shuffled, but wants it elsewhere.
        if typeSize == nil, shuffle == Shuffle.none { configuration["typesize"] = nil }
        return NamedConfiguration("blosc", configuration)
    }
    /// With all parameters that Zarr v2 has.
    public var v2: JSONObject? {
        [
            "id": "blosc", "cname": .string(compressor), "clevel": .number(JSONNumber(level)),
            "shuffle": .number(JSONNumber(shuffle.flatMap(Shuffle.allCases.firstIndex(of:)) ?? -1)),
            "blocksize": .number(JSONNumber(blockSize)),
        ]
    }

    /// With the shuffle and the element size settled.
    public func bound(toElementSize size: Int) throws(ZarrError) -> any BytesToBytesCodec {
        let size = typeSize ?? size
        return BloscCodec(
            compressor: compressor, level: level, shuffle: shuffle ?? (size == 1 ? .bit : .byte), typeSize: size,
            blockSize: blockSize)
    }

    /// As soon as they are larger than one.
    public static var storesBlocks: Bool { true }
    /// The blocks of a frame.
    public func blocks(in front: UnsafeRawBufferPointer, of size: Int) throws(ZarrError) -> BlockStreamPrefix? {
        guard front.count >= Blosc.Header.size else { return nil }
        let header = try Blosc.Header(front)
        let prefixSize = BloscBlocks.prefixSize(header)
        // A header that belongs to another size is refused below, whatever it asks for.
        if prefixSize > front.count, header.storedSize == size { return .needs(prefixSize) }
        return .blocks(BloscStream(blocks: try BloscBlocks(header, prefix: front, storedSize: size)))
    }

    /// Decodes a frame into memory of the right size.
    public func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer, worker: CodecWorker
    ) throws(ZarrError) {
        let written = try Blosc.decompress(encoded, into: decoded, context: worker.compression)
        try requireFilled(written, of: decoded.count)
    }

    /// Decodes a frame, up to the limit.
    public func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: ScratchBuffer, limit: Int, worker: CodecWorker
    ) throws(ZarrError) {
        try Blosc.decompress(encoded, into: decoded, limit: limit, context: worker.compression)
    }

    /// Encodes into one frame.
    public func encode(
        _ decoded: UnsafeRawBufferPointer, into encoded: ScratchBuffer, worker: CodecWorker
    ) throws(ZarrError) {
        try Blosc.compress(
            decoded, into: encoded, compressor: usedCompressor, level: level, shuffle: usedShuffle,
            typeSize: typeSize ?? 1, blockSize: blockSize, context: worker.compression)
    }

    /// What encodes chunks of so many bytes block by block; nil where they are needed in one piece.
    func encoder(of byteCount: Int) -> BloscEncoder? {
        let encoder = BloscEncoder(
            compressor: usedCompressor, level: level, shuffle: usedShuffle, typeSize: typeSize ?? 1,
            blockSize: blockSize)
        guard let encoder, encoder.takes(byteCount) else { return nil }
        return encoder
    }

    private var usedCompressor: Blosc.Compressor { Blosc.Compressor(rawValue: compressor) ?? .lz4 }

    private var usedShuffle: Blosc.Shuffle {
        switch shuffle {
        case .none?: .noshuffle
        case .bit?: .bitshuffle
        default: .shuffle
        }
    }
}

private struct BloscStream: BlockStream {
    let blocks: BloscBlocks

    var decodedSize: Int { blocks.header.decodedSize }
    var count: Int { blocks.count }
    func decodedRange(_ block: Int) -> Range<Int> { blocks.decodedRange(block) }
    func encodedRange(_ block: Int) -> Range<Int> { blocks.storedRange(block) }
    var isStoredAsIs: Bool { blocks.header.isCopy }

    func decode(
        _ block: Int, from encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer,
        worker: CodecWorker
    ) throws(ZarrError) {
        try blocks.decode(block, from: encoded, into: decoded, context: worker.compression)
    }
}

import ZarrBase
public import ZarrCodecs

/// A codec as it is asked for when an array is created: `[.zstd(level: 3)]`.
///
/// Codecs from array to array come first, those from bytes to bytes last; the one between follows from the data type.
public struct CodecChoice: Sendable {
    /// The codec.
    public let codec: any Codec

    /// Any codec.
    public init(_ codec: any Codec) { self.codec = codec }

    /// Blosc 1: lz4, lz4hc, blosclz, zlib, zstd or snappy, after a shuffle.
    public static func blosc(
        _ compressor: String = "lz4", level: Int = 5, shuffle: BloscCodec.Shuffle? = .byte, blockSize: Int = 0
    ) -> CodecChoice {
        CodecChoice(BloscCodec(compressor: compressor, level: level, shuffle: shuffle, blockSize: blockSize))
    }
    /// bzip2, level 1...9.
    public static func bz2(level: Int = 1) -> CodecChoice { CodecChoice(Bzip2Codec(level: level)) }
    /// A checksum behind the bytes.
    public static let crc32c = CodecChoice(CRC32CCodec())
    /// Byte order in storage; little-endian where it is not chosen.
    public static func bytes(_ endian: Endianness) -> CodecChoice { CodecChoice(BytesCodec(endian: endian)) }
    /// Differences between neighbours, of elements whose NumPy type string is `dtype`.
    public static func delta(_ dtype: String) -> CodecChoice { CodecChoice(DeltaCodec(dtype: dtype)) }
    /// gzip, level 0...9.
    public static func gzip(level: Int = 6) -> CodecChoice { CodecChoice(GzipCodec(level: level)) }
    /// LZ4 as numcodecs frames it.
    public static func lz4(acceleration: Int = 1) -> CodecChoice { CodecChoice(LZ4Codec(acceleration: acceleration)) }
    /// .xz with a preset of 0...9.
    public static func lzma(preset: Int? = nil) -> CodecChoice { CodecChoice(LZMACodec(preset: preset)) }
    /// The first bytes of all elements, then the second ones, and so on.
    public static func shuffle(elementSize: Int = 0) -> CodecChoice {
        CodecChoice(ShuffleCodec(elementSize: elementSize))
    }
    /// The axes in another order.
    public static func transpose(_ order: [Int]) -> CodecChoice { CodecChoice(TransposeCodec(order: .axes(order))) }
    /// zlib, level 0...9.
    public static func zlib(level: Int = 1) -> CodecChoice { CodecChoice(ZlibCodec(level: level)) }
    /// Zstandard, level -131072...22.
    public static func zstd(level: Int = 3, checksum: Bool = false) -> CodecChoice {
        CodecChoice(ZstdCodec(level: level, checksum: checksum))
    }
}

extension [CodecChoice] {
    /// The chain for elements of a data type; what turns the array into bytes is added where it was not chosen.
    func chain(for dataType: DataType) throws(ZarrError) -> CodecChain {
        var codecs = map(\.codec)
        if !codecs.contains(where: { $0 is any ArrayToBytesCodec }) {
            let between: any ArrayToBytesCodec =
                dataType.isVariableLength
                ? VlenUTF8Codec() : BytesCodec(endian: dataType.layout.hasByteOrder ? .little : nil)
            codecs.insert(between, at: codecs.firstIndex { $0 is any BytesToBytesCodec } ?? codecs.endIndex)
        }
        return try CodecChain(codecs)
    }
}

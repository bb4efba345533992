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

    /// An Adler-32 checksum in front of the bytes, or behind them.
    public static func adler32(location: ChecksumLocation = .start) -> CodecChoice {
        CodecChoice(Adler32Codec(location: location))
    }
    /// The bytes as text.
    public static let base64 = CodecChoice(Base64Codec())
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
    /// Codecs from bytes to bytes of which each chunk has those that make it smaller.
    public static func conditional(_ codecs: [any BytesToBytesCodec], headerBits: Int? = nil) -> CodecChoice {
        CodecChoice(ConditionalCodec(codecs, headerBits: headerBits))
    }
    /// A CRC-32 checksum in front of the bytes, or behind them.
    public static func crc32(location: ChecksumLocation = .start) -> CodecChoice {
        CodecChoice(CRC32Codec(location: location))
    }
    /// Byte order in storage; little-endian where it is not chosen.
    public static func bytes(_ endian: Endianness) -> CodecChoice { CodecChoice(BytesCodec(endian: endian)) }
    /// Differences between neighbours, of elements whose NumPy type string is `dtype`.
    public static func delta(_ dtype: String) -> CodecChoice { CodecChoice(DeltaCodec(dtype: dtype)) }
    /// The Fletcher checksum of HDF5 behind the bytes.
    public static let fletcher32 = CodecChoice(Fletcher32Codec())
    /// gzip, level 0...9.
    public static func gzip(level: Int = 6) -> CodecChoice { CodecChoice(GzipCodec(level: level)) }
    /// Bob Jenkins' hash behind the bytes.
    public static func jenkinsLookup3(seed: UInt32 = 0) -> CodecChoice { CodecChoice(JenkinsLookup3Codec(seed: seed)) }
    /// LZ4 as numcodecs frames it.
    public static func lz4(acceleration: Int = 1) -> CodecChoice { CodecChoice(LZ4Codec(acceleration: acceleration)) }
    /// .xz with a preset of 0...9.
    public static func lzma(preset: Int? = nil) -> CodecChoice { CodecChoice(LZMACodec(preset: preset)) }
    /// Blocks of N5, which this codec compresses.
    public static func n5Default(compressor: (any BytesToBytesCodec)? = nil) -> CodecChoice {
        CodecChoice(N5DefaultCodec(compressor: compressor))
    }
    /// Some bits of each element, from `firstBit` to `lastBit`, or as many as its type has.
    public static func packBits(
        firstBit: Int? = nil, lastBit: Int? = nil, padding: PackBitsCodec.Padding = .none
    ) -> CodecChoice {
        CodecChoice(PackBitsCodec(padding: padding, firstBit: firstBit, lastBit: lastBit))
    }
    /// The first bytes of all elements, then the second ones, and so on.
    public static func shuffle(elementSize: Int = 0) -> CodecChoice {
        CodecChoice(ShuffleCodec(elementSize: elementSize))
    }
    /// The axes in another order.
    public static func transpose(_ order: [Int]) -> CodecChoice { CodecChoice(TransposeCodec(order: .axes(order))) }
    /// zfp without a header, as Zarr v3 has it.
    public static func zfp(_ mode: ZFPCodec.Mode = .reversible) -> CodecChoice { CodecChoice(ZFPCodec(mode)) }
    /// zfp with a header, as numcodecs has it; without loss, unless it says how much.
    public static func zfpy(_ codec: ZFPYCodec = ZFPYCodec()) -> CodecChoice { CodecChoice(codec) }
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
            var between = dataType.usualCodec
            // Codecs between arrays may make words of bytes; where they make none, the document leaves the order out.
            if between is BytesCodec, codecs.contains(where: { $0 is any ArrayToArrayCodec }) {
                between = BytesCodec(endian: .little)
            }
            codecs.insert(between, at: codecs.firstIndex { $0 is any BytesToBytesCodec } ?? codecs.endIndex)
        }
        return try CodecChain(codecs)
    }
}

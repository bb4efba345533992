import Testing
import ZarrBase
import ZarrCodecs

/// A codec with which the conformance suite is run. Every codec of the catalog has one or more.
struct CodecRun: Sendable, CustomTestStringConvertible {
    let codec: any Codec
    var shape = [6, 10]
    var dataType = DataType.int32
    var isLossy = false
    var testDescription: String { codec.v3.json.serialized() + " of \(dataType)" }

    init(_ codec: any Codec, shape: [Int] = [6, 10], of dataType: DataType = .int32, isLossy: Bool = false) {
        self.isLossy = isLossy
        self.codec = codec
        self.shape = shape
        self.dataType = dataType
    }

    /// Codecs that only decode; their tests are in files of their own.
    static let readOnly: [CodecRun] = [CodecRun(PickleCodec(), of: .object)]

    /// Codecs of N5, which the documents of Zarr have no name for.
    static let unnamed: [CodecRun] = [
        CodecRun(LZ4BlocksCodec()), CodecRun(LZ4BlocksCodec(blockSize: 64), of: .float64),
        CodecRun(LZ4BlocksCodec(blockSize: 1000), of: .uint8),
        CodecRun(N5BlockCodec()), CodecRun(N5BlockCodec(compressor: GzipCodec(level: 1)), of: .float64),
        CodecRun(N5BlockCodec(compressor: BloscCodec()), shape: [2, 3, 4], of: .uint16),
        CodecRun(N5BlockCodec(compressor: LZ4BlocksCodec()), shape: [60], of: .int8),
        CodecRun(N5BlockCodec(), of: .string), CodecRun(N5BlockCodec(compressor: ZstdCodec()), of: .string),
        CodecRun(N5BlockCodec(content: .objects), shape: [1, 1], of: .bytes),
        CodecRun(N5BlockCodec(compressor: Bzip2Codec(level: 1), content: .objects), shape: [1], of: .bytes),
    ]

    static let all: [CodecRun] =
        DataTypeRun.records.flatMap { record in
            [CodecRun(BytesCodec(endian: .big), of: record), CodecRun(BytesCodec(endian: .little), of: record)]
        } + arithmetic + [
            CodecRun(BloscCodec(), of: .float64),
            CodecRun(BloscCodec(compressor: "blosclz", level: 9, shuffle: BloscCodec.Shuffle.none)),
            CodecRun(BloscCodec(compressor: "lz4hc", level: 1, shuffle: .bit), of: .int16),
            CodecRun(BloscCodec(compressor: "zlib", level: 0, blockSize: 256)),
            CodecRun(BloscCodec(compressor: "zstd", shuffle: nil, typeSize: 3), of: .uint8),
            CodecRun(BytesCodec(endian: .big)),
            CodecRun(BytesCodec(endian: .little), of: .complex128),
            CodecRun(BytesCodec(endian: nil), shape: [], of: .uint8),
            CodecRun(Bzip2Codec(level: 9)),
            CodecRun(CategorizeCodec(labels: labels), of: .string),
            CodecRun(CategorizeCodec(labels: labels, astype: ">i4"), of: .string),
            CodecRun(CRC32CCodec()),
            CodecRun(DeltaCodec(dtype: "<i4")),
            CodecRun(DeltaCodec(dtype: "|u1"), of: .uint8),
            CodecRun(GzipCodec(level: 1)),
            CodecRun(GzipCodec(level: 0), of: .float16),
            CodecRun(JSON2Codec(), of: .object),
            CodecRun(JSON2Codec(), shape: [], of: .object),
            CodecRun(LZ4Codec()),
            CodecRun(LZMACodec(preset: 0)),
            CodecRun(MessagePackCodec(), of: .object),
            CodecRun(MessagePackCodec(), shape: [2, 3, 4], of: .object),
            CodecRun(ShardingCodec(subchunkShape: [2, 5], codecs: CodecChain(bytesToBytes: [ZstdCodec()]))),
            CodecRun(
                ShardingCodec(
                    subchunkShape: [6, 5],
                    codecs: CodecChain(
                        arrayToArray: [TransposeCodec(order: .axes([1, 0]))],
                        arrayToBytes: ShardingCodec(
                            subchunkShape: [5, 3], codecs: CodecChain(bytesToBytes: [CRC32CCodec()]),
                            indexLocation: .start)),
                    indexCodecs: CodecChain(
                        arrayToBytes: BytesCodec(endian: .big), bytesToBytes: [CRC32CCodec(), CRC32CCodec()]))),
            CodecRun(
                ShardingCodec(subchunkShape: [3, 2], codecs: CodecChain(arrayToBytes: VlenUTF8Codec())), of: .string),
            CodecRun(
                ShardingCodec(subchunkShape: [3, 2], codecs: CodecChain(arrayToBytes: VlenBytesCodec())), of: .bytes),
            CodecRun(ShuffleCodec()),
            CodecRun(ShuffleCodec(elementSize: 0), of: .complex64),
            CodecRun(TransposeCodec(order: .axes([1, 0]))),
            CodecRun(TransposeCodec(order: .reversed), shape: [2, 3, 4]),
            CodecRun(TransposeCodec(order: .axes([1, 0])), of: .bytes),
            CodecRun(VlenBytesCodec(), of: .bytes),
            CodecRun(VlenUTF8Codec(), of: .string),
            CodecRun(ZlibCodec(level: 9)),
            CodecRun(ZstdCodec()),
            CodecRun(ZstdCodec(level: -5, checksum: true)),
        ] + extensions
        + ["<i4", ">f8", "|u1", ">i2"].compactMap { dtype in
            (try? VlenArrayCodec(dtype: dtype).objectType()).map { CodecRun(VlenArrayCodec(dtype: dtype), of: $0) }
        }

    /// All texts of the chunks that the suite makes, but the empty one.
    private static let labels = ["a", "ß", "文"].flatMap { letter in (1...5).map { String(repeating: letter, count: $0) }
    }
}

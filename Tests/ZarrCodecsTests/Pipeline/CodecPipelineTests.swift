import Testing
import ZarrBase
import ZarrCodecs

@Suite struct CodecPipelineTests {
    /// What a checksum lends is a part of the buffer that the codec behind it filled.
    @Test func aChecksumBetweenTwoCompressorsLendsItsBytes() throws {
        let chain = CodecChain(
            arrayToBytes: BytesCodec(endian: .big), bytesToBytes: [LZ4Codec(), CRC32CCodec(), Bzip2Codec()])
        let chunk = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) }
        let pipeline = try chain.bind(
            ChunkRepresentation(shape: [500], dataType: .uint16, fillValue: .zero(of: .uint16)))
        let encoded = try pipeline.encoded(chunk)
        #expect(try pipeline.decodedChunk(encoded) == chunk)
        #expect(try pipeline.decodedChunk(encoded, fromSource: true) == chunk)
    }
}

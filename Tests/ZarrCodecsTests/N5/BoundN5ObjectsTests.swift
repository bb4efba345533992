import Testing
import ZarrBase
import ZarrCodecs
import ZarrTesting

/// Blocks whose bytes only their writer knows.
@Suite struct BoundN5ObjectsTests {
    private func pipeline(
        _ content: N5BlockCodec.Content = .objects, _ compressor: (any BytesToBytesCodec)? = nil, shape: [Int] = [1, 1]
    ) throws -> CodecPipeline {
        try CodecChain(arrayToBytes: N5BlockCodec(compressor: compressor, content: content)).bind(
            ChunkRepresentation(shape: shape, dataType: .bytes, fillValue: .zero(of: .bytes)))
    }

    private func object(_ stored: [UInt8], _ pipeline: CodecPipeline) throws -> [UInt8] {
        let chunk = try TestChunk(.bytes, shape: pipeline.decoded.shape)
        let whole = ChunkPart(whole: pipeline.decoded.shape)
        try stored.withUnsafeBytes { try pipeline.decode($0, whole, into: chunk.target, worker: CodecWorker()) }
        let found = try chunk.elements()
        let again = try TestChunk(.bytes, shape: pipeline.decoded.shape)
        _ = try pipeline.decode(Bytes(stored), whole, into: again.target, worker: CodecWorker())
        #expect(try again.elements() == found)
        return try #require(found.first)
    }

    @Test func objectsAreBytesBehindTheirNumber() throws {
        let stored: [UInt8] = [0, 2, 0, 0, 0, 3, 7, 8, 9]
        #expect(try object(stored, pipeline()) == [7, 8, 9])
        #expect(try object([0, 2, 0, 0, 0, 0], pipeline()) == [])
        let chunk = try TestChunk(.bytes, shape: [1, 1])
        try stored.withUnsafeBytes {
            try pipeline().decode($0, ChunkPart(whole: [1, 1]), into: chunk.target, worker: CodecWorker())
        }
        #expect(try pipeline().encoded(chunk) == stored)
        let compressed = try pipeline(.objects, GzipCodec(level: 6)).encoded(chunk)
        #expect(compressed.prefix(8) == [0, 2, 0, 0, 0, 3, 0x1f, 0x8b])
        #expect(try object(compressed, pipeline(.objects, GzipCodec(level: 6))) == [7, 8, 9])
    }

    /// They lie behind the extents of the block, which may have any number of bytes.
    @Test func multisetsAreReadAndNotWritten() throws {
        let stored: [UInt8] = [0, 1, 0, 2, 0, 0, 0, 4, 0, 0, 0, 3, 0, 0, 0, 2, 5, 6]
        #expect(try object(stored, pipeline(.multisets)) == [5, 6])
        #expect {
            try pipeline(.multisets).encoded(TestChunk(random: 1, .bytes, shape: [1, 1]))
        } throws: {
            ($0 as? ZarrError)?.code == .unsupported
        }
    }

    @Test(
        arguments: [
            [], [0, 2], [0, 2, 0, 0, 0], [0, 2, 0, 0, 0, 3, 7, 8], [0, 2, 0, 0, 0, 3, 7, 8, 9, 10],
            [0, 2, 255, 255, 255, 255, 7], [0, 1, 0, 2, 0, 0, 0, 4, 0, 0, 0, 3, 0, 0, 0, 2, 5],
            [0, 1, 0, 1, 0, 0, 0, 4, 0, 0, 0, 2, 5, 6], [0, 9, 0, 0, 0, 1, 7],
        ] as [[UInt8]])
    func damagedBlocksAreRefused(stored: [UInt8]) {
        for content in [N5BlockCodec.Content.objects, .multisets] {
            #expect {
                try object(stored, pipeline(content))
            } throws: {
                ($0 as? ZarrError)?.code == .corruptData
            }
        }
    }

    @Test func aBlockIsOneObject() {
        #expect {
            try pipeline(shape: [2, 1])
        } throws: {
            ($0 as? ZarrError)?.code == .invalidArgument
        }
    }
}

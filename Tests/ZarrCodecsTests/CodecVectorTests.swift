import Testing
import ZarrBase
import ZarrCodecs
import ZarrTesting

/// What numcodecs, zfpy and zarrs encoded: `Fixtures/vectors/codecs.json`, small draws of the live run.
@Suite struct CodecVectorTests {
    private static func pipeline(_ vector: JSONValue) throws -> CodecPipeline {
        let name = NamedConfiguration(vector["data_type"].stringValue ?? "")
        let dataType = try DataTypeCatalog.standard.dataType(name)
        let catalog = CodecCatalog.standard
        let chain: CodecChain
        if vector["format"].intValue == 2 {
            let codec = try catalog.codec(v2: vector["codecs"].objectValue ?? [:])
            let bytes: [any Codec] = [BytesCodec(endian: .little), codec]
            chain = try CodecChain(codec is any ArrayToBytesCodec ? [codec] : bytes)
        } else {
            chain = try catalog.chain(v3: vector["codecs"].arrayValue ?? [], at: "codecs")
        }
        let shape = (vector["shape"].arrayValue ?? []).compactMap(\.intValue)
        return try chain.bind(ChunkRepresentation(shape: shape, dataType: dataType, fillValue: .zero(of: dataType)))
    }

    @Test func whatOthersEncodedIsReadAsTheyReadIt() throws {
        let vectors = try Vectors("codecs").json["vectors"].arrayValue ?? []
        #expect(vectors.count > 100)
        for vector in vectors {
            let id = vector["id"].stringValue ?? ""
            let pipeline = try Self.pipeline(vector)
            for fromSource in [false, true] {
                let found = try pipeline.decodedChunk(vector["encoded"].hexBytes, fromSource: fromSource)
                #expect(found == vector["decoded"].hexBytes, "\(id)")
            }
        }
    }

    /// What has one encoded form is written so, byte for byte.
    @Test func whatHasOneFormIsWrittenSo() throws {
        let one = [
            "adler32", "base64", "crc32", "crc32c", "fletcher32", "jenkins_lookup3", "packbits", "shuffle",
            "reversible",
        ]
        let vectors = (try Vectors("codecs").json["vectors"].arrayValue ?? []).filter { vector in
            let id = vector["id"].stringValue ?? ""
            return !id.hasPrefix("foreign") && one.contains { id.contains("-\($0)-") }
        }
        #expect(vectors.count > 30)
        for vector in vectors {
            let found = try Self.pipeline(vector).encoded(vector["decoded"].hexBytes)
            #expect(found == vector["encoded"].hexBytes, "\(vector["id"].stringValue ?? "")")
        }
    }

    /// Cut, changed and stretched bytes end in an error or in other values.
    @Test func damagedBytesAreRefused() throws {
        var random = SeededGenerator(seed: 20_261_121)
        for vector in try Vectors("codecs").json["vectors"].arrayValue ?? [] {
            let pipeline = try Self.pipeline(vector)
            let encoded = vector["encoded"].hexBytes
            for _ in 0..<20 {
                var damaged = encoded
                switch Int.random(in: 0...2, using: &random) {
                case 0: damaged.removeLast(Int.random(in: 1...encoded.count, using: &random))
                case 1: damaged.append(contentsOf: [UInt8](repeating: .random(in: 0...255, using: &random), count: 9))
                default:
                    damaged[Int.random(in: 0..<encoded.count, using: &random)] ^= .random(in: 1...255, using: &random)
                }
                do {
                    _ = try pipeline.decodedChunk(damaged)
                } catch let error as ZarrError {
                    let codes: [ZarrError.Code] = [.corruptData, .limitExceeded, .unsupported]
                    #expect(codes.contains(error.code), "\(vector["id"].stringValue ?? ""): \(error)")
                }
            }
        }
    }
}

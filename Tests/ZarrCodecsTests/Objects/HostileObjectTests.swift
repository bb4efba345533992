import Foundation
import Testing
import ZarrBase
import ZarrCodecs
import ZarrTesting

/// Good chunks of objects with bytes changed, taken out, put in: they read as something or are refused; nothing traps or
/// takes memory or time without bounds.
@Suite struct HostileObjectTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let id: String
        let chunk: [UInt8]
        let shape: [Int]
        var testDescription: String { id }
    }

    /// The uncompressed chunks of the fixtures whose id starts with `prefix`.
    private static func samples(_ prefix: String) -> [Sample] {
        var parts = #filePath.split(separator: "/")
        parts.removeLast(4)
        let folder = "/" + parts.joined(separator: "/") + "/Fixtures/objects/arrays/"
        let ids = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return ids.filter { $0.hasPrefix(prefix) }.sorted().flatMap { id -> [Sample] in
            guard let text = FileManager.default.contents(atPath: folder + id + "/.zarray"),
                let document = try? JSONValue.parse(Bytes(text)).objectValue,
                document["compressor"]?.isNull == true, let list = document["chunks"]?.arrayValue
            else { return [] }
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + id)) ?? []
            return names.filter { !$0.hasPrefix(".") }.sorted().prefix(2).compactMap { name in
                FileManager.default.contents(atPath: folder + id + "/" + name).map {
                    Sample(id: id + "/" + name, chunk: Array($0), shape: list.compactMap(\.intValue))
                }
            }
        }
    }

    static let pickleSamples = samples("pickle")
    static let json2Samples = samples("json2")
    static let messagePackSamples = samples("msgpack2")

    @Test func samplesAreFound() {
        #expect(Self.pickleSamples.count > 10)
        #expect(Self.json2Samples.count > 5)
        #expect(Self.messagePackSamples.count > 5)
    }

    @Test(arguments: pickleSamples) func pickles(_ sample: Sample) throws { try check(sample, PickleCodec(), 300) }
    @Test(arguments: json2Samples) func json2(_ sample: Sample) throws { try check(sample, JSON2Codec(), 300) }
    @Test(arguments: messagePackSamples) func messagePack(_ sample: Sample) throws {
        try check(sample, MessagePackCodec(), 300)
    }

    /// Opcodes in any order, with short arguments.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func opcodesInAnyOrder(_ seed: UInt64) throws {
        let opcodes =
            Array("N]}()tl0120aesu.RbcpqrghjKMJXUBCVISL".utf8) + [
                0x80, 0x85, 0x86, 0x87, 0x88, 0x8f, 0x90, 0x91, 0x93, 0x94,
            ]
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            var pickle: [UInt8] = []
            for _ in 0..<Int.random(in: 1...40, using: &random) {
                pickle.append(opcodes.randomElement(using: &random) ?? 0)
                if Bool.random(using: &random) { pickle.append(UInt8.random(in: 0...10, using: &random)) }
            }
            try tolerate(pickle, PickleCodec(), [2], "seed \(seed)")
        }
    }

    private func check(_ sample: Sample, _ codec: any ArrayToBytesCodec, _ rounds: Int) throws {
        var random = SeededGenerator(seed: UInt64(sample.chunk.count))
        _ = try objects(of: sample.chunk, by: codec, shape: sample.shape)
        for length in stride(from: 0, to: sample.chunk.count, by: max(1, sample.chunk.count / 50)) {
            #expect(throws: ZarrError.self, "\(length) bytes") {
                try objects(of: Array(sample.chunk.prefix(length)), by: codec, shape: sample.shape)
            }
        }
        for round in 0..<rounds {
            var damaged = sample.chunk
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<damaged.count, using: &random)
                switch Int.random(in: 0...3, using: &random) {
                case 0: damaged[place] = UInt8.random(in: 0...255, using: &random)
                case 1: damaged[place] = [0, 0x7f, 0x80, 0xff].randomElement(using: &random) ?? 0
                case 2: damaged.remove(at: place)
                default:
                    let end = min(damaged.count, place + Int.random(in: 1...16, using: &random))
                    damaged.insert(contentsOf: Array(damaged[place..<end]), at: place)
                }
                if damaged.isEmpty { damaged = [0] }
            }
            try tolerate(damaged, codec, sample.shape, "\(sample.id), round \(round)")
        }
    }

    private func tolerate(
        _ chunk: [UInt8], _ codec: any ArrayToBytesCodec, _ shape: [Int], _ what: String
    ) throws {
        do {
            _ = try objects(of: chunk, by: codec, shape: shape)
        } catch let error as ZarrError {
            let isRefused = [ZarrError.Code.corruptData, .limitExceeded, .unsupported].contains(error.code)
            #expect(isRefused, "\(what): \(error)")
        }
    }
}

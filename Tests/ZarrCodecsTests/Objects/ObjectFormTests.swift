import Testing
import ZarrBase
import ZarrCodecs
import ZarrTesting

/// What `json2`, `msgpack2` and `pickle` make of objects. Vectors by numcodecs 0.15.1, unless they say otherwise.
@Suite struct ObjectFormTests {
    static let words: [JSONValue] = ["00", "01", "02", "10", "11", "12"]

    @Test func json2IsWhatNumcodecsWrites() throws {
        let bytes = try chunk(of: Self.words, by: JSON2Codec(), shape: [2, 3])
        #expect(String(decoding: bytes, as: UTF8.self) == #"[["00","01","02"],["10","11","12"],"|O",[2,3]]"#)
        let single = try chunk(of: ["hi"], by: JSON2Codec(), shape: [])
        #expect(String(decoding: single, as: UTF8.self) == #"["hi","|O",[]]"#)
        let unicode = try chunk(of: ["ü😀"], by: JSON2Codec(), shape: [1])
        #expect(String(decoding: unicode, as: UTF8.self) == #"["\u00fc\ud83d\ude00","|O",[1]]"#)
    }

    @Test func messagePackIsWhatNumcodecsWrites() throws {
        // b'\x94\x93\xa200\xa201\xa202\x93\xa210\xa211\xa212\xa2|O\x92\x02\x03'
        var expected: [UInt8] = [0x94, 0x93, 0xa2] + Array("00".utf8) + [0xa2] + Array("01".utf8)
        expected += [0xa2] + Array("02".utf8) + [0x93, 0xa2] + Array("10".utf8) + [0xa2] + Array("11".utf8)
        expected += [0xa2] + Array("12".utf8) + [0xa2] + Array("|O".utf8) + [0x92, 2, 3]
        #expect(try chunk(of: Self.words, by: MessagePackCodec(), shape: [2, 3]) == expected)
        #expect(try objects(of: expected, by: MessagePackCodec(), shape: [2, 3]) == Self.words)
    }

    /// Each form at both ends of its range (MessagePack specification, "Formats").
    @Test func messagePackHasTheShortestForms() throws {
        let vectors: [(JSONValue, [UInt8])] = [
            (0, [0]), (127, [0x7f]), (128, [0xcc, 0x80]), (255, [0xcc, 0xff]), (256, [0xcd, 1, 0]),
            (65535, [0xcd, 0xff, 0xff]), (65536, [0xce, 0, 1, 0, 0]), (4_294_967_296, [0xcf, 0, 0, 0, 1, 0, 0, 0, 0]),
            (-1, [0xff]), (-32, [0xe0]), (-33, [0xd0, 0xdf]), (-128, [0xd0, 0x80]), (-129, [0xd1, 0xff, 0x7f]),
            (-32769, [0xd2, 0xff, 0xff, 0x7f, 0xff]),
            (-2_147_483_649, [0xd3, 0xff, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]),
            (1.5, [0xcb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0]), (1.0, [0xcb, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0]),
            (.null, [0xc0]), (false, [0xc2]), (true, [0xc3]), ([], [0x90]), ([:], [0x80]), ("", [0xa0]),
            (["$base64": "AP8="], [0xc4, 2, 0, 0xff]),
        ]
        for (value, form) in vectors {
            let bytes = try chunk(of: [value], by: MessagePackCodec(), shape: [1])
            #expect(bytes == [0x93] + form + [0xa2, 0x7c, 0x4f, 0x91, 1], "\(value)")
            #expect(try objects(of: bytes, by: MessagePackCodec(), shape: [1]) == [value])
        }
        #expect(throws: ZarrError.self) {
            try chunk(
                of: [.number(JSONNumber(literal: "18446744073709551616") ?? JSONNumber(0))], by: MessagePackCodec(),
                shape: [1])
        }
    }

    @Test func flatListsAreReadToo() throws {
        let flat = Array(#"["00","01","02","10","11","12","|O",[2,3]]"#.utf8)
        #expect(try objects(of: flat, by: JSON2Codec(), shape: [2, 3]) == Self.words)
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func objectsComeBack(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let shape = (0..<Int.random(in: 0...3, using: &random)).map { _ in Int.random(in: 1...4, using: &random) }
        let values = (0..<shape.reduce(1, *)).map { _ in Self.value(&random, depth: 0) }
        for codec in [JSON2Codec(), MessagePackCodec()] as [any ArrayToBytesCodec] {
            let bytes = try chunk(of: values, by: codec, shape: shape)
            #expect(try objects(of: bytes, by: codec, shape: shape) == values, "seed \(seed), \(codec.v3.name)")
        }
    }

    private static func value(_ random: inout SeededGenerator, depth: Int) -> JSONValue {
        switch Int.random(in: 0...(depth < 4 ? 8 : 5), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2:
            return .number(
                JSONNumber(Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0...63, using: &random)))
        case 3: return .number(JSONNumber(Double.random(in: -1e9...1e9, using: &random)))
        case 4, 5:
            return .string(
                String(
                    repeating: ["a", "ü", "😀"].randomElement(using: &random) ?? "",
                    count: Int.random(in: 0...40, using: &random)))
        case 6: return ["$base64": "AAECAw=="]
        case 7:
            return .array((0..<Int.random(in: 0...20, using: &random)).map { _ in value(&random, depth: depth + 1) })
        default:
            return .object(
                JSONObject(
                    (0..<Int.random(in: 0...20, using: &random)).map { ("key \($0)", value(&random, depth: depth + 1)) }
                ))
        }
    }

    /// As Python 2 with NumPy 1 pickled `array(['ab', '\xff', 5L], dtype=object)`: by hand from `pickletools`.
    @Test func picklesOfPython2AreRead() throws {
        let pickle = """
            cnumpy.core.multiarray
            _reconstruct
            p0
            (cnumpy
            ndarray
            p1
            (I0
            tp2
            S'b'
            p3
            tp4
            Rp5
            (I1
            (I3
            tp6
            cnumpy
            dtype
            p7
            (S'O8'
            p8
            I0
            I1
            tp9
            Rp10
            (I3
            S'|'
            p11
            NNNI-1
            I-1
            I63
            tp12
            bI00
            (lp13
            S'ab'
            p14
            aS'\\xff'
            p15
            aL5L
            atp16
            b.
            """
        #expect(
            try objects(of: Array(pickle.utf8), by: PickleCodec(), shape: [3]) == ["ab", ["$base64": "/w=="], 5])
    }

    @Test func picklesAreNotWritten() throws {
        #expect {
            try chunk(of: ["a"], by: PickleCodec(), shape: [1])
        } throws: { ($0 as? ZarrError)?.code == .unsupported }
    }

    @Test func otherElementsAreRefused() {
        for codec in [JSON2Codec(), MessagePackCodec(), PickleCodec(), VlenUTF8Codec(), VlenBytesCodec()]
            as [any ArrayToBytesCodec]
        {
            #expect(throws: ZarrError.self) {
                try codec.bind(ChunkRepresentation(shape: [2], dataType: .int32, fillValue: .zero(of: .int32)))
            }
        }
    }
}

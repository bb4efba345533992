import Testing
import ZarrBase
import ZarrCodecs
import ZarrFormats

/// Documents that somebody damaged give a description or an error, and never a trap; what is read is written so that it
/// reads the same again.
@Suite struct DamagedDocumentTests {
    static let documents: [(format: any StorageFormat, name: String, text: String)] =
        [
            Climatology.v3, Climatology.relief, PythonThree.blosc, PythonThree.sharded, PythonThree.text,
            PythonThree.scalar, PythonThree.fixedBytes, PythonThree.delta, PythonThree.group,
        ].map { (V3Format(), "zarr.json", $0) }
        + [
            Climatology.v2, PythonTwo.blosc, PythonTwo.delta, PythonTwo.text, PythonTwo.fixedText, PythonTwo.raw,
            PythonTwo.largeFill, PythonTwo.filters, PythonTwo.empty,
        ].map { (V2Format(), ".zarray", $0) }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func damagedValues(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for (format, name, text) in Self.documents {
            let whole = try JSONValue.parse(text)
            for _ in 0..<20 {
                var damaged = whole
                for _ in 0..<Int.random(in: 1...2, using: &generator) { damaged = Self.damaged(damaged, &generator) }
                check(format, name, damaged.serializedBytes(), "seed \(seed): \(damaged)")
            }
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func damagedBytes(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for (format, name, text) in Self.documents {
            for _ in 0..<20 {
                var bytes = Array(text.utf8)
                let place = Int.random(in: bytes.indices, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes.removeSubrange(place...)
                }
                check(format, name, Bytes(bytes), "seed \(seed)")
            }
        }
    }

    private func check(_ format: any StorageFormat, _ name: String, _ bytes: Bytes, _ comment: Comment) {
        do throws(ZarrError) {
            guard case .array(let array) = try format.node(documentName: name, bytes: bytes) else { return }
            _ = try array.pipeline()
            let documents = try format.documents(for: array)
            guard let written = documents.first(where: { $0.name == name }),
                case .array(let again) = try format.node(documentName: name, bytes: written.bytes)
            else {
                Issue.record("the array is lost: \(comment)")
                return
            }
            // An attributes field of null is read as none and written as none is.
            if array.document["attributes"]?.isNull != true { #expect(again.document == array.document, comment) }
            var new = array
            new.document = [:]
            guard let fresh = try format.documents(for: new).first(where: { $0.name == name }),
                case .array(let rewritten) = try format.node(documentName: name, bytes: fresh.bytes)
            else {
                Issue.record("the array is lost: \(comment)")
                return
            }
            #expect(rewritten.shape == array.shape, comment)
            #expect(rewritten.dataType == array.dataType, comment)
            // Zarr v2 has no words for the payload of a NaN, though we read those of Zarr v3 there.
            let dialect: ScalarDialect = array.format == .zarr3 ? .v3 : .v2
            let fill = array.dataType.json(of: array.fillValue, dialect: dialect)
            #expect(rewritten.dataType.json(of: rewritten.fillValue, dialect: dialect) == fill, comment)
            #expect(rewritten.chunkKeyEncoding == array.chunkKeyEncoding, comment)
            for identifier in FormatIdentifier.allCases { _ = try? FormatCatalog.format(identifier).converted(array) }
        } catch {
            #expect(!error.message.isEmpty, comment)
        }
    }

    /// The value with one random part replaced by something odd, or taken away.
    static func damaged(_ json: JSONValue, _ generator: inout SeededGenerator) -> JSONValue {
        switch json {
        case .object(var object) where !object.isEmpty && Int.random(in: 0..<5, using: &generator) > 0:
            guard let key = object.keys.randomElement(using: &generator), let value = object[key] else { return json }
            object[key] =
                Int.random(in: 0..<12, using: &generator) == 0 ? nil : damaged(value, &generator)
            return .object(object)
        case .array(var list) where !list.isEmpty && Int.random(in: 0..<4, using: &generator) > 0:
            let place = Int.random(in: list.indices, using: &generator)
            if Int.random(in: 0..<6, using: &generator) == 0 {
                list.insert(list[place], at: place)
            } else {
                list[place] = damaged(list[place], &generator)
            }
            return .array(list)
        default: return odd.randomElement(using: &generator) ?? .null
        }
    }

    private static let odd: [JSONValue] = [
        .null, true, false, 0, 1, 2, 3, -1, 1.5, 255, 256, 4_611_686_018_427_387_904, .number(JSONNumber(UInt64.max)),
        .number(JSONNumber(Double.nan)), "", "NaN", "0x7fc00001", "C", "F", "/", ".", "bytes", "crc32c", "transpose",
        "<f4", ">i2", "|S3", "|V0", "<U9223372036854775807", "|O", "r8", "string", "int8", "float64", "default", "v2",
        [], [0], [1, 0], [0, 0], [:], ["id": "zlib"], ["id": "delta", "dtype": ">i4"], ["id": "vlen-utf8"],
        ["name": "gzip", "configuration": ["level": 5]], ["name": "transpose", "configuration": ["order": [1, 0]]],
        ["must_understand": false],
    ]
}

import Testing
import Zarr

@testable import ZarrTools

/// Times and records against what NumPy 2 prints and saves (RecordCases.swift).
struct RecordTests {
    @Test(arguments: RecordCase.all.indices)
    func printsAsNumpyDoes(_ number: Int) async throws {
        let example = RecordCase.all[number]
        let array = try await array(example)
        #expect(try await array.written(.text).text == example.text + "\n")
    }

    @Test(arguments: RecordCase.all.indices)
    func savesAsNumpyDoesAndReadsItAgain(_ number: Int) async throws {
        let example = RecordCase.all[number]
        let array = try await array(example)
        if Endianness.native == .little { #expect(try await array.written(.npy).bytes == bytes(example.file)) }
        let file = try NPYFile(Bytes(bytes(example.file)))
        #expect(file.header.dataType == array.dataType)
        let copy = try await self.array(example, empty: true)
        try await file.write(to: copy)
        #expect(try await copy.read().bytes == array.read().bytes)
    }

    private func array(_ example: RecordCase, empty: Bool = false) async throws -> ZarrArray {
        let (dataType, _) = try DataTypeText.parse(example.type)
        // In Zarr v2, which has all of them.
        let array = try await ZarrArray.create(
            in: MemoryStore(), ArrayLayout(shape: example.shape, dataType: dataType, format: .zarr2))
        if empty { return array }
        try await array.write(
            try bytes(example.bytes).withUnsafeBytes {
                try AnyNDArray(shape: example.shape, dataType: dataType, bytes: $0)
            })
        return array
    }

    @Test func bytesOfAFileLieInTheOrdersOfItsFields() async throws {
        let text = "{'descr': [('a', '>i2'), ('b', '<i2')], 'fortran_order': False, 'shape': (1,), }"
        let file = NPYHeader.magic + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8) + [1, 2, 3, 4]
        let array = try await sampleRecord(#"[["a","<i2"],["b","<i2"]]"#)
        try await NPYFile(Bytes(file)).write(to: array)
        #expect(try await array.read().json(at: 0) == ["a": 0x0102, "b": 0x0403])
        #expect(try await array.written(.csv).text == "\"{\"\"a\"\":258,\"\"b\"\":1027}\"\n")
        #expect(try await array.written(.json).text == "[{\"a\":258,\"b\":1027}]\n")
    }

    @Test func namesBeyondASCIISurvive() async throws {
        let array = try await sampleRecord(#"[["ü'\"文","<i2"]]"#)
        let saved = try await array.written(.npy).bytes
        #expect(saved[6] == 3)
        #expect(try NPYFile(Bytes(saved)).header.dataType == array.dataType)
        // NumPy writes what Latin-1 has in version 1.
        let text = "{'descr': [('\\xfc', '<i2')], 'fortran_order': False, 'shape': (1,), }"
        let latin = "{'descr': [('*', '<i2')], 'fortran_order': False, 'shape': (1,), }"
        for body in [Array(text.utf8), latin.utf8.map { $0 == UInt8(ascii: "*") ? 0xfc : $0 }] {
            let header = try NPYFile(Bytes(NPYHeader.magic + [1, 0, UInt8(body.count), 0] + body + [0, 0])).header
            #expect(header.dataType.structFields?.map(\.name) == ["ü"])
        }
    }

    private func sampleRecord(_ type: String) async throws -> ZarrArray {
        try await ZarrArray.create(
            in: MemoryStore(), ArrayLayout(shape: [1], dataType: DataTypeText.parse(type).dataType))
    }

    @Test func datesAreTypedAsTheyArePrinted() throws {
        for (type, text, steps) in [
            ("M8[D]", "2000-02-29", 11016), ("M8[s]", "1969-12-31T23:59:59", -1), ("M8[M]", "1970-02", 1),
            ("M8[ns]", "1970-01-01T00:00:00.000000001Z", 1), ("M8[7D]", "1970-01-15", 2), ("M8[W]", "1970-01-08", 1),
            ("datetime64[ms]", "1970-01-01T00:00:01.5", 1500), ("M8[h]", "17", 17), ("M8[Y]", "-001-01", -1971),
            ("M8[s]", "nat", Int.min), ("timedelta64[s]", "-3", -3),
        ] {
            let dataType = try DataTypeText.parse(type).dataType
            let fill = try FillValueText.parse(text, for: dataType, format: .zarr3)
            #expect(fill.bytes == withUnsafeBytes(of: Int64(steps)) { Array($0) }, "\(type) \(text)")
        }
        for (type, text) in [
            ("M8[D]", "2001-02-29"), ("M8[D]", "2001-13-01"), ("M8[D]", "2001-01-01T12"), ("M8[7D]", "1970-01-02"),
            ("M8[s]", "2001-01-01T24:00:00"), ("M8[s]", "2001-01-01T12:00:00.5"), ("m8[s]", "2001-01-01"),
            ("M8[ns]", "9999-01-01"), ("M8[D]", "2001-1-1"), ("M8[D]", "2001-01-01T"), ("M8", "2001-01-01"),
        ] {
            let dataType = try DataTypeText.parse(type).dataType
            #expect(throws: ZarrError.self, "\(type) \(text)") {
                try FillValueText.parse(text, for: dataType, format: .zarr3)
            }
        }
    }

    /// Numbers that NumPy has no type for are saved as those of the smallest that holds them.
    @Test(arguments: [
        ("int4", "07f8", "'|i1'"), ("uint2", "0301", "'|u1'"), ("bfloat16", "803f40c0", "'<f4'"),
        ("float8_e4m3", "3800", "'<f4'"), ("complex_float8_e5m2", "3cbc", "'<c8'"),
        ("complex_float16", "003c0042", "'<c8'"),
    ])
    func substitutesAreExact(_ type: String, _ elements: String, _ descr: String) async throws {
        guard Endianness.native == .little else { return }
        let (dataType, _) = try DataTypeText.parse(type)
        let count = bytes(elements).count / dataType.byteCount
        let array = try await ZarrArray.sample(type, [count], elements)
        let saved = try await array.written(.npy).bytes
        let file = try NPYFile(Bytes(saved))
        #expect(file.header.descr == descr)
        let copy = try await ZarrArray.sample(type, [count], String(repeating: "0", count: elements.utf8.count))
        try await file.write(to: copy)
        #expect(try await copy.read().bytes.array == bytes(elements))
    }

    @Test func whatASmallTypeDoesNotHoldIsRefused() async throws {
        for (file, type) in [("i1", "int4"), ("f4", "bfloat16"), ("f4", "float4_e2m1fn")] {
            let elements = file == "i1" ? "09" : "0100803f"
            let saved = try await ZarrArray.sample(file, [1], elements).written(.npy).bytes
            let array = try await ZarrArray.sample(type, [1], type == "bfloat16" ? "0000" : "00")
            await #expect(throws: ZarrError.self) { try await NPYFile(Bytes(saved)).write(to: array) }
        }
        // The bits themselves, as ml_dtypes saves them.
        let saved = try await ZarrArray.sample("V2", [1], "803f").written(.npy).bytes
        let array = try await ZarrArray.sample("bfloat16", [1], "0000")
        try await NPYFile(Bytes(saved)).write(to: array)
        #expect(try await array.written(.csv).text == "1.0\n")
        #expect(try await array.written(.text).text == "[1.]\n")
        #expect(
            try await ZarrArray.sample("bfloat16", [2], "c07f80ff").written(.json).text == "[\"NaN\", \"-Infinity\"]\n")
        #expect(try await ZarrArray.sample("complex_bfloat16", [1], "803f40c0").written(.csv).text == "1.0-3.0j\n")
    }
}

import Foundation
import Testing
import ZarrBase
import ZarrCodecs

/// The folders, the catalogs and the conformance runs hold the same codecs and data types.
@Suite struct CatalogTests {
    /// The types that the files of a folder are called after.
    private static func types(in folder: String, ending: String) throws -> [String] {
        var parts = #filePath.split(separator: "/")
        parts.removeLast(3)
        let path = "/" + parts.joined(separator: "/") + "/Sources/ZarrCodecs/" + folder
        return try FileManager.default.contentsOfDirectory(atPath: path)
            .filter { $0.hasSuffix(ending + ".swift") && !$0.contains("+") }
            .map { String($0.dropLast(6)) }
    }

    @Test func everyCodecIsInTheCatalogAndConforms() throws {
        var found: Set<String> = []
        for folder in ["ArrayToArray", "ArrayToBytes", "BytesToBytes", "N5", "Sharding"] {
            found.formUnion(try Self.types(in: folder, ending: "Codec"))
        }
        #expect(found.count > 10)
        let runs = CodecRun.all + CodecRun.readOnly
        let unnamed = Set(CodecRun.unnamed.map { "\(type(of: $0.codec))" })
        #expect(found == unnamed.union(runs.map { "\(type(of: $0.codec))" }))
        let entries = CodecCatalog.standard.entries
        #expect(Set(entries.map(\.name)) == Set(runs.map(\.codec.v3.name)))
        #expect(entries.count + unnamed.count == found.count)
        for run in CodecRun.unnamed {
            #expect(!CodecCatalog.standard.knows(run.codec.name) && run.codec.v2 == nil, "\(run.codec.name)")
        }
        let idsInZarr2 = Set(runs.compactMap { $0.codec.v2?["id"]?.stringValue })
        #expect(Set(entries.compactMap(\.v2)) == idsInZarr2)
        #expect(entries.map(\.name) == entries.map(\.name).sorted())
    }

    @Test func everyDataTypeIsInTheCatalogAndConforms() throws {
        // All but the type that stands for them.
        let found = Set(try Self.types(in: "DataTypes", ending: "Type")).subtracting(["DataType"])
        #expect(found.count > 5)
        #expect(found == Set(DataTypeRun.all.map { "\(type(of: $0.dataType.definition))" }))
    }

    /// `zarrtool codecs` and `zarrtool dtypes` list what the entries say of themselves.
    @Test func everyEntryDescribesItself() {
        for entry in CodecCatalog.standard.entries { #expect(!entry.codec.summary.isEmpty, "\(entry.name)") }
        for run in CodecRun.all + CodecRun.readOnly + CodecRun.unnamed {
            let fields = Set(type(of: run.codec).fields)
            #expect(Set(run.codec.v3.configuration.map(\.key)).isSubset(of: fields), "\(run.codec.v3.name)")
        }
        let examples = DataTypeCatalog.standard.entries.flatMap(\.examples)
        for example in examples { #expect(!example.definition.summary.isEmpty, "\(example.name)") }
        #expect(
            Set(examples.map { "\(type(of: $0.definition))" })
                == Set(DataTypeRun.all.map { "\(type(of: $0.dataType.definition))" }))
    }

    @Test func whatIsNotInTheCatalogIsNamed() throws {
        #expect {
            try CodecCatalog.standard.codec(v3: NamedConfiguration("pcodec"))
        } throws: { error in
            let error = error as? ZarrError
            return error?.code == .unsupported && error?.codec == "pcodec"
        }
        #expect {
            try DataTypeCatalog.standard.dataType(NamedConfiguration("float8_e4m9"))
        } throws: { error in
            let error = error as? ZarrError
            return error?.code == .unsupported && error?.message.contains("float8_e4m9") == true
        }
        for code in [
            "<f3", "", "<", "|i0", "<c4", "|S99999999999999999999", "<M8[ps", "|V0", "<f16", "<c32", "<g", "|S-1", "💥",
        ] {
            #expect(throws: ZarrError.self) { try DataTypeCatalog.standard.dataType(numpy: code) }
        }
    }
}

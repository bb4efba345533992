import Foundation
import Testing
import Zarr
import ZarrTools

/// The tables of docs/status have a row for every codec and data type of the catalogs, and for no other.
@Suite struct StatusTests {
    private func rows(_ table: String) throws -> [String] {
        var parts = #filePath.split(separator: "/")
        parts.removeLast(3)
        let path = "/" + parts.joined(separator: "/") + "/docs/status/" + table
        return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").compactMap { line in
            guard line.hasPrefix("| `") else { return nil }
            return line.dropFirst(3).split(separator: "`", maxSplits: 1).first.map(String.init)
        }
    }

    private func names(_ list: JSONValue) -> [String] {
        (list.arrayValue ?? []).compactMap { $0.objectValue?["name"]?.stringValue }
    }

    @Test func codecs() throws {
        #expect(try rows("codecs.md") == names(CodecList.json), "make status renews the tables")
    }

    @Test func dataTypes() throws {
        #expect(try rows("data-types.md") == names(DataTypeList.json), "make status renews the tables")
    }
}

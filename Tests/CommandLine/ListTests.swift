import Foundation
import Testing

/// The commands that say what this build knows.
struct ListTests {
    let zarrtool: Program

    init() throws { zarrtool = try Program() }

    private func rows(_ command: String) throws -> [String: [String: Any]] {
        let list = try JSONSerialization.jsonObject(with: zarrtool(command, "--json").outputBytes) as? [[String: Any]]
        return Dictionary(
            (list ?? []).compactMap { row in (row["name"] as? String).map { ($0, row) } }, uniquingKeysWith: { $1 })
    }

    @Test func codecs() throws {
        let run = try zarrtool("codecs")
        #expect(run.status == 0)
        #expect(run.output.hasPrefix("Name "))
        #expect(run.output.contains("sharding_indexed"))
        let rows = try rows("codecs")
        #expect(rows["numcodecs.zlib"]?["zarr2_id"] as? String == "zlib")
        #expect(rows["numcodecs.zlib"]?["kind"] as? String == "bytes-to-bytes")
        #expect(rows["transpose"]?["kind"] as? String == "array-to-array")
        #expect(rows["bytes"]?["aliases"] as? [String] == ["endian"])
        #expect(rows["blosc"]?["fields"] as? [String] == ["cname", "clevel", "shuffle", "typesize", "blocksize"])
    }

    @Test func dataTypes() throws {
        let run = try zarrtool("dtypes")
        #expect(run.status == 0)
        #expect(run.output.contains("\nr* "))
        let rows = try rows("dtypes")
        #expect(rows["float32"]?["numpy"] as? String == "f4")
        #expect(rows["float32"]?["bytes"] as? Int == 4)
        #expect(rows["r*"]?["numpy"] as? String == "V*")
        #expect(rows["fixed_length_utf32"]?["fields"] as? [String] == ["length_bytes"])
        #expect(rows["string"]?["bytes"] is NSNull)
    }
}

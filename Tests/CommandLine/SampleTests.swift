import Foundation
import Testing

/// The commands that look, on the sample of the package.
struct SampleTests {
    let zarrtool: Program

    init() throws { zarrtool = try Program() }

    @Test func infoSaysWhatAnArrayIs() throws {
        let run = try zarrtool("info", Program.sample + "/SST")
        #expect(run.status == 0)
        #expect(run.error == "")
        for line in [
            "Path          /SST", "Format        Zarr v2", "Shape         (12, 90, 180)",
            "Dimensions    TIME, COADSY, COADSX", "Data type     float32", "Chunks        (6, 45, 180)",
            "Chunks there  4 of 4", "Decoded       759 KiB (777600 bytes)",
        ] {
            #expect(run.output.contains(line + "\n"))
        }
        let json = try zarrtool("info", Program.sample + "/SST", "--json").json()
        #expect(json["shape"] as? [Int] == [12, 90, 180])
        #expect(json["bytes_decoded"] as? Int == 777600)
        #expect(json["shards"] is NSNull)
    }

    @Test func infoSaysWhatAGroupIs() throws {
        let json = try zarrtool("info", Program.sample, "--json").json()
        #expect(json["arrays"] as? Int == 5)
        #expect(json["consolidated"] as? Bool == true)
        let fresh = try zarrtool("info", Program.sample, "--json", "--no-consolidated").json()
        #expect(fresh["consolidated"] as? Bool == false)
    }

    @Test func treeDrawsTheHierarchy() throws {
        let tree = """
            coads.zarr
            ├── AIRT (12, 90, 180) float32 [TIME, COADSY, COADSX]
            ├── COADSX (180,) float64 [COADSX]
            ├── COADSY (90,) float64 [COADSY]
            ├── SST (12, 90, 180) float32 [TIME, COADSY, COADSX]
            └── TIME (12,) float64 [TIME]

            """
        #expect(try zarrtool("tree", Program.sample).output == tree)
        #expect(try zarrtool("tree", Program.sample, "--no-consolidated").output == tree)
        #expect(try zarrtool("tree", Program.sample, "--depth", "0").output == "coads.zarr\n")
        let members = try zarrtool("tree", Program.sample, "--json").json()["members"] as? [[String: Any]]
        #expect(members?.count == 5)
        #expect(members?.first?["dimension_names"] as? [String] == ["TIME", "COADSY", "COADSX"])
    }

    @Test func catPrintsValues() throws {
        let sst = Program.sample + "/SST"
        #expect(try zarrtool("cat", sst, "--selection", "0, 45, 90").output == "26.615416\n")
        #expect(try zarrtool("cat", sst, "--selection", "TIME=0, COADSY=45, COADSX=90").output == "26.615416\n")
        let rows = try zarrtool("cat", sst, "--selection", "0, 40:42, 80:83", "--format", "csv").output
        #expect(rows.split(separator: "\n").count == 2)
        let json = try zarrtool("cat", Program.sample + "/COADSY", "--selection", "-2:", "--format", "json")
        #expect(json.output == "[87.0, 89.0]\n")
        #expect(try zarrtool("cat", sst).output.hasPrefix("[[[nan nan nan ... nan nan nan]\n"))
    }

    @Test func catWritesFiles() throws {
        let run = try zarrtool("cat", Program.sample + "/SST", "--format", "raw", "--output", "sst.raw")
        #expect(run.status == 0)
        #expect(run.output == "")
        let raw = try Data(contentsOf: zarrtool.file("sst.raw"))
        #expect(raw.count == 777_600)
        #expect(try zarrtool("cat", Program.sample + "/SST", "--format", "raw").outputBytes == raw)
        let npy = try zarrtool("cat", Program.sample + "/SST", "--format", "npy", "--output", "-").outputBytes
        #expect(npy.suffix(777_600) == raw)
        #expect(String(decoding: npy.prefix(128), as: UTF8.self).contains("'descr': '<f4'"))
        #expect(try zarrtool.names() == ["sst.raw"])
    }

    @Test func copyKeepsValuesAndAttributes() throws {
        let run = try zarrtool(
            "copy", Program.sample, "new.zarr", "--format", "zarr3", "--chunks", "1,45,90", "--shards", "12,90,180",
            "--codecs", "zstd:3")
        #expect(run.status == 0, "\(run.error)")
        let json = try zarrtool("info", "new.zarr/SST", "--json").json()
        #expect(json["shards"] as? [Int] == [12, 90, 180])
        #expect(json["chunks"] as? [Int] == [1, 45, 90])
        for name in ["SST", "AIRT", "TIME", "COADSX", "COADSY"] {
            let old = try zarrtool("cat", Program.sample + "/" + name, "--format", "npy").outputBytes
            #expect(try zarrtool("cat", "new.zarr/" + name, "--format", "npy").outputBytes == old)
        }
        #expect(try zarrtool("attrs", "get", "new.zarr/SST", "units").output == "\"Deg C\"\n")
        #expect(try zarrtool("info", "new.zarr", "--json").json()["consolidated"] as? Bool == true)
        // And back again.
        #expect(try zarrtool("copy", "new.zarr", "old.zarr", "--format", "zarr2", "--codecs", "zlib:1").status == 0)
        let old = try zarrtool("cat", Program.sample + "/SST", "--format", "raw").outputBytes
        #expect(try zarrtool("cat", "old.zarr/SST", "--format", "raw").outputBytes == old)
    }

    @Test func copyOfAnArrayMayShowItsPlan() throws {
        let run = try zarrtool("copy", Program.sample + "/SST", "sst.zarr", "--dry-run")
        #expect(run.output.hasPrefix("array / (12, 90, 180) float32 chunks (6, 45, 180) codecs bytes, blosc"))
        #expect(try zarrtool.names().isEmpty)
        let json = try zarrtool("copy", Program.sample + "/SST", "sst.zarr", "--dry-run", "--json").json()
        #expect((json["arrays"] as? [[String: Any]])?.first?["copies_encoded_chunks"] as? Bool == true)
    }

    @Test func benchTimesReadsAndWrites() throws {
        for mode in ["whole", "chunks", "subchunks", "planes"] {
            let json = try zarrtool(
                "bench", "read", Program.sample + "/SST", "--mode", mode, "--repeat", "3", "--json"
            ).json()
            #expect((json["seconds"] as? [Double])?.count == 3)
            #expect(json["bytes"] as? Int == (mode == "planes" ? 2 * 4 * (90 * 180 + 12 * 180 + 12 * 90) : 777_600))
            #expect((json["peakRSS"] as? Int ?? 0) > 1 << 20)
        }
        #expect(try zarrtool("bench", "read", Program.sample + "/SST", "--mode", "whole").output.contains("Median"))
        #expect(try zarrtool("copy", Program.sample + "/SST", "sst.zarr").status == 0)
        let run = try zarrtool(
            "bench", "write", "sst.zarr", "--mode", "chunks", "--repeat", "2", "--json", "--concurrency", "2",
            "--durability", "none")
        #expect((try run.json()["seconds"] as? [Double])?.count == 2)
        // Nothing is left beside the store.
        #expect(try FileManager.default.contentsOfDirectory(atPath: zarrtool.directory.path) == ["sst.zarr"])
    }

    @Test func plotDrawsAPlane() throws {
        let json = try zarrtool(
            "plot", Program.sample + "/SST", "--selection", "0", "--output", "sst.png", "--json", "--range", "-2,32"
        ).json()
        #expect(json["width"] as? Int == 720)
        #expect(json["height"] as? Int == 360)
        #expect(json["range"] as? [Double] == [-2, 32])
        #expect(json["missing"] as? Int == 6694)
        let file = try Data(contentsOf: zarrtool.file("sst.png"))
        #expect(file.prefix(8) == Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        #expect(try zarrtool("plot", Program.sample + "/SST", "--output", "x.png").status == 64)
        #expect(!zarrtool.exists("x.png"))
    }
}

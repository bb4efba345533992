import Foundation
import Testing

struct MigrateTests {
    let zarrtool: Program

    init() throws {
        zarrtool = try Program()
        try FileManager.default.copyItem(atPath: Program.sample, toPath: zarrtool.file("a.zarr").path)
    }

    @Test func migratesTheSample() throws {
        let values = try zarrtool("cat", "a.zarr/SST", "--format", "raw").outputBytes
        let names = try zarrtool.names()
        let dry = try zarrtool("migrate", "a.zarr", "--to", "zarr3", "--dry-run")
        #expect(dry.status == 0, "\(dry.error)")
        #expect(dry.output.contains("/SST: array float32 "))
        #expect(try zarrtool.names() == names)
        let run = try zarrtool("migrate", "a.zarr", "--to", "zarr3")
        #expect(run.status == 0, "\(run.error)")
        #expect(run.output == "")
        let info = try zarrtool("info", "a.zarr/SST", "--json").json()
        #expect(info["format"] as? String == "zarr3")
        #expect(try zarrtool("cat", "a.zarr/SST", "--format", "raw").outputBytes == values)
        #expect(zarrtool.exists("a.zarr/SST/.zarray"))
        let json = try zarrtool("migrate", "a.zarr", "--to", "3", "--remove-v2-metadata", "--json").json()
        #expect((json["removed"] as? [String])?.contains("SST/.zarray") == true)
        #expect(try zarrtool.names().filter { $0.contains("/.z") } == [])
        let again = try zarrtool("migrate", "a.zarr", "--to", "zarr3")
        #expect(again.status == 66)
        #expect(again.error.contains("Zarr v3 already"))
    }

    @Test func namesAllThatCannotBeMigrated() throws {
        for name in ["b", "c"] {
            try FileManager.default.createDirectory(
                at: zarrtool.file("a.zarr/" + name), withIntermediateDirectories: true)
            try Data(#"{"zarr_format":2,"shape":[1],"chunks":[1],"dtype":"<q7"}"#.utf8)
                .write(to: zarrtool.file("a.zarr/\(name)/.zarray"))
        }
        let names = try zarrtool.names()
        let run = try zarrtool("migrate", "a.zarr", "--to", "zarr3", "--remove-v2-metadata")
        #expect(run.status == 65)
        #expect(run.error.split(separator: "\n").count == 2)
        #expect(run.error.contains("/b: ") && run.error.contains("/c: "))
        #expect(try zarrtool.names() == names)
    }

    @Test func refusesOtherFormats() throws {
        #expect(try zarrtool("migrate", "a.zarr", "--to", "zarr2").status == 64)
        #expect(try zarrtool("migrate", "a.zarr").status == 64)
        #expect(try zarrtool("migrate", "nowhere.zarr", "--to", "zarr3").status == 66)
        #expect(!zarrtool.exists("nowhere.zarr"))
    }
}

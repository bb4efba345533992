import Foundation
import Testing

struct ValidateTests {
    let zarrtool: Program

    init() throws { zarrtool = try Program() }

    @Test func reportsAndExits() throws {
        #expect(try zarrtool("create", "a.zarr/x", "--shape", "4", "--dtype", "int32", "--chunks", "2").status == 0)
        try zarrtool.save("all.npy", [4], [1, 2, 3, 4])
        #expect(try zarrtool("write", "a.zarr/x", "--input", "all.npy").status == 0)
        let good = try zarrtool("validate", "a.zarr", "--deep")
        #expect(good.status == 0, "\(good.output)")
        #expect(good.output.contains("/x: 2 of 2 chunks stored"))
        #expect(good.output.hasSuffix("1 group, 1 array: 0 errors, 0 warnings\n"))
        try Data([1, 2, 3]).write(to: zarrtool.file("a.zarr/x/c/0"))
        #expect(try zarrtool("validate", "a.zarr").status == 0)
        let bad = try zarrtool("validate", "a.zarr", "--deep", "--quiet", "--json")
        #expect(bad.status == 1)
        #expect(bad.error == "")
        let json = try bad.json()
        #expect(json["valid"] as? Bool == false)
        #expect(json["errors"] as? Int == 1)
        let issue = (json["issues"] as? [[String: Any]])?.first
        #expect(issue?["node"] as? String == "/x")
        #expect(issue?["key"] as? String == "x/c/0")
        #expect(try zarrtool("validate", "nowhere.zarr").status == 66)
    }

    @Test func theSampleHasNoErrors() throws {
        let run = try zarrtool("validate", Program.sample, "--deep")
        #expect(run.status == 0, "\(run.output)")
    }
}

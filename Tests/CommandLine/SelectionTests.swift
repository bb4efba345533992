import Foundation
import Testing

/// Lists, points, chunks and masks as the command line says them.
struct SelectionTests {
    let zarrtool: Program

    init() throws {
        zarrtool = try Program()
        // 0...23 in four rows of six, in chunks of two by four.
        try #require(
            try zarrtool("create", "a.zarr", "--shape", "4,6", "--chunks", "2,4", "--dtype", "uint8").status == 0)
        try npy("a.npy", "|u1", "4, 6", (0..<24).map { UInt8($0) })
        try #require(try zarrtool("write", "a.zarr", "--input", "a.npy").status == 0)
    }

    private func npy(_ name: String, _ descr: String, _ shape: String, _ bytes: [UInt8]) throws {
        var header = "{'descr': '\(descr)', 'fortran_order': False, 'shape': (\(shape)), }"
        header += String(repeating: " ", count: 127 - 10 - header.utf8.count) + "\n"
        let data = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8) + bytes
        try Data(data).write(to: zarrtool.directory.appendingPathComponent(name))
    }

    private func json(_ option: String, _ value: String, _ more: String = "") throws -> String {
        try zarrtool.shell("$Z cat a.zarr --format json \(more) \(option) '\(value)'").output
    }

    @Test func everyModeHasItsText() throws {
        #expect(try json("--selection", "[3, 0], [5, 1, 5]") == "[[23, 19, 23],\n[5, 1, 5]]\n")
        #expect(try json("--selection", "-1, [0, 2, 3]") == "[18, 20, 21]\n")
        #expect(try json("--selection", "points([3, 0, 3], [0, 5, -1])") == "[18, 5, 23]\n")
        #expect(try json("--selection", "blocks(1, -1)") == "[[16, 17],\n[22, 23]]\n")
    }

    @Test func aMaskPrintsWhatIsTrue() throws {
        try npy("mask.npy", "|b1", "4, 6", (0..<24).map { $0 % 7 == 3 ? 1 : 0 })
        #expect(try json("--select-mask", "mask.npy") == "[3, 10, 17]\n")
        try #require(
            try zarrtool("create", "m.zarr", "--shape", "4,6", "--chunks", "4,6", "--dtype", "bool").status == 0)
        try #require(try zarrtool("write", "m.zarr", "--input", "mask.npy").status == 0)
        #expect(try json("--select-mask", "m.zarr") == "[3, 10, 17]\n")
        try npy("row.npy", "|b1", "6,", [0, 0, 0, 1, 0, 1])
        #expect(try json("--select-mask", "row.npy", "--selection 2") == "[15, 17]\n")
        for (mask, message) in [("row.npy", "the mask has the shape"), ("a.npy", "holds bool"), ("none", "none")] {
            let run = try zarrtool("cat", "a.zarr", "--select-mask", mask)
            #expect(run.status != 0)
            #expect(run.error.contains(message), "\(run.error)")
        }
    }

    @Test func fieldsArePrintedAndWritten() throws {
        let type =
            #"{"name":"struct","configuration":{"fields":["#
            + #"{"name":"a","data_type":"uint8"},{"name":"b","data_type":"int16"}]}}"#
        try #require(
            try zarrtool("create", "r.zarr", "--shape", "3", "--chunks", "2", "--dtype", type).status == 0)
        try npy("b.npy", "<i2", "2,", [7, 0, 8, 0])
        #expect(
            try zarrtool("write", "r.zarr", "--field", "b", "--selection", "[2, 0],", "--input", "b.npy").status == 0)
        #expect(try zarrtool("cat", "r.zarr", "--fields", "b", "--format", "json").output == "[8, 0, 7]\n")
        #expect(
            try zarrtool("cat", "r.zarr", "--fields", "b,a", "--selection", "0:1", "--format", "json").output
                == #"[{"b":8,"a":0}]"# + "\n")
        let run = try zarrtool("cat", "r.zarr", "--fields", "c")
        #expect(run.status != 0)
        #expect(run.error.contains("the fields are a, b"))
    }
}

import Testing
import ZarrBase
import ZarrFormats

@Suite struct N5VersionTests {
    private let format = N5Format()

    private func isContainer(_ version: String) throws -> Bool {
        try format.isContainer(Bytes(#"{"n5":\#(version)}"#.utf8))
    }

    @Test(arguments: [
        #""1.0.0""#, #""2.0.0""#, #""2.5.1-SNAPSHOT""#, #""4.0.0""#, #""4.99.3+build""#, #""0.0.0""#, #""3""#,
        // What nobody can read is as good as the first one.
        #""""#, #""new""#, #""v9""#, "9", "null", "[]",
    ])
    func canBeRead(version: String) throws { #expect(try isContainer(version)) }

    @Test(arguments: [#""5.0.0""#, #""5""#, #""10.1.2-beta""#, #""123.0.0""#])
    func isTooNew(version: String) {
        #expect {
            try isContainer(version)
        } throws: {
            let error = $0 as? ZarrError
            return error?.code == .unsupported && error?.jsonPath == "$.n5" && error?.hint != nil
        }
    }

    @Test func onlyTheRootSaysOne() throws {
        #expect(try !format.isContainer(Bytes("{}".utf8)))
        #expect(try !format.isContainer(Bytes("{".utf8)))
        #expect(format.document(ofNewNodeAt: "") == ["n5": "2.0.0"])
        #expect(format.document(ofNewNodeAt: "a") == [:])
    }
}

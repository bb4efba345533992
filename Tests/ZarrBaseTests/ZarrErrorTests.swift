import Testing
import ZarrBase

@Suite struct ZarrErrorTests {
    @Test func describesPlaceMessageAndHintInOneLine() {
        let error = ZarrError(.corruptData, "the chunk ends early", hint: "copy it again")
            .at(codec: "zstd").at(key: "a/c/0/0").at(node: "/a").at(jsonPath: "$.codecs[1]")
        #expect(
            error.description == "/a: a/c/0/0: codec zstd: $.codecs[1]: the chunk ends early (copy it again)")
        #expect(ZarrError(.io, "plain").description == "plain")
    }

    @Test func innermostPlaceWins() {
        let error = ZarrError(.unsupported, "x", hint: "inner")
            .at(node: "/inner").at(node: "/outer").at(key: "inner").at(key: "outer")
            .at(codec: "inner").at(codec: "outer").at(jsonPath: "$.inner").at(jsonPath: "$.outer").hinting("outer")
        #expect(error.node == "/inner")
        #expect(error.key == "inner")
        #expect(error.codec == "inner")
        #expect(error.jsonPath == "$.inner")
        #expect(error.hint == "inner")
    }

    @Test func aPlaceIsAddedToACopy() {
        let plain = ZarrError(.io, "x", cause: CancellationError())
        let placed = plain.at(node: "/a").hinting("try again")
        #expect(plain.node == nil)
        #expect(plain.hint == nil)
        #expect(placed.node == "/a")
        #expect(placed.hint == "try again")
        #expect(placed.code == .io)
        #expect(placed.message == "x")
        #expect(placed.cause is CancellationError)
    }

    /// Names in documents may hold anything; an error is one line all the same, and none that moves the cursor.
    @Test func controlCharactersAreEscaped() {
        let error = ZarrError(.unsupported, "no codec \"a\r\nb\"").at(codec: "c\u{1B}[2J").at(key: "d\u{9B}e")
        #expect(error.description == #"d\u{9b}e: codec c\u{1b}[2J: no codec "a\u{d}\u{a}b""#)
        #expect(error.message == "no codec \"a\r\nb\"")
    }

    @Test func isOnePointerWide() {
        #expect(MemoryLayout<ZarrError>.size == MemoryLayout<UnsafeRawPointer>.size)
    }

    @Test func codesAreNamedAfterThemselves() {
        #expect(ZarrError.Code.limitExceeded.description == "limitExceeded")
        #expect(ZarrError.Code.io != .corruptData)
    }
}

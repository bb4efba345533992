import Testing
import ZarrBase
import ZarrCodecs
import ZarrFormats
import ZarrIndexing

@Suite struct ConversionTests {
    @Test func climatologyToZarr3() throws {
        var array = try V2Format().array(Climatology.v2)
        array.setLoadedAttributes(try V2Format().attributes(bytes: Bytes(Climatology.v2Attributes.utf8)))
        let converted = try V3Format().converted(array)
        #expect(converted.format == .zarr3)
        #expect(converted.dimensionNames == ["TIME", "COADSY", "COADSX"])
        #expect(converted.attributes?["_ARRAY_DIMENSIONS"] == nil)
        #expect(converted.attributes?["units"] == "Deg C")
        #expect(converted.chunkKeyEncoding == .default(separator: .slash))
        let written = try V3Format().array(V3Format().text(of: converted))
        #expect(written.dataType == .float32)
        #expect(written.fillValue == array.fillValue)
        #expect(written.codecs.all.last?.v3.configuration["typesize"] == 4)
        #expect(written.warnings.isEmpty)
        let back = try V2Format().converted(written)
        #expect(back.attributes == array.attributes)
        let again = try V2Format().array(V2Format().text(of: back))
        let original = try #require(try JSONValue.parse(Climatology.v2).objectValue)
        #expect(again.document == original)
    }

    @Test func fortranOrderWithDelta() throws {
        let array = try V2Format().array(PythonTwo.delta)
        let converted = try V3Format().converted(array)
        let written = try V3Format().array(V3Format().text(of: converted))
        #expect(
            written.codecs.all.map(\.v3) == [
                NamedConfiguration("transpose", ["order": [1, 0]]),
                NamedConfiguration("numcodecs.delta", ["dtype": "<i4", "astype": "<i2"]),
                NamedConfiguration("bytes", ["endian": "big"]),
                NamedConfiguration("numcodecs.zlib", ["level": 3]),
            ])
        #expect(throws: Never.self) { try written.pipeline() }
        var expected = try #require(try JSONValue.parse(PythonTwo.delta).objectValue)
        expected["dimension_separator"] = "."
        #expect(try V2Format().array(V2Format().text(of: V2Format().converted(written))).document == expected)
    }

    @Test func textStaysText() throws {
        let converted = try V3Format().converted(try V2Format().array(PythonTwo.text))
        let written = try V3Format().array(V3Format().text(of: converted))
        #expect(written.dataType == .string)
        #expect(written.codecs.all.map(\.v3.name) == ["vlen-utf8", "zstd"])
        let back = try V2Format().converted(written)
        #expect(try V2Format().array(V2Format().text(of: back)).dataType == .string)
    }

    @Test func openFillBecomesZero() throws {
        let converted = try V3Format().converted(try V2Format().array(PythonTwo.openFill))
        #expect(!converted.fillValue.isUndefined)
        #expect(try V3Format().array(V3Format().text(of: converted)).fillValue == .zero(of: .uint64))
    }

    @Test func shardsAreNamed() throws {
        let array = try V3Format().array(Climatology.relief)
        #expect { try V2Format().converted(array) } throws: { error in
            guard let error = error as? ZarrError else { return false }
            return error.code == .unsupported && error.codec == "sharding_indexed" && error.hint != nil
        }
    }

    /// It has a name for messages, which must not reach a document.
    @Test func codecsOfN5AloneAreNotWritten() throws {
        var array = try V3Format().array(PythonThree.blosc)
        array.codecs.bytesToBytes = [LZ4BlocksCodec()]
        func isNamed(_ error: any Error) -> Bool {
            (error as? ZarrError)?.code == .unsupported && (error as? ZarrError)?.codec == "lz4_block"
        }
        #expect { try V3Format().text(of: array) } throws: { isNamed($0) }
        #expect { try V2Format().text(of: V2Format().converted(array)) } throws: { isNamed($0) }
        array.codecs = CodecChain(arrayToBytes: N5DefaultCodec(compressor: LZ4BlocksCodec()))
        #expect { try V3Format().text(of: array) } throws: { isNamed($0) }
    }

    @Test func lossesAreSaid() throws {
        var array = try V3Format().array(PythonThree.blosc)
        #expect(
            try V2Format().converted(array).warnings == [
                "the names of axes are lost: Zarr v2 has none for some axes only"
            ])
        array.dimensionNames = nil
        array.fillValue = FillValue(bytes: [0x01, 0x00, 0xc0, 0x7f])
        #expect(
            try V2Format().converted(array).warnings == ["the fill value becomes \"NaN\": Zarr v2 cannot say its bits"])
        var two = try V2Format().array(PythonTwo.blosc)
        two.setLoadedAttributes(try V2Format().attributes(bytes: Bytes(PythonTwo.attributes.utf8)))
        let warnings = try V3Format().converted(two).warnings
        #expect(warnings.count == 1)
        #expect(warnings.first?.contains("NaN") == true)
    }

    @Test func separatorsThatBothFormatsHaveAreKept() throws {
        #expect(
            try V2Format().converted(V3Format().array(PythonThree.scalar)).chunkKeyEncoding == .v2(separator: .slash))
    }

    @Test func theSameFormatChangesNothing() throws {
        let two = try V2Format().array(PythonTwo.delta)
        #expect(try V2Format().converted(two).document == two.document)
        let three = try V3Format().array(PythonThree.delta)
        #expect(try V3Format().converted(three).document == three.document)
    }

    @Test(arguments: FormatIdentifier.writable)
    func theCatalogHoldsEveryFormat(identifier: FormatIdentifier) {
        #expect(FormatCatalog.all.contains { type(of: $0).identifier == identifier })
        #expect(type(of: FormatCatalog.format(identifier)).identifier == identifier)
    }
}

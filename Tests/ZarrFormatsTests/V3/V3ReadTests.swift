import Testing
import ZarrBase
import ZarrCodecs
import ZarrFormats
import ZarrIndexing

@Suite struct V3ReadTests {
    let format = V3Format()

    @Test func climatology() throws {
        let array = try format.array(Climatology.v3)
        #expect(array.format == .zarr3)
        #expect(array.shape == [12, 90, 180])
        #expect(array.chunkGrid == .regular(chunkShape: [6, 45, 180]))
        #expect(array.chunkKeyEncoding == .default(separator: .slash))
        #expect(array.dataType == .float32)
        #expect(array.dataType.json(of: array.fillValue, dialect: .v3) == "NaN")
        #expect(array.codecs.all.map(\.v3.name) == ["bytes", "zstd"])
        #expect(array.attributes?["units"] == "Deg C")
        #expect(array.dimensionNames == ["TIME", "COADSY", "COADSX"])
        #expect(array.shardShape == nil)
        #expect(array.subchunkShape == nil)
        #expect(array.innerCodecs.all.count == 2)
        #expect(array.warnings.isEmpty)
        #expect(try array.pipeline().decoded.byteCount == 6 * 45 * 180 * 4)
    }

    @Test func shardedRelief() throws {
        let array = try format.array(Climatology.relief)
        #expect(array.shape == [540, 1081])
        #expect(array.chunkShape == [270, 360])
        #expect(array.shardShape == [270, 360])
        #expect(array.subchunkShape == [90, 120])
        #expect(array.sharding?.indexLocation == .end)
        #expect(array.innerCodecs.all.map(\.v3.name) == ["bytes", "blosc"])
        #expect(try array.pipeline().decoded.shape == [270, 360])
    }

    @Test func pythonArrays() throws {
        #expect(try format.array(PythonThree.blosc).dimensionNames == ["y", nil])
        #expect(try format.array(PythonThree.bytes).dataType == .uint8)
        #expect(try format.array(PythonThree.text).dataType == .string)
        #expect(try format.array(PythonThree.fixedText).dataType == .fixedUnicode(5))
        #expect(try format.array(PythonThree.fixedBytes).fillValue.bytes == Array("ab\0\0\0".utf8))
        #expect(try format.array(PythonThree.negativeZero).fillValue.bytes == [0, 0, 0, 0, 0, 0, 0, 0x80])
        let scalar = try format.array(PythonThree.scalar)
        #expect(scalar.shape == [])
        #expect(scalar.chunkKeyEncoding == .v2(separator: .slash))
        #expect(scalar.chunkKeyEncoding.key(for: []) == "0")
        let delta = try format.array(PythonThree.delta)
        #expect(delta.codecs.all.map(\.v3.name) == ["numcodecs.delta", "bytes", "numcodecs.zlib"])
        for text in [PythonThree.blosc, PythonThree.text, PythonThree.scalar, PythonThree.delta, PythonThree.sharded] {
            #expect(throws: Never.self) { try format.array(text).pipeline() }
        }
    }

    @Test func groups() throws {
        let group = try format.group(PythonThree.group)
        #expect(group.attributes == ["x": 1])
        #expect(group.consolidated == nil)
        #expect(try format.group(#"{"zarr_format": 3, "node_type": "group"}"#).attributes == [:])
    }

    @Test func shortHandNames() throws {
        let array = try format.array(
            """
            {"zarr_format": 3, "node_type": "array", "shape": [4], "data_type": {"name": "uint8"},
             "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [2]}}, "chunk_key_encoding": "v2",
             "fill_value": 7, "codecs": ["bytes", "crc32c"]}
            """)
        #expect(array.chunkKeyEncoding == .v2(separator: .dot))
        #expect(array.dataType == .uint8)
        #expect(array.codecs.all.map(\.v3.name) == ["bytes", "crc32c"])
        #expect(array.attributes == [:])
        #expect(array.dimensionNames == nil)
    }

    @Test(arguments: [
        ("chunk_key_encoding", #""default""#, ChunkKeyEncoding.default(separator: .slash)),
        ("chunk_key_encoding", #"{"name": "default"}"#, .default(separator: .slash)),
        ("chunk_key_encoding", #"{"name": "default", "separator": "."}"#, .default(separator: .dot)),
        ("chunk_key_encoding", #"{"name": "v2", "configuration": {"separator": "/"}}"#, .v2(separator: .slash)),
    ])
    func keyEncodings(field: String, json: String, expected: ChunkKeyEncoding) throws {
        let text = try replacing(PythonThree.bytes, at: [field], by: JSONValue.parse(json))
        #expect(try format.array(text).chunkKeyEncoding == expected)
    }

    @Test func earlyNamesOfCodecs() throws {
        let text = try replacing(
            PythonThree.blosc, at: ["codecs"],
            by: [
                ["name": "transpose", "configuration": ["order": "F"]],
                ["name": "endian", "configuration": ["endian": "big"]],
            ])
        let array = try format.array(text)
        #expect((array.codecs.arrayToArray.first as? TransposeCodec)?.permutation(rank: 2) == [1, 0])
        #expect((array.codecs.arrayToBytes as? BytesCodec)?.endian == .big)
    }

    @Test func ignorableExtensionsAreIgnored() throws {
        var text = try replacing(PythonThree.bytes, at: ["zeta"], by: ["must_understand": false, "x": 1.50])
        text = try replacing(
            text, at: ["storage_transformers"], by: [["name": "cache", "must_understand": false]])
        #expect(try format.array(text).document["zeta"]?.objectValue?["must_understand"] == false)
        let group = try replacing(PythonThree.group, at: ["zeta"], by: ["must_understand": false])
        #expect(try format.group(group).attributes == ["x": 1])
    }

    @Test func zeroExtents() throws {
        var text = try replacing(PythonThree.bytes, at: ["shape"], by: [0, 6])
        text = try replacing(text, at: ["chunk_grid", "configuration", "chunk_shape"], by: [0, 3])
        #expect(try format.array(text).chunkShape == [0, 3])
    }

    @Test func namesOfAxesMayBeNullEmptyAndTheSame() throws {
        var text = try replacing(PythonThree.bytes, at: ["dimension_names"], by: ["", ""])
        #expect(try format.array(text).dimensionNames == ["", ""])
        text = try replacing(PythonThree.bytes, at: ["dimension_names"], by: .null)
        #expect(try format.array(text).dimensionNames == nil)
        text = try replacing(PythonThree.scalar, at: ["dimension_names"], by: [])
        #expect(try format.array(text).dimensionNames == [])
    }

    @Test func tokensInAttributes() throws {
        let group = try format.group(
            #"{"attributes": {"nan": NaN, "low": -Infinity}, "zarr_format": 3, "node_type": "group"}"#)
        #expect(group.attributes?["nan"]?.doubleValue?.isNaN == true)
        #expect(group.attributes?["low"]?.doubleValue == -.infinity)
    }
}

import ZarrBase
import ZarrCodecs
import ZarrFormats
import ZarrTesting

extension FuzzTarget {
    /// A document and a chunk that it describes: what the other targets say of codecs one by one, here of any chain that a
    /// document may put together.
    static func arrays() -> FuzzTarget {
        FuzzTarget(
            name: "arrays",
            subjects: [
                ArraySubject(format: V3Format(), document: "zarr.json"),
                ArraySubject(format: V2Format(), document: ".zarray"),
                ArraySubject(format: N5Format(), document: "attributes.json"),
            ])
    }
}

/// An input is the document, a zero, and the chunk.
private struct ArraySubject: FuzzSubject {
    let format: any StorageFormat
    let document: String
    let refusals: Set<ZarrError.Code> = [
        .corruptData, .limitExceeded, .unsupported, .invalidMetadata, .invalidArgument,
    ]

    var name: String { "array of \(document)" }

    /// Decoded, in bytes.
    private static let largestChunk = 1 << 16

    func seeds() -> [[UInt8]] {
        if document == "attributes.json" {
            let fields = #""dimensions": [4], "blockSize": [2], "compression": {"type": "raw"}, "dataType": "#
            return [
                Array("{\(fields)\"int8\"}".utf8) + [0] + [0, 0, 0, 1, 0, 0, 0, 2, 7, 8],
                Array("{\(fields)\"string\"}".utf8) + [0] + [0, 1, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 7, 0, 0],
                Array("{\(fields)\"object\"}".utf8) + [0] + [0, 2, 0, 0, 0, 2, 7, 8],
            ]
        }
        let document =
            if document == "zarr.json" {
                #"{"zarr_format": 3, "node_type": "array", "shape": [4], "data_type": "int8", "fill_value": 0, "#
                    + #""chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [2]}}, "codecs": ["bytes"],"#
                    + #""chunk_key_encoding": {"name": "default"}}"#
            } else {
                #"{"zarr_format": 2, "shape": [4], "chunks": [2], "dtype": "|i1", "fill_value": 0, "order": "C","#
                    + #""compressor": null, "filters": null}"#
            }
        return [Array(document.utf8) + [0, 7, 8]]
    }

    func run(_ input: Bytes) throws {
        let bytes = input.array
        let end = bytes.firstIndex(of: 0) ?? bytes.endIndex
        guard case .array(let array) = try format.node(documentName: document, bytes: Bytes(bytes[..<end])) else {
            return
        }
        let pipeline = try array.pipeline()
        let chunk = pipeline.decoded
        guard chunk.byteCount <= Self.largestChunk, chunk.elementCount <= Self.largestChunk else { return }
        let encoded = Bytes(bytes[end...].dropFirst())
        let whole = ChunkPart(whole: chunk.shape)
        let worker = CodecWorker(limits: .narrow)
        var found: [[[UInt8]]] = []
        for filler in [0x5A, 0xA5] as [UInt8] {
            let memory = try TestChunk(chunk.dataType, shape: chunk.shape, filler: filler)
            try encoded.withUnsafeBytes {
                try pipeline.decode($0, whole, into: memory.target, worker: worker)
            }
            found.append(try memory.elements())
        }
        try demand(found[0] == found[1], "not every element is written")
        let memory = try TestChunk(chunk.dataType, shape: chunk.shape, filler: 0x3C)
        guard try pipeline.decode(PiecewiseSource(bytes: encoded), whole, into: memory.target, worker: worker) else {
            throw FuzzFailure("a value that exists is said to be missing")
        }
        try demand(try memory.elements() == found[0], "read piece by piece, the elements are others")
    }
}

import ZarrBase

/// A codec that nobody here knows and whose document says `"must_understand": false`: the array opens, and what was never
/// written reads as fill, but no stored chunk can be decoded without knowing what the codec did.
///
/// Specification: Zarr v3 core, "Extension definition"; what skipping a codec means is left open there.
struct UnknownCodec: ArrayToArrayCodec, ArrayToBytesCodec, BytesToBytesCodec {
    let v3: NamedConfiguration

    var v2: JSONObject? { nil }

    func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToArrayCodec {
        BoundUnknownCodec(decoded: decoded, name: v3.name)
    }

    func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToBytesCodec {
        BoundUnknownCodec(decoded: decoded, name: v3.name)
    }

    func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer, worker: CodecWorker
    ) throws(ZarrError) { throw Self.failure(v3.name) }

    func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: ScratchBuffer, limit: Int, worker: CodecWorker
    ) throws(ZarrError) { throw Self.failure(v3.name) }

    func encode(
        _ decoded: UnsafeRawBufferPointer, into encoded: ScratchBuffer, worker: CodecWorker
    ) throws(ZarrError) { throw Self.failure(v3.name) }

    static func failure(_ name: String) -> ZarrError {
        ZarrError(
            .unsupported, "the codec \"\(name)\" is not known, so that no stored chunk can be read or written",
            hint: "a newer version may know it"
        ).at(codec: name)
    }
}

private struct BoundUnknownCodec: BoundArrayToArrayCodec, BoundArrayToBytesCodec {
    let decoded: ChunkRepresentation
    let name: String

    var encoded: ChunkRepresentation { decoded }
    var permutation: [Int]? { nil }
    var encodedSize: Int? { nil }
    var isIdentity: Bool { false }
    func encodedSizeLimit(_ limits: DecodingLimits) -> Int { .max }

    func decode(_ encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer) throws(ZarrError) {
        throw UnknownCodec.failure(name)
    }

    func encode(_ decoded: UnsafeRawBufferPointer, into encoded: UnsafeMutableRawBufferPointer) throws(ZarrError) {
        throw UnknownCodec.failure(name)
    }

    func decode(
        _ source: any ByteSource, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws -> Bool {
        // What does not exist is fill, whatever the codec.
        guard try source.read(.bounded(offset: 0, length: 0)) != nil else { return false }
        throw UnknownCodec.failure(name)
    }

    func decode(
        _ encoded: UnsafeRawBufferPointer, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws { throw UnknownCodec.failure(name) }

    func encode(_ array: ArrayView, into encoded: ScratchBuffer, worker: CodecWorker) throws {
        throw UnknownCodec.failure(name)
    }
}

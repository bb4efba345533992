import ZarrBase

/// An array-to-array codec that does the same to each number of a chunk.
struct BoundNumberSteps: BoundArrayToArrayCodec {
    let decoded: ChunkRepresentation
    let encoded: ChunkRepresentation
    let encoding: NumberSteps
    let decoding: NumberSteps

    var permutation: [Int]? { nil }
    var isElementwise: Bool { true }

    /// - Parameter stored: the type of the encoded elements.
    init(
        _ decoded: ChunkRepresentation, stored: DataType, encoding: NumberSteps, decoding: NumberSteps
    ) throws(ZarrError) {
        self.decoded = decoded
        // zarr-python leaves the fill value as it is, so that subchunks that it leaves out behind these codecs do not read
        // as the fill value; ours do.
        let fill = try decoded.fillValue.changed(to: stored.byteCount) { (source, destination) throws(ZarrError) in
            try encoding.run(source, into: destination)
        }
        encoded = try decoded.with(dataType: stored, fillValue: fill)
        self.encoding = encoding
        self.decoding = decoding
    }

    func decode(_ encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer) throws(ZarrError) {
        try decoding.run(encoded, into: decoded)
    }

    func encode(_ decoded: UnsafeRawBufferPointer, into encoded: UnsafeMutableRawBufferPointer) throws(ZarrError) {
        try encoding.run(decoded, into: encoded)
    }
}

extension FillValue {
    /// The value that `body` writes for this one.
    func changed(
        to byteCount: Int,
        _ body: (UnsafeRawBufferPointer, UnsafeMutableRawBufferPointer) throws(ZarrError) -> Void
    ) throws(ZarrError) -> FillValue {
        var changed = [UInt8](repeating: 0, count: byteCount)
        try bytes.withUnsafeBufferPointer { (source) throws(ZarrError) in
            try changed.withUnsafeMutableBufferPointer { (destination) throws(ZarrError) in
                try body(UnsafeRawBufferPointer(source), UnsafeMutableRawBufferPointer(destination))
            }
        }
        return FillValue(bytes: changed, isUndefined: isUndefined)
    }
}

package import ZarrBase

extension CodecPipeline {
    /// The size of every stored chunk in bytes where no codec behind the elements changes it: a value of another size is
    /// damaged, which shows before it is decoded.
    package var storedSize: Int? { bytesToBytes.isEmpty ? encodedSize : nil }

    /// The error for a value that has not ``storedSize``.
    package func sizeError(_ count: Int) -> ZarrError {
        ZarrError(
            .corruptData, "\(count) bytes are stored where a chunk takes \(storedSize ?? 0)",
            hint: "the chunk is damaged or the metadata does not describe it"
        ).at(codec: arrayToBytesName)
    }
}

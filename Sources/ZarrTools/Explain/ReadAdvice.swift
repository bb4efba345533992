extension ReadExplanation {
    /// One sentence that follows from the figures.
    public var advice: String {
        guard askedBytes > 0 else { return "Nothing is asked for." }
        if missing == values.count { return "Nothing is stored of it: all of it is fill value." }
        if let times = excess {
            let what = decodeAmplification >= readAmplification ? "Decodes" : "Reads"
            let start = "\(what) \(Self.times(times)) what is asked for"
            guard let axis = worstAxis else { return start + ": " + remedy + " would help." }
            return start + ": " + remedy + " along axis \(axis), where \(chunkShape[axis]) are read for every "
                + "\(max(1, min(chunkShape[axis], extents[axis]))) asked for, would help."
        }
        let perRequest = readBytes / max(1, requests)
        if requests >= Self.manyRequests, perRequest < Self.smallRequest {
            return "Makes \(requests) requests of \(ByteText.short(perRequest)) on average: larger chunks"
                + (isSharded ? "" : ", or shards,") + " would make fewer."
        }
        return "Reads and decodes little more than is asked for: the chunks fit this selection."
    }

    /// How many times more is decoded or read than asked for, where that is much.
    private var excess: Double? {
        // Reading the few bytes of an index is nobody's fault.
        let reading = Double(readBytes) / Double(max(askedBytes, 4096))
        let most = max(decodeAmplification, reading)
        return most >= 2 ? (decodeAmplification >= reading ? decodeAmplification : readAmplification) : nil
    }

    private var remedy: String { isSharded ? "smaller subchunks" : "smaller chunks, or sharding," }

    /// The axis along which chunks are the most times longer than what is asked for.
    private var worstAxis: Int? {
        let axis = extents.indices.max { excess(along: $0) < excess(along: $1) }
        return axis.flatMap { excess(along: $0) > 1 ? $0 : nil }
    }

    private func excess(along axis: Int) -> Double {
        guard chunkShape.indices.contains(axis) else { return 0 }
        return Double(min(chunkShape[axis], shape[axis])) / Double(max(1, extents[axis]))
    }

    static func times(_ value: Double) -> String { ByteText.decimal(value, places: value < 10 ? 1 : 0) + " times" }

    private static let manyRequests = 256
    private static let smallRequest = 32 << 10
}

import Zarr

extension CopyPlan {
    /// What is to be done, in lines for people.
    public var text: String {
        var lines = ""
        for group in groups { lines += "group /\(group.path)\n" }
        for step in steps {
            let target = step.target
            lines += "array /\(step.path) \(target.shape.asTuple) \(target.dataType)"
            lines += " chunks \((target.subchunkShape ?? target.chunkShape).asTuple)"
            if let shards = target.shardShape { lines += " shards \(shards.asTuple)" }
            lines += " codecs " + target.innerCodecs.all.map(\.v3.name).joined(separator: ", ")
            lines += step.copiesEncodedChunks ? ", chunks as they are\n" : "\n"
        }
        return lines + "\(ByteText.size(byteCount)) decoded, as \(format.rawValue) to \(store)\n"
    }
}

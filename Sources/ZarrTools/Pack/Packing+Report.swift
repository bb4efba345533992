public import Zarr

extension Packing {
    /// What is copied, in a line.
    public var text: String { "\(source) -> \(destination): \(keys.count) values, \(ByteText.size(byteCount))\n" }

    /// The same for programs.
    public var json: JSONValue {
        [
            "source": .string(source), "destination": .string(destination),
            "values": .number(JSONNumber(keys.count)), "bytes": .number(JSONNumber(byteCount)),
        ]
    }
}

public import ZarrBase
import ZarrCompression

/// The `shuffle` bytes-to-bytes codec: the first bytes of all elements, then the second ones, and so on.
///
/// - Zarr v3 name: `numcodecs.shuffle` · Zarr v2 id: `shuffle`
/// - Specification: <https://numcodecs.readthedocs.io/en/stable/filter/shuffle.html>
///
/// ## Configuration
/// ```json
/// {"name": "numcodecs.shuffle", "configuration": {"elementsize": 4}}
/// ```
/// An element size of 0, which netCDF-C writes, stands for the size of the data type.
public struct ShuffleCodec: BytesToBytesCodec {
    /// What the list of codecs says.
    public static var summary: String { "The first bytes of all elements, then the second ones, and so on" }
    /// As they are written.
    public static var fields: [String] { ["elementsize"] }

    /// The size of an element, in bytes.
    public let elementSize: Int

    /// A codec for elements of this size.
    public init(elementSize: Int = 4) { self.elementSize = elementSize }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> ShuffleCodec {
        let reader = named.reader
        // The example of the `conditional` codec spells it otherwise.
        let field = ["elementsize", "element_size"].first { reader[$0] != nil }
        // numcodecs itself takes 4; zarr-python 3 takes the size of the data type.
        guard let field else { return ShuffleCodec(elementSize: named.name.hasPrefix("numcodecs.") ? 0 : 4) }
        return ShuffleCodec(elementSize: try reader.integer(field, in: 0...Int(Int32.max)))
    }

    /// With the element size.
    public var v3: NamedConfiguration {
        NamedConfiguration("numcodecs.shuffle", ["elementsize": .number(JSONNumber(elementSize))])
    }
    /// With the element size.
    public var v2: JSONObject? { ["id": "shuffle", "elementsize": .number(JSONNumber(elementSize))] }

    /// With the element size of the data type where none is given.
    public func bound(toElementSize size: Int) throws(ZarrError) -> any BytesToBytesCodec {
        ShuffleCodec(elementSize: elementSize == 0 ? size : elementSize)
    }

    /// Refuses bytes that are not whole elements.
    public func requireEncodable(_ size: Int) throws(ZarrError) {
        guard elementSize > 0, size % elementSize == 0 else {
            throw ZarrError(
                .invalidMetadata, "a chunk of \(size) bytes is not whole elements of \(elementSize) bytes",
                hint: "elementsize has to be the size of the data type, or 0"
            ).at(jsonPath: "configuration.elementsize")
        }
    }

    /// As many bytes as before.
    public func encodedSize(of decodedSize: Int) -> Int? { decodedSize }

    /// Puts the bytes of each element together again.
    public func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer, worker: CodecWorker
    ) throws(ZarrError) {
        try requireFilled(encoded.count, of: decoded.count)
        try ByteShuffle.unshuffle(encoded, into: decoded, elementSize: elementSize)
    }

    /// Puts the bytes of each element together again.
    public func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: ScratchBuffer, limit: Int, worker: CodecWorker
    ) throws(ZarrError) {
        guard encoded.count <= limit else {
            throw ZarrError(.corruptData, "\(encoded.count) bytes where at most \(limit) belong")
        }
        try decoded.resize(to: encoded.count)
        try ByteShuffle.unshuffle(encoded, into: decoded.bytes, elementSize: elementSize)
    }

    /// Takes the bytes of each element apart.
    public func encode(
        _ decoded: UnsafeRawBufferPointer, into encoded: ScratchBuffer, worker: CodecWorker
    ) throws(ZarrError) {
        try encoded.resize(to: decoded.count)
        try ByteShuffle.shuffle(decoded, into: encoded.bytes, elementSize: elementSize)
    }
}

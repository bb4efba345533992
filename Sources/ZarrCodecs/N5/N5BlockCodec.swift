public import ZarrBase

/// The blocks of an N5 dataset, whose last axis is the first one here: what N5 says in place of a list of codecs.
///
/// No Zarr document names it; in Zarr v3 ``N5DefaultCodec`` reads the same blocks, with the axes as N5 has them.
///
/// - Specification: <https://github.com/saalfeldlab/n5#file-system-specification>, 9. What the words leave open is as the
///   Java library does it.
public struct N5BlockCodec: ArrayToBytesCodec {
    /// What the blocks of a dataset hold.
    public enum Content: Sendable, Hashable {
        /// Numbers or strings, one at each place.
        case elements
        /// Bytes that nobody but their writer knows, one object a block.
        case objects
        /// The same, behind the extents of the block: label multisets of Paintera.
        case multisets
    }

    /// What the list of codecs says.
    public static var summary: String { "Blocks of N5 in N5" }
    /// As they are shown.
    public static var fields: [String] { ["compressor"] }

    /// What compresses a block behind its header.
    public let compressor: (any BytesToBytesCodec)?
    /// What the blocks hold.
    public let content: Content

    /// Blocks of this kind.
    public init(compressor: (any BytesToBytesCodec)? = nil, content: Content = .elements) {
        self.compressor = compressor
        self.content = content
    }

    /// The codecs that make the same bytes without the header, or as near to them as any.
    package func codecs(for dataType: DataType) -> CodecChain {
        let bytes: any ArrayToBytesCodec =
            dataType.isVariableLength
            ? dataType.usualCodec : BytesCodec(endian: dataType.layout.hasByteOrder ? .big : nil)
        return CodecChain(arrayToBytes: bytes, bytesToBytes: compressor.map { [$0] } ?? [])
    }

    /// For messages: no Zarr v3 document names it.
    public var v3: NamedConfiguration {
        NamedConfiguration("n5_block", compressor.map { ["compressor": $0.v3.json] } ?? [:])
    }
    /// Zarr v2 has no such codec.
    public var v2: JSONObject? { nil }

    private static let numbers: Set<String> = [
        "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
    ]

    /// - Throws: ``ZarrError/Code/unsupported`` for types that N5 does not have.
    public func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToBytesCodec {
        switch content {
        case .elements where decoded.dataType == .string:
            return BoundN5Strings(decoded: decoded, compressor: try bound(compressor))
        case .elements:
            try Self.requireNumbers(decoded)
            let codecs = codecs(for: decoded.dataType)
            return BoundN5Block(
                decoded: decoded, codecs: codecs, whole: try codecs.bind(decoded), order: .reversed, takesCounts: true)
        case .objects, .multisets:
            guard decoded.dataType == .bytes, decoded.elementCount == 1 else {
                throw ZarrError(
                    .invalidArgument, "a block of N5 holds one object, not a chunk of shape \(decoded.shape)",
                    hint: "objects have chunks of one element")
            }
            return BoundN5Objects(
                decoded: decoded, compressor: try bound(compressor),
                mode: content == .objects ? .object : .varlength)
        }
    }

    /// What lies behind the header of a block of this shape, without a copy; nil for any other block.
    package static func payload(of block: Bytes, shape: [Int]) -> Bytes? {
        guard block.withUnsafeBytes({ N5BlockHeader.isWhole($0, shape, .reversed) }) else { return nil }
        let size = N5BlockHeader.size(rank: shape.count, .default)
        return try? block.slice(.bounded(offset: size, length: block.count - size))
    }

    /// The shape that a block says to have; nil where there is no block, or none that says so.
    package static func shape(of block: any ByteSource, rank: Int) throws -> [Int]? {
        guard let size = try block.size(),
            let bytes = try block.read([
                .bounded(offset: 0, length: min(size, N5BlockHeader.size(rank: rank, .varlength)))
            ])?.first
        else { return nil }
        let header = try? bytes.withUnsafeBytes { (bytes) throws(ZarrError) in
            try N5BlockHeader(bytes, rank: rank, .reversed)
        }
        guard let header, header.mode != .object else { return nil }
        return header.shape
    }

    /// The header of a block of this shape; nil where N5 cannot say it.
    package static func header(shape: [Int]) -> Bytes? {
        let header = ScratchBuffer()
        guard (try? N5BlockHeader.write(.default, shape, .reversed, to: header)) != nil else { return nil }
        return header.take()
    }

    private func bound(_ compressor: (any BytesToBytesCodec)?) throws(ZarrError) -> (any BytesToBytesCodec)? {
        guard let compressor else { return nil }
        return try compressor.bound(toElementSize: 1)
    }

    /// Refuses what N5 has no numbers for.
    static func requireNumbers(_ decoded: ChunkRepresentation) throws(ZarrError) {
        guard numbers.contains(decoded.dataType.name) else {
            throw ZarrError(
                .unsupported, "N5 has no data type \(decoded.dataType)",
                hint: "it has integers of 8 to 64 bits, float32, float64 and string")
        }
        guard decoded.shape.count <= Int(UInt16.max), decoded.shape.allSatisfy({ UInt32(exactly: $0) != nil }) else {
            throw ZarrError(.limitExceeded, "a chunk of shape \(decoded.shape) is larger than N5 can say")
        }
    }
}

public import ZarrBase
import ZarrIndexing

/// The `transpose` array-to-array codec: stores the axes in another order.
///
/// - Zarr v3 name: `transpose` · Zarr v2: `"order": "F"` is the reversal of all axes
/// - Specification: <https://zarr-specs.readthedocs.io/en/latest/v3/codecs/transpose/index.html>
///
/// ## Configuration
/// ```json
/// {"name": "transpose", "configuration": {"order": [2, 0, 1]}}
/// ```
/// Axis `i` of the stored array is axis `order[i]` of the decoded one. Old documents say `"C"` and `"F"`.
public struct TransposeCodec: ArrayToArrayCodec {
    /// What the list of codecs says.
    public static var summary: String { "Stores the axes in another order" }
    /// As they are written.
    public static var fields: [String] { ["order"] }

    /// How the order is said.
    public enum Order: Sendable, Hashable {
        /// As a permutation.
        case axes([Int])
        /// All axes reversed, whatever their number.
        case reversed
        /// As they are.
        case identity
    }

    /// The order of the stored axes.
    public let order: Order

    /// A codec that stores axes in this order.
    public init(order: Order) { self.order = order }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> TransposeCodec {
        switch named.reader["order"] {
        case .string("F")?: TransposeCodec(order: .reversed)
        case .string("C")?: TransposeCodec(order: .identity)
        default: TransposeCodec(order: .axes(try named.reader.extents("order")))
        }
    }

    /// With the permutation.
    public var v3: NamedConfiguration {
        switch order {
        case .axes(let axes): NamedConfiguration("transpose", ["order": .array(axes.map { .number(JSONNumber($0)) })])
        case .reversed: NamedConfiguration("transpose", ["order": "F"])
        case .identity: NamedConfiguration("transpose", ["order": "C"])
        }
    }
    /// The member `order` of the document says it.
    public var v2: JSONObject? { nil }

    /// The same codec with its order spelled out, as Zarr v3 wants it.
    public func spelledOut(rank: Int) -> TransposeCodec { TransposeCodec(order: .axes(permutation(rank: rank))) }

    /// The order as a permutation of so many axes.
    public func permutation(rank: Int) -> [Int] {
        switch order {
        case .axes(let axes): axes
        case .reversed: Array((0..<rank).reversed())
        case .identity: Array(0..<rank)
        }
    }

    /// - Throws: ``ZarrError/Code/invalidMetadata`` where the order is no permutation of the chunk's axes.
    public func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToArrayCodec {
        let axes = permutation(rank: decoded.shape.count)
        guard axes.sorted().elementsEqual(decoded.shape.indices) else {
            throw ZarrError(
                .invalidMetadata, "order \(axes) is not a permutation of the \(decoded.shape.count) axes"
            ).at(jsonPath: "configuration.order")
        }
        return BoundTransposeCodec(
            decoded: decoded, encoded: try decoded.with(shape: axes.map { decoded.shape[$0] }), axes: axes)
    }
}

struct BoundTransposeCodec: BoundArrayToArrayCodec {
    let decoded: ChunkRepresentation
    let encoded: ChunkRepresentation
    let axes: [Int]

    var permutation: [Int]? { axes }

    func decode(_ encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer) throws(ZarrError) {
        guard let source = encoded.baseAddress, let destination = decoded.baseAddress else { return }
        let size = self.decoded.dataType.byteCount
        let strides = StridedCopy.contiguousStrides(self.decoded.shape, elementSize: size)
        StridedCopy.copy(
            from: source, strides: StridedCopy.contiguousStrides(self.encoded.shape, elementSize: size),
            to: destination, strides: axes.map { strides[$0] }, shape: self.encoded.shape, elementSize: size)
    }

    func encode(_ decoded: UnsafeRawBufferPointer, into encoded: UnsafeMutableRawBufferPointer) throws(ZarrError) {
        guard let source = decoded.baseAddress, let destination = encoded.baseAddress else { return }
        let size = self.decoded.dataType.byteCount
        let strides = StridedCopy.contiguousStrides(self.decoded.shape, elementSize: size)
        StridedCopy.copy(
            from: source, strides: axes.map { strides[$0] }, to: destination,
            strides: StridedCopy.contiguousStrides(self.encoded.shape, elementSize: size), shape: self.encoded.shape,
            elementSize: size)
    }
}

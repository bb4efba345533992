import ZarrBase
import ZarrCodecs

/// What the members `dtype`, `order`, `filters` and `compressor` of a `.zarray` say of a data type and a chain of codecs.
struct V2Terms {
    let dtype: JSONValue
    let order: String
    private(set) var filters: [JSONObject] = []
    private(set) var compressor: JSONObject?

    /// - Throws: ``ZarrError/Code/unsupported`` with the codec or type that Zarr v2 cannot express.
    init(_ array: ArrayDescription) throws(ZarrError) {
        let chain = array.codecs
        let (order, numeric) = try Self.axesAndFilters(chain, rank: array.shape.count)
        self.order = order
        // One order of bytes for all: numcodecs looks at the bytes as they lie, not at the numbers.
        let storage = chain.arrayToBytes as? BytesCodec ?? BytesCodec(endian: .little)
        let endian = storage.endian ?? .little
        guard let dtype = array.dataType.v2(storage) else {
            throw ZarrError(
                .unsupported, "Zarr v2 has no data type \(array.dataType)", hint: "use the format zarr3")
        }
        self.dtype = dtype
        var elements = array.dataType
        for filter in numeric {
            if let object = try filter.inOrder(endian, on: elements).v2 { filters.append(object.sortedByKey()) }
            elements = try filter.statedTypes(on: elements, endian).stored.dataType
        }
        if order == "F", let codec = chain.arrayToBytes as? any ObjectCodec, codec.carriesShape {
            // Readers differ in what such an order means.
            throw ZarrError(
                .unsupported, "Zarr v2 cannot express a transposition before the codec \"\(codec.name)\"",
                hint: "use the order C")
        }
        var last: (any Codec)?
        if let object = chain.arrayToBytes.v2 {
            filters.append(object.sortedByKey())
            if chain.arrayToBytes is ZFPYCodec { last = chain.arrayToBytes }
        } else if !(chain.arrayToBytes is BytesCodec) {
            throw Self.inexpressible(chain.arrayToBytes)
        }
        for codec in chain.bytesToBytes {
            let codec = try codec.bound(toElementSize: elements.isVariableLength ? 1 : elements.byteCount)
            guard let object = codec.v2 else { throw Self.inexpressible(codec) }
            filters.append(object.sortedByKey())
            last = codec
        }
        if let last, Self.isCompressor(last) { compressor = filters.removeLast() }
    }

    // Some readers take no other codec for a compressor.
    private static func isCompressor(_ codec: any Codec) -> Bool {
        !(codec is any ChecksumCodec || codec is ShuffleCodec)
    }

    /// The order that all transpositions make together, and the filters behind them.
    private static func axesAndFilters(
        _ chain: CodecChain, rank: Int
    ) throws(ZarrError) -> (order: String, filters: [any NumericFilter]) {
        let axes = Array(0..<rank)
        var permutation = axes
        var filters: [any NumericFilter] = []
        for codec in chain.arrayToArray {
            if let transpose = codec as? TransposeCodec {
                let order = transpose.permutation(rank: rank)
                guard order.sorted() == axes, filters.isEmpty || order == axes else { throw inexpressible(codec) }
                permutation = order.map { permutation[$0] }
            } else if let filter = codec as? any NumericFilter {
                filters.append(filter)
            } else {
                throw inexpressible(codec)
            }
        }
        if permutation == axes { return ("C", filters) }
        guard permutation == axes.reversed() else {
            throw inexpressible(
                chain.arrayToArray.first { $0 is TransposeCodec } ?? TransposeCodec(order: .axes(permutation)))
        }
        return ("F", filters)
    }

    private static func inexpressible(_ codec: any Codec) -> ZarrError {
        let name = codec.name
        let reason = codec is TransposeCodec ? ": it can only reverse all axes" : ""
        return ZarrError(
            .unsupported, "Zarr v2 cannot express the codec \"\(name)\"\(reason)",
            hint: "choose other codecs with --codecs, or the format zarr3"
        ).at(codec: name)
    }
}

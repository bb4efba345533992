public import ZarrBase

/// The `reshape` array-to-array codec: the same elements in the same order, with other extents.
///
/// - Zarr v3 name: `reshape`
/// - Specification: <https://github.com/zarr-developers/zarr-extensions/blob/main/codecs/reshape/README.md>
///
/// ## Configuration
/// ```json
/// {"name": "reshape", "configuration": {"shape": [[0, 1], -1, 3]}}
/// ```
/// An extent of the stored array is a number, the product of the extents of the axes in a list, or -1: what remains.
public struct ReshapeCodec: ArrayToArrayCodec {
    /// What the list of codecs says.
    public static var summary: String { "The same elements with other extents" }
    /// As they are written.
    public static var fields: [String] { ["shape"] }

    /// How an extent of the stored array is said.
    public enum Extent: Sendable, Hashable {
        /// As a number.
        case size(Int)
        /// As the product of axes of the decoded array.
        case axes([Int])
        /// As what remains.
        case rest
    }

    /// The extents of the stored array.
    public let shape: [Extent]

    /// A codec that stores arrays with these extents.
    public init(shape: [Extent]) { self.shape = shape }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> ReshapeCodec {
        var shape: [Extent] = []
        for item in try named.reader.list("shape") {
            let wrong = named.reader.wrong(
                "shape", item, "a positive integer, -1 or a list of the numbers of axes in its items")
            if let list = item.arrayValue {
                var axes: [Int] = []
                for axis in list {
                    guard let axis = axis.intValue, axis >= 0 else { throw wrong }
                    axes.append(axis)
                }
                shape.append(.axes(axes))
            } else if let size = item.intValue, size == -1 || size > 0 {
                shape.append(size == -1 ? .rest : .size(size))
            } else {
                throw wrong
            }
        }
        return ReshapeCodec(shape: shape)
    }

    /// With the extents as they are said.
    public var v3: NamedConfiguration {
        let extents = shape.map { extent -> JSONValue in
            switch extent {
            case .size(let size): .number(JSONNumber(size))
            case .axes(let axes): .array(axes.map { .number(JSONNumber($0)) })
            case .rest: -1
            }
        }
        return NamedConfiguration("reshape", ["shape": .array(extents)])
    }
    /// Zarr v2 has no such filter.
    public var v2: JSONObject? { nil }

    /// - Throws: ``ZarrError/Code/invalidMetadata`` where the extents do not hold the elements of the chunk, or axes are
    ///   not where their elements are.
    public func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToArrayCodec {
        do {
            return BoundReshapeCodec(decoded: decoded, encoded: try decoded.with(shape: try extents(of: decoded.shape)))
        } catch {
            throw error.at(jsonPath: "configuration.shape")
        }
    }

    private func extents(of decoded: [Int]) throws(ZarrError) -> [Int] {
        let total = try decoded.elementCount()
        var extents: [Int] = []
        var lastAxis = -1
        var rest: Int?
        for (place, extent) in shape.enumerated() {
            switch extent {
            case .size(let size): extents.append(size)
            case .axes(let axes):
                var product = 1
                for axis in axes {
                    guard axis > lastAxis else {
                        throw ZarrError(.invalidMetadata, "axis \(axis) stands behind axis \(lastAxis), not before it")
                    }
                    guard axis < decoded.count else {
                        throw ZarrError(.invalidMetadata, "axis \(axis) is none of the \(decoded.count) axes")
                    }
                    product = try product.checkedTimes(decoded[axis])
                    lastAxis = axis
                }
                extents.append(product)
            case .rest:
                guard rest == nil else { throw ZarrError(.invalidMetadata, "-1 stands in two places") }
                rest = place
                extents.append(1)
            }
        }
        let product = try extents.elementCount()
        if let rest, product > 0, total % product == 0 { extents[rest] = total / product }
        guard try extents.elementCount() == total else {
            throw ZarrError(.invalidMetadata, "\(decoded) elements cannot be stored as \(extents)")
        }
        for (place, extent) in shape.enumerated() {
            guard case .axes(let axes) = extent, let first = axes.first, let last = axes.last else { continue }
            // The elements along these axes have to be those along the stored one.
            guard try Array(extents[..<place]).elementCount() == Array(decoded[..<first]).elementCount(),
                try Array(extents[(place + 1)...]).elementCount() == Array(decoded[(last + 1)...]).elementCount()
            else {
                throw ZarrError(
                    .invalidMetadata, "axes \(axes) of \(decoded) are not axis \(place) of \(extents)",
                    hint: "what stands before and behind must hold as many elements in both")
            }
        }
        return extents
    }
}

struct BoundReshapeCodec: BoundArrayToArrayCodec {
    let decoded: ChunkRepresentation
    let encoded: ChunkRepresentation

    var permutation: [Int]? { nil }

    func decode(_ encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer) throws(ZarrError) {
        decoded.copyMemory(from: UnsafeRawBufferPointer(rebasing: encoded.prefix(decoded.count)))
    }

    func encode(_ decoded: UnsafeRawBufferPointer, into encoded: UnsafeMutableRawBufferPointer) throws(ZarrError) {
        encoded.copyMemory(from: UnsafeRawBufferPointer(rebasing: decoded.prefix(encoded.count)))
    }
}

/// What part of an array is meant, not yet bound to an array: slices, indices, lists and masks along each axis, or
/// single elements (``points(_:)-([[Int]])``, ``mask(_:shape:)``), or whole chunks (``blocks(_:)``).
///
/// Literals read like numpy: `[0, .all, 10..<20]`, `[.ellipsis, -1]`, `["time": 0, "lat": .all]`, `[[1, 5, 7], .all]`.
/// Axes that are not mentioned are taken whole. Every axis is selected on its own, as by `oindex` of zarr-python: two lists
/// mean all their pairs.
public struct Selection: Sendable, Hashable {
    enum Content: Sendable, Hashable {
        case positional([Axis])
        case named([NamedAxis])
        case blocks([Axis])
        case points([PointColumn])
        case mask(places: [Int], shape: [Int])
    }

    struct NamedAxis: Sendable, Hashable {
        var name: String
        var axis: Axis
    }

    let content: Content

    init(_ content: Content) { self.content = content }

    /// Whether dimensions are selected by name.
    public var usesNames: Bool {
        if case .named = content { return true }
        return false
    }

    /// The whole array.
    public static let all = Selection([])

    /// One entry an axis, in the array's order. Fewer than the array has: the rest is whole.
    public init(_ axes: [Axis]) { content = .positional(axes) }

    /// Entries by dimension name, in any order. Dimensions that are not named are whole.
    public init(named axes: [(String, Axis)]) {
        content = .named(axes.map { NamedAxis(name: $0.0, axis: $0.1) })
    }

    /// The elements of a box. Where it reaches past the end of the array, it is cut there.
    public init(_ region: Region) {
        self.init(
            zip(region.origin, region.shape).map { origin, extent in
                .slice(start: origin, stop: origin.addedSaturating(extent), step: 1)
            })
    }
}

extension Selection: ExpressibleByArrayLiteral {
    /// `[0, .all, 10..<20]`
    public init(arrayLiteral elements: Axis...) { self.init(elements) }
}

extension Selection: ExpressibleByDictionaryLiteral {
    /// `["time": 0, "lat": .all]`
    public init(dictionaryLiteral elements: (String, Axis)...) { self.init(named: elements) }
}

extension Selection: CustomStringConvertible {
    /// The selection as Python writes it, and as ``init(parsing:)`` reads it (but for masks of whole arrays and points of
    /// several axes): `0, :, 10:20`, `time=0, lat=::2`, `[1, 5], :`, `blocks(0, 1:3)`, `points([1, 5], [0, 7])`.
    public var description: String {
        switch content {
        case .positional(let axes):
            // A list alone would be brackets around all.
            if axes.count == 1, axes[0].description.first == "[" { return "\(axes[0])," }
            return axes.map(\.description).joined(separator: ", ")
        case .named(let axes): return axes.map { "\($0.name)=\($0.axis)" }.joined(separator: ", ")
        case .blocks(let axes): return "blocks(" + axes.map(\.description).joined(separator: ", ") + ")"
        case .points(let columns):
            return "points(" + columns.map { "\($0.indices)" }.joined(separator: ", ") + ")"
        case .mask(let places, let shape): return "mask of \(places.count) elements in \(shape)"
        }
    }
}

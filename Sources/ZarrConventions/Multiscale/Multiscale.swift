public import Zarr

/// An image at several resolutions, whatever convention says so: where the elements of each level lie in space.
///
/// All lists of axes are in the order of the arrays' axes, the slowest first.
public struct Multiscale: Sendable, Hashable {
    /// An axis that all levels have.
    public struct Axis: Sendable, Hashable {
        /// What kinds of axes OME-Zarr tells apart.
        public enum Kind: String, Sendable, Hashable {
            /// Of an image in space.
            case space
            /// Of a series in time.
            case time
            /// Of colours or markers.
            case channel
        }

        /// The name, such as `x`.
        public var name: String
        /// The kind; nil for any other.
        public var kind: Kind?
        /// The unit by its full name, such as `nanometer`; nil where nobody says.
        public var unit: String?

        /// An axis.
        public init(name: String, kind: Kind?, unit: String? = nil) {
            self.name = name
            self.kind = kind
            self.unit = unit
        }
    }

    /// One resolution.
    public struct Level: Sendable, Hashable {
        /// The path of its array below the group.
        public var path: String
        /// The distance between neighbours, per axis, in its unit.
        public var scale: [Double]
        /// Where the first element lies, per axis, in its unit.
        public var translation: [Double]

        /// A level.
        public init(path: String, scale: [Double], translation: [Double]) {
            self.path = path
            self.scale = scale
            self.translation = translation
        }
    }

    /// The name of the image.
    public var name: String?
    /// The axes.
    public var axes: [Axis]
    /// The levels, the finest first.
    public var levels: [Level]

    /// An image.
    public init(name: String? = nil, axes: [Axis], levels: [Level]) {
        self.name = name
        self.axes = axes
        self.levels = levels
    }

    /// The axes of an image of which only their number is known: t, c, z, y, x, the last ones of them.
    static func usualAxes(_ rank: Int, names: [String?]?, unit: String?) -> [Axis]? {
        let usual: [(String, Axis.Kind)] = [
            ("t", .time), ("c", .channel), ("z", .space), ("y", .space), ("x", .space),
        ]
        guard (2...usual.count).contains(rank) else { return nil }
        return usual.suffix(rank).enumerated().map { number, axis in
            let name = names.flatMap { $0.indices.contains(number) ? $0[number] : nil } ?? axis.0
            let kind = usual.first { $0.0 == name.lowercased() }?.1 ?? axis.1
            return Axis(name: name, kind: kind, unit: kind == .space ? unit : nil)
        }
    }
}

/// A group and the arrays in it, as a convention looks at them.
public struct MultiscaleGroup: Sendable {
    /// An array of the group.
    public struct Member: Sendable {
        /// The name below the group.
        public var name: String
        /// The extents.
        public var shape: [Int]
        /// The names of the axes.
        public var dimensionNames: [String?]?
        /// The attributes.
        public var attributes: JSONObject

        /// An array.
        public init(name: String, shape: [Int], dimensionNames: [String?]? = nil, attributes: JSONObject) {
            self.name = name
            self.shape = shape
            self.dimensionNames = dimensionNames
            self.attributes = attributes
        }
    }

    /// The attributes of the group.
    public var attributes: JSONObject
    /// The attributes of the groups above, the nearest first: some conventions put there what holds for all.
    public var above: [JSONObject]
    /// The arrays.
    public var members: [Member]

    /// A group.
    public init(attributes: JSONObject, above: [JSONObject] = [], members: [Member]) {
        self.attributes = attributes
        self.above = above
        self.members = members
    }

    /// The first attribute of this name, of the group or of those above.
    func attribute(_ name: String) -> JSONValue? {
        ([attributes] + above).lazy.compactMap { $0[name] }.first
    }
}

/// How a plane of an array is drawn.
public struct PictureOptions: Sendable {
    /// The colours.
    public var colormap: Colormap
    /// The values with the first and the last colour; by default the least and the greatest.
    public var range: ClosedRange<Double>?
    /// A value that stands for a missing one, beside those that the array itself names.
    public var missing: Double?
    /// Whether the picture is turned upside down.
    public var flips: Bool

    /// Options with their usual values.
    public init(
        colormap: Colormap = .viridis, range: ClosedRange<Double>? = nil, missing: Double? = nil, flips: Bool = false
    ) {
        self.colormap = colormap
        self.range = range
        self.missing = missing
        self.flips = flips
    }
}

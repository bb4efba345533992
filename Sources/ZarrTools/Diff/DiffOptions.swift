public import Zarr

/// When two elements are the same, and what counts as a difference.
public struct DiffOptions: Sendable {
    /// How far numbers may lie apart, as a share of the second one.
    public var relativeTolerance: Double
    /// How far numbers may lie apart beside that.
    public var absoluteTolerance: Double
    /// Whether a NaN is the same as a NaN.
    public var equatesNaN: Bool
    /// Whether bytes are compared, so that -0.0 is not 0.0 and NaNs have payloads.
    public var isExact: Bool
    /// Whether chunks, shards, codecs, keys and formats count, too.
    public var isStrict: Bool
    /// Whether attributes and names of axes count: a copy by another convention may say more.
    public var comparesAttributes = true
    /// How many differing elements of an array are told.
    public var limit: Int

    /// Options with their usual values.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` for tolerances that are negative or not finite, and together with
    ///   `isExact`.
    public init(
        relativeTolerance: Double = 0, absoluteTolerance: Double = 0, equatesNaN: Bool = true, isExact: Bool = false,
        isStrict: Bool = false, limit: Int = 10
    ) throws(ZarrError) {
        for (name, value) in [("rtol", relativeTolerance), ("atol", absoluteTolerance)]
        where !value.isFinite || value < 0 {
            throw ZarrError(.invalidArgument, "\(name) is \(value)", hint: "use a number of 0 or more")
        }
        if isExact, relativeTolerance > 0 || absoluteTolerance > 0 || !equatesNaN {
            throw ZarrError(
                .invalidArgument, "an exact comparison has no tolerance and no rule for NaN", hint: "leave one out")
        }
        self.relativeTolerance = relativeTolerance
        self.absoluteTolerance = absoluteTolerance
        self.equatesNaN = equatesNaN
        self.isExact = isExact
        self.isStrict = isStrict
        self.limit = max(0, limit)
    }
}

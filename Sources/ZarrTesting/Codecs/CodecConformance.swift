public import ZarrCodecs

/// What every codec must do. A codec's tests run it by one line:
///
/// ```swift
/// @Test(arguments: CodecConformance.allCases) func gzip(_ check: CodecConformance) throws {
///     try check.run(on: GzipCodec(level: 1))
/// }
/// ```
public enum CodecConformance: String, CaseIterable, Sendable {
    /// Chunks of no, one and many elements come back bit for bit, whole and in parts.
    case roundTrip
    /// Decoding needs memory of exactly the right size.
    case exactSize
    /// Where the size is not known, decoding keeps the limit that it is given.
    case limit
    /// Bytes that end too soon are refused.
    case truncation
    /// Bytes that were changed are refused or decode to something else of the same size: nothing traps.
    case corruption
    /// The description in Zarr v3 makes the same codec again.
    case zarr3
    /// The description in Zarr v2, where there is one, makes the same codec again.
    case zarr2

    /// Runs this check on `codec`, which is bound to chunks of this shape and type.
    ///
    /// A lossy codec is tried on elements that it has changed already: they must stay what they are.
    ///
    /// - Throws: ``ConformanceFailure`` where the codec does otherwise.
    public func run(
        on codec: any Codec, shape: [Int] = [6, 10], dataType: DataType = .int32, isLossy: Bool = false
    ) throws {
        let subject = CodecSubject(codec: codec, shape: shape, dataType: dataType, isLossy: isLossy)
        switch self {
        case .roundTrip: try subject.checkRoundTrip()
        case .exactSize: try subject.checkExactSize()
        case .limit: try subject.checkLimit()
        case .truncation: try subject.checkTruncation()
        case .corruption: try subject.checkCorruption()
        case .zarr3: try subject.checkZarr3()
        case .zarr2: try subject.checkZarr2()
        }
    }
}

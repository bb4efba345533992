public import ZarrBase

/// A codec that says what the elements of an array of Zarr v2 are whose `dtype` is only `|O`: the first filter.
///
/// Specification: Zarr v2, "Data type encoding"; numcodecs, "Codecs for object arrays".
public protocol ObjectCodec: ArrayToBytesCodec {
    /// The type of the elements.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` where the configuration names a type that nobody knows.
    func objectType() throws(ZarrError) -> DataType
    /// Whether the encoded bytes say the shape of the chunk. Its elements then lie as that shape has them, whatever the
    /// `order` of the array is.
    var carriesShape: Bool { get }
}

extension ObjectCodec {
    /// No: the elements follow each other in the order of the array.
    public var carriesShape: Bool { false }
}

public import Zarr

/// The header of a `.npy` file: what its elements are and how they lie.
///
/// Specification: NumPy, "A simple file format for NumPy arrays", versions 1.0 to 3.0.
public struct NPYHeader: Sendable, Hashable {
    /// The type of the elements.
    public var dataType: DataType
    /// The byte order in the file, of each field where they differ.
    public var storage: BytesCodec
    /// Whether the first axis changes fastest.
    public var isFortranOrder: Bool
    /// The extents.
    public var shape: [Int]

    /// The header of elements in C order in the byte order of the machine.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` where NumPy has no such type.
    public init(dataType: DataType, shape: [Int]) throws(ZarrError) {
        let storage = BytesCodec(endian: dataType.layout.hasByteOrder ? .native : nil)
        guard !dataType.isVariableLength, dataType.v2(storage) != nil else {
            throw ZarrError(
                .unsupported, "NumPy has no type for \(dataType)", hint: "choose json, csv or raw")
        }
        self.init(dataType: dataType, storage: storage, isFortranOrder: false, shape: shape)
    }

    init(dataType: DataType, storage: BytesCodec, isFortranOrder: Bool, shape: [Int]) {
        self.dataType = dataType
        self.storage = storage
        self.isFortranOrder = isFortranOrder
        self.shape = shape
    }

    /// The type as Python writes it, as `'<f4'` or `[('x', '<f4'), ('z', '<f8', (2,))]`.
    public var descr: String { Self.python(dataType.v2(storage) ?? "") }

    private static func python(_ dtype: JSONValue) -> String {
        guard let fields = dtype.arrayValue else { return NumpyScalar.quoted(dtype.stringValue ?? "") }
        return "[" + fields.map(field).joined(separator: ", ") + "]"
    }

    private static func field(_ field: JSONValue) -> String {
        let parts = field.arrayValue ?? []
        let words = parts.enumerated().map { place, part -> String in
            switch (place, part) {
            case (0, .array(let names)):
                "(" + names.map { NumpyScalar.quoted($0.stringValue ?? "") }.joined(separator: ", ") + ")"
            case (2, .array(let extents)): extents.compactMap(\.intValue).asTuple
            default: python(part)
            }
        }
        return "(" + words.joined(separator: ", ") + ")"
    }

    /// Everything before the elements: magic, version, length and the dictionary, padded to a multiple of 64 bytes.
    public var bytes: [UInt8] {
        let extents = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
        let order = isFortranOrder ? "True" : "False"
        var text = Array("{'descr': \(descr), 'fortran_order': \(order), 'shape': (\(extents)), }".utf8)
        // Room for the first extent to grow to 21 digits in place, as NumPy leaves it.
        if let first = isFortranOrder ? shape.last : shape.first {
            text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: max(0, 21 - String(first).utf8.count)))
        }
        // Version 1.0 has two bytes for the length and Latin-1, 2.0 four bytes, 3.0 also UTF-8.
        let isUnicode = text.contains { $0 >= 0x80 }
        let isLong = isUnicode || text.count + 64 > Int(UInt16.max)
        let prefix = isLong ? 12 : 10
        let padding = (64 - (prefix + text.count + 1) % 64) % 64
        text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: padding))
        text.append(UInt8(ascii: "\n"))
        var bytes = Self.magic + [isUnicode ? 3 : isLong ? 2 : 1, 0]
        for byte in 0..<(isLong ? 4 : 2) { bytes.append(UInt8(truncatingIfNeeded: text.count >> (8 * byte))) }
        return bytes + text
    }

    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
}

public import Zarr

/// The header of a `.npy` file: what its elements are and how they lie.
///
/// Specification: NumPy, "A simple file format for NumPy arrays", versions 1.0 to 3.0.
public struct NPYHeader: Sendable, Hashable {
    /// The type of the elements.
    public var dataType: DataType
    /// The byte order in the file; nil where it does not matter.
    public var endian: Endianness?
    /// Whether the first axis changes fastest.
    public var isFortranOrder: Bool
    /// The extents.
    public var shape: [Int]

    /// The header of elements in C order in the byte order of the machine.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` where NumPy has no such type.
    public init(dataType: DataType, shape: [Int]) throws(ZarrError) {
        guard !dataType.isVariableLength, dataType.definition.numpyCode != nil else {
            throw ZarrError(
                .unsupported, "NumPy has no type for \(dataType)", hint: "choose json, csv or raw")
        }
        self.dataType = dataType
        self.shape = shape
        isFortranOrder = false
        endian = dataType.layout.swapUnit > 1 ? .native : nil
    }

    init(dataType: DataType, endian: Endianness?, isFortranOrder: Bool, shape: [Int]) {
        self.dataType = dataType
        self.endian = endian
        self.isFortranOrder = isFortranOrder
        self.shape = shape
    }

    /// The type string, as `<f4`.
    public var descr: String {
        let order = endian.map { $0 == .little ? "<" : ">" } ?? "|"
        let code = dataType.definition.numpyCode ?? ""
        // NumPy gives text a byte order also where it holds nothing.
        return (code == "U0" ? "<" : order) + code
    }

    /// Everything before the elements: magic, version, length and the dictionary, padded to a multiple of 64 bytes.
    public var bytes: [UInt8] {
        let extents = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
        let order = isFortranOrder ? "True" : "False"
        var text = Array("{'descr': '\(descr)', 'fortran_order': \(order), 'shape': (\(extents)), }".utf8)
        // Version 1.0 has two bytes for the length, 2.0 four.
        let isLong = text.count + 64 > Int(UInt16.max)
        let prefix = isLong ? 12 : 10
        let padding = (64 - (prefix + text.count + 1) % 64) % 64
        text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: padding))
        text.append(UInt8(ascii: "\n"))
        var bytes = Self.magic + [isLong ? 2 : 1, 0]
        for byte in 0..<(isLong ? 4 : 2) { bytes.append(UInt8(truncatingIfNeeded: text.count >> (8 * byte))) }
        return bytes + text
    }

    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
}

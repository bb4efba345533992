import ZarrBase
import ZarrCodecs

/// The value that stands for missing data in arrays that xarray wrote: in Zarr v2 it is the fill value itself, in Zarr v3 an
/// attribute beside it. A conversion that left it where it was would mask other values than before.
///
/// Specification: xarray, "Zarr Encoding Specification"; its `FillValueCoder` for the forms in JSON.
enum XarrayFillValue {
    static let attribute = "_FillValue"

    /// The attribute's value: floats are the base64 of a little-endian float64, whatever their width.
    static func json(of fillValue: FillValue, _ dataType: DataType) -> JSONValue? {
        let scalar = dataType.json(of: FillValue(bytes: fillValue.bytes), dialect: .v3)
        switch dataType.definition.numpyCode?.first {
        case "b", "i", "u", "U", "S": return scalar
        case "f":
            let value = scalar.doubleValue ?? scalar.stringValue.flatMap(number)
            return value.map { value in
                withUnsafeBytes(of: value.bitPattern.littleEndian) { .string(Base64.encode($0)) }
            }
        default: return nil
        }
    }

    /// The fill value that the attribute means, nil where it is none of this type.
    static func fillValue(_ json: JSONValue, _ dataType: DataType) -> FillValue? {
        guard dataType.definition.numpyCode?.first == "f", let text = json.stringValue,
            let bytes = Base64.decode(text), bytes.count == 8
        else { return try? dataType.fillValue(from: json, dialect: .v3) }
        let word = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return try? dataType.fillValue(from: .number(JSONNumber(Double(bitPattern: word))), dialect: .v3)
    }

    /// Takes the attribute for the fill value, as xarray does in Zarr v2; an array without it has none there, or xarray
    /// would mask its zeros.
    static func moveIntoDocument(_ array: inout ArrayDescription) {
        if let json = array.attributes?[attribute] {
            guard let fillValue = fillValue(json, array.dataType) else { return }
            array.fillValue = fillValue
            array.attributes?[attribute] = nil
        } else if array.fillValue.bytes.allSatisfy({ $0 == 0 }) {
            array.fillValue = FillValue(bytes: array.fillValue.bytes, isUndefined: true)
        }
    }

    /// NaN by its name, and by the bits of one that is not the usual one.
    private static func number(_ text: String) -> Double? { text.hasPrefix("0x") ? .nan : Double(text) }
}

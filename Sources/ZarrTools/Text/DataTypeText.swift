public import Zarr

/// Data types as people type them: the names of Zarr v3 (`float32`, `r16`, `string`), those of NumPy (`f4`, `>i2`, `S5`,
/// `U7`, `double`) or the JSON that a v3 document has.
public enum DataTypeText {
    /// The data type, and its byte order in storage where the text says one.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where nobody knows it.
    public static func parse(_ text: String) throws(ZarrError) -> (dataType: DataType, endian: Endianness?) {
        let text = text.trimmingSpaces
        if text.hasPrefix("{") {
            let json: JSONValue
            do { json = try JSONValue.parse(text) } catch { throw unknown(text, error.message) }
            do {
                return (try DataTypeCatalog.standard.dataType(NamedConfiguration(json)), nil)
            } catch {
                throw unknown(text, error.message)
            }
        }
        let name = aliases[text] ?? text
        if let dataType = try? DataTypeCatalog.standard.dataType(NamedConfiguration(name)) { return (dataType, nil) }
        guard let (dataType, order) = try? DataTypeCatalog.standard.dataType(numpy: name) else { throw unknown(text) }
        return (dataType, name.hasPrefix(">") || name.hasPrefix("<") ? order : nil)
    }

    private static let aliases = [
        "boolean": "bool", "bool_": "bool", "byte": "int8", "cdouble": "complex128", "csingle": "complex64",
        "double": "float64", "float": "float64", "half": "float16", "int": "int64", "long": "int64", "short": "int16",
        "single": "float32", "str": "string", "ubyte": "uint8", "uint": "uint64", "ushort": "uint16",
    ]

    private static func unknown(_ text: String, _ reason: String? = nil) -> ZarrError {
        ZarrError(
            .invalidArgument, "the data type '\(text)' is not known" + (reason.map { ": " + $0 } ?? ""),
            hint: "say it like float32, uint16, complex64, bool, string, r16, f4, >i2, S5 or U7")
    }
}

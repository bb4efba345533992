public import Zarr

/// Data types as people type them: the names of Zarr v3 (`float32`, `r16`, `string`), those of NumPy (`f4`, `>i2`, `S5`,
/// `U7`, `M8[ns]`, `datetime64[D]`, `double`), or the JSON that a document has: an object of v3, or a list of fields such as
/// `[["x", "<f4"], ["n", "|u1"]]` of v2.
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
        if text.hasPrefix("[") {
            do throws(ZarrError) {
                let (dataType, codec) = try DataTypeCatalog.standard.dataType(v2: JSONValue.parse(text))
                guard codec.mixedOrders == nil else {
                    throw ZarrError(.invalidArgument, "its words have several byte orders", hint: "say one for all")
                }
                return (dataType, codec.endian)
            } catch {
                throw unknown(text, error.message)
            }
        }
        var name = aliases[text] ?? text
        for (long, short) in [("datetime64", "M8"), ("timedelta64", "m8")] where name.hasPrefix(long) {
            name = short + name.dropFirst(long.count)
        }
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
            hint: "say it like float32, uint16, complex64, bool, string, r16, f4, >i2, S5, U7 or M8[ns]")
    }
}

public import Zarr

/// Attributes as people type them: JSON.
public enum AttributesText {
    /// The value of `text`.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where it is no JSON.
    public static func value(_ text: String) throws(ZarrError) -> JSONValue {
        do {
            return try JSONValue.parse(text)
        } catch {
            throw ZarrError(
                .invalidArgument, "'\(text)' is no JSON: \(error.message)",
                hint: "text stands in quotes within quotes: '\"degrees\"'")
        }
    }

    /// The object of `text`.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where it is no JSON object.
    public static func object(_ text: String) throws(ZarrError) -> JSONObject {
        guard let object = try value(text).objectValue else {
            throw ZarrError(.invalidArgument, "'\(text)' is no JSON object", hint: "write it like '{\"units\": \"K\"}'")
        }
        return object
    }
}

public import Zarr

/// Fill values as people type them: the JSON that a v3 document has, a bare word such as `NaN`, `-inf`, `0x7fc00001`, or a
/// date such as `2020-02-29T12:00`.
public enum FillValueText {
    /// The fill value of `dataType` that `text` says.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where it is no scalar of that type.
    public static func parse(
        _ text: String, for dataType: DataType, format: FormatIdentifier
    ) throws(ZarrError) -> FillValue {
        let dialect: ScalarDialect = format == .zarr2 ? .v2 : .v3
        var attempts: [JSONValue] = []
        if let json = try? JSONValue.parse(text) { attempts.append(json) }
        if let complex = complexNumber(text) { attempts.append(complex) }
        attempts.append(.string(words[text.lowercased()] ?? text))
        // A byte string is typed as it is, though documents write it in base64.
        if dataType.numpyKind == "S", dataType.byteCount >= text.utf8.count {
            let padding = [UInt8](repeating: 0, count: dataType.byteCount - text.utf8.count)
            return FillValue(bytes: Array(text.utf8) + padding)
        }
        if dataType.isVariableLength || dataType.numpyKind == "U" { attempts = [.string(text)] }
        if text == "null", dialect == .v2 { attempts = [.null] }
        if let type = dataType.definition as? TimeType, let steps = TimeText.steps(text, type) {
            attempts = [.number(JSONNumber(steps))]
        }
        for attempt in attempts {
            if let fillValue = try? dataType.fillValue(from: attempt, dialect: dialect) { return fillValue }
        }
        throw ZarrError(
            .invalidArgument, "the fill value '\(text)' is not one of type \(dataType)",
            hint: "write it as JSON, such as 0, -1.5, true, NaN, \"0x7fc00001\" or [1, 2]")
    }

    private static let words = [
        "+inf": "Infinity", "+infinity": "Infinity", "-inf": "-Infinity", "-infinity": "-Infinity", "inf": "Infinity",
        "infinity": "Infinity", "nan": "NaN", "nat": "NaT",
    ]

    /// `1.5+2j`, the way in which Python writes it.
    private static func complexNumber(_ text: String) -> JSONValue? {
        guard text.last == "j" else { return nil }
        let body = text.dropLast()
        guard
            let sign = body.indices.dropFirst().last(where: {
                "+-".contains(body[$0]) && !"eE".contains(body[body.index(before: $0)])
            })
        else { return nil }
        var imaginary = body[sign...]
        if imaginary.first == "+" { imaginary = imaginary.dropFirst() }
        guard let real = JSONNumber(literal: String(body[..<sign])), let part = JSONNumber(literal: String(imaginary))
        else { return nil }
        return .array([.number(real), .number(part)])
    }
}

extension DataType {
    /// The letter of NumPy's kind: `f`, `i`, `u`, `b`, `c`, `V`, `S`, `U`, `O`; a space where NumPy has no such type.
    var numpyKind: Character { definition.numpyCode?.first ?? " " }
}

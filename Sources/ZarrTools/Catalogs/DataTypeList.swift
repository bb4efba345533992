public import Zarr

/// The data types of this version, as a list for people and programs.
public enum DataTypeList {
    /// One object a data type: name, other names, NumPy's text, fields of the configuration, bytes of an element, summary.
    public static var json: JSONValue {
        .array(
            rows.map { row in
                [
                    "name": .string(row.name), "aliases": .array(row.aliases.map { .string($0) }),
                    "numpy": row.numpy.map { .string($0) } ?? .null,
                    "fields": .array(row.fields.map { .string($0) }),
                    "bytes": row.byteCount.map { .number(JSONNumber($0)) } ?? .null, "summary": .string(row.summary),
                ]
            })
    }

    /// The same as a table.
    public static var text: String {
        var table = TextTable(["Name", "NumPy", "Bytes", "Fields", "What it holds"])
        for row in rows {
            table.append([
                row.name, row.numpy ?? "", row.byteCount.map(String.init) ?? "", row.fields.joined(separator: " "),
                row.summary,
            ])
        }
        return table.text
    }

    private struct Row {
        let name: String
        let aliases: [String]
        let numpy: String?
        let fields: [String]
        let byteCount: Int?
        let summary: String
    }

    private static var rows: [Row] {
        var rows: [Row] = []
        for entry in DataTypeCatalog.standard.entries {
            for (place, type) in entry.examples.enumerated() {
                let size = type.name.first { $0.isNumber }
                // The example of a family stands for all its sizes: its number is no part of the name.
                let isFamily = !type.configuration.isEmpty || (type.name.hasPrefix("r") && size != nil)
                let code = type.definition.numpyCode
                rows.append(
                    Row(
                        name: type.configuration.isEmpty && isFamily ? "r*" : type.name,
                        aliases: place == 0 ? entry.aliases : [],
                        numpy: isFamily && !type.isVariableLength ? code.map { String($0.prefix(1)) + "*" } : code,
                        fields: type.configuration.map(\.key),
                        byteCount: isFamily || type.isVariableLength ? nil : type.byteCount,
                        summary: type.definition.summary))
            }
        }
        return rows.sorted { $0.name < $1.name }
    }
}

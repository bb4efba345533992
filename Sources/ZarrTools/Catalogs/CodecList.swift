public import Zarr

/// The codecs of this version, as a list for people and programs.
public enum CodecList {
    /// One object a codec: name, other names, id in Zarr v2, kind, fields of the configuration, summary.
    public static var json: JSONValue {
        .array(
            CodecCatalog.standard.entries.map { entry in
                [
                    "name": .string(entry.name), "aliases": .array(entry.aliases.map { .string($0) }),
                    "zarr2_id": entry.v2.map { .string($0) } ?? .null,
                    "zarr2_aliases": .array(entry.v2Aliases.map { .string($0) }), "kind": .string(entry.kind.rawValue),
                    "fields": .array(entry.codec.fields.map { .string($0) }), "summary": .string(entry.codec.summary),
                ]
            })
    }

    /// The same as a table.
    public static var text: String {
        var table = TextTable(["Name", "Zarr v2", "Kind", "Fields", "What it does"])
        for entry in CodecCatalog.standard.entries {
            table.append([
                entry.name, entry.v2 ?? "", entry.kind.rawValue, entry.codec.fields.joined(separator: " "),
                entry.codec.summary,
            ])
        }
        return table.text
    }
}

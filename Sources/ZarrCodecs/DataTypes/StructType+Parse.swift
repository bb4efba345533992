import ZarrBase

extension DataTypeCatalog.Entry {
    static let structure = DataTypeCatalog.Entry(
        v3: { (named, catalog) throws(ZarrError) in
            switch named.name {
            case "struct": DataType(try StructType(fields: named, in: catalog))
            case "structured": DataType(try StructType(pairs: named, in: catalog))
            default: nil
            }
        },
        numpy: { _, _ in nil }, examples: StructType.example.map { [$0] } ?? [], aliases: ["structured"])
}

extension StructType {
    static let example = try? DataType.structure([("x", .float32), ("n", .uint8)])

    /// The fields as `struct` has them: objects with `name` and `data_type`.
    fileprivate init(fields named: NamedConfiguration, in catalog: DataTypeCatalog) throws(ZarrError) {
        var members: [Member] = []
        for (place, item) in try named.reader.list("fields").enumerated() {
            let path = "configuration.fields[\(place)]"
            // The legacy form under the new name was written before the two were told apart.
            if item.arrayValue != nil {
                members.append(try Self.pair(item, path, catalog))
                continue
            }
            guard let object = item.objectValue, let name = object["name"]?.stringValue,
                let type = object["data_type"]
            else {
                throw ZarrError(
                    .invalidMetadata, "a field of \"struct\" lacks its name or its data type",
                    hint: "{\"name\": ..., \"data_type\": ...}"
                ).at(jsonPath: path)
            }
            members.append((name, try Self.dataType(type, path + ".data_type", catalog)))
        }
        do { try self.init(named: members) } catch { throw error.at(jsonPath: "configuration.fields") }
    }

    /// The fields as the legacy type `structured` has them: pairs of a name and a data type.
    fileprivate init(pairs named: NamedConfiguration, in catalog: DataTypeCatalog) throws(ZarrError) {
        var members: [Member] = []
        for (place, item) in try named.reader.list("fields").enumerated() {
            members.append(try Self.pair(item, "configuration.fields[\(place)]", catalog))
        }
        do { try self.init(named: members) } catch { throw error.at(jsonPath: "configuration.fields") }
    }

    private init(named members: [Member]) throws(ZarrError) {
        guard members.allSatisfy({ !$0.name.isEmpty }) else {
            throw ZarrError(.invalidMetadata, "a field has an empty name")
        }
        try self.init(members)
    }

    private static func pair(
        _ item: JSONValue, _ path: String, _ catalog: DataTypeCatalog
    ) throws(ZarrError) -> Member {
        guard let pair = item.arrayValue, pair.count == 2, let name = pair[0].stringValue else {
            throw ZarrError(.invalidMetadata, "a field of \"structured\" is no pair of a name and a data type")
                .at(jsonPath: path)
        }
        return (name, try dataType(pair[1], path + "[1]", catalog))
    }

    private static func dataType(
        _ json: JSONValue, _ path: String, _ catalog: DataTypeCatalog
    ) throws(ZarrError) -> DataType {
        do {
            return try catalog.dataType(NamedConfiguration(json))
        } catch {
            throw error.within(path)
        }
    }
}

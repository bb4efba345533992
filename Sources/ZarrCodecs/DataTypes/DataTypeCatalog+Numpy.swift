package import ZarrBase

extension DataTypeCatalog {
    /// The data type that a `dtype` of Zarr v2 means, a type string or the list of the fields of a record, and the codec
    /// that stores its words in the orders that the `dtype` says.
    ///
    /// Specification: Zarr v2, "Data type encoding"; NumPy, "Structured arrays" for titles and names left empty.
    package func dataType(v2 dtype: JSONValue) throws(ZarrError) -> (DataType, BytesCodec) {
        if let text = dtype.stringValue {
            if let dataType = smallNumber(text) {
                return (dataType, BytesCodec(endian: dataType.layout.hasByteOrder ? .little : nil))
            }
            let (dataType, endian) = try dataType(numpy: text)
            return (dataType, BytesCodec(endian: endian))
        }
        guard let list = dtype.arrayValue else {
            throw ZarrError(.invalidMetadata, "a dtype is neither a NumPy type string nor a list of fields")
        }
        let (dataType, orders) = try record(list)
        return (dataType, BytesCodec(orders: orders))
    }

    /// The type that `text` names as in Zarr v3 where NumPy has none, as tensorstore does for Zarr v2: `bfloat16`, `int4`.
    private func smallNumber(_ text: String) -> DataType? {
        // Nearly all are NumPy's own, and the error for an unknown name, which looks for near ones, is not cheap.
        guard let first = text.utf8.first, !Self.byteOrders.contains(first),
            let dataType = try? dataType(NamedConfiguration(text)), dataType.smallNumberName == text
        else { return nil }
        return dataType
    }

    private static let byteOrders = Array("<>|=".utf8)

    private func record(_ list: [JSONValue]) throws(ZarrError) -> (DataType, [Endianness]) {
        var names: [String] = []
        var titles: [String: String] = [:]
        var types: [DataType] = []
        var orders: [Endianness] = []
        for (place, item) in list.enumerated() {
            do {
                let (name, title) = try Self.name(item)
                let (dataType, own) = try field(item)
                names.append(name)
                if let title { titles[name] = title }
                types.append(dataType)
                orders += own
            } catch {
                throw error.within("[\(place)]")
            }
        }
        var taken = Set(names)
        for place in names.indices where names[place].isEmpty {
            // NumPy's own names for padding and the like; it stumbles over a name that another field has.
            var name = "f\(place)"
            while !taken.insert(name).inserted { name += "_" }
            names[place] = name
        }
        return (DataType(try StructType(Array(zip(names, types)), titles: titles)), orders)
    }

    /// The name, and the title where `["title", "name"]` stands in its place.
    private static func name(_ field: JSONValue) throws(ZarrError) -> (name: String, title: String?) {
        guard let parts = field.arrayValue, parts.count == 2 || parts.count == 3 else {
            throw ZarrError(
                .invalidMetadata, "\(field.serialized()) is no field", hint: "[name, type] or [name, type, shape]")
        }
        if let name = parts[0].stringValue { return (name, nil) }
        guard let pair = parts[0].arrayValue, pair.count == 2, let title = pair[0].stringValue,
            let name = pair[1].stringValue
        else { throw ZarrError(.invalidMetadata, "\(parts[0].serialized()) is no name of a field").at(jsonPath: "[0]") }
        return (name, title)
    }

    private func field(_ item: JSONValue) throws(ZarrError) -> (DataType, [Endianness]) {
        guard let parts = item.arrayValue, parts.count >= 2 else { return (.uint8, []) }
        var dataType: DataType
        var orders: [Endianness]
        do throws(ZarrError) {
            if let list = parts[1].arrayValue {
                (dataType, orders) = try record(list)
            } else if let text = parts[1].stringValue {
                let (type, endian) = try self.dataType(numpy: text)
                (dataType, orders) = (type, endian.map { [$0] } ?? [])
            } else {
                throw ZarrError(.invalidMetadata, "\(parts[1].serialized()) is no type of a field")
            }
        } catch {
            throw error.within("[1]")
        }
        guard parts.count == 3, let shape = try Self.shape(parts[2]) else { return (dataType, orders) }
        let isMixed = !dataType.layout.mixedRuns.isEmpty
        dataType = DataType(try Subarray(of: dataType, shape: shape))
        // Every element of several words repeats their orders.
        if isMixed { orders = (0..<(try shape.elementCount())).flatMap { _ in orders } }
        return (dataType, dataType.layout.hasByteOrder ? orders : [])
    }

    /// Nil where the field has one element.
    private static func shape(_ json: JSONValue) throws(ZarrError) -> [Int]? {
        var shape: [Int] = []
        for item in json.arrayValue ?? [json] {
            guard let extent = item.intValue, extent >= 0 else {
                throw ZarrError(.invalidMetadata, "\(json.serialized()) is no shape of a field").at(jsonPath: "[2]")
            }
            shape.append(extent)
        }
        return shape.isEmpty ? nil : shape
    }
}

extension DataType {
    /// The `dtype` of Zarr v2 for elements that a codec stores: a type string, or a list for a record; nil where NumPy has
    /// no such type.
    package func v2(_ storage: BytesCodec) -> JSONValue? {
        if let name = smallNumberName { return storage.endian == .big ? nil : .string(name) }
        var orders = storage.orders(of: layout)[...]
        return v2(&orders)
    }

    /// Takes the orders of its words from the front.
    fileprivate func v2(_ orders: inout ArraySlice<Endianness>) -> JSONValue? {
        if let record = definition as? StructType { return record.v2(&orders) }
        return definition.numpyCode.map { code in
            let order = layout.hasByteOrder ? orders.popFirst() ?? .little : nil
            return .string((order.map { $0 == .big ? ">" : "<" } ?? "|") + code)
        }
    }

    /// The name of a number that NumPy has not.
    fileprivate var smallNumberName: String? {
        definition.numpyCode == nil && (definition is IntegerType || definition is MinifloatType) ? name : nil
    }
}

extension StructType {
    fileprivate func v2(_ orders: inout ArraySlice<Endianness>) -> JSONValue? {
        var list: [JSONValue] = []
        for field in fields {
            let name: JSONValue = field.title.map { [.string($0), .string(field.name)] } ?? .string(field.name)
            guard let several = field.dataType.definition as? Subarray else {
                guard let type = field.dataType.v2(&orders) else { return nil }
                list.append([name, type])
                continue
            }
            var own = orders.prefix(field.dataType.layout.runs.count)
            orders = orders.dropFirst(own.count)
            guard let type = several.element.v2(&own) else { return nil }
            list.append([name, type, .array(several.shape.map { .number(JSONNumber($0)) })])
        }
        return .array(list)
    }
}

import ZarrBase

/// The list that numcodecs writes of a chunk of objects: lists in lists as deep as the chunk has axes, behind them the
/// type of the elements and the shape.
///
/// Specification: numcodecs, `JSON` and `MsgPack`. Before version 0.6 the shape was missing.
enum NestedObjects {
    /// The objects of such a list, in C order; `shape` is that of the chunk.
    static func flattened(_ document: JSONValue, shape: [Int], hasShape: Bool) throws(ZarrError) -> [JSONValue] {
        let trailers = hasShape ? 2 : 1
        guard let list = document.arrayValue, list.count >= trailers else {
            throw ZarrError(.corruptData, "the chunk is not a list of elements with their type behind them")
        }
        var own = shape
        if hasShape {
            guard let extents = list[list.count - 1].arrayValue?.map(\.intValue), !extents.contains(nil) else {
                throw ZarrError(.corruptData, "the chunk does not end with its shape")
            }
            own = extents.compactMap { $0 }
            guard own.allSatisfy({ $0 >= 0 }), (try? own.elementCount()) == (try shape.elementCount()) else {
                throw ZarrError(.corruptData, "the chunk has the shape \(own) where \(shape) belongs")
            }
        }
        guard list[list.count - trailers].stringValue != nil else {
            throw ZarrError(.corruptData, "the chunk does not say the type of its elements")
        }
        let items = list.dropLast(trailers)
        if own.isEmpty {
            guard items.count == 1 else {
                throw ZarrError(.corruptData, "\(items.count) elements are stored where 1 belongs")
            }
            return Array(items)
        }
        let count = try own.elementCount()
        // One flat list is read too.
        if items.count == count, own[0] != count { return Array(items) }
        var objects: [JSONValue] = []
        objects.reserveCapacity(min(count, 1 << 16))
        try append(items, own[...], to: &objects)
        return objects
    }

    private static func append(
        _ items: ArraySlice<JSONValue>, _ shape: ArraySlice<Int>, to objects: inout [JSONValue]
    ) throws(ZarrError) {
        guard items.count == shape.first else {
            throw ZarrError(.corruptData, "\(items.count) elements are stored where \(shape.first ?? 1) belong")
        }
        if shape.count == 1 {
            objects += items
            return
        }
        for item in items {
            guard let inner = item.arrayValue else {
                throw ZarrError(
                    .corruptData, "an element stands where a list of \(shape.dropFirst().first ?? 0) belongs")
            }
            try append(inner[...], shape.dropFirst(), to: &objects)
        }
    }

    /// The list for objects in C order.
    static func nested(_ objects: [JSONValue], shape: [Int], hasShape: Bool) -> JSONValue {
        var list = objects[...]
        var items = shape.isEmpty ? objects : nested(&list, shape[...])
        items.append("|O")
        if hasShape { items.append(.array(shape.map { .number(JSONNumber($0)) })) }
        return .array(items)
    }

    /// The lists of an array that stands for an element.
    static func lists(of objects: [JSONValue], shape: [Int]) -> JSONValue {
        var list = objects[...]
        return .array(nested(&list, shape[...]))
    }

    private static func nested(_ objects: inout ArraySlice<JSONValue>, _ shape: ArraySlice<Int>) -> [JSONValue] {
        let extent = shape.first ?? 0
        guard shape.count > 1 else {
            defer { objects = objects.dropFirst(extent) }
            return Array(objects.prefix(extent))
        }
        return (0..<extent).map { _ in .array(nested(&objects, shape.dropFirst())) }
    }
}

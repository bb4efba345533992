import ZarrBase

/// Turns what a pickle holds into JSON values. What is shared in the pickle is copied here, so that both the number of values
/// and their depth are bounded.
struct PickleReading {
    private var room: Int

    private static let deepest = 128

    /// The elements of the array that a pickle is, in C order, which take at most `limit` bytes as text.
    ///
    /// - Throws: what ``Unpickler`` throws, and ``ZarrError/Code/corruptData`` where the pickle is no array.
    static func elements(of pickle: Bytes, limit: Int) throws(ZarrError) -> [JSONValue] {
        try Unpickler.withValue(of: pickle) { (value) throws(ZarrError) in
            guard case .object(let object) = value, case .array(let array) = object.kind else {
                throw ZarrError(.corruptData, "the pickle is no array of NumPy")
            }
            // Honest pickles share little; a bomb shares all it has.
            var reading = PickleReading(room: min(limit, (4 << 20) + 16 * pickle.count))
            return try reading.elements(of: array, object.items, depth: 0)
        }
    }

    private mutating func elements(
        of array: PickledArray, _ items: [PickledValue], depth: Int
    ) throws(ZarrError) -> [JSONValue] {
        let count = try array.shape.elementCount()
        guard array.isComplete else { throw Unpickler.damaged("an array has no elements") }
        guard let dtype = array.dtype else {
            guard items.count == count else {
                throw Unpickler.damaged("an array of shape \(array.shape) has \(items.count) elements")
            }
            var objects: [JSONValue] = []
            for item in items { objects.append(try json(of: item, depth: depth + 1)) }
            return objects
        }
        try spend(count)
        let (dataType, endian) = try DataTypeCatalog.standard.dataType(numpy: dtype)
        let size = dataType.byteCount
        guard !dataType.isVariableLength, array.data.count == (try count.checkedTimes(size)) else {
            throw Unpickler.damaged("an array of shape \(array.shape) of \(dtype) has \(array.data.count) bytes")
        }
        try spend(array.data.count)
        let isSwapped = endian.map { $0 != .native } ?? false
        var element = [UInt8](repeating: 0, count: size)
        var objects: [JSONValue] = []
        objects.reserveCapacity(count)
        array.data.withUnsafeBytes { data in
            for number in 0..<count {
                let place = array.isFortranOrder ? Self.fortranPlace(of: number, array.shape) : number
                element.withUnsafeMutableBytes { element in
                    element.copyBytes(from: data[place * size..<(place + 1) * size])
                    if isSwapped { element.reverseWords(of: dataType.layout.swapUnit) }
                }
                objects.append(Self.json(of: element, dataType))
            }
        }
        return objects
    }

    private static func json(of element: [UInt8], _ dataType: DataType) -> JSONValue {
        switch dataType.definition {
        case is FixedBytesType: return .bytes(element[..<(element.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0)])
        case is FloatType:
            // Numbers, as those of Python are: NaN is no text here.
            let scalar = element.withUnsafeBytes { dataType.definition.json(of: $0, dialect: .v2) }
            return scalar.stringValue.flatMap(JSONNumber.init(literal:)).map(JSONValue.number) ?? scalar
        default: return element.withUnsafeBytes { dataType.definition.json(of: $0, dialect: .v3) }
        }
    }

    /// Where element `number` in C order lies in an array whose first axis changes fastest.
    private static func fortranPlace(of number: Int, _ shape: [Int]) -> Int {
        var rest = number
        var indices = shape
        for axis in shape.indices.reversed() {
            indices[axis] = rest % shape[axis]
            rest /= shape[axis]
        }
        var place = 0
        for axis in shape.indices.reversed() { place = place * shape[axis] + indices[axis] }
        return place
    }

    private mutating func spend(_ count: Int) throws(ZarrError) {
        let (rest, overflow) = room.subtractingReportingOverflow(count)
        guard !overflow, rest >= 0 else {
            throw ZarrError(
                .limitExceeded, "the pickle is far larger than its bytes: it holds the same values many times")
        }
        room = rest
    }

    private mutating func json(of value: PickledValue, depth: Int) throws(ZarrError) -> JSONValue {
        guard depth <= Self.deepest else {
            throw ZarrError(.corruptData, "the pickle nests deeper than \(Self.deepest) levels")
        }
        try spend(1)
        switch value {
        case .none: return .null
        case .bool(let truth): return .bool(truth)
        case .integer(let digits): return JSONNumber(literal: digits).map(JSONValue.number) ?? .null
        case .float(let number): return .number(JSONNumber(number))
        case .text(let text):
            try spend(text.utf8.count)
            return .string(text)
        case .bytes(let bytes):
            try spend(bytes.count)
            return .bytes(bytes.array)
        case .global: throw ZarrError(.unsupported, "the pickle holds a class or function where a value belongs")
        case .object(let object):
            switch object.kind {
            case .list:
                var elements: [JSONValue] = []
                for item in object.items { elements.append(try json(of: item, depth: depth + 1)) }
                return .array(elements)
            case .dictionary: return try dictionary(object.items, depth: depth)
            case .array(let array):
                let elements = try elements(of: array, object.items, depth: depth)
                guard array.shape.count + depth <= Self.deepest else {
                    throw ZarrError(.corruptData, "the pickle nests deeper than \(Self.deepest) levels")
                }
                if array.shape.isEmpty { return elements.first ?? .null }
                // Lists that are empty themselves are made too.
                try spend(array.shape.prefix { $0 > 0 }.elementCount())
                return NestedObjects.lists(of: elements, shape: array.shape)
            case .dataType: throw ZarrError(.unsupported, "the pickle holds a data type where a value belongs")
            }
        }
    }

    /// Keys become text as in Python's `json`.
    private mutating func dictionary(_ items: [PickledValue], depth: Int) throws(ZarrError) -> JSONValue {
        var object = JSONObject()
        for place in stride(from: 0, to: items.count - 1, by: 2) {
            let key: String
            switch items[place] {
            case .text(let text): key = text
            case .integer(let digits): key = digits
            case .bool(let truth): key = truth ? "true" : "false"
            case .none: key = "null"
            case .float(let number): key = JSONNumber(number).literal
            case .bytes(let bytes):
                // Text in Python 2.
                guard let text = bytes.utf8 else { throw ZarrError(.unsupported, "a key in the pickle is no text") }
                key = text
            case .global, .object: throw ZarrError(.unsupported, "a key in the pickle is no text")
            }
            try spend(key.utf8.count)
            object[key] = try json(of: items[place + 1], depth: depth + 1)
        }
        return .object(object)
    }
}

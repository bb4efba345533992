import ZarrBase

extension Unpickler {
    /// What a function would have returned in Python.
    mutating func made(by global: PickledGlobal, _ arguments: [PickledValue]) throws(ZarrError) -> PickledValue {
        switch global {
        case .bytearray, .bytes: return try bytes(of: arguments)
        case .complex:
            guard arguments.count == 2 else { throw Self.damaged("a complex number has no two parts") }
            return try make(.list, arguments)
        case .encode: return try bytes(of: arguments)
        case .set, .frozenset:
            guard arguments.count <= 1 else { throw Self.damaged("a set of several lists") }
            return try make(.list, arguments.first.map { (list) throws(ZarrError) in try list.list() } ?? [])
        case .orderedDict:
            guard arguments.isEmpty else { throw Self.damaged("a dictionary with arguments") }
            return try make(.dictionary)
        case .dataType:
            guard let code = try arguments.first?.name() else { throw Self.damaged("a data type has no name") }
            return try make(.dataType(PickledDataType(code: code)))
        case .reconstruct:
            guard case .global(.ndarray)? = arguments.first else { throw Self.damaged("an array of no class") }
            return try make(.array(PickledArray()))
        case .fromBuffer:
            guard arguments.count == 4, case .bytes(let data) = arguments[0] else {
                throw Self.damaged("an array has no buffer")
            }
            let type = try arguments[1].dataType()
            guard !type.isObject else { throw Self.damaged("a buffer of objects") }
            return try make(
                .array(
                    PickledArray(
                        shape: try arguments[2].extents(), dtype: type.text,
                        isFortranOrder: try arguments[3].name() == "F", data: data, isComplete: true)))
        case .scalar:
            guard arguments.count == 2 else { throw Self.damaged("a scalar has no value") }
            let type = try arguments[0].dataType()
            if type.isObject { return arguments[1] }
            return try make(
                .array(PickledArray(shape: [], dtype: type.text, data: try arguments[1].data(), isComplete: true)))
        case .ndarray: throw ZarrError(.unsupported, "the pickle makes an array in a way that is not known")
        }
    }

    /// Fills in what an object was made without.
    mutating func set(_ state: [PickledValue], of object: PickledObject) throws(ZarrError) {
        switch object.kind {
        case .array(var array):
            // Version, shape, type, order, elements; the version was missing at first.
            let fields = state.suffix(4).map { $0 }
            guard fields.count == 4, state.count <= 5, !array.isComplete else {
                throw Self.damaged("the state of an array has \(state.count) parts")
            }
            let type = try fields[1].dataType()
            array.shape = try fields[0].extents()
            array.isFortranOrder = try fields[2].truth()
            array.isComplete = true
            if type.isObject {
                object.items = try fields[3].list()
            } else {
                array.dtype = type.text
                array.data = try fields[3].data()
            }
            object.kind = .array(array)
        case .dataType(var type):
            // Version, order, sub-array, names, fields, size, alignment, flags, metadata.
            guard state.count >= 5 else { throw Self.damaged("the state of a data type has \(state.count) parts") }
            guard case .none = state[2], case .none = state[3], case .none = state[4] else {
                throw ZarrError(.unsupported, "the pickle holds an array of structures")
            }
            type.order = try state[1].name()
            if state.count > 8 { type.unit = try Self.unit(state[8]) }
            object.kind = .dataType(type)
        case .list, .dictionary: throw Self.damaged("a list has a state")
        }
    }

    /// `bytes()`, `bytes(b'…')`, `bytearray('…', 'latin-1')`, `_codecs.encode('…', 'latin1')`.
    private func bytes(of arguments: [PickledValue]) throws(ZarrError) -> PickledValue {
        guard let first = arguments.first else { return .bytes(Bytes()) }
        if arguments.count > 1 {
            let encoding = try arguments[1].name()
            guard ["latin1", "latin-1"].contains(encoding) else {
                throw ZarrError(.unsupported, "the pickle holds bytes encoded as \(encoding)")
            }
        }
        return .bytes(try first.data())
    }

    /// `[10ns]` of the metadata of a type of dates and times.
    private static func unit(_ metadata: PickledValue) throws(ZarrError) -> String {
        if case .none = metadata { return "" }
        guard let parts = try metadata.list().last else { return "" }
        let values = try parts.list()
        guard values.count >= 2, case .integer(let scale) = values[1] else { return "" }
        let name = try values[0].name()
        return name == "generic" ? "" : "[" + (scale == "1" ? "" : scale) + name + "]"
    }
}

extension PickledValue {
    /// The items of a list, tuple or set.
    func list() throws(ZarrError) -> [PickledValue] {
        guard case .object(let object) = self, case .list = object.kind else {
            throw Unpickler.damaged("a list is missing")
        }
        return object.items
    }

    fileprivate func dataType() throws(ZarrError) -> PickledDataType {
        guard case .object(let object) = self, case .dataType(let type) = object.kind else {
            throw Unpickler.damaged("a data type is missing")
        }
        return type
    }

    /// A word, whether it is text or bytes.
    fileprivate func name() throws(ZarrError) -> String {
        switch self {
        case .text(let text): return text
        case .bytes(let bytes):
            guard let text = bytes.utf8 else { throw Unpickler.damaged("a name is no text") }
            return text
        default: throw Unpickler.damaged("a name is no text")
        }
    }

    fileprivate func truth() throws(ZarrError) -> Bool {
        switch self {
        case .bool(let value): return value
        case .integer(let digits): return digits != "0"
        default: throw Unpickler.damaged("a truth value is missing")
        }
    }

    fileprivate func extents() throws(ZarrError) -> [Int] {
        var extents: [Int] = []
        for item in try list() {
            guard case .integer(let digits) = item, let extent = Int(digits), extent >= 0 else {
                throw Unpickler.damaged("an extent is no number")
            }
            extents.append(extent)
        }
        return extents
    }

    /// Bytes, also where a protocol without them says them as text in Latin-1.
    fileprivate func data() throws(ZarrError) -> Bytes {
        switch self {
        case .bytes(let bytes): return bytes
        case .text(let text):
            var bytes: [UInt8] = []
            bytes.reserveCapacity(text.utf8.count)
            for scalar in text.unicodeScalars {
                guard let byte = UInt8(exactly: scalar.value) else { throw Unpickler.damaged("bytes beyond 255") }
                bytes.append(byte)
            }
            return Bytes(bytes)
        default: throw Unpickler.damaged("bytes are missing")
        }
    }
}

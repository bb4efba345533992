import ZarrBase

/// Reads Python pickles as data. No name in them is ever looked up or called: what plain values and NumPy arrays consist of
/// is known, all else is an error.
///
/// Specification: CPython, `Lib/pickletools.py`, protocols 0 to 5.
struct Unpickler {
    let bytes: Bytes
    var place = 0
    var stack: [PickledValue] = []
    private var marks: [Int] = []
    private var memo: [Int: PickledValue] = [:]
    /// All that was made: emptied in the end, as objects may hold each other.
    private var objects: [PickledObject] = []
    /// How many values may still be kept, on the stack, in the memo and in objects.
    private var room: Int

    private static let deepestStack = 1 << 22
    /// 24 bytes each, and those of the memo twice as much.
    private static let mostValues = 1 << 26

    /// Calls `body` with the value that the bytes are.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` with the class that is none of plain values and arrays,
    ///   ``ZarrError/Code/corruptData`` where the bytes are no pickle, ``ZarrError/Code/limitExceeded`` for too many values.
    static func withValue<Result>(
        of bytes: Bytes, _ body: (PickledValue) throws(ZarrError) -> Result
    ) throws(ZarrError) -> Result {
        var unpickler = Unpickler(bytes: bytes)
        defer { unpickler.release() }
        return try body(try unpickler.run())
    }

    private init(bytes: Bytes) {
        self.bytes = bytes
        room = Self.mostValues
    }

    private mutating func release() {
        stack = []
        memo = [:]
        for object in objects { object.items = [] }
        objects = []
    }

    private mutating func run() throws(ZarrError) -> PickledValue {
        while true {
            let opcode = try byte()
            if opcode == UInt8(ascii: ".") { return try pop() }
            if try runValue(opcode) { continue }
            try runStructure(opcode)
        }
    }

    /// The opcodes that push a plain value; false for the others.
    private mutating func runValue(_ opcode: UInt8) throws(ZarrError) -> Bool {
        switch Character(Unicode.Scalar(opcode)) {
        case "N": try push(.none)
        case "\u{88}": try push(.bool(true))
        case "\u{89}": try push(.bool(false))
        case "I": try pushIntegerText()
        case "L": try push(.integer(try integerText(line().droppingLastL)))
        case "J": try push(.integer(String(try little() as Int32)))
        case "K": try push(.integer(String(try byte())))
        case "M": try push(.integer(String(try little() as UInt16)))
        case "\u{8a}": try push(.integer(try long(Int(byte()))))
        case "\u{8b}": try push(.integer(try long(count(little() as Int32))))
        case "F":
            let text = try line()
            guard let value = Double(text) else { throw Self.damaged("'\(text)' is no float") }
            try push(.float(value))
        case "G": try push(.float(Double(bitPattern: UInt64(bigEndian: try native()))))
        case "S": try push(Self.oldText(Bytes(try Self.unquoted(line()))))
        case "T": try push(Self.oldText(try take(count(little() as Int32))))
        case "U": try push(Self.oldText(try take(Int(byte()))))
        case "V": try push(.text(try Self.unescaped(line())))
        case "X": try push(.text(try text(Int(little() as UInt32))))
        case "\u{8c}": try push(.text(try text(Int(byte()))))
        case "\u{8d}": try push(.text(try text(count(little() as UInt64))))
        case "B": try push(.bytes(try take(Int(little() as UInt32))))
        case "C": try push(.bytes(try take(Int(byte()))))
        case "\u{8e}", "\u{96}": try push(.bytes(try take(count(little() as UInt64))))
        default: return false
        }
        return true
    }

    /// The opcodes that make and change objects, and those that refer to what was made.
    private mutating func runStructure(_ opcode: UInt8) throws(ZarrError) {
        switch Character(Unicode.Scalar(opcode)) {
        case "\u{80}":
            let version = try byte()
            guard version <= 5 else { throw ZarrError(.unsupported, "pickles of protocol \(version) are not known") }
        case "\u{95}":
            // Frames only say where a reader may cut.
            let size = try count(little() as UInt64)
            guard size <= bytes.count - place else { throw Self.damaged("a frame runs past the end") }
        case "(": marks.append(stack.count)
        case "0":
            // Taking a mark away is one way to end an empty run.
            if marks.last == stack.count { marks.removeLast() } else { _ = try pop() }
        case "1": _ = try popToMark()
        case "2": try push(try top())
        case "]", "\u{8f}", ")": try push(make(.list))
        case "}": try push(make(.dictionary))
        case "l", "t", "\u{91}": try push(make(.list, popToMark()))
        case "d": try push(make(.dictionary, pairs(popToMark())))
        case "\u{85}": try push(make(.list, pop(1)))
        case "\u{86}": try push(make(.list, pop(2)))
        case "\u{87}": try push(make(.list, pop(3)))
        case "a": try append(pop(1), to: .list)
        case "e", "\u{90}": try append(popToMark(), to: .list)
        case "s": try append(pop(2), to: .dictionary)
        case "u": try append(pairs(popToMark()), to: .dictionary)
        case "p": try put(at: try memoPlace(line()))
        case "q": try put(at: Int(try byte()))
        case "r": try put(at: Int(try little() as UInt32))
        case "\u{94}": try put(at: memo.count)
        case "g": try push(try memoized(try memoPlace(line())))
        case "h": try push(try memoized(Int(try byte())))
        case "j": try push(try memoized(Int(try little() as UInt32)))
        case "c":
            let module = try line()
            try push(.global(try PickledGlobal(module: module, name: try line())))
        case "\u{93}":
            let names = try pop(2)
            guard case .text(let module) = names[0], case .text(let name) = names[1] else {
                throw Self.damaged("a class has no name")
            }
            try push(.global(try PickledGlobal(module: module, name: name)))
        case "R":
            let call = try pop(2)
            guard case .global(let global) = call[0], case .object(let arguments) = call[1],
                case .list = arguments.kind
            else { throw Self.damaged("a call has no function or no arguments") }
            try push(try made(by: global, arguments.items))
        case "b":
            let state = try pop()
            guard case .object(let object) = try top(), case .object(let fields) = state, case .list = fields.kind
            else { throw Self.damaged("a state belongs to nothing that is known") }
            try set(fields.items, of: object)
        case "i":
            let module = try line()
            throw ZarrError(.unsupported, "the pickle holds an object of the class \(module).\(try line())")
        case "o", "\u{81}", "\u{92}":
            throw ZarrError(.unsupported, "the pickle holds an object of a class of its own")
        case "\u{82}", "\u{83}", "\u{84}", "P", "Q":
            throw ZarrError(.unsupported, "the pickle refers to an object that is elsewhere")
        case "\u{97}", "\u{98}":
            throw ZarrError(.unsupported, "the pickle refers to a buffer that is elsewhere")
        default: throw Self.damaged("there is no opcode \(opcode)")
        }
    }

    static func damaged(_ what: String) -> ZarrError {
        ZarrError(.corruptData, "the pickle is damaged: \(what)")
    }
}

extension Unpickler {
    /// An object that is emptied in the end.
    mutating func make(_ kind: PickledObject.Kind, _ items: [PickledValue] = []) throws(ZarrError) -> PickledValue {
        try keep(1 + items.count)
        let object = PickledObject(kind, items)
        objects.append(object)
        return .object(object)
    }

    private mutating func keep(_ count: Int) throws(ZarrError) {
        room -= count
        guard room >= 0 else { throw ZarrError(.limitExceeded, "the pickle holds more than 2^26 values") }
    }

    mutating func push(_ value: PickledValue) throws(ZarrError) {
        guard stack.count < Self.deepestStack else {
            throw ZarrError(.limitExceeded, "the pickle needs a stack of more than 2^22 values")
        }
        stack.append(value)
    }

    private func top() throws(ZarrError) -> PickledValue {
        guard let value = stack.last, stack.count > marks.last ?? 0 else { throw Self.damaged("its stack is empty") }
        return value
    }

    private mutating func pop() throws(ZarrError) -> PickledValue {
        let value = try top()
        stack.removeLast()
        return value
    }

    /// The topmost values, the deepest first.
    private mutating func pop(_ count: Int) throws(ZarrError) -> [PickledValue] {
        guard stack.count - (marks.last ?? 0) >= count else { throw Self.damaged("its stack is empty") }
        defer { stack.removeLast(count) }
        return Array(stack.suffix(count))
    }

    private mutating func popToMark() throws(ZarrError) -> [PickledValue] {
        guard let mark = marks.popLast(), mark <= stack.count else { throw Self.damaged("a mark is missing") }
        defer { stack.removeLast(stack.count - mark) }
        return Array(stack[mark...])
    }

    private func pairs(_ items: [PickledValue]) throws(ZarrError) -> [PickledValue] {
        guard items.count % 2 == 0 else { throw Self.damaged("a key has no value") }
        return items
    }

    private enum Container { case list, dictionary }

    private mutating func append(_ items: [PickledValue], to container: Container) throws(ZarrError) {
        guard case .object(let object) = try top() else { throw Self.damaged("items belong to no list") }
        switch (object.kind, container) {
        case (.list, .list), (.dictionary, .dictionary): break
        default: throw Self.damaged("items belong to no list")
        }
        try keep(items.count)
        object.items += items
    }

    private mutating func put(at place: Int) throws(ZarrError) {
        try keep(2)
        memo[place] = try top()
    }

    private func memoized(_ place: Int) throws(ZarrError) -> PickledValue {
        guard let value = memo[place] else { throw Self.damaged("it refers to number \(place), which was not made") }
        return value
    }

    private func memoPlace(_ text: String) throws(ZarrError) -> Int {
        guard let place = Int(text), place >= 0 else { throw Self.damaged("'\(text)' is no number of the memo") }
        return place
    }
}

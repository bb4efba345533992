public import ZarrBase

/// The path of an attribute within others, as N5 writes it: `a/b[2]`.
///
/// `/` separates, `[2]` is an element of a list, `.` and `..` are the object itself and the one that holds it, and `\` before a
/// `/` or a `[` makes it a letter.
///
/// Specification: the Java library's `N5URI`, "normalizeAttributePath".
public struct N5AttributePath: Sendable, Hashable {
    /// One step into an attribute.
    enum Step: Sendable, Hashable {
        case member(String)
        case element(Int)
    }

    let steps: [Step]

    /// The path that `text` says; none of its steps is invalid, so that every text is a path.
    public init(_ text: String) {
        var steps: [Step] = []
        var name = ""
        var rest = text[...]
        func end() {
            switch name {
            case "", ".": break
            case "..": _ = steps.popLast()
            default: steps.append(.member(name))
            }
            name = ""
        }
        while let letter = rest.first {
            if letter == "\\", let next = rest.dropFirst().first, next == "/" || next == "[" {
                name.append(next)
                rest = rest.dropFirst(2)
            } else if letter == "/" {
                end()
                rest = rest.dropFirst()
            } else if letter == "[", let (index, behind) = Self.index(in: rest) {
                end()
                steps.append(.element(index))
                rest = behind
            } else {
                name.append(letter)
                rest = rest.dropFirst()
            }
        }
        end()
        self.steps = steps
    }

    private static func index(in text: Substring) -> (index: Int, behind: Substring)? {
        guard let close = text.firstIndex(of: "]") else { return nil }
        let digits = text[text.index(after: text.startIndex)..<close]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let index = Int(digits) else {
            return nil
        }
        return (index, text[text.index(after: close)...])
    }

    /// The value at the path; nil where there is none.
    public func value(in attributes: JSONObject) -> JSONValue? {
        var value = JSONValue.object(attributes)
        for step in steps {
            switch (step, value) {
            case (.member(let name), .object(let object)):
                guard let inner = object[name] else { return nil }
                value = inner
            case (.element(let index), .array(let list)) where list.indices.contains(index): value = list[index]
            default: return nil
            }
        }
        return value
    }

    /// Puts a value at the path, nil to remove what is there. Objects and lists on the way are made, also in the place of others;
    /// lists are filled up by null.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where the path leads nowhere, ``ZarrError/Code/limitExceeded`` for an
    ///   element of a list far behind its end.
    public func set(_ value: JSONValue?, in attributes: inout JSONObject) throws(ZarrError) {
        guard case .member? = steps.first else {
            throw ZarrError(.invalidArgument, "the path of an attribute begins with a name")
        }
        guard case .object(let changed)? = try Self.changed(.object(attributes), steps[...], value) else { return }
        attributes = changed
    }

    private static func changed(
        _ old: JSONValue?, _ steps: ArraySlice<Step>, _ value: JSONValue?
    ) throws(ZarrError) -> JSONValue? {
        guard let step = steps.first else { return value }
        let rest = steps.dropFirst()
        switch step {
        case .member(let name):
            guard old?.objectValue != nil || value != nil else { return old }
            var object = old?.objectValue ?? [:]
            object[name] = try changed(object[name], rest, value)
            return .object(object)
        case .element(let index):
            var list = old?.arrayValue ?? []
            if value == nil {
                guard list.indices.contains(index) else { return old }
                if let inner = try changed(list[index], rest, nil) {
                    list[index] = inner
                } else {
                    list.remove(at: index)
                }
                return .array(list)
            }
            guard index <= list.count + mostFilled else {
                throw ZarrError(
                    .limitExceeded, "element \(index) is far behind the end of a list of \(list.count)",
                    hint: "set the whole list")
            }
            while list.count <= index { list.append(.null) }
            list[index] = try changed(list[index].isNull ? nil : list[index], rest, value) ?? .null
            return .array(list)
        }
    }

    private static let mostFilled = 1 << 16
}

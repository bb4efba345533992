public import ZarrBase

extension Selection {
    /// Reads the text form of a selection: `0:10, ::2, -1`, `...`, `time=0:10, lat=5`; nothing is the whole array.
    ///
    /// Python's meaning of each piece. Spaces do not matter, brackets around all may be there, as may a comma at the end. A
    /// list of indices stands in brackets of its own, `[1, 5, 7], :`; alone it needs both or a comma: `[[1, 5, 7]]`,
    /// `[1, 5, 7],`. Chunks are `blocks(0, 1:3)`, single elements `points([0, 5], [3, 3])`.
    ///
    /// - Throws: ``ZarrError/Code/invalidSelection``, naming the piece that cannot be read.
    public init(parsing text: String) throws(ZarrError) {
        let whole = text[...].trimmed
        if let inside = try Self.call("blocks", whole) {
            let axes = try Self.pieces(inside).map { (piece) throws(ZarrError) in try Self.axis(piece, in: piece) }
            self = .blocks(axes)
            return
        }
        if let inside = try Self.call("points", whole) {
            self = .points(
                try Self.pieces(inside).map { (piece) throws(ZarrError) in
                    switch try Self.axis(piece, in: piece) {
                    case .index(let index): return [index]
                    case .indices(let indices): return indices
                    default: throw Self.unreadable(piece, "points are lists of indices, one an axis")
                    }
                })
            return
        }
        var pieces = try Self.pieces(whole)
        if pieces.count == 1, !whole.hasSuffix(","), pieces[0].first == "[", pieces[0].last == "]" {
            pieces = try Self.pieces(pieces[0].dropFirst().dropLast().trimmed)
        }
        var positional: [Axis] = []
        var named: [(String, Axis)] = []
        for piece in pieces {
            if piece.first != "[", let equals = piece.nameEnd {
                let name = piece[..<equals].trimmed
                guard !name.isEmpty else { throw Self.unreadable(piece, "the name before = is missing") }
                named.append((String(name), try Self.axis(piece[piece.index(after: equals)...].trimmed, in: piece)))
            } else {
                positional.append(try Self.axis(piece, in: piece))
            }
            if !positional.isEmpty, !named.isEmpty {
                throw Self.unreadable(piece, "names and positions cannot be mixed")
            }
        }
        if named.isEmpty { self.init(positional) } else { self.init(named: named) }
    }

    /// What stands in the parentheses after `name`; nil where the text is no such call.
    private static func call(_ name: String, _ text: Substring) throws(ZarrError) -> Substring? {
        guard text.hasPrefix(name) else { return nil }
        let rest = text.dropFirst(name.count).trimmed
        guard rest.first == "(" else { return nil }
        guard rest.last == ")" else { throw unreadable(text, "the parenthesis is not closed") }
        return rest.dropFirst().dropLast().trimmed
    }

    /// The pieces between the commas that stand in no brackets; a comma at the end ends the last one.
    private static func pieces(_ text: Substring) throws(ZarrError) -> [Substring] {
        var pieces: [Substring] = []
        var start = text.startIndex
        var depth = 0
        for place in text.indices {
            switch text[place] {
            case "[": depth += 1
            case "]": depth -= 1
            case "," where depth == 0:
                pieces.append(text[start..<place].trimmed)
                start = text.index(after: place)
            default: break
            }
            // A bracket too many is left to whoever reads the piece.
            depth = max(0, depth)
        }
        guard depth == 0 else { throw unreadable(text[start...], "the bracket is not closed") }
        let last = text[start...].trimmed
        if !last.isEmpty { pieces.append(last) }
        return pieces
    }

    private static func axis(_ text: Substring, in piece: Substring) throws(ZarrError) -> Axis {
        if text == "..." { return .ellipsis }
        if text.first == "[", text.last == "]", text.count > 1 {
            let inside = text.dropFirst().dropLast().trimmed
            return .indices(
                try pieces(inside).map { (part) throws(ZarrError) in
                    guard let index = try integer(part, in: piece) else {
                        throw unreadable(piece, "a number is missing")
                    }
                    return index
                })
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(\.trimmed)
        guard parts.count <= 3 else { throw unreadable(piece, "a slice has at most start:stop:step") }
        if parts.count == 1 {
            guard let index = try integer(parts[0], in: piece) else { throw unreadable(piece, "a number is missing") }
            return .index(index)
        }
        let step = parts.count == 3 ? try integer(parts[2], in: piece) : nil
        if step == 0 { throw unreadable(piece, "the step is zero") }
        return .slice(start: try integer(parts[0], in: piece), stop: try integer(parts[1], in: piece), step: step ?? 1)
    }

    private static func integer(_ text: Substring, in piece: Substring) throws(ZarrError) -> Int? {
        if text.isEmpty { return nil }
        if let number = Int(text) { return number }
        let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text
        let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        throw unreadable(piece, isNumber ? "\(text) does not fit 64 bits" : "'\(text)' is not an integer")
    }

    private static func unreadable(_ piece: Substring, _ reason: String) -> ZarrError {
        ZarrError(
            .invalidSelection, "cannot read '\(piece)' of the selection: \(reason)",
            hint: "write it like '0:10, ::2, -1' or 'time=0, lat=10:20' or '[1, 5], :'")
    }
}

extension Substring {
    /// Where the name of an axis ends: at the last sign before what it is selected by, which has none itself.
    fileprivate var nameEnd: Index? { lastIndex(of: "=") }

    fileprivate var trimmed: Substring {
        var text = self
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }
}

public import ZarrBase

extension Selection {
    /// Reads the text form of a selection: `0:10, ::2, -1`, `...`, `time=0:10, lat=5`; nothing is the whole array.
    ///
    /// Python's meaning of each piece. Spaces do not matter, brackets around all may be there, as may a comma at the end.
    ///
    /// - Throws: ``ZarrError/Code/invalidSelection``, naming the piece that cannot be read.
    public init(parsing text: String) throws(ZarrError) {
        var rest = text[...].trimmed
        if rest.first == "[" {
            guard rest.last == "]" else { throw Self.unreadable(rest, "the bracket is not closed") }
            rest = rest.dropFirst().dropLast().trimmed
        }
        var pieces = rest.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
        if pieces.count > 1 || rest.isEmpty, pieces.last?.isEmpty == true { pieces.removeLast() }

        var positional: [Axis] = []
        var named: [(String, Axis)] = []
        for piece in pieces {
            if let equals = piece.lastIndex(of: "=") {
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

    private static func axis(_ text: Substring, in piece: Substring) throws(ZarrError) -> Axis {
        if text == "..." { return .ellipsis }
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
            hint: "write it like '0:10, ::2, -1' or 'time=0, lat=10:20'")
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = self
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }
}

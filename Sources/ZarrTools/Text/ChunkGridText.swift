public import Zarr

/// The extents of chunks as people type them: `100,200` for chunks of one shape; `[4*2,3],10` where they differ along an
/// axis, here two chunks of 4 and one of 3.
public enum ChunkGridText {
    /// The grid of `text`; `what` names it in errors.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where it can be read as neither.
    public static func parse(_ text: String, of what: String) throws(ZarrError) -> ChunkGrid {
        var parts = pieces(of: text.trimmingSpaces)
        // "[[4, 3], 10]" is the same as "[4, 3], 10", but "[4, 3]" is a shape as Python writes it.
        if parts.count == 1, let inner = inside(parts[0]), inner.contains("[") { parts = pieces(of: inner) }
        guard parts.contains(where: { inside($0) != nil }),
            text.dropFirst().contains(where: { $0 == "[" || $0 == "*" }) || parts.count > 1
        else {
            return .regular(chunkShape: try ExtentsText.parse(text, of: what))
        }
        var axes: [ChunkAxis] = []
        for part in parts {
            guard let list = inside(part) else {
                guard let extent = Int(part), extent > 0 else { throw unreadable(text, what) }
                axes.append(.repeating(extent))
                continue
            }
            var runs: [ChunkEdges.Run] = []
            for item in pieces(of: list) {
                let factors = item.split(separator: "*", omittingEmptySubsequences: false).map {
                    Int(String($0).trimmingSpaces)
                }
                guard factors.count <= 2, let extent = factors[0], let count = factors.count == 2 ? factors[1] : 1,
                    extent > 0, count > 0
                else { throw unreadable(text, what) }
                runs.append(ChunkEdges.Run(extent: extent, count: count))
            }
            axes.append(.listed(try ChunkEdges(runs)))
        }
        return .rectilinear(axes)
    }

    /// What commas outside of brackets separate.
    private static func pieces(of text: String) -> [String] {
        var pieces: [String] = [""]
        var depth = 0
        for character in text {
            if character == "[" { depth += 1 }
            if character == "]" { depth -= 1 }
            if character == ",", depth == 0 { pieces.append("") } else { pieces[pieces.count - 1].append(character) }
        }
        return pieces.map(\.trimmingSpaces)
    }

    private static func inside(_ text: String) -> String? {
        guard text.first == "[", text.last == "]", text.count > 1 else { return nil }
        return String(text.dropFirst().dropLast()).trimmingSpaces
    }

    private static func unreadable(_ text: String, _ what: String) -> ZarrError {
        ZarrError(
            .invalidArgument, "\(what) '\(text)' is not a list of extents", hint: "write it like 100,200 or [4*2,3],10")
    }
}

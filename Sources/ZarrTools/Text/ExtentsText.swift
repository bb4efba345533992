public import Zarr

/// Lists of extents or axes as people type them: `100,200`, `(100, 200)`, `100x200`; nothing for a 0-d array.
public enum ExtentsText {
    /// The numbers of `text`; `what` names them in errors.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where it is not a list of integers that are not negative.
    public static func parse(_ text: String, of what: String) throws(ZarrError) -> [Int] {
        var rest = text.trimmingSpaces[...]
        if let first = rest.first, let last = rest.last, "([".contains(first), ")]".contains(last), rest.count > 1 {
            rest = rest.dropFirst().dropLast()
        }
        let parts = rest.split(omittingEmptySubsequences: false) { $0 == "," || $0 == "x" }
            .map { String($0).trimmingSpaces }
        var numbers: [Int] = []
        for (place, part) in parts.enumerated() {
            // "(5,)" is how Python writes a list of one; nothing at all is the shape of a 0-d array.
            if part.isEmpty, place == parts.count - 1, place < 2 { continue }
            guard let number = Int(part), number >= 0 else {
                throw ZarrError(
                    .invalidArgument, "\(what) '\(text)' is not a list of numbers", hint: "write it like 100,200")
            }
            numbers.append(number)
        }
        return numbers
    }
}

extension String {
    /// The text without white space at either end.
    var trimmingSpaces: String {
        guard let start = firstIndex(where: { !$0.isWhitespace }), let end = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[start...end])
    }
}

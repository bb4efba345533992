/// The name that somebody may have meant.
package enum NearestName {
    /// A hint for a name that is not known: the nearest one of `names`, or that a newer version may know it.
    package static func hint(for name: String, among names: some Sequence<String>) -> String {
        guard let nearest = nearest(to: name, among: names) else { return "a newer version may know it" }
        return "did you mean \"\(nearest)\"?"
    }

    /// The name that differs least, nil where all differ by more than a slip of the hand.
    static func nearest(to name: String, among names: some Sequence<String>) -> String? {
        // Documents may name what they like at any length.
        guard name.utf8.count <= 40 else { return nil }
        let limit = name.utf8.count < 4 ? 1 : 2
        var best: (name: String, distance: Int)?
        for candidate in names {
            let distance = distance(Array(name.lowercased().utf8), Array(candidate.utf8))
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// How many letters must be changed, added or left out (Levenshtein).
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (place, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = place + 1
            for (column, other) in right.enumerated() {
                let above = row[column + 1]
                row[column + 1] = letter == other ? diagonal : 1 + min(diagonal, above, row[column])
                diagonal = above
            }
        }
        return row[right.count]
    }
}

/// How the position of a chunk in its grid becomes a key below its array.
///
/// Specification: Zarr v3 core, "Chunk key encoding"; Zarr v2, "Chunk keys".
public enum ChunkKeyEncoding: Sendable, Hashable {
    /// What stands between two indices.
    public enum Separator: String, Sendable, Hashable {
        /// `1.2`
        case dot = "."
        /// `1/2`
        case slash = "/"

        var byte: UInt8 { self == .dot ? UInt8(ascii: ".") : UInt8(ascii: "/") }
    }

    /// `c/1/2`, and `c` for the only chunk of a 0-d array.
    case `default`(separator: Separator)
    /// `1.2`, and `0` for the only chunk of a 0-d array.
    case v2(separator: Separator)

    /// What stands between two indices.
    public var separator: Separator {
        switch self {
        case .default(let separator), .v2(let separator): separator
        }
    }

    /// The key of the chunk at these indices.
    ///
    /// - Complexity: one allocation, for the key itself.
    public func key(for indices: [Int]) -> String {
        let separator = separator.byte
        let isDefault = if case .default = self { true } else { false }
        guard !indices.isEmpty else { return isDefault ? "c" : "0" }
        // 19 digits and a separator an index, and the "c" in front.
        let capacity = 20 * indices.count + 1
        return String(unsafeUninitializedCapacity: capacity) { buffer in
            var end = 0
            if isDefault {
                buffer[0] = UInt8(ascii: "c")
                end = 1
            }
            for (axis, index) in indices.enumerated() {
                if axis > 0 || isDefault {
                    buffer[end] = separator
                    end += 1
                }
                let start = end
                var rest = index.magnitude
                repeat {
                    buffer[end] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                    rest /= 10
                    end += 1
                } while rest > 0
                buffer[start..<end].reverse()
            }
            return end
        }
    }

    /// The indices that `key` says, nil where it is no chunk's key.
    public func indices(of key: String, rank: Int) -> [Int]? {
        var rest = key.utf8[...]
        if case .default(let separator) = self {
            guard rest.popFirst() == UInt8(ascii: "c") else { return nil }
            if rank == 0 { return rest.isEmpty ? [] : nil }
            guard rest.popFirst() == separator.byte else { return nil }
        } else if rank == 0 {
            return key == "0" ? [] : nil
        }
        var indices: [Int] = []
        for part in rest.split(separator: separator.byte, omittingEmptySubsequences: false) {
            // "01" and "+1" are numbers, but no chunk is stored under them.
            guard let first = part.first, part.count == 1 || first != UInt8(ascii: "0"),
                part.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let index = Int(Substring(part))
            else { return nil }
            indices.append(index)
        }
        return indices.count == rank ? indices : nil
    }
}

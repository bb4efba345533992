/// How the position of a chunk in its grid becomes a key below its array.
///
/// Specification: Zarr v3 core, "Chunk key encoding"; Zarr v2, "Chunk keys"; N5, "File-system specification", 5.
public enum ChunkKeyEncoding: Sendable, Hashable {
    /// What stands between two indices.
    public enum Separator: String, Sendable, Hashable, CaseIterable {
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
    /// `2/1`: the last index first, as the axes of N5 have it.
    case n5

    /// What stands between two indices.
    public var separator: Separator {
        switch self {
        case .default(let separator), .v2(let separator): separator
        case .n5: .slash
        }
    }

    private var isDefault: Bool {
        if case .default = self { true } else { false }
    }

    /// The key of the chunk at these indices, none of which is negative.
    ///
    /// - Complexity: one allocation, for the key itself; none where it has at most 15 bytes.
    public func key(for indices: [Int]) -> String { key(for: indices, under: "") }

    /// The same behind `prefix`, in the same one allocation.
    package func key(for indices: [Int], under prefix: String) -> String {
        let separator = separator.byte
        let isDefault = isDefault
        guard !indices.isEmpty else { return prefix + (isDefault ? "c" : "0") }
        let length = prefix.utf8.count
        // 19 digits and a separator an index, and the "c" in front.
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: length + 20 * indices.count + 1) { buffer in
            // Digits come from behind, so that none has to be moved.
            var start = buffer.count
            for place in indices.indices {
                let index = indices[self == .n5 ? place : indices.count - 1 - place]
                if start < buffer.count {
                    start -= 1
                    buffer[start] = separator
                }
                var rest = index.magnitude
                repeat {
                    start -= 1
                    buffer[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                    rest /= 10
                } while rest > 0
            }
            if isDefault {
                start -= 2
                buffer[start] = UInt8(ascii: "c")
                buffer[start + 1] = separator
            }
            start -= length
            _ = UnsafeMutableBufferPointer(rebasing: buffer[start..<(start + length)]).update(
                fromContentsOf: prefix.utf8)
            return String(decoding: buffer[start...], as: UTF8.self)
        }
    }

    /// The indices that `key` says, nil where it is no chunk's key: the exact inverse of ``key(for:)``.
    ///
    /// - Complexity: one allocation, for the indices; none where the key is another one's.
    public func indices(of key: String, rank: Int) -> [Int]? {
        var key = key
        return key.withUTF8 { indices(of: $0, rank: rank) }
    }

    private func indices(of key: UnsafeBufferPointer<UInt8>, rank: Int) -> [Int]? {
        var place = 0
        if isDefault {
            guard key.first == UInt8(ascii: "c") else { return nil }
            guard rank > 0 else { return key.count == 1 ? [] : nil }
            guard key.count > 1, key[1] == separator.byte else { return nil }
            place = 2
        } else if rank == 0 {
            return key.count == 1 && key[0] == UInt8(ascii: "0") ? [] : nil
        }
        guard place < key.count, key[place] &- UInt8(ascii: "0") < 10 else { return nil }
        var indices: [Int] = []
        indices.reserveCapacity(rank)
        while true {
            guard let index = Self.index(in: key, at: &place) else { return nil }
            indices.append(index)
            guard place < key.count else {
                guard indices.count == rank else { return nil }
                return self == .n5 ? indices.reversed() : indices
            }
            guard key[place] == separator.byte, indices.count < rank else { return nil }
            place += 1
        }
    }

    /// A number as it is written for a key: "01" and "+1" are numbers too, but no chunk is stored under them.
    private static func index(in key: UnsafeBufferPointer<UInt8>, at place: inout Int) -> Int? {
        let start = place
        var index = 0
        while place < key.count {
            let digit = key[place] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            guard place == start || key[start] != UInt8(ascii: "0") else { return nil }
            let (product, productOverflow) = index.multipliedReportingOverflow(by: 10)
            let (sum, sumOverflow) = product.addingReportingOverflow(Int(digit))
            guard !productOverflow, !sumOverflow else { return nil }
            index = sum
            place += 1
        }
        return place > start ? index : nil
    }
}

/// How the position of a chunk in its grid becomes a key below its array.
///
/// Specification: Zarr v3 core, "Chunk key encoding"; Zarr v2, "Chunk keys".
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

    /// What stands between two indices.
    public var separator: Separator {
        switch self {
        case .default(let separator), .v2(let separator): separator
        }
    }

    private var isDefault: Bool {
        if case .default = self { true } else { false }
    }

    /// The key of the chunk at these indices, none of which is negative.
    ///
    /// - Complexity: one allocation, for the key itself.
    public func key(for indices: [Int]) -> String {
        let separator = separator.byte
        let isDefault = isDefault
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

    /// The indices that `key` says, nil where it is no chunk's key: the exact inverse of ``key(for:)``.
    ///
    /// - Complexity: one allocation, for the indices; none where the key is another one's.
    public func indices(of key: String, rank: Int) -> [Int]? {
        var rest = key.utf8[...]
        if isDefault {
            guard rest.popFirst() == UInt8(ascii: "c") else { return nil }
            guard rank > 0 else { return rest.isEmpty ? [] : nil }
            guard rest.popFirst() == separator.byte else { return nil }
        } else if rank == 0 {
            return key == "0" ? [] : nil
        }
        guard let first = rest.first, first &- UInt8(ascii: "0") < 10 else { return nil }
        var indices: [Int] = []
        indices.reserveCapacity(rank)
        while true {
            guard let index = Self.takeIndex(from: &rest) else { return nil }
            indices.append(index)
            guard let byte = rest.popFirst() else { return indices.count == rank ? indices : nil }
            guard byte == separator.byte, indices.count < rank else { return nil }
        }
    }

    /// A number as it is written for a key: "01" and "+1" are numbers too, but no chunk is stored under them.
    private static func takeIndex(from rest: inout Substring.UTF8View) -> Int? {
        let isZero = rest.first == UInt8(ascii: "0")
        var index = 0
        var count = 0
        while let digit = rest.first.map({ $0 &- UInt8(ascii: "0") }), digit < 10 {
            guard !(isZero && count > 0) else { return nil }
            let (product, productOverflow) = index.multipliedReportingOverflow(by: 10)
            let (sum, sumOverflow) = product.addingReportingOverflow(Int(digit))
            guard !productOverflow, !sumOverflow else { return nil }
            index = sum
            count += 1
            rest.removeFirst()
        }
        return count > 0 ? index : nil
    }
}

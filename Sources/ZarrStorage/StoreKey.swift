public import ZarrBase

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The name of one stored value: segments joined by "/", relative to the root of its store.
///
/// Keys compare by their UTF-8 bytes. Swift's own equality of strings would make one key of two that differ only in
/// Unicode normalisation, which file systems and object stores keep apart.
public struct StoreKey: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The key as text, as "a/b/zarr.json".
    public let path: String

    /// Checks `path`, which may come from outside.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` for an empty segment, a leading or trailing "/", a segment "." or
    ///   "..", or a NUL character: such a key could leave its store.
    public init(_ path: String) throws(ZarrError) {
        guard Self.isValid(path) else { throw Self.invalid(path) }
        self.path = path
    }

    /// Takes a path that was checked or made by us.
    package init(unchecked path: String) { self.path = path }

    /// The key of `name` below this one.
    ///
    /// A name that no key may have gives a key that every store refuses.
    public func appending(_ name: String) -> StoreKey { StoreKey(unchecked: path + "/" + name) }

    /// The last segment.
    public var name: String {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[path.utf8.index(after: $0)...]) } ?? path
    }

    /// The prefix that this key lies directly under.
    public var parent: StorePrefix {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return .root }
        return StorePrefix(unchecked: String(path[...slash]))
    }

    /// The same as ``path``.
    public var description: String { path }

    /// Whether both are the same bytes.
    public static func == (left: StoreKey, right: StoreKey) -> Bool {
        left.path.isSameText(as: right.path)
    }

    /// The order of the UTF-8 bytes, as object stores list.
    public static func < (left: StoreKey, right: StoreKey) -> Bool {
        left.path.precedes(right.path)
    }

    static func isValid(_ path: String) -> Bool {
        path.utf8.withContiguousStorageIfAvailable(isValid) ?? isValid(path.utf8)
    }

    private static func isValid(_ path: some Sequence<UInt8>) -> Bool {
        var length = 0
        var isDots = true
        for byte in path {
            if byte == UInt8(ascii: "/") {
                if length == 0 || (isDots && length <= 2) { return false }
                length = 0
                isDots = true
            } else {
                if byte == 0 { return false }
                length += 1
                isDots = isDots && byte == UInt8(ascii: ".")
            }
        }
        return length > 0 && !(isDots && length <= 2)
    }

    static func invalid(_ path: String) -> ZarrError {
        ZarrError(
            .invalidArgument, "\"\(path.prefix(200))\" is no key",
            hint: "keys are segments joined by \"/\", none of them empty, \".\" or \"..\"")
    }
}

extension String {
    /// Whether both are the same bytes.
    func isSameText(as other: String) -> Bool {
        withBytes(of: self, other) { left, right in
            guard left.count == right.count, let start = left.baseAddress, let other = right.baseAddress else {
                return left.count == right.count
            }
            return memcmp(start, other, left.count) == 0
        }
    }

    /// Whether its bytes come before those of `other`.
    func precedes(_ other: String) -> Bool {
        withBytes(of: self, other) { left, right in
            guard let start = left.baseAddress, let other = right.baseAddress else { return left.count < right.count }
            let order = memcmp(start, other, min(left.count, right.count))
            return order == 0 ? left.count < right.count : order < 0
        }
    }
}

private func withBytes<Result>(
    of left: String, _ right: String, _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Result
) -> Result {
    var left = left
    var right = right
    return left.withUTF8 { left in right.withUTF8 { right in body(left, right) } }
}

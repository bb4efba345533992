public import ZarrBase

/// What the keys of a node or of a whole store begin with: empty, or segments that each end in "/".
public struct StorePrefix: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The prefix as text: "" or, say, "a/b/".
    public let path: String

    /// The prefix of every key.
    public static let root = StorePrefix(unchecked: "")

    /// Checks `path`, which may come from outside; "", "a/b" and "a/b/" are all well.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where the segments could not be those of a key.
    public init(_ path: String) throws(ZarrError) {
        if path.utf8.isEmpty {
            self = .root
            return
        }
        let inner = path.utf8.last == UInt8(ascii: "/") ? String(path.utf8.dropLast()) ?? "" : path
        guard StoreKey.isValid(inner) else { throw StoreKey.invalid(path) }
        self.path = inner + "/"
    }

    /// Takes a path that was checked or made by us.
    package init(unchecked path: String) { self.path = path }

    /// The key of `name` under this prefix; `name` may have several segments, as chunk keys do.
    ///
    /// A name that no key may have gives a key that every store refuses.
    public func key(_ name: String) -> StoreKey { StoreKey(unchecked: path + name) }

    /// The prefix of `segment` under this one; `segment` may also be several segments.
    public func appending(_ segment: String) -> StorePrefix { StorePrefix(unchecked: path + segment + "/") }

    /// The last segment; empty for the root.
    public var name: String { asKey?.name ?? "" }

    /// The prefix that this one lies directly under; nil for the root.
    public var parent: StorePrefix? { asKey?.parent }

    /// Whether `key` lies under this prefix.
    public func contains(_ key: StoreKey) -> Bool { key.path.utf8.starts(with: path.utf8) }

    /// The same as ``path``.
    public var description: String { path }

    /// Whether both are the same bytes.
    public static func == (left: StorePrefix, right: StorePrefix) -> Bool {
        left.path.isSameText(as: right.path)
    }

    /// The order of the UTF-8 bytes, as object stores list.
    public static func < (left: StorePrefix, right: StorePrefix) -> Bool {
        left.path.precedes(right.path)
    }

    /// The prefix without its last "/"; nil for the root.
    package var asKey: StoreKey? {
        path.utf8.isEmpty ? nil : StoreKey(unchecked: String(path.utf8.dropLast()) ?? "")
    }

    /// What `key`, which lies under this prefix, is called from here.
    package func relative(_ key: StoreKey) -> StoreKey {
        StoreKey(unchecked: String(key.path.utf8.dropFirst(path.utf8.count)) ?? "")
    }
}

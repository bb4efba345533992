/// Keys and values in the order in which they were added. Look-up takes constant time, also with 10,000 keys.
///
/// Keys are told apart by their Unicode scalars, not by canonical equivalence as `Dictionary` does.
public struct JSONObject: Sendable {
    struct Entry: Sendable {
        var key: String
        var value: JSONValue
    }

    private var entries: [Entry] = []
    // Empty while there are few keys: comparing those is faster than hashing, and most objects of metadata are small.
    private var places: [ExactText: Int] = [:]

    private static let linearLimit = 16

    /// No keys.
    public init() {}

    /// The keys and values of a sequence; of equal keys the last value stays, in the first place.
    public init(_ pairs: some Sequence<(String, JSONValue)>) {
        entries.reserveCapacity(pairs.underestimatedCount)
        for (key, value) in pairs { self[key] = value }
    }

    /// Entries as a document has them, equal keys and all.
    init(entries: [Entry]) {
        if entries.count <= Self.linearLimit, !Self.hasEqualKeys(entries) {
            self.entries = entries
        } else {
            reserveCapacity(entries.count)
            for entry in entries { self[entry.key] = entry.value }
        }
    }

    private static func hasEqualKeys(_ entries: [Entry]) -> Bool {
        for place in entries.indices.dropFirst() {
            let key = ExactText(entries[place].key)
            for earlier in 0..<place where ExactText(entries[earlier].key) == key { return true }
        }
        return false
    }

    /// The number of keys.
    public var count: Int { entries.count }

    /// Whether there are no keys.
    public var isEmpty: Bool { entries.isEmpty }

    /// The keys in order, in a new array.
    public var keys: [String] { entries.map(\.key) }

    /// The values in the order of their keys, in a new array.
    public var values: [JSONValue] { entries.map(\.value) }

    /// The value of `key`, or nil where there is none.
    ///
    /// A known key keeps its place when it is set, a new one goes to the end, and setting nil removes the key.
    ///
    /// - Complexity: constant; to remove a key is linear in the number of keys.
    public subscript(key: String) -> JSONValue? {
        get { place(of: key).map { entries[$0].value } }
        set {
            switch (place(of: key), newValue) {
            case (let place?, let value?): entries[place].value = value
            case (let place?, nil): remove(at: place)
            case (nil, let value?): append(key, value)
            case (nil, nil): break
            }
        }
    }

    /// Makes room for `capacity` keys in all.
    public mutating func reserveCapacity(_ capacity: Int) {
        entries.reserveCapacity(capacity)
        if capacity > Self.linearLimit { places.reserveCapacity(capacity) }
    }

    private func place(of key: String) -> Int? {
        let wanted = ExactText(key)
        if entries.count > Self.linearLimit { return places[wanted] }
        return entries.firstIndex { ExactText($0.key) == wanted }
    }

    private mutating func append(_ key: String, _ value: JSONValue) {
        entries.append(Entry(key: key, value: value))
        if entries.count == Self.linearLimit + 1 {
            index()
        } else if entries.count > Self.linearLimit {
            places[ExactText(key)] = entries.count - 1
        }
    }

    private mutating func remove(at place: Int) {
        entries.remove(at: place)
        index()
    }

    private mutating func index() {
        places.removeAll(keepingCapacity: true)
        guard entries.count > Self.linearLimit else { return }
        for place in entries.indices { places[ExactText(entries[place].key)] = place }
    }
}

extension JSONObject: Sequence {
    /// The keys with their values, in order.
    public struct Iterator: IteratorProtocol, Sendable {
        fileprivate var entries: IndexingIterator<[Entry]>

        /// The next key with its value, or nil at the end.
        public mutating func next() -> (key: String, value: JSONValue)? {
            entries.next().map { ($0.key, $0.value) }
        }
    }

    /// Starts with the first key.
    public func makeIterator() -> Iterator { Iterator(entries: entries.makeIterator()) }

    /// The number of keys.
    public var underestimatedCount: Int { entries.count }
}

extension JSONObject: Hashable {
    /// Whether both have the same keys with the same values, in any order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        return left.entries.indices.allSatisfy { place in
            let entry = left.entries[place]
            let other = right.entries[place]
            if ExactText(entry.key) == ExactText(other.key) { return entry.value == other.value }
            return right[entry.key].map { $0 == entry.value } ?? false
        }
    }

    /// Feeds what equality compares into `hasher`.
    public func hash(into hasher: inout Hasher) {
        var sum = 0
        for entry in entries {
            var own = Hasher()
            own.combine(ExactText(entry.key))
            own.combine(entry.value)
            // A sum, as the order of the keys must not matter.
            sum &+= own.finalize()
        }
        hasher.combine(sum)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// The keys in the order of the literal; of equal keys the last value stays, in the first place.
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}

extension JSONObject: CustomStringConvertible {
    /// The object as compact JSON.
    public var description: String { JSONValue.object(self).serialized() }
}

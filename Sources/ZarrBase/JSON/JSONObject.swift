/// Keys and values in the order in which they were added. Look-up takes constant time, also with 10,000 keys.
///
/// Keys are told apart by their Unicode scalars, not by canonical equivalence as `Dictionary` does.
public struct JSONObject: Sendable {
    struct Entry: Sendable {
        var key: String
        var value: JSONValue
    }

    /// How keys are found.
    private enum Search: Sendable {
        /// By comparing them: faster than hashing while there are few, and most objects of metadata are small.
        case linear
        /// By their places in `ownEntries`.
        case hashed([ExactText: Int])
        /// In text that nobody has looked into yet; `ownEntries` is empty.
        case deferred(DeferredObject)
    }

    private var ownEntries: [Entry] = []
    private var search: Search = .linear

    private static let linearLimit = 16

    /// No keys.
    public init() {}

    /// The keys and values of a sequence; of equal keys the last value stays, in the first place.
    public init(_ pairs: some Sequence<(String, JSONValue)>) {
        ownEntries.reserveCapacity(pairs.underestimatedCount)
        for (key, value) in pairs { self[key] = value }
    }

    /// An object that is read from its text when it is looked into.
    init(_ deferred: DeferredObject) { search = .deferred(deferred) }

    /// Entries as a document has them, equal keys and all.
    init(entries: [Entry]) {
        if entries.count <= Self.linearLimit, !Self.hasEqualKeys(entries) {
            ownEntries = entries
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

    /// The entries, wherever they are.
    private var entries: [Entry] {
        if case .deferred(let deferred) = search { deferred.object.ownEntries } else { ownEntries }
    }

    /// The same object, certainly not as text; what was text stays so in this one.
    package var settled: JSONObject {
        if case .deferred(let deferred) = search { deferred.unkeptObject } else { self }
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
        get {
            if case .deferred(let deferred) = search { return deferred.object[key] }
            return place(of: key).map { ownEntries[$0].value }
        }
        set {
            if case .deferred(let deferred) = search { self = deferred.unkeptObject }
            switch (place(of: key), newValue) {
            case (let place?, let value?): ownEntries[place].value = value
            case (let place?, nil): remove(at: place)
            case (nil, let value?): append(key, value)
            case (nil, nil): break
            }
        }
    }

    /// Makes room for `capacity` keys in all.
    public mutating func reserveCapacity(_ capacity: Int) {
        if case .deferred(let deferred) = search { self = deferred.unkeptObject }
        ownEntries.reserveCapacity(capacity)
        guard capacity > Self.linearLimit else { return }
        changePlaces { $0.reserveCapacity(capacity) }
    }

    private func place(of key: String) -> Int? {
        let wanted = ExactText(key)
        if ownEntries.count > Self.linearLimit, case .hashed(let places) = search { return places[wanted] }
        return ownEntries.firstIndex { ExactText($0.key) == wanted }
    }

    private mutating func append(_ key: String, _ value: JSONValue) {
        ownEntries.append(Entry(key: key, value: value))
        if ownEntries.count == Self.linearLimit + 1 {
            index()
        } else if ownEntries.count > Self.linearLimit {
            let place = ownEntries.count - 1
            changePlaces { $0[ExactText(key)] = place }
        }
    }

    private mutating func remove(at place: Int) {
        ownEntries.remove(at: place)
        index()
    }

    private mutating func index() {
        let entries = ownEntries
        guard entries.count > Self.linearLimit else {
            search = .linear
            return
        }
        changePlaces { places in
            places.removeAll(keepingCapacity: true)
            for place in entries.indices { places[ExactText(entries[place].key)] = place }
        }
    }

    private mutating func changePlaces(_ change: (inout [ExactText: Int]) -> Void) {
        var places: [ExactText: Int] = [:]
        if case .hashed(let known) = search { places = known }
        // Nobody else may hold the table while it changes, or all of it would be copied.
        search = .linear
        change(&places)
        search = .hashed(places)
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
        let entries = left.entries
        let others = right.entries
        guard entries.count == others.count else { return false }
        return entries.indices.allSatisfy { place in
            let entry = entries[place]
            let other = others[place]
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

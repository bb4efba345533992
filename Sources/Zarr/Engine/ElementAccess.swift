import ZarrBase
import ZarrCodecs

/// What the caller sees of each stored element: all of it or some of its fields, as they are or as another type.
struct ElementAccess: Sendable {
    /// Bytes of an element as it is stored, and where they lie in what is taken of it.
    struct Part: Sendable {
        var stored: Int
        var taken: Int
        var count: Int
    }

    /// The type of the elements as they are stored.
    let stored: DataType
    /// The type of what is taken of them.
    let taken: DataType
    /// The type that the caller sees.
    let seen: DataType
    let parts: [Part]
    /// How numbers are converted where `seen` is another type than `taken`.
    let rule: NumberConversion.Rule

    /// Whole elements as they are.
    init(_ dataType: DataType) {
        self.init(
            stored: dataType, taken: dataType, seen: dataType,
            parts: [Part(stored: 0, taken: 0, count: dataType.byteCount)], rule: .numpy)
    }

    init(stored: DataType, taken: DataType, seen: DataType, parts: [Part], rule: NumberConversion.Rule) {
        self.stored = stored
        self.taken = taken
        self.seen = seen
        self.parts = parts
        self.rule = rule
    }

    var isConverting: Bool { seen != taken }

    /// Whether the caller sees the elements as they are stored.
    var isPlain: Bool { !isConverting && taken == stored }

    /// Whether a write leaves nothing of the element that was there.
    var isWhole: Bool { parts.reduce(0) { $0 + $1.count } == stored.byteCount }
}

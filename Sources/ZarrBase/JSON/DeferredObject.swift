import Synchronization

/// An object that is still text: somebody checked it, nobody has looked into it yet.
///
/// The text is the whole object and known to be JSON, so that reading it cannot fail.
final class DeferredObject: Sendable {
    private let text: Bytes
    private let read = AtomicLazyReference<ReadObject>()

    private final class ReadObject: Sendable {
        let object: JSONObject
        init(_ object: JSONObject) { self.object = object }
    }

    init(_ text: Bytes) { self.text = text }

    /// The object, which is kept from the first look on.
    var object: JSONObject { (read.load() ?? read.storeIfNil(ReadObject(parsed()))).object }

    /// The object without keeping it.
    var unkeptObject: JSONObject { read.load()?.object ?? parsed() }

    private func parsed() -> JSONObject {
        // The limits were kept when the text was checked.
        let value = try? JSONValue.parse(text, limits: JSONLimits(maxDepth: .max, maxBytes: nil))
        return value?.objectValue ?? JSONObject()
    }
}

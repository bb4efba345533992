public import ZarrBase
public import ZarrStorage

/// What goes wrong with one request to a ``FaultStore``.
public struct StoreFault: Sendable {
    /// The ways of going wrong.
    public enum Effect: Sendable {
        /// The request is not carried out and this error is thrown.
        case fail(ZarrError)
        /// A write is carried out, but its answer is lost: this error is thrown.
        case failAfterwards(ZarrError)
        /// A read answers only so many bytes; a write stores only so many and then throws ``ZarrError/Code/io``, as on a
        /// store that does not keep its promise to replace values whole.
        case cut(to: Int)
        /// A read answers with the lowest bit of this byte turned; of the last byte where there are fewer.
        case flip(byte: Int)
        /// A write is answered as if it was carried out, and is not.
        case forget
        /// The answer comes so much later; the request is carried out after the time is over.
        case delay(Duration)
        /// A conditional write is carried out whatever its condition, as by an endpoint that knows none.
        case ignoreCondition
    }

    /// The kind of request that is counted.
    public let kind: StoreRequest.Kind
    /// Which request of the kind it hits, from 0 on; nil for every one.
    public let number: Int?
    /// What goes wrong.
    public let effect: Effect

    /// A fault of request `number` of a kind, or of every one.
    public init(_ kind: StoreRequest.Kind, _ number: Int?, _ effect: Effect) {
        self.kind = kind
        self.number = number
        self.effect = effect
    }
}

extension StoreFault.Effect {
    func applied(toRead bytes: Bytes?, of key: StoreKey) throws(ZarrError) -> Bytes? {
        switch self {
        case .fail(let error), .failAfterwards(let error): throw error.at(key: key.path)
        case .cut(let count):
            return try bytes.map { bytes throws(ZarrError) in
                try bytes.slice(.bounded(offset: 0, length: min(max(count, 0), bytes.count)))
            }
        case .flip(let index):
            guard let bytes, !bytes.isEmpty else { return bytes }
            var array = bytes.array
            array[min(max(index, 0), array.count - 1)] ^= 1
            return Bytes(array)
        case .delay, .forget, .ignoreCondition: return bytes
        }
    }

    /// Throws where the request is not carried out.
    func throwBefore() throws(ZarrError) {
        if case .fail(let error) = self { throw error }
    }

    /// Whether a write is not carried out, and nobody is told.
    var isForgotten: Bool { if case .forget = self { true } else { false } }

    /// Throws where the request is carried out, wholly or in part, and its caller hears of an error.
    func throwAfterwards(_ key: StoreKey?) throws(ZarrError) {
        switch self {
        case .failAfterwards(let error): throw key.map { error.at(key: $0.path) } ?? error
        case .cut:
            let error = ZarrError(.io, "the connection broke while the value was written")
            throw key.map { error.at(key: $0.path) } ?? error
        default: return
        }
    }

    /// What of a value is stored.
    func cut(_ parts: [Bytes]) -> [Bytes] {
        guard case .cut(let count) = self else { return parts }
        return [Bytes(parts.flatMap(\.array).prefix(max(count, 0)))]
    }

    /// What of a value is stored.
    func cut(_ parts: [UnsafeRawBufferPointer]) -> [UnsafeRawBufferPointer] {
        guard case .cut(let count) = self else { return parts }
        var room = max(count, 0)
        return parts.map { part in
            defer { room -= min(room, part.count) }
            return UnsafeRawBufferPointer(rebasing: part.prefix(room))
        }
    }
}

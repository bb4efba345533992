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

    func applied(toRead bytes: Bytes?) throws(ZarrError) -> Bytes? {
        guard let bytes else { return nil }
        switch effect {
        case .fail(let error), .failAfterwards(let error): throw error
        case .cut(let count): return try bytes.slice(.bounded(offset: 0, length: min(max(count, 0), bytes.count)))
        case .flip(let index):
            guard !bytes.isEmpty else { return bytes }
            var array = bytes.array
            array[min(max(index, 0), array.count - 1)] ^= 1
            return Bytes(array)
        }
    }
}

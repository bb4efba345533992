import ZarrBase
import ZarrStorage

/// Faults that hit requests by chance: errors before and after a request is carried out, short reads, and late answers. None
/// of them is silent: whoever asks is told, or gets fewer bytes than there are.
public struct RandomFaults: Sendable {
    /// Where the chances come from; with several tasks at work, which of them is hit depends on their order, too.
    public let seed: UInt64
    /// Of how many requests one is hit; 0 for none.
    public let oneIn: Int
    /// The longest time that an answer is late by.
    public let latency: Duration?
    /// Whether reads may come short.
    public let cutsReads: Bool

    /// Faults of one in so many requests.
    public init(seed: UInt64, oneIn: Int, latency: Duration? = nil, cutsReads: Bool = true) {
        self.seed = seed
        self.oneIn = oneIn
        self.latency = latency
        self.cutsReads = cutsReads
    }

    func delay(_ generator: inout SeededGenerator) -> Duration? {
        latency.map { $0 * Double.random(in: 0...1, using: &generator) }
    }

    func effect(on kind: StoreRequest.Kind, _ generator: inout SeededGenerator) -> StoreFault.Effect? {
        guard oneIn > 0, generator.oneIn(oneIn) else { return nil }
        let isLate = generator.oneIn(2)
        switch kind {
        case .set, .erase:
            if isLate { return .failAfterwards(ZarrError(.io, "the answer was lost, by seed \(seed)")) }
        case .get:
            if isLate, cutsReads { return .cut(to: generator.number(0...40)) }
        case .size, .version, .list, .lock: break
        }
        return .fail(ZarrError(.io, "the connection broke, by seed \(seed)"))
    }
}

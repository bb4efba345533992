import Synchronization
import ZarrFormats

/// The copies of several nodes, which are read at the same time.
final class CopyList: Sendable {
    private let nodes: Mutex<[ConsolidatedDocument.Node?]>

    init(count: Int) { nodes = Mutex(Array(repeating: nil, count: count)) }

    func set(_ number: Int, _ node: ConsolidatedDocument.Node) { nodes.withLock { $0[number] = node } }

    var all: [ConsolidatedDocument.Node] { nodes.withLock { $0.compactMap { $0 } } }
}

import Zarr

/// Moves broken values aside, puts new shards of what can be read in their place, and removes what dead writers left.
struct Repair {
    private let store: any Store
    private let synchronous: any SynchronousStore
    private let root: String
    private let examinations: [String: ChunkExamination]
    private let leftovers: [StoreLeftover]
    private let context: ZarrContext

    /// - Throws: ``ZarrError/Code/unsupported`` for stores that cannot be written, or are not at hand.
    init(
        _ survey: Validation, _ examinations: [String: ChunkExamination], _ leftovers: [StoreLeftover],
        _ context: ZarrContext
    ) throws {
        store = try survey.store.writable()
        guard let synchronous = store.synchronous else {
            throw ZarrError(.unsupported, "\(store) cannot be repaired in place", hint: "copy it to a local directory")
        }
        self.synchronous = synchronous
        root = survey.root
        self.examinations = examinations
        self.leftovers = leftovers
        self.context = context
    }

    /// Repairs what can be; what was done is noted in the report, and beside what was moved, also where a later step fails.
    func run(_ report: inout CheckReport) async throws {
        let place = try await BrokenPlace(at: root, in: store)
        var failure: (any Error)?
        for number in report.findings.indices where report.findings[number].kind.isRepairable {
            do {
                try Task.checkCancelledAsZarrError()
                try await repair(&report.findings[number], place)
            } catch {
                failure = error
                break
            }
        }
        if report.findings.contains(where: { $0.action == .moved || $0.action == .salvaged }) {
            report.broken = String(place.prefix.path.dropLast())
            try await place.write(report)
        }
        if let failure { throw failure }
    }

    private func repair(_ finding: inout CheckReport.Finding, _ place: BrokenPlace) async throws {
        guard let path = finding.key else { return }
        if finding.kind == .partial || finding.kind == .lock {
            guard let files = store as? FileSystemStore, let leftover = leftovers.first(where: { $0.path == path })
            else { return }
            finding.action = try files.remove(leftover) ? .removed : .changed
            return
        }
        guard let examination = finding.node.flatMap({ examinations[$0] }) else { return }
        let key = try StoreKey(path)
        // Who changes a part of the value waits; who replaces it whole is seen by its version.
        let lock = try synchronous.lock(key, waits: true)
        defer { withExtendedLifetime(lock) {} }
        let version = try synchronous.version(of: key)
        if finding.kind != .outside {
            let again = try context.withWorker {
                try examination.examine(key, finding.indices, in: synchronous, $0)
            }
            guard let again, again.kind == finding.kind else {
                finding.action = .changed
                return
            }
        }
        guard try await place.keep(key) else {
            finding.action = .changed
            return
        }
        guard try synchronous.version(of: key) == version else {
            finding.action = .changed
            return
        }
        switch finding.kind {
        case .shard: finding.action = try salvage(key, finding.indices, examination, version)
        default:
            try synchronous.remove(key)
            finding.action = .moved
        }
    }

    /// Replaces a shard, of which there is a copy aside, by one of what can be read; removes it where nothing can.
    private func salvage(
        _ key: StoreKey, _ indices: [Int], _ examination: ChunkExamination, _ version: ValueVersion?
    ) throws -> CheckReport.Finding.Action {
        guard let examiner = try examination.pipeline(of: indices).shardExaminer,
            let source = try synchronous.source(for: key)
        else { return .changed }
        return try context.withWorker { worker in
            guard let state = try examiner.examine(source, worker: worker) else { return .changed }
            return try examiner.withSalvaged(state, of: source, worker: worker) { parts in
                guard try synchronous.version(of: key) == version else { return .changed }
                guard let parts else {
                    try synchronous.remove(key)
                    return .moved
                }
                try synchronous.replace(key, parts)
                return .salvaged
            }
        }
    }
}

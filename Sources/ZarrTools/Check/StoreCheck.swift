public import Zarr

/// Looks for damage below a location: every stored chunk is decoded, every key accounted for. What specifications say of
/// documents is the matter of ``Validation``.
public enum StoreCheck {
    /// What is done about findings.
    public enum Mode: Sendable {
        /// Nothing.
        case report
        /// Broken values are moved aside, what can be read of shards is kept, leftovers are removed.
        case repair
    }

    /// Checks what lies at a location, and repairs it where that is asked for.
    ///
    /// - Parameters:
    ///   - grace: how many seconds an unfinished write must be old to count as left behind, where its process does not run
    ///     here: it may run on another machine.
    ///   - onStart: gets the counter of stored bytes.
    /// - Throws: ``ZarrError/Code/notFound`` where there is no node, and what listing throws; what is wrong is in the report.
    /// - Complexity: one listing a directory, a request a document, each stored chunk once; memory for one chunk or subchunk a
    ///   worker, and while a shard is repaired for its stored bytes.
    public static func report(
        on location: String, _ mode: Mode = .report, grace: Double = 600, context: ZarrContext = .standard,
        onStart: (ProgressCounter) -> Void = { _ in }
    ) async throws -> CheckReport {
        let purpose: StorePurpose = mode == .repair ? .writing : .reading
        let (store, path) = try await Location(parsing: location).resolve(for: purpose)
        return try await report(on: store, at: path, mode, grace: grace, context: context, onStart: onStart)
    }

    /// Checks what lies at `path` of a store.
    public static func report(
        on store: any ReadableStore, at path: String = "", _ mode: Mode = .report, grace: Double = 600,
        context: ZarrContext = .standard, onStart: (ProgressCounter) -> Void = { _ in }
    ) async throws -> CheckReport {
        let context = context.warning { _ in }
        var survey = try await Validation.survey(of: store, at: path, context: context)
        var report = CheckReport()
        if mode == .repair, try await finishAppends(in: store, below: survey.root, context, &report) {
            survey = try await Validation.survey(of: store, at: path, context: context)
        }
        report.groupCount = survey.report.groupCount
        report.arrayCount = survey.report.arrayCount
        for issue in survey.report.issues where issue.severity == .error {
            let place = issue.jsonPath.map { "\($0): " } ?? ""
            report.findings.append(
                .init(kind: .metadata, node: issue.node, key: issue.key, message: place + issue.message))
        }
        let unread = report.findings.filter { $0.key != nil }.compactMap(\.node)
        for (node, key) in survey.strayKeys {
            // The chunks of an array whose document cannot be read.
            if unread.contains(where: { node == $0 || $0.isEmpty || node.hasPrefix($0 + "/") }) { continue }
            let isJournal = key == ZarrGroup.appendJournal || key.hasSuffix("/" + ZarrGroup.appendJournal)
            report.findings.append(
                isJournal
                    ? .init(kind: .append, node: node, key: key, message: CheckReport.Finding.appendMessage)
                    : .init(kind: .stray, node: node, key: key, message: "the key is no document and no chunk"))
        }
        var examinations: [String: ChunkExamination] = [:]
        for (array, documents) in survey.arrays {
            let examination = try await ChunkExamination(array, documents: documents)
            examinations[array.path] = examination
            report.findings += examination.oddKeys
            report.chunkCount += examination.chunkCount
        }
        let progress = ProgressCounter(total: examinations.values.reduce(0) { $0.saturatingPlus($1.byteCount) })
        onStart(progress)
        for (_, examination) in examinations.sorted(by: { $0.key < $1.key }) {
            report.findings += try await examination.run(context: context, progress)
        }
        let leftovers = try leftovers(in: survey.store, below: survey.root, grace)
        report.findings += leftovers.map(\.finding)
        if mode == .repair, report.findings.contains(where: \.kind.isRepairable) {
            let repair = try Repair(survey, examinations, leftovers.map(\.leftover), context)
            try await repair.run(&report)
        }
        for group in survey.consolidatedGroups { try await check(group, mode, &report) }
        return report
    }

    /// Finishes or undoes appends that were interrupted, as what they left would pass for damage; whether there were any.
    private static func finishAppends(
        in store: any ReadableStore, below path: String, _ context: ZarrContext, _ report: inout CheckReport
    ) async throws -> Bool {
        let keys = try await store.listable().list(StorePrefix(path)).filter { $0.name == ZarrGroup.appendJournal }
        for key in keys {
            let node = String(key.path.dropLast(ZarrGroup.appendJournal.count + (key.path.contains("/") ? 1 : 0)))
            try await ZarrGroup.finishAppend(in: store, at: node, context: context)
            var finding = CheckReport.Finding(
                kind: .append, node: node, key: key.path, message: CheckReport.Finding.appendMessage)
            finding.action = .removed
            report.findings.append(finding)
        }
        return !keys.isEmpty
    }

    /// Notes consolidated metadata that shows an old state, and writes it anew in a repair.
    private static func check(_ group: ZarrGroup, _ mode: Mode, _ report: inout CheckReport) async throws {
        // What cannot be read was found before.
        guard let staleness = try? await group.consolidatedStaleness(), staleness.isStale else { return }
        let name = ConsolidatedDocument.name(group.format)
        var finding = CheckReport.Finding(
            kind: .stale, node: group.path, key: group.path.isEmpty ? name : group.path + "/" + name,
            message: "readers who trust it see an old state: \(staleness.summary)")
        if mode == .repair {
            do {
                try await group.consolidate()
                finding.action = .renewed
                // Whatever was wrong with a document of its own went with it.
                for place in report.findings.indices
                where FormatCatalog.format(group.format).consolidatedDocument != nil
                    && report.findings[place].kind == .metadata && report.findings[place].key == finding.key
                {
                    report.findings[place].action = .renewed
                }
            } catch let error as ZarrError where error.code == .invalidMetadata || error.code == .unsupported {
                // A node below cannot be read, which is a finding of its own.
            }
        }
        report.findings.append(finding)
    }

    private static func leftovers(
        in store: any ReadableStore, below path: String, _ grace: Double
    ) throws -> [(leftover: StoreLeftover, finding: CheckReport.Finding)] {
        guard let store = store as? FileSystemStore else { return [] }
        return try store.leftovers(below: StorePrefix(path)).compactMap { leftover in
            guard !leftover.isInUse, leftover.kind == .lock || leftover.age >= grace else { return nil }
            let message =
                leftover.kind == .lock
                ? "nobody holds it" : "\(leftover.byteCount) bytes that were never put in place"
            return (
                leftover,
                .init(kind: leftover.kind == .lock ? .lock : .partial, node: nil, key: leftover.path, message: message)
            )
        }
    }
}

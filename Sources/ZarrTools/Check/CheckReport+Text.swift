public import Zarr

extension CheckReport {
    /// A line a finding, and a sum.
    public var text: String {
        var text = ""
        for finding in findings {
            text += "\(finding.kind.words): \(finding.key ?? "/" + (finding.node ?? "")): \(finding.message)"
            text += finding.actionWords.map { "; \($0)" } ?? ""
            text += "\n"
        }
        let open = findings.count { $0.action == .none }
        text += "\(groupCount) groups, \(arrayCount) arrays, \(chunkCount) stored chunks and shards: "
        if findings.isEmpty { return text + "nothing is wrong\n" }
        text += "\(findings.count) findings" + (open < findings.count ? ", \(open) of them left" : "") + "\n"
        if let broken { text += "what was moved lies in \(broken), with report.json\n" }
        return text
    }

    /// The same for programs.
    public var json: JSONValue {
        [
            "clean": .bool(isClean), "groups": .number(JSONNumber(groupCount)),
            "arrays": .number(JSONNumber(arrayCount)), "chunks": .number(JSONNumber(chunkCount)),
            "broken": broken.map { .string($0) } ?? .null, "findings": .array(findings.map(\.json)),
        ]
    }
}

extension CheckReport.Finding {
    var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "node": node.map { .string("/" + $0) } ?? .null,
            "key": key.map { .string($0) } ?? .null, "message": .string(message),
            "kept_subchunks": keptCount.map { .number(JSONNumber($0)) } ?? .null,
            "lost_subchunks": lost.map { .array($0.map(\.json)) } ?? .null,
            "action": .string(action.rawValue),
        ]
    }

    fileprivate var actionWords: String? {
        switch action {
        case .none: nil
        case .moved: "moved aside, its elements are fill now"
        case .salvaged: "moved aside, the new shard has \(keptCount ?? 0) subchunks"
        case .removed: "removed"
        case .renewed: "written anew"
        case .changed: "sound when it was looked at again"
        }
    }
}

extension CheckReport.Finding.Kind {
    fileprivate var words: String {
        switch self {
        case .metadata: "metadata"
        case .chunk: "damaged chunk"
        case .shard: "damaged shard"
        case .unreadable: "unreadable"
        case .outside: "outside the array"
        case .misplaced: "misplaced"
        case .stray: "of no node"
        case .partial: "unfinished write"
        case .lock: "lock of nobody"
        case .append: "unfinished append"
        case .stale: "stale metadata"
        }
    }
}

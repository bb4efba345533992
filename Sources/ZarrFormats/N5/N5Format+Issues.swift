public import ZarrBase
import ZarrCodecs

extension N5Format {
    /// What is wrong with an `attributes.json`.
    public func issues(documentName: String, bytes: Bytes) -> [DocumentIssue] {
        var issues = DocumentIssues()
        guard let document = issues.parse(bytes) else { return issues.all }
        if let version = document[N5Version.field] {
            let isSemantic = version.stringValue?.split(separator: ".").prefix(3).allSatisfy { Int($0) != nil } ?? false
            if !isSemantic { issues.warning(N5Version.field, "n5 is \(version.excerpt), which is no version") }
            _ = issues.attempt { () throws(ZarrError) in try N5Version.requireReadable(document) }
        }
        guard Self.isDataset(document) else { return issues.all }
        for field in ["blockSize", "compression"] where document[field] == nil {
            issues.warning(field, "the field \"\(field)\" is missing: versions after the first have it")
        }
        if document["blockSize"]?.arrayValue?.contains(where: { ($0.intValue ?? 1) > Int(Int32.max) }) == true {
            issues.error("blockSize", "an extent of a block does not fit 32 bits")
        }
        _ = issues.attempt { () throws(ZarrError) in
            let array = try array(document)
            let pipeline = try array.pipeline()
            guard pipeline.decoded.byteCount <= Int(Int32.max) else {
                throw ZarrError(.limitExceeded, "blocks cannot be larger than 2 GiB").at(jsonPath: "blockSize")
            }
        }
        return issues.all
    }
}

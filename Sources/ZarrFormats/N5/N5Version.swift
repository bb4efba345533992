import ZarrBase

/// The version of N5 that the root of a container says, by the rules of Semantic Versioning.
enum N5Version {
    /// The attribute of the root.
    static let field = "n5"
    /// What new containers say: the oldest version whose blocks and documents are these, so that older readers, which refuse a
    /// greater first number than their own, take them.
    static let written = "2.0.0"
    /// The first number of the newest version that is known.
    static let newest = 4

    /// Refuses what is of a newer version. A missing version, or one that nobody can read, is as good as 0.0.0.
    static func requireReadable(_ document: JSONObject) throws(ZarrError) {
        guard let text = document[field]?.stringValue,
            let major = text.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Int($0) }),
            text.first?.isNumber == true, major > newest
        else { return }
        throw ZarrError(
            .unsupported, "the container is of version \(text) of N5, and \(newest) is the newest one that is known",
            hint: "a newer version may know it"
        ).at(jsonPath: field)
    }
}

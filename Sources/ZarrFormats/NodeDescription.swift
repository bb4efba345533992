public import ZarrBase

/// What a format says of a group.
public struct GroupDescription: Sendable {
    /// The format that it was read with or is to be written with.
    public var format: FormatIdentifier
    /// The attributes; nil where they are in a document of their own that was not read.
    public var attributes: JSONObject?
    /// The document as it was read.
    public var document: JSONObject
    /// The metadata of all nodes below, where the group carries it.
    public var consolidated: ConsolidatedMetadata?
    /// Remarks about odd but readable metadata.
    public var warnings: [String]

    /// A description.
    public init(
        format: FormatIdentifier, attributes: JSONObject? = [:], document: JSONObject = [:],
        consolidated: ConsolidatedMetadata? = nil, warnings: [String] = []
    ) {
        self.format = format
        self.attributes = attributes
        self.document = document
        self.consolidated = consolidated
        self.warnings = warnings
    }
}

/// What a format says of a node.
public enum NodeDescription: Sendable {
    /// An array of elements.
    case array(ArrayDescription)
    /// A group of nodes.
    case group(GroupDescription)
}

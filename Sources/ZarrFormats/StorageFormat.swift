public import ZarrBase

/// A document of a node and its name below the node.
public typealias NodeDocument = (name: String, bytes: Bytes)

/// A format: documents to descriptions and back. Pure values; reading and writing them is the array's matter.
public protocol StorageFormat: Sendable {
    /// The name of the format.
    static var identifier: FormatIdentifier { get }
    /// The names of the documents that may describe a node, arrays first.
    var documentNames: [String] { get }
    /// The document that holds the attributes, where they are not in the node's own.
    var attributesDocument: String? { get }
    /// The document that holds consolidated metadata, where it is not in the group's own.
    var consolidatedDocument: String? { get }

    /// Whether nodes of this format can be made and changed.
    var isWritable: Bool { get }

    /// Whether nodes lie in a container, whose root alone says that they are of this format.
    var hasContainers: Bool { get }

    /// Whether a value under the name of a document is one, where the name alone does not say so.
    func describes(_ bytes: Bytes) -> Bool
    /// Whether a document is that of the root of a container.
    func isContainer(_ bytes: Bytes) throws(ZarrError) -> Bool
    /// What the document of a new node holds beside what describes it.
    func document(ofNewNodeAt path: String) -> JSONObject
    /// The description that a document of this name holds.
    func node(documentName: String, bytes: Bytes) throws(ZarrError) -> NodeDescription
    /// What is wrong with a document of this name, whether it can be read all the same or not.
    func issues(documentName: String, bytes: Bytes) -> [DocumentIssue]
    /// The attributes that a document of their own holds.
    func attributes(bytes: Bytes) throws(ZarrError) -> JSONObject
    /// The documents of an array, in the order in which they are to be written.
    func documents(for array: ArrayDescription) throws(ZarrError) -> [NodeDocument]
    /// The documents of a group, in the order in which they are to be written.
    func documents(for group: GroupDescription) throws(ZarrError) -> [NodeDocument]
    /// The metadata that a consolidated document of its own holds.
    func consolidated(bytes: Bytes) throws(ZarrError) -> ConsolidatedMetadata?
    /// A description of the same array in this format.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` with what the format cannot say.
    func converted(_ array: ArrayDescription) throws(ZarrError) -> ArrayDescription
}

extension StorageFormat {
    /// They can.
    public var isWritable: Bool { true }
    /// They stand for themselves.
    public var hasContainers: Bool { false }
    /// There are none.
    public func isContainer(_ bytes: Bytes) throws(ZarrError) -> Bool { false }
    /// Nothing.
    public func document(ofNewNodeAt path: String) -> JSONObject { [:] }
    /// The name says so.
    public func describes(_ bytes: Bytes) -> Bool { true }
}

/// The formats, in the order in which they are looked for.
public enum FormatCatalog {
    /// Every format of this version; Zarr v3 wins where a node is described in both.
    public static let all: [any StorageFormat] = [V3Format(), V2Format(), V1Format(), N5Format()]

    /// The format of this name.
    public static func format(_ identifier: FormatIdentifier) -> any StorageFormat {
        switch identifier {
        case .n5: N5Format()
        case .zarr1: V1Format()
        case .zarr2: V2Format()
        case .zarr3: V3Format()
        }
    }
}

/// What an implementation does otherwise than its protocol demands.
public struct ConformanceFailure: Error, CustomStringConvertible {
    /// What was found, for people.
    public let description: String

    /// Says what was found.
    public init(_ description: String) { self.description = description }
}

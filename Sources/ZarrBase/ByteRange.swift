/// A part of a stored value, counted from its start or from its end.
public enum ByteRange: Sendable, Hashable {
    /// `length` bytes from `offset` on.
    case bounded(offset: Int, length: Int)
    /// All from `offset` to the end.
    case from(offset: Int)
    /// The last `length` bytes; all of them where the value is shorter.
    case suffix(length: Int)

    /// The whole value.
    public static let all = ByteRange.from(offset: 0)

    /// The half-open range that this part covers in a value of `size` bytes.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where a bounded range runs past the end, as the value is then shorter
    ///   than whoever pointed into it says.
    public func resolved(in size: Int) throws(ZarrError) -> Range<Int> {
        switch self {
        case .bounded(let offset, let length):
            let (end, overflow) = offset.addingReportingOverflow(length)
            guard offset >= 0, length >= 0, !overflow, end <= size else {
                throw ZarrError(.corruptData, "bytes \(offset)+\(length) lie outside a value of \(size) bytes")
            }
            return offset..<end
        case .from(let offset):
            guard offset >= 0, offset <= size else {
                throw ZarrError(.corruptData, "byte \(offset) lies outside a value of \(size) bytes")
            }
            return offset..<size
        case .suffix(let length):
            guard length >= 0 else { throw ZarrError(.invalidArgument, "a suffix of \(length) bytes") }
            return max(0, size - length)..<size
        }
    }
}

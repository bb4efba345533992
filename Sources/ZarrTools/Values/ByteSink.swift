public import Zarr

/// Where bytes go one after the other: a file, a pipe, memory.
public protocol ByteSink {
    /// Takes all of `bytes`.
    ///
    /// - Throws: ``ZarrError/Code/storageFull`` and its like.
    func write(_ bytes: UnsafeRawBufferPointer) throws(ZarrError)
}

extension ByteSink {
    /// Takes the UTF-8 of `text`.
    public func write(_ text: String) throws(ZarrError) { try write(Array(text.utf8)) }

    /// Takes all of `bytes`.
    public func write(_ bytes: [UInt8]) throws(ZarrError) {
        try bytes.span.withUnsafeBytes { (buffer) throws(ZarrError) in try write(buffer) }
    }
}

/// A sink that keeps what it gets.
public final class MemorySink: ByteSink {
    /// All bytes so far.
    public private(set) var bytes: [UInt8] = []

    /// Nothing yet.
    public init() {}

    /// Appends `bytes`.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(ZarrError) { self.bytes.append(contentsOf: bytes) }

    /// The bytes as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
}

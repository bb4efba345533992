package import ZarrBase

/// A store that can make a value of the front of the one before it without copying that, as file systems do that let files
/// share blocks (tried with XFS and Btrfs).
package protocol ExtendingStore: SynchronousStore {
    /// Replaces a value by one that begins with its first `front` bytes; readers see the old value or the new one.
    ///
    /// - Parameters:
    ///   - version: the state of the value of which the front is wanted.
    ///   - head: what takes the place of the first bytes.
    ///   - parts: what comes behind the front.
    /// - Returns: whether it was done; false where the value is in another state, or the front would have to be copied.
    func extend(
        _ key: StoreKey, _ version: ValueVersion, front: Int, head: UnsafeRawBufferPointer?,
        _ parts: [UnsafeRawBufferPointer]
    ) throws(ZarrError) -> Bool
}

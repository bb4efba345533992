package import ZarrBase

/// A store that writes a value and puts it in its place in two steps, of which the second may wait for a device: others
/// can take it over while the next value is encoded.
package protocol StagingStore: SynchronousStore {
    /// Whether the second step waits for a device.
    var waitsForDevice: Bool { get }

    /// Writes a value beside its place; nobody sees it before ``StagedValue/finish()``.
    func stage(_ key: StoreKey, _ parts: [UnsafeRawBufferPointer]) throws(ZarrError) -> any StagedValue

    /// Begins a value beside its place, which has no bytes yet.
    func begin(_ key: StoreKey) throws(ZarrError) -> any GrowingValue
}

/// A value that is written but not in its place yet; one that is let go unfinished is gone.
package protocol StagedValue: AnyObject, Sendable {
    /// Replaces the value of its key. Once, by any thread.
    func finish() throws(ZarrError)
}

/// A value that is written in several steps before it is finished. One user at a time.
package protocol GrowingValue: StagedValue {
    /// Writes `parts` behind what was written before.
    func append(_ parts: [UnsafeRawBufferPointer]) throws(ZarrError)
}

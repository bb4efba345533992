/// The right to read, change and replace one value while no other process does; given back when it is let go.
public final class KeyLock: Sendable {
    private let release: (@Sendable () -> Void)?

    /// A lock that is given back by `release`; without it, that of a store which no other process has.
    public init(release: (@Sendable () -> Void)? = nil) { self.release = release }

    deinit { release?() }
}

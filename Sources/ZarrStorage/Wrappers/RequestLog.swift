import Synchronization

/// The requests that went through one or more ``RecordingStore``s, in the order in which they were answered.
public final class RequestLog: Sendable {
    private let state = Mutex<[StoreRequest]>([])

    /// An empty log.
    public init() {}

    /// All requests since the start or the last ``reset()``.
    public var requests: [StoreRequest] { state.withLock { $0 } }

    /// How many there were of one kind.
    public func count(_ kind: StoreRequest.Kind) -> Int {
        state.withLock { requests in requests.count { $0.kind == kind } }
    }

    /// How many there were of all kinds.
    public var count: Int { state.withLock { $0.count } }

    /// The bytes that went over in requests of one kind.
    public func bytes(_ kind: StoreRequest.Kind) -> Int {
        state.withLock { requests in
            requests.reduce(0) { $1.kind == kind ? $0 + ($1.bytes ?? 0) : $0 }
        }
    }

    /// Forgets all requests.
    public func reset() { state.withLock { $0.removeAll() } }

    func add(_ request: StoreRequest) { state.withLock { $0.append(request) } }
}

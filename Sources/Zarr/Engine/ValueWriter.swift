import Synchronization
import ZarrBase
import ZarrStorage

/// Writes the values of one call. Where a store waits for a device before a value is in its place, other threads wait, and
/// the workers go on: a device is quick only with several requests at a time.
final class ValueWriter: Sendable {
    private let store: any SynchronousStore
    private let staging: (any StagingStore)?
    private let state = Mutex(State())

    private struct State {
        /// Values that wait for a thread, and the threads that put values in their places.
        var waiting: [any StagedValue] = []
        var threads = 0
        var error: ZarrError?
        var done: CheckedContinuation<Void, Never>?
    }

    init(_ store: any SynchronousStore) {
        self.store = store
        let staging = store as? any StagingStore
        self.staging = staging?.waitsForDevice == true ? staging : nil
    }

    /// Replaces a value, or is about to: it is in its place when ``finishing(_:)`` returns.
    func replace(_ key: StoreKey, _ parts: [UnsafeRawBufferPointer]) throws {
        guard let staging else { return try store.replace(key, parts) }
        try add(staging.stage(key, parts))
    }

    /// Removes a value.
    func remove(_ key: StoreKey) throws(ZarrError) { try store.remove(key) }

    /// Runs `body` and waits until all values that it wrote are in their places, whether it failed or not.
    func finishing(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch {
            try? await finish()
            throw error
        }
        try await finish()
    }

    /// Waits until all values are in their places.
    ///
    /// - Throws: the first error of one that could not be put there.
    private func finish() async throws {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let isDone = state.withLock { state in
                if state.threads > 0 { state.done = continuation }
                return state.threads == 0
            }
            if isDone { continuation.resume() }
        }
        if let error = state.withLock({ $0.error }) { throw error }
    }

    private func add(_ value: any StagedValue) throws {
        enum Way { case here, thread, line }
        let way = try state.withLock { state throws(ZarrError) -> Way in
            if let error = state.error { throw error }
            if state.threads < Self.mostThreads {
                state.threads += 1
                return .thread
            }
            guard state.waiting.count < Self.mostWaiting else { return .here }
            state.waiting.append(value)
            return .line
        }
        switch way {
        case .line: return
        case .here: try value.finish()
        case .thread:
            if WorkerThread.start({ [self] in serve(value) }) { return }
            // No thread is to be had: what waits is this worker's.
            serve(value)
        }
    }

    /// Puts values in their places until none waits. To start a thread anew costs nothing beside a device.
    private func serve(_ first: any StagedValue) {
        var next: (any StagedValue)? = first
        while let value = next {
            let failure = Self.failure(of: value)
            let (following, done) = state.withLock { state -> ((any StagedValue)?, CheckedContinuation<Void, Never>?) in
                if let failure, state.error == nil { state.error = failure }
                if !state.waiting.isEmpty { return (state.waiting.removeFirst(), nil) }
                state.threads -= 1
                guard state.threads == 0 else { return (nil, nil) }
                defer { state.done = nil }
                return (nil, state.done)
            }
            done?.resume()
            next = following
        }
    }

    private static func failure(of value: any StagedValue) -> ZarrError? {
        do throws(ZarrError) {
            try value.finish()
            return nil
        } catch {
            return error
        }
    }

    /// As many as let a device and a journal take several together; more bring nothing.
    private static let mostThreads = 6
    /// Beyond these the workers wait too, or memory would fill with what no device has yet.
    private static let mostWaiting = 8
}

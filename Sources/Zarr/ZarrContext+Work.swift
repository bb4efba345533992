package import ZarrCodecs

extension ZarrContext {
    /// Calls `body` with each number below `count` on the threads of the pool, and waits: for work over many stored values
    /// that is no read of an array.
    ///
    /// - Parameter memory: the bytes that one call takes.
    /// - Throws: the first error of `body`, or ``ZarrError/Code/cancelled``.
    package func forEach(
        count: Int, memory: Int, _ body: @escaping @Sendable (Int, CodecWorker) throws -> Void
    ) async throws {
        try await pool.run(count: count, memory: memory) { share, worker in
            while let number = share.next() { try body(number, worker) }
        }
    }

    /// Calls `body` on the caller's own thread.
    package func withWorker<Result>(_ body: (CodecWorker) throws -> Result) rethrows -> Result {
        try pool.runInline(body)
    }
}

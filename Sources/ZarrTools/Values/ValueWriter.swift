public import Zarr

/// Writes the values of a view in one of several formats, in pieces, so that memory stays bounded.
public struct ValueWriter {
    let view: ZarrView
    let budget: Int
    let progress: ProgressCounter?

    /// A writer of a selection of `array`.
    ///
    /// - Parameters:
    ///   - budget: about how many bytes of elements are in memory at a time.
    ///   - onStart: gets the counter of decoded bytes as soon as their number is known.
    public init(
        _ array: ZarrArray, _ selection: Selection = .all, budget: Int = 32 << 20,
        onStart: (ProgressCounter) -> Void = { _ in }
    ) async throws {
        do {
            self.init(try await array.view(of: selection), budget: budget, onStart: onStart)
        } catch let error as ZarrError {
            throw error.code == .limitExceeded ? error.hinting("select a part of the array") : error
        }
    }

    /// A writer of a view.
    public init(_ view: ZarrView, budget: Int = 32 << 20, onStart: (ProgressCounter) -> Void = { _ in }) {
        self.view = view
        self.budget = budget
        let (bytes, overflow) = view.elementCount.multipliedReportingOverflow(by: view.dataType.byteCount)
        progress = ProgressCounter(total: overflow ? .max : bytes)
        if let progress { onStart(progress) }
    }

    /// Writes all values to `sink`.
    ///
    /// - Complexity: one pass; two for strings as `npy`, whose header says the longest.
    public func write(_ format: ValueFormat, to sink: any ByteSink) async throws {
        switch format {
        case .csv: try await writeCSV(to: sink)
        case .json: try await writeJSON(to: sink)
        case .npy: try await writeNPY(to: sink)
        case .raw: try await writeRaw(to: sink)
        case .text: try await writeText(to: sink)
        }
    }

    /// Reads the view piece by piece.
    func forEachSlab(_ body: (AnyNDArray) throws -> Void) async throws {
        for part in slabs {
            try Task.checkCancelledAsZarrError()
            try body(await view.part(part).read(progress: progress))
        }
    }

    var slabs: SelectionSlabs {
        SelectionSlabs(view, budget: budget)
    }

    private func writeRaw(to sink: any ByteSink) async throws {
        guard !view.dataType.isVariableLength else {
            throw ZarrError(
                .unsupported, "elements of type \(view.dataType) have no raw form",
                hint: "choose json, csv or npy")
        }
        try await forEachSlab { slab in
            try slab.bytes.withUnsafeBytes { (bytes) throws(ZarrError) in try sink.write(bytes) }
        }
    }
}

extension Task where Success == Never, Failure == Never {
    /// Throws ``ZarrError/Code/cancelled`` where the task is.
    static func checkCancelledAsZarrError() throws(ZarrError) {
        if isCancelled { throw ZarrError(.cancelled, "the work was cancelled") }
    }
}

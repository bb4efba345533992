public import Zarr

extension CopyPlan {
    /// Makes the copy.
    ///
    /// - Parameter onStart: gets the counter of decoded bytes.
    /// - Throws: what reading and writing throw; the source is never touched. Where a missing chunk is an error, it is one before
    ///   anything is written.
    /// - Complexity: memory for one region of about ``CopyOptions/budget`` bytes and for the chunks under way, whatever the
    ///   size of the arrays.
    public func run(onStart: (ProgressCounter) -> Void = { _ in }) async throws {
        let progress = ProgressCounter(total: byteCount)
        onStart(progress)
        var steps: [Step] = []
        // Before anything is written, as a missing chunk may be an error.
        for step in self.steps { try await steps.append(step.tellingMissingChunks()) }
        for step in steps { try await step.requireText(budget: options.budget) }
        // The groups above learn of all nodes at once.
        let context = self.context.keepingConsolidated(false)
        if let root = groups.first {
            _ = try await ZarrGroup.create(
                in: store, at: root.path, attributes: root.attributes, format: format, overwrite: options.overwrite,
                context: context)
        }
        for group in groups.dropFirst() {
            _ = try await ZarrGroup.create(
                in: store, at: group.path, attributes: group.attributes, format: format, context: context)
        }
        for step in steps {
            let array = try await ZarrArray.create(
                in: store, at: step.path, step.target, overwrite: options.overwrite && groups.isEmpty, context: context)
            try await step.copyValues(to: array, budget: options.budget, progress)
        }
        for group in groups where group.isConsolidated {
            try await ZarrGroup.open(in: store, at: group.path, format: format, context: context).consolidate()
        }
        try await ZarrGroup.renewConsolidated(above: path, in: store, context: self.context)
    }
}

extension CopyPlan.Step {
    fileprivate func tellingMissingChunks() async throws -> CopyPlan.Step {
        CopyPlan.Step(
            source: try await source.tellingMissingChunks(), target: target, path: path,
            copiesEncodedChunks: copiesEncodedChunks, reframing: reframing)
    }

    /// Objects become text where the format has no objects; what is none is found before anything is written.
    private var makesText: Bool { source.dataType == .object && target.dataType == .string }

    fileprivate func requireText(budget: Int) async throws {
        guard makesText, byteCount > 0 else { return }
        let plan = RegionPlan(
            source.shape, units: source.description.chunkShape, grid: source.chunkGrid,
            elementSize: source.dataType.byteCount, budget: budget / 4)
        for region in try CopyRegions(plan, units: source.chunkGrid, holding: nil, of: source.chunkGrid) {
            try Task.checkCancelledAsZarrError()
            do {
                _ = try await source.read(Selection(region)).textOfObjects()
            } catch let error as ZarrError {
                throw error.at(node: "/" + source.path)
            }
        }
    }

    func copyValues(to array: ZarrArray, budget: Int, _ progress: ProgressCounter) async throws {
        guard byteCount > 0 else { return }
        guard source.store is any ListableStore else {
            try await copyRegions(to: array, budget: budget, progress, holding: nil)
            return
        }
        let stored = try await StoredChunks(of: source)
        if copiesEncodedChunks {
            try await copyEncoded(stored, to: array, progress)
        } else {
            // Where the fill values differ, what is not stored must be.
            let keepsFill = source.fillValue.bytes == target.fillValue.bytes
            try await copyRegions(
                to: array, budget: budget, progress, holding: keepsFill ? stored.keys.map(\.indices) : nil)
        }
    }

    /// Copies values of the store as they are.
    private func copyEncoded(_ stored: StoredChunks, to array: ZarrArray, _ progress: ProgressCounter) async throws {
        let target = try array.store.writable()
        let prefix = try StorePrefix(array.path)
        let encoding = self.target.chunkKeyEncoding
        let share = byteCount / max(1, stored.keys.count)
        let chunkSize = self.target.chunkShape.saturatingProduct.saturatingTimes(self.target.dataType.byteCount)
        // A value is in memory as a whole, so that few large ones are under way at a time.
        let limit = max(1, min(8, (64 << 20) / max(1, chunkSize)))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, chunk) in stored.keys.enumerated() {
                if number >= limit { _ = try await group.next() }
                try Task.checkCancelledAsZarrError()
                group.addTask {
                    if let bytes = try await stored.store.get(chunk.key) {
                        if let parts = reframed(bytes, at: chunk.indices) {
                            try await target.set(prefix.key(encoding.key(for: chunk.indices)), parts)
                        } else {
                            try await copyElements(of: chunk.indices, to: array)
                        }
                    }
                    progress.add(share)
                }
            }
            try await group.waitForAll()
        }
        progress.add(byteCount - share * stored.keys.count)
    }

    /// Reads and writes region by region; where `chunks` are given, only those that hold any of them.
    private func copyRegions(
        to array: ZarrArray, budget: Int, _ progress: ProgressCounter, holding chunks: [[Int]]?
    ) async throws {
        let isText = source.dataType.isVariableLength
        let plan = RegionPlan(
            source.shape, units: target.chunkShape, grid: target.chunkGrid, sources: source.description.chunkShape,
            elementSize: source.dataType.byteCount, budget: isText ? budget / 4 : budget)
        let memory = isText ? nil : try RegionMemory(plan, elementSize: source.dataType.byteCount)
        var copied = 0
        let regions = try CopyRegions(plan, units: target.chunkGrid, holding: chunks, of: source.chunkGrid)
        for region in regions {
            try Task.checkCancelledAsZarrError()
            let size = region.elementCount * source.dataType.byteCount
            if size > budget, !makesText, try await copyShard(region, to: array, budget: budget, progress) {
                copied += size
                continue
            }
            var values: AnyNDArray
            if let memory {
                let block = memory.block(size)
                try await source.read(Selection(region), into: block.bytes)
                values = try AnyNDArray(shape: region.shape, dataType: source.dataType, adopting: block)
            } else {
                values = try await source.read(Selection(region))
            }
            if makesText { values = try values.textOfObjects() }
            try await array.write(values, at: Selection(region), progress: progress)
            copied += size
        }
        progress.add(byteCount - copied)
    }
}

extension CopyPlan.Step {
    /// Writes a shard that is larger than the budget in slabs; false where it must be in memory as a whole.
    private func copyShard(
        _ region: Region, to array: ZarrArray, budget: Int, _ progress: ProgressCounter
    ) async throws -> Bool {
        try await array.writeShard(
            region, budget: budget, inMultiplesOf: source.description.chunkShape.first ?? 1, progress: progress
        ) { try await source.read(Selection($0)) }
    }
}

/// Memory for the largest region, used again for each.
private struct RegionMemory {
    private let whole: MemoryBlock

    init(_ plan: RegionPlan, elementSize: Int) throws(ZarrError) {
        whole = try MemoryBlock(count: plan.extents.elementCount().checkedTimes(elementSize))
    }

    /// The front of the memory as a block of its own.
    func block(_ count: Int) -> MemoryBlock {
        let owner = whole
        return MemoryBlock(adopting: whole.baseAddress, count: count) { _ in withExtendedLifetime(owner) {} }
    }
}

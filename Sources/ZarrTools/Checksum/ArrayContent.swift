import Zarr

/// The elements of an array as one number: their bytes, in C order and little-endian, as a polynomial.
struct ArrayContent {
    let array: ZarrArray
    let point: EvaluationPoint
    let context: ZarrContext
    /// The bytes that an element has in the sum: elements of variable length are there by their hash.
    private let size: Int

    init(_ array: ZarrArray, _ point: EvaluationPoint, _ context: ZarrContext) {
        self.array = array
        self.point = point
        self.context = context
        size = array.dataType.isVariableLength ? Self.hashSize : array.dataType.byteCount
    }

    private static let hashSize = 16

    /// - Complexity: every stored chunk is read and decoded once; what is not stored costs nothing.
    func sum(_ progress: ProgressCounter) async throws -> Residue {
        let shape = array.shape
        guard !shape.contains(0), size > 0 else { return .zero }
        let count = shape.saturatingProduct
        guard count.saturatingTimes(size) < .max else {
            throw ZarrError(.limitExceeded, "the array holds more bytes than can be counted").at(node: "/" + array.path)
        }
        let before = progress.completed
        var sum = Residue.zero
        if let fill = fillElement, let chunks = try await storedChunks() {
            let pattern = FillPattern(fill, point)
            sum += pattern.sum(count)
            try await RegionSweep(array, holding: chunks, context: context).run {
                let content = try await self.sum(of: $0, progress)
                return pattern.isZero ? content : content - pattern.sum(of: $0, in: shape)
            } collect: {
                sum += $0
            }
        } else {
            try await RegionSweep(array, context: context).run {
                try await self.sum(of: $0, progress)
            } collect: {
                sum += $0
            }
        }
        progress.add(count.saturatingTimes(array.dataType.byteCount) - (progress.completed - before))
        return sum
    }

    /// The indices of the stored chunks where some are not.
    private func storedChunks() async throws -> [[Int]]? {
        guard array.store is any ListableStore else { return nil }
        let total = array.chunkGrid.gridShape(for: array.shape).saturatingProduct
        let stored = try await StoredChunks(of: array)
        return stored.keys.count < total ? stored.keys.map(\.indices) : nil
    }

    /// The bytes of an element that was never written.
    private var fillElement: [UInt8]? {
        let bytes = array.fillValue.bytes
        guard array.dataType.isVariableLength else {
            guard bytes.count == size else { return nil }
            return littleEndian(bytes, array.dataType.layout)
        }
        return hash(Bytes(bytes))
    }

    private func sum(of region: Region, _ progress: ProgressCounter) async throws -> Residue {
        let dataType = array.dataType
        if dataType.isVariableLength {
            let payloads = try await array.read(Selection(region), progress: progress).payloads()
            return payloads.flatMap(hash).withUnsafeBytes { sum(of: region, $0) }
        }
        let memory = try MemoryBlock(count: region.elementCount.saturatingTimes(size))
        try await array.read(Selection(region), into: memory.bytes, progress: progress)
        dataType.layout.makeLittleEndian(memory.bytes)
        return sum(of: region, UnsafeRawBufferPointer(memory.bytes))
    }

    private func sum(of region: Region, _ elements: UnsafeRawBufferPointer) -> Residue {
        var sum = PolynomialSum(point)
        region.forEachRun(in: array.shape) { inArray, inRegion, count in
            let range = inRegion * size..<(inRegion + count) * size
            sum.add(UnsafeRawBufferPointer(rebasing: elements[range]), at: inArray * size)
        }
        return sum.total
    }

    /// An element of variable length, as it is in the sum.
    private func hash(_ payload: Bytes) -> [UInt8] {
        var hash = Residue.zero
        if Endianness.native == .big, let ragged = array.dataType.definition as? RaggedType {
            let bytes = littleEndian(payload.withUnsafeBytes { Array($0) }, ragged.items.layout)
            hash = bytes.withUnsafeBytes { point.hash($0) }
        } else {
            hash = payload.withUnsafeBytes { point.hash($0) }
        }
        return withUnsafeBytes(of: hash.value.littleEndian) { Array($0) }
    }

    private func littleEndian(_ bytes: [UInt8], _ layout: ElementLayout) -> [UInt8] {
        var bytes = bytes
        bytes.withUnsafeMutableBytes { layout.makeLittleEndian($0) }
        return bytes
    }
}

extension ElementLayout {
    /// Turns elements from the byte order of the machine to little-endian.
    fileprivate func makeLittleEndian(_ elements: UnsafeMutableRawBufferPointer) {
        guard Endianness.native == .big, hasByteOrder else { return }
        for start in stride(from: 0, to: elements.count, by: byteCount) {
            for run in runs {
                for word in stride(from: start + run.offset, to: start + run.offset + run.byteCount, by: run.unit) {
                    elements[word..<word + run.unit].reverse()
                }
            }
        }
    }
}

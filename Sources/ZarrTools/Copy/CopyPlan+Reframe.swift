import Zarr

extension CopyPlan.Step {
    /// A stored value as the copy has it; nil where its elements must be decoded, as those of blocks that end with the array.
    func reframed(_ value: Bytes, at indices: [Int]) -> [Bytes]? {
        guard let reframing else { return [value] }
        let shape = target.chunkShape
        switch reframing {
        case .fromN5: return N5BlockCodec.payload(of: value, shape: shape).map { [$0] }
        case .toN5:
            let region = target.chunkGrid.chunkRegion(at: indices)
            guard region.intersection(Region(whole: target.shape)) == region else { return nil }
            return N5BlockCodec.header(shape: shape).map { [$0, value] }
        }
    }

    /// Decodes and encodes one chunk.
    func copyElements(of indices: [Int], to array: ZarrArray) async throws {
        let whole = Region(whole: target.shape)
        guard let region = target.chunkGrid.chunkRegion(at: indices).intersection(whole) else { return }
        try await array.write(source.read(Selection(region)), at: Selection(region))
    }
}

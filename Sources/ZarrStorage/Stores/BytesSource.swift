import ZarrBase

/// A value in memory that knows which state of which value it is.
struct BytesSource: ByteSource {
    let bytes: Bytes
    let version: ValueVersion?
    let key: StoreKey

    func size() throws -> Int? { bytes.count }

    func read(_ ranges: [ByteRange]) throws -> [Bytes]? {
        do { return try bytes.read(ranges) } catch let error as ZarrError { throw error.at(key: key.path) }
    }

    func read(_ range: ByteRange, into destination: UnsafeMutableRawBufferPointer) throws -> Bool {
        do {
            return try bytes.read(range, into: destination)
        } catch let error as ZarrError {
            throw error.at(key: key.path)
        }
    }
}

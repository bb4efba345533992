import ZarrBase
import Zarr
import ZarrCodecs
import ZarrTools

extension FuzzTarget {
    /// What Python writes: pickles, and `.npy` files.
    static func numpy() throws -> FuzzTarget {
        FuzzTarget(
            name: "numpy",
            subjects: try [
                NPYSubject(),
                ChunkSubject(PickleCodec(), shape: [5, 3], of: .object, isWritable: false),
                ChunkSubject(PickleCodec(), shape: [], of: .object, isWritable: false),
                ChunkSubject(PickleCodec(), shape: [4], of: .object, isWritable: false),
            ])
    }
}

/// The elements of a file come back when they are written to another one.
private struct NPYSubject: FuzzSubject {
    let name = "npy"
    let refusals: Set<ZarrError.Code> = [.corruptData, .limitExceeded, .unsupported, .invalidMetadata]

    func seeds() throws -> [[UInt8]] {
        let types: [(DataType, [Int])] = try [
            (.float32, [2, 3]), (.int16, []), (.bool, [5]), (.structure([("x", .uint8), ("é", .complex64)]), [2]),
        ]
        return try types.flatMap { dataType, shape in
            var header = try NPYHeader(dataType: dataType, shape: shape)
            let elements = try [UInt8](repeating: 1, count: shape.elementCount() * dataType.byteCount)
            let straight = header.bytes + elements
            header.isFortranOrder = true
            return [straight, header.bytes + elements]
        }
    }

    func run(_ input: Bytes) throws {
        let file = try NPYFile(input)
        // A header of types without bytes may claim any number of elements.
        let count = try file.header.shape.elementCount()
        guard count <= 1 << 16 else { return }
        let array = try file.array()
        try demand(
            array.shape == file.header.shape && array.dataType == file.header.dataType, "it changes shape or type")
        let header = try NPYHeader(dataType: array.dataType, shape: array.shape)
        let again = try NPYFile(Bytes(header.bytes + array.bytes.array))
        try demand(again.header == header, "the header \(header) is read as \(again.header)")
        try demand(try again.array().bytes == array.bytes, "the elements change")
    }
}

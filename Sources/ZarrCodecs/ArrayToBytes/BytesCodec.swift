public import ZarrBase
import ZarrIndexing

/// The `bytes` array-to-bytes codec: elements one behind the other, in a stated byte order.
///
/// - Zarr v3 name: `bytes` (before its final version `endian`) · Zarr v2: the byte order of the `dtype`
/// - Specification: <https://zarr-specs.readthedocs.io/en/latest/v3/codecs/bytes/index.html>
///
/// ## Configuration
/// ```json
/// {"name": "bytes", "configuration": {"endian": "little"}}
/// ```
public struct BytesCodec: ArrayToBytesCodec, Hashable {
    /// What the list of codecs says.
    public static var summary: String { "Elements one behind the other in a stated byte order" }
    /// As they are written.
    public static var fields: [String] { ["endian"] }

    /// The byte order in storage; nil for elements of single bytes.
    public let endian: Endianness?
    /// The order of each run of words in a record, where they differ; only Zarr v2 can say it.
    public let mixedOrders: [Endianness]?

    /// A codec that stores words in this order.
    public init(endian: Endianness?) {
        self.endian = endian
        mixedOrders = nil
    }

    /// A codec that stores each run of words in an order of its own.
    public init(orders: [Endianness]) {
        let isUniform = orders.allSatisfy { $0 == orders.first }
        endian = orders.first
        mixedOrders = isUniform ? nil : orders
    }

    /// Turns elements as they are stored into those that lie in memory, or the other way round.
    package func exchangeInPlace(_ elements: UnsafeMutableRawBufferPointer, of dataType: DataType) {
        let exchange = ByteExchange(dataType.layout, orders(of: dataType.layout))
        guard !exchange.runs.isEmpty else { return StridedCopy.swapInPlace(elements, unit: exchange.unit) }
        let size = dataType.byteCount
        for start in stride(from: 0, to: elements.count - size + 1, by: size) {
            for run in exchange.runs {
                let place = start + run.offset
                StridedCopy.swapInPlace(
                    UnsafeMutableRawBufferPointer(rebasing: elements[place..<place + run.byteCount]), unit: run.unit)
            }
        }
    }

    /// The order of each run of words of an element.
    package func orders(of layout: ElementLayout) -> [Endianness] {
        mixedOrders ?? layout.runs.map { _ in endian ?? .little }
    }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> BytesCodec {
        guard let value = named.reader["endian"] else { return BytesCodec(endian: nil) }
        guard let endian = value.stringValue.flatMap(Endianness.init(rawValue:)) else {
            throw named.reader.wrong("endian", value, "\"little\" or \"big\"")
        }
        return BytesCodec(endian: endian)
    }

    /// With the byte order, where there is one. A list of several is for comparison only: no document may have it.
    public var v3: NamedConfiguration {
        if let mixedOrders {
            return NamedConfiguration(name, ["endian": .array(mixedOrders.map { .string($0.rawValue) })])
        }
        return NamedConfiguration(name, endian.map { ["endian": .string($0.rawValue)] } ?? [:])
    }
    /// `bytes`.
    public var name: String { "bytes" }
    /// The `dtype` says it.
    public var v2: JSONObject? { nil }

    /// - Throws: ``ZarrError/Code/invalidMetadata`` where words of several bytes come without an order.
    public func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToBytesCodec {
        guard !decoded.dataType.isVariableLength else {
            throw ZarrError(
                .invalidMetadata, "elements of type \(decoded.dataType) have no fixed size", hint: "use \"vlen-utf8\"")
        }
        let layout = decoded.dataType.layout
        guard !layout.hasByteOrder || endian != nil else {
            throw ZarrError(
                .invalidMetadata, "\(decoded.dataType) takes several bytes, but no byte order is given",
                hint: "add the field \"endian\""
            ).at(jsonPath: "configuration.endian")
        }
        guard mixedOrders.map({ $0.count == layout.runs.count }) ?? true else {
            throw ZarrError(.invalidMetadata, "the byte orders are not those of the words of \(decoded.dataType)")
        }
        return BoundBytesCodec(
            decoded: decoded, exchange: ByteExchange(layout, orders(of: layout)),
            partialBytes: decoded.dataType.definition.partialBytes)
    }
}

struct BoundBytesCodec: BoundArrayToBytesCodec {
    let decoded: ChunkRepresentation
    /// The bytes that change places.
    let exchange: ByteExchange
    /// The bytes of an element of which storage may hold anything in the upper bits.
    let partialBytes: [PartialBytes]

    var encodedSize: Int? { decoded.byteCount }
    func encodedSizeLimit(_ limits: DecodingLimits) -> Int { decoded.byteCount }
    var isIdentity: Bool { exchange.isIdentity && partialBytes.isEmpty }

    func decode(
        _ encoded: UnsafeRawBufferPointer, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws {
        guard encoded.count == decoded.byteCount else { throw sizeError(encoded.count) }
        guard !partialBytes.isEmpty else {
            return worker.copying { decoded.scatter(encoded, part, into: target, exchange) }
        }
        let scratch = worker.takeScratch()
        defer { worker.giveBack(scratch) }
        try scratch.resize(to: encoded.count)
        scratch.bytes.copyMemory(from: encoded)
        normalize(scratch.bytes)
        worker.copying { decoded.scatter(UnsafeRawBufferPointer(scratch.bytes), part, into: target, exchange) }
    }

    func encode(_ array: ArrayView, into encoded: ScratchBuffer, worker: CodecWorker) throws {
        try encoded.resize(to: decoded.byteCount)
        decoded.gather(array, into: encoded.bytes, exchange)
    }

    func decode(
        _ source: any ByteSource, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws -> Bool {
        let elementSize = decoded.dataType.byteCount
        if part.covers(decoded.shape), isIdentity, target.isContiguous(decoded.shape, elementSize: elementSize) {
            return try source.read(
                .all, into: UnsafeMutableRawBufferPointer(start: target.base, count: decoded.byteCount))
        }
        return try decodeSlabs(source, part, into: target, worker: worker)
    }

    /// Reads runs of rows that stay in cache until they are scattered, and only rows that the part needs.
    private func decodeSlabs(
        _ source: any ByteSource, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws -> Bool {
        if source.preferredReadSize == .max, part.covers(decoded.shape) {
            guard let chunk = try source.read(.all) else { return false }
            try chunk.withUnsafeBytes { try decode($0, part, into: target, worker: worker) }
            return true
        }
        let elementSize = decoded.dataType.byteCount
        let slabs = SlabPlan(decoded, part, pieceSize: min(source.preferredReadSize, Self.slabSize))
        let scratch = worker.takeScratch()
        defer { worker.giveBack(scratch) }
        if source.preferredReadSize == .max {
            let ranges = slabs.map { ByteRange.bounded(offset: $0.offset, length: $0.byteCount) }
            guard let pieces = try source.read(ranges) else { return false }
            for (slab, piece) in zip(slabs, pieces) {
                if partialBytes.isEmpty {
                    piece.withUnsafeBytes { bytes in
                        worker.copying { slab.scatter(bytes, into: target, exchange, elementSize: elementSize) }
                    }
                    continue
                }
                try scratch.resize(to: piece.count)
                piece.withUnsafeBytes { scratch.bytes.copyMemory(from: $0) }
                normalize(scratch.bytes)
                worker.copying {
                    slab.scatter(
                        UnsafeRawBufferPointer(scratch.bytes), into: target, exchange, elementSize: elementSize)
                }
            }
            return true
        }
        // Open files know their size: a value of another size is no chunk of this array, whichever part is read.
        guard let size = try source.size() else { return false }
        guard size == decoded.byteCount else { throw sizeError(size) }
        for slab in slabs {
            try scratch.resize(to: slab.byteCount)
            let range = ByteRange.bounded(offset: slab.offset, length: slab.byteCount)
            guard try source.read(range, into: scratch.bytes) else { return false }
            normalize(scratch.bytes)
            worker.copying {
                slab.scatter(
                    UnsafeRawBufferPointer(scratch.bytes), into: target, exchange, elementSize: elementSize)
            }
        }
        return true
    }

    /// Where the last element of a part ends, in bytes of the chunk.
    func end(of part: ChunkPart) -> Int {
        let size = decoded.dataType.byteCount
        guard !part.count.contains(0) else { return 0 }
        var stride = size
        var end = size
        for axis in decoded.shape.indices.reversed() {
            end += (part.start[axis] + (part.count[axis] - 1) * part.step[axis]) * stride
            stride *= decoded.shape[axis]
        }
        return end
    }

    /// Makes upper bits that do not count those that elements have in memory.
    private func normalize(_ bytes: UnsafeMutableRawBufferPointer) {
        let size = decoded.dataType.byteCount
        for part in partialBytes where size > 0 {
            for start in stride(from: part.offset, to: bytes.count, by: size) {
                for place in start..<Swift.min(start + part.byteCount, bytes.count) {
                    bytes[place] = part.normalized(bytes[place])
                }
            }
        }
    }

    /// Small enough for a core's own cache, large enough that a request costs little beside it.
    static let slabSize = 256 << 10

    private func sizeError(_ count: Int) -> ZarrError {
        ZarrError(
            .corruptData, "\(count) bytes are stored where a chunk takes \(decoded.byteCount)",
            hint: "the chunk is damaged or the metadata does not describe it")
    }
}

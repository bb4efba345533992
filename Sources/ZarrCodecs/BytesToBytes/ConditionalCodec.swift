public import ZarrBase

/// The `conditional` bytes-to-bytes codec: a chain of which a header in front of each chunk says which codecs were applied.
///
/// - Zarr v3 name: `conditional`
/// - Specification: <https://github.com/zarr-developers/zarr-extensions/tree/main/codecs/conditional>
///
/// ## Configuration
/// ```json
/// {"name": "conditional", "configuration": {"codecs": [{"name": "zstd", "configuration": {"level": 5}}], "header_bits": 8}}
/// ```
/// Bit i of the header, the lowest of the first byte being bit 0, stands for codec i. The specification leaves it to the
/// writer which codecs it applies: here those that always give the same size, and of the others those that make the bytes
/// fewer.
public struct ConditionalCodec: BytesToBytesCodec {
    /// What the list of codecs says.
    public static var summary: String { "Codecs that are applied to some chunks and not to others" }
    /// As they are written.
    public static var fields: [String] { ["codecs", "header_bits"] }

    /// The codecs, in the order of encoding.
    public let codecs: [any BytesToBytesCodec]
    /// The bits of the header: a multiple of 8, no fewer than there are codecs.
    public let headerBits: Int

    /// A chain of these codecs; the header has no more bytes than it needs where `headerBits` is nil.
    public init(_ codecs: [any BytesToBytesCodec], headerBits: Int? = nil) {
        self.codecs = codecs
        self.headerBits = headerBits ?? Self.fewestBits(codecs.count)
    }

    private static func fewestBits(_ count: Int) -> Int { 8 * count.dividedRoundingUp(by: 8) }
    private var headerSize: Int { headerBits / 8 }

    static func make(_ named: NamedConfiguration, _ catalog: CodecCatalog) throws(ZarrError) -> ConditionalCodec {
        let reader = named.reader
        var codecs: [any BytesToBytesCodec] = []
        for (place, json) in try reader.list("codecs").enumerated() {
            let path = "configuration.codecs[\(place)]"
            let codec: any Codec
            do { codec = try catalog.codec(v3: NamedConfiguration(json)) } catch { throw error.within(path) }
            guard let codec = codec as? any BytesToBytesCodec else {
                throw ZarrError(
                    .invalidMetadata, "\"\(codec.name)\" needs an array", hint: "only codecs from bytes to bytes"
                ).at(jsonPath: path)
            }
            codecs.append(codec)
        }
        guard reader["header_bits"] != nil else { return ConditionalCodec(codecs) }
        let bits = try reader.integer("header_bits", in: 0...largestHeader)
        guard bits % 8 == 0, bits >= codecs.count else {
            throw reader.wrong(
                "header_bits", .number(JSONNumber(bits)), "a multiple of 8 that is \(codecs.count) or more")
        }
        return ConditionalCodec(codecs, headerBits: bits)
    }

    /// Far more codecs than anybody chains.
    private static let largestHeader = 1 << 16

    /// With the bits of the header where they are not the usual ones.
    public var v3: NamedConfiguration {
        var configuration: JSONObject = ["codecs": .array(codecs.map(\.v3.json))]
        if headerBits != Self.fewestBits(codecs.count) {
            configuration["header_bits"] = .number(JSONNumber(headerBits))
        }
        return NamedConfiguration("conditional", configuration)
    }
    /// Zarr v2 has no such codec.
    public var v2: JSONObject? { nil }

    /// With the codecs settled.
    public func bound(toElementSize size: Int) throws(ZarrError) -> any BytesToBytesCodec {
        var bound: [any BytesToBytesCodec] = []
        for codec in codecs {
            do { bound.append(try codec.bound(toElementSize: size)) } catch { throw error.at(codec: codec.name) }
        }
        return ConditionalCodec(bound, headerBits: headerBits)
    }

    /// Refuses what its first codec refuses, which is the only one whose bytes are known before any is applied.
    public func requireEncodable(_ size: Int) throws(ZarrError) { try codecs.first?.requireEncodable(size) }

    /// Decodes into memory of the right size.
    public func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer, worker: CodecWorker
    ) throws(ZarrError) {
        let (applied, body) = try applied(in: encoded)
        guard let last = applied.first else {
            try requireFilled(body.count, of: decoded.count)
            decoded.copyMemory(from: body)
            return
        }
        // What each codec was given, as far as the size of the decoded bytes settles it.
        var sizes: [Int?] = [decoded.count]
        for codec in applied.dropLast() { sizes.append(sizes[sizes.count - 1].flatMap { codec.encodedSize(of: $0) }) }
        let room = try Self.limit(around: decoded.count)
        try withDecoded(body, applied.dropFirst(), worker) { (codec, bytes, output) throws(ZarrError) in
            if let size = sizes[codec] {
                try output.resize(to: size)
                try applied[codec].decode(bytes, into: output.bytes, worker: worker)
            } else {
                try applied[codec].decode(bytes, into: output, limit: room, worker: worker)
            }
        } then: { (bytes) throws(ZarrError) in
            try last.decode(bytes, into: decoded, worker: worker)
        }
    }

    /// Decodes, up to the limit.
    public func decode(
        _ encoded: UnsafeRawBufferPointer, into decoded: ScratchBuffer, limit: Int, worker: CodecWorker
    ) throws(ZarrError) {
        let (applied, body) = try applied(in: encoded)
        guard let last = applied.first else {
            guard body.count <= limit else {
                throw ZarrError(
                    .corruptData, "\(body.count) bytes where at most \(limit) belong", hint: Self.damagedHint)
            }
            try decoded.resize(to: 0)
            try decoded.append(body)
            return
        }
        let room = try Self.limit(around: limit)
        try withDecoded(body, applied.dropFirst(), worker) { (codec, bytes, output) throws(ZarrError) in
            try applied[codec].decode(bytes, into: output, limit: room, worker: worker)
        } then: { (bytes) throws(ZarrError) in
            try last.decode(bytes, into: decoded, limit: limit, worker: worker)
        }
    }

    /// The codecs that the header says were applied, in the order of encoding, and the bytes behind it.
    private func applied(
        in encoded: UnsafeRawBufferPointer
    ) throws(ZarrError) -> ([any BytesToBytesCodec], UnsafeRawBufferPointer) {
        guard encoded.count >= headerSize else {
            throw ZarrError(.corruptData, "\(encoded.count) bytes are too few for a header of \(headerSize)")
        }
        var applied: [any BytesToBytesCodec] = []
        for place in 0..<headerBits where encoded[place / 8] >> UInt8(place % 8) & 1 == 1 {
            guard place < codecs.count else {
                throw ZarrError(
                    .corruptData, "the header says that codec \(place) was applied, but there are \(codecs.count)",
                    hint: Self.damagedHint)
            }
            applied.append(codecs[place])
        }
        return (applied, UnsafeRawBufferPointer(rebasing: encoded.dropFirst(headerSize)))
    }

    /// What bytes that were compressed again and again stay below.
    private static func limit(around size: Int) throws(ZarrError) -> Int {
        try size.checkedPlus(size / 2).checkedPlus(1 << 20)
    }

    /// Undoes all codecs of a slice, the last one first, and gives what comes of it to `then`.
    private func withDecoded(
        _ encoded: UnsafeRawBufferPointer, _ applied: ArraySlice<any BytesToBytesCodec>, _ worker: CodecWorker,
        _ decode: (Int, UnsafeRawBufferPointer, ScratchBuffer) throws(ZarrError) -> Void,
        then: (UnsafeRawBufferPointer) throws(ZarrError) -> Void
    ) throws(ZarrError) {
        var output = worker.takeScratch()
        var other = worker.takeScratch()
        defer {
            worker.giveBack(output)
            worker.giveBack(other)
        }
        var current = encoded
        for place in applied.indices.reversed() {
            do throws(ZarrError) {
                if let slice = try applied[place].decodedSlice(of: current) {
                    current = slice
                    continue
                }
                try decode(place, current, output)
            } catch {
                throw error.at(codec: applied[place].name)
            }
            current = UnsafeRawBufferPointer(output.bytes)
            swap(&output, &other)
        }
        try then(current)
    }

    /// Applies what always gives the same size, and what makes the bytes fewer.
    public func encode(
        _ decoded: UnsafeRawBufferPointer, into encoded: ScratchBuffer, worker: CodecWorker
    ) throws(ZarrError) {
        var output = worker.takeScratch()
        var other = worker.takeScratch()
        defer {
            worker.giveBack(output)
            worker.giveBack(other)
        }
        var header = [UInt8](repeating: 0, count: headerSize)
        var current = decoded
        for (place, codec) in codecs.enumerated() {
            do throws(ZarrError) { try codec.encode(current, into: output, worker: worker) } catch {
                throw error.at(codec: codec.name)
            }
            guard codec.encodedSize(of: current.count) != nil || output.count < current.count else { continue }
            header[place / 8] |= 1 << UInt8(place % 8)
            current = UnsafeRawBufferPointer(output.bytes)
            swap(&output, &other)
        }
        try encoded.resize(to: headerSize.checkedPlus(current.count))
        encoded.bytes.copyBytes(from: header)
        UnsafeMutableRawBufferPointer(rebasing: encoded.bytes[headerSize...]).copyMemory(from: current)
    }
}

import ZarrBase
import ZarrCodecs

extension CodecSubject {
    func checkRoundTrip() throws {
        if let codec = try bytesToBytes() {
            for payload in payloads() {
                let encoded = try encoded(payload)
                try demand(try decoded(encoded, size: payload.count) == payload, "\(payload.count) bytes change")
                try demand(
                    try decoded(encoded, limit: payload.count) == payload, "\(payload.count) bytes change, with a limit"
                )
                if let size = codec.encodedSize(of: payload.count) {
                    try demand(encoded.count == size, "\(encoded.count) encoded bytes, said were \(size)")
                }
            }
        }
        let pipeline = try pipeline()
        let chunk = try TestChunk(random: 3, dataType, shape: shape)
        if isLossy { try pipeline.settle(chunk) }
        let elements = try chunk.elements()
        let encoded = try pipeline.encoded(chunk)
        if let size = pipeline.encodedSize {
            try demand(encoded.count == size, "a chunk of \(encoded.count) bytes, said were \(size)")
        }
        for part in [ChunkPart(whole: shape), oddPart] {
            for fromSource in [false, true] {
                let found = try pipeline.elements(of: part, in: encoded, fromSource: fromSource)
                try demand(
                    found == self.elements(elements, of: part), "\(part) changes, read by ranges: \(fromSource)")
            }
        }
    }

    func checkExactSize() throws {
        if try bytesToBytes() != nil {
            for payload in payloads() where !payload.isEmpty {
                let encoded = try encoded(payload)
                for size in [0, payload.count - 1, payload.count + 1] {
                    try demandRefusal("\(payload.count) bytes in memory of \(size)") {
                        _ = try decoded(encoded, size: size)
                    }
                }
            }
        }
        let pipeline = try pipeline()
        // A shard may have room between its parts; what has one size must have that.
        guard pipeline.encodedSize != nil else { return }
        let encoded = try pipeline.encoded(TestChunk(random: 3, dataType, shape: shape))
        for fromSource in [false, true] {
            try demandRefusal("a byte too many, read by ranges: \(fromSource)") {
                _ = try pipeline.elements(of: ChunkPart(whole: shape), in: encoded + [0], fromSource: fromSource)
            }
        }
    }

    func checkLimit() throws {
        guard try bytesToBytes() != nil else { return }
        for payload in payloads() where !payload.isEmpty {
            let encoded = try encoded(payload)
            for limit in [0, payload.count - 1] {
                try demandRefusal("\(payload.count) bytes where \(limit) are allowed") {
                    _ = try decoded(encoded, limit: limit)
                }
            }
        }
    }

    func checkTruncation() throws {
        if try bytesToBytes() != nil {
            for payload in payloads(largest: 1000) where !payload.isEmpty {
                let encoded = try encoded(payload)
                for count in stride(from: 0, to: encoded.count, by: max(1, encoded.count / 40)) {
                    let head = Array(encoded.prefix(count))
                    try demandRefusal("\(count) of \(encoded.count) bytes") {
                        _ = try decoded(head, size: payload.count)
                    }
                    try demandOrder { try demandLimit(try decoded(head, limit: payload.count), payload.count) }
                }
            }
        }
        let pipeline = try pipeline()
        let chunk = try TestChunk(random: 3, dataType, shape: shape)
        let elements = try chunk.elements()
        let encoded = try pipeline.encoded(chunk)
        for count in 0..<encoded.count {
            let head = Array(encoded.prefix(count))
            for fromSource in [false, true] {
                try demandRefusal("\(count) of \(encoded.count) bytes of a chunk") {
                    let found = try pipeline.elements(of: ChunkPart(whole: shape), in: head, fromSource: fromSource)
                    // What was cut off may have been padding that says nothing.
                    guard found != elements else { throw ZarrError(.corruptData, "only padding is missing") }
                }
            }
        }
    }

    func checkCorruption() throws {
        var random = SeededGenerator(seed: 11)
        if try bytesToBytes() != nil {
            for payload in payloads(largest: 1000) where !payload.isEmpty {
                let encoded = try encoded(payload)
                for _ in 0..<60 {
                    let damaged = Self.damaged(encoded, &random)
                    try demandOrder { _ = try decoded(damaged, size: payload.count) }
                    try demandOrder { try demandLimit(try decoded(damaged, limit: payload.count), payload.count) }
                }
            }
        }
        let pipeline = try pipeline()
        let encoded = try pipeline.encoded(TestChunk(random: 3, dataType, shape: shape))
        for _ in 0..<200 {
            let damaged = Self.damaged(encoded, &random)
            for part in [ChunkPart(whole: shape), oddPart] {
                for fromSource in [false, true] {
                    try demandOrder { _ = try pipeline.elements(of: part, in: damaged, fromSource: fromSource) }
                }
            }
        }
    }

    func checkZarr3() throws {
        let said = codec.v3
        let again = try CodecCatalog.standard.codec(
            v3: NamedConfiguration(JSONValue.parse(Bytes(said.json.serialized().utf8))))
        try demand(again.v3 == said, "\(said) is read as \(again.v3)")
        try demand(type(of: again) == type(of: codec), "\(said) makes a \(type(of: again))")
    }

    func checkZarr2() throws {
        guard let said = codec.v2 else { return }
        guard let read = try JSONValue.parse(Bytes(JSONValue.object(said).serialized().utf8)).objectValue else {
            throw ConformanceFailure("the description in Zarr v2 is no object")
        }
        let again = try CodecCatalog.standard.codec(v2: read)
        try demand(again.v2 == said, "\(said) is read as \(String(describing: again.v2))")
        try demand(type(of: again) == type(of: codec), "\(said) makes a \(type(of: again))")
    }
}

extension CodecSubject {
    /// The bytes with some of them changed, a stretch taken out or put in twice.
    private static func damaged(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        guard !bytes.isEmpty else { return [0] }
        var damaged = bytes
        for _ in 0..<random.number(1...3) {
            damaged[place(in: bytes, &random)] = random.pick(
                0, 1, 0x7f, 0x80, 0xff, UInt8.random(in: 0...255, using: &random))
        }
        guard random.oneIn(4) else { return damaged }
        let start = place(in: bytes, &random)
        let stretch = damaged[start..<min(damaged.count, start + random.number(1...16))]
        if random.oneIn(2) {
            damaged.removeSubrange(stretch.indices)
        } else {
            damaged.insert(contentsOf: Array(stretch), at: start)
        }
        return damaged
    }

    /// A place anywhere, but most of all in headers and trailers, where sizes stand that may lie.
    private static func place(in bytes: [UInt8], _ random: inout SeededGenerator) -> Int {
        switch random.number(0...2) {
        case 0: random.number(0...min(31, bytes.count - 1))
        case 1: bytes.count - 1 - random.number(0...min(31, bytes.count - 1))
        default: random.number(0...bytes.count - 1)
        }
    }

    private static let refusals: [ZarrError.Code] = [.corruptData, .limitExceeded, .unsupported]

    /// Bad bytes must be refused, as such.
    private func demandRefusal(_ what: String, _ body: () throws -> Void) throws {
        do { try body() } catch let error as ZarrError where Self.refusals.contains(error.code) { return }
        throw ConformanceFailure("\(what): let pass")
    }

    /// Bad bytes may be refused, but not otherwise than as such.
    private func demandOrder(_ body: () throws -> Void) throws {
        do { try body() } catch let error as ZarrError where Self.refusals.contains(error.code) {}
    }

    private func demandLimit(_ found: [UInt8], _ limit: Int) throws {
        try demand(found.count <= limit, "\(found.count) bytes where \(limit) are allowed")
    }

    private func demand(_ holds: Bool, _ what: @autoclosure () -> String) throws {
        guard !holds else { return }
        throw ConformanceFailure(what())
    }
}

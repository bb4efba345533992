import ZarrBase

/// What `packbits` does with chunks of one shape and type.
struct BoundPackBits: BoundWholeChunk {
    let decoded: ChunkRepresentation
    private let element: PackedElement
    private let first: Int
    /// The bits that are kept of a component.
    private let count: Int
    private let padding: PackBitsCodec.Padding
    private let components: Int
    private let packedSize: Int
    private let unusedBits: UInt8

    init(
        _ decoded: ChunkRepresentation, _ element: PackedElement, first: Int, count: Int, padding: PackBitsCodec.Padding
    ) throws(ZarrError) {
        self.decoded = decoded
        self.element = element
        self.first = first
        self.count = count
        self.padding = padding
        components = decoded.byteCount / element.byteCount
        let bits = try components.checkedTimes(count)
        packedSize = bits.dividedRoundingUp(by: 8)
        unusedBits = UInt8(truncatingIfNeeded: 8 * packedSize - bits)
    }

    var encodedSize: Int? { packedSize + (padding == .none ? 0 : 1) }
    func encodedSizeLimit(_ limits: DecodingLimits) -> Int { packedSize + 1 }

    /// The bits that are kept, at the lower end of a word.
    private var mask: UInt64 { .max >> UInt64(64 - count) }

    func encode(
        _ chunk: UnsafeRawBufferPointer, into encoded: ScratchBuffer, worker: CodecWorker
    ) throws(ZarrError) {
        let front = padding == .firstByte ? 1 : 0
        // Whole words are written.
        try encoded.resize(to: packedSize.checkedPlus(16))
        guard let to = encoded.bytes.baseAddress else { return }
        if padding == .firstByte { to.storeBytes(of: unusedBits, as: UInt8.self) }
        if let from = chunk.baseAddress, chunk.count >= decoded.byteCount {
            switch element.byteCount {
            case 1: pack(from, UInt8.self, to + front)
            case 2: pack(from, UInt16.self, to + front)
            case 4: pack(from, UInt32.self, to + front)
            default: pack(from, UInt64.self, to + front)
            }
        }
        if padding == .lastByte { to.storeBytes(of: unusedBits, toByteOffset: packedSize, as: UInt8.self) }
        try encoded.resize(to: packedSize + (padding == .none ? 0 : 1))
    }

    private func pack<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ from: UnsafeRawPointer, _: Word.Type, _ to: UnsafeMutableRawPointer
    ) {
        let mask = mask
        let first = UInt64(first)
        let count = UInt64(count)
        var word: UInt64 = 0
        var held: UInt64 = 0
        var next = to
        for place in 0..<components {
            let value =
                UInt64(
                    truncatingIfNeeded: from.loadUnaligned(
                        fromByteOffset: place &* MemoryLayout<Word>.size, as: Word.self)) &>> first & mask
            word |= value &<< held
            held &+= count
            guard held >= 64 else { continue }
            next.storeBytes(of: word.littleEndian, as: UInt64.self)
            next += 8
            held &-= 64
            // The upper `held` bits of the value did not fit; a smart shift, as all of it may have.
            word = value >> (count &- held)
        }
        if held > 0 { next.storeBytes(of: word.littleEndian, as: UInt64.self) }
    }

    func decode(
        _ encoded: UnsafeRawBufferPointer, into chunk: UnsafeMutableRawBufferPointer, worker: CodecWorker
    ) throws(ZarrError) {
        let size = packedSize + (padding == .none ? 0 : 1)
        guard encoded.count == size, chunk.count >= decoded.byteCount else {
            throw ZarrError(
                .corruptData, "\(encoded.count) bytes are stored where a chunk takes \(size)",
                hint: "the chunk is damaged or the metadata does not describe it")
        }
        var packed = encoded
        switch padding {
        case .none: break
        case .firstByte: packed = UnsafeRawBufferPointer(rebasing: encoded.dropFirst())
        case .lastByte: packed = UnsafeRawBufferPointer(rebasing: encoded.dropLast())
        }
        if padding != .none, let stored = padding == .firstByte ? encoded.first : encoded.last, stored != unusedBits {
            throw ZarrError(.corruptData, "\(stored) bits are said to be unused where \(unusedBits) are")
        }
        guard let to = chunk.baseAddress else { return }
        switch element.byteCount {
        case 1: unpack(packed, UInt8.self, to)
        case 2: unpack(packed, UInt16.self, to)
        case 4: unpack(packed, UInt32.self, to)
        default: unpack(packed, UInt64.self, to)
        }
    }

    private func unpack<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ packed: UnsafeRawBufferPointer, _: Word.Type, _ to: UnsafeMutableRawPointer
    ) {
        let mask = mask
        let first = UInt64(first)
        let count = UInt64(count)
        // The sign lies at the upper end of what is kept, also where higher bits of the component are not.
        let sign: UInt64 = element.isSigned ? 1 &<< (count &- 1) : 0
        var word: UInt64 = 0
        var held: UInt64 = 0
        var offset = 0
        for place in 0..<components {
            var value = word
            if held < count {
                word = packed.word(at: offset)
                offset += 8
                value |= word &<< held
                // Smart shifts: all 64 bits may be taken.
                word >>= count &- held
                held = 64 &- (count &- held)
            } else {
                word >>= count
                held &-= count
            }
            value &= mask
            let extended = (value ^ sign) &- sign
            to.storeBytes(
                of: Word(truncatingIfNeeded: extended &<< first), toByteOffset: place &* MemoryLayout<Word>.size,
                as: Word.self)
        }
    }
}

extension UnsafeRawBufferPointer {
    /// The eight bytes from `offset` on as a little-endian word; zeros stand for what lies behind the end.
    @inline(__always)
    fileprivate func word(at offset: Int) -> UInt64 {
        if count &- offset >= 8 { return UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
        var word: UInt64 = 0
        var place = offset
        while place < count {
            word |= UInt64(self[place]) &<< UInt64(8 &* (place &- offset))
            place &+= 1
        }
        return word
    }
}

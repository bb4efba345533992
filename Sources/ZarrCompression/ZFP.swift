internal import CZFP
public import ZarrBase

/// zfp streams: numeric arrays of one to four axes, with or without loss, by libzfp.
public enum ZFP {
    /// What zfp compresses.
    public enum Scalar: Int, Sendable, Hashable {
        case int32, int64, float, double

        /// In bytes.
        public var byteCount: Int { self == .int32 || self == .float ? 4 : 8 }
    }

    /// What limits the loss.
    public enum Mode: Sendable, Hashable {
        /// No loss.
        case reversible
        /// The four parameters of a stream as they are.
        case expert(minBits: UInt32, maxBits: UInt32, maxPrecision: UInt32, minExponent: Int32)
        /// The largest absolute error.
        case fixedAccuracy(Double)
        /// The compressed bits of a number.
        case fixedRate(Double)
        /// The uncompressed bits of a number.
        case fixedPrecision(UInt32)
    }

    /// Replaces the contents of `output` with a stream of `source`, numbers in C order.
    ///
    /// - Parameters:
    ///   - shape: one to four extents, the last one running fastest.
    ///   - hasHeader: whether the stream says its own shape, type and mode.
    /// - Throws: ``ZarrError/Code/invalidArgument`` for what zfp does not take.
    public static func compress(
        _ source: UnsafeRawBufferPointer, of scalar: Scalar, shape: [Int], mode: Mode, hasHeader: Bool,
        into output: ScratchBuffer
    ) throws(ZarrError) {
        let session = try ZFPSession()
        guard try shape.elementCount().checkedTimes(scalar.byteCount) == source.count, let numbers = source.baseAddress
        else { throw ZarrError(.invalidArgument, "\(source.count) bytes are not zfp numbers of shape \(shape)") }
        try session.setField(scalar, shape)
        try session.set(mode, scalar, rank: shape.count)
        // The library writes whole words, and does not look where its buffer ends.
        let capacity = zfp_stream_maximum_size(session.stream, session.field)
        guard capacity > 0, let room = Int(exactly: capacity) else {
            throw ZarrError(.invalidArgument, "zfp cannot compress an array of shape \(shape)")
        }
        try output.resize(to: room.checkedPlus(spare))
        try session.open(output.bytes)
        zfp_field_set_pointer(session.field, UnsafeMutableRawPointer(mutating: numbers))
        guard !hasHeader || zfp_write_header(session.stream, session.field, fullHeader) > 0 else {
            throw ZarrError(.invalidArgument, "zfp has no header for an array of shape \(shape)")
        }
        let written = zfp_compress(session.stream, session.field)
        guard written > 0 else { throw ZarrError(.invalidArgument, "zfp cannot compress this") }
        // As the builds with the usual words of 64 bits end, so that all readers find whole words.
        let size = try Int(written).dividedRoundingUp(by: longestWord).checkedTimes(longestWord)
        try output.resize(to: size, keeping: Int(written))
        for place in Int(written)..<size { output.bytes[place] = 0 }
    }

    /// Fills `destination` with the numbers of `source`, in C order.
    ///
    /// - Parameters:
    ///   - mode: how the stream was written; nil where its header says it.
    ///   - scratch: memory of the worker.
    /// - Throws: ``ZarrError/Code/corruptData`` where the stream is damaged, ends too soon or too late, or where its header
    ///   says other numbers than these.
    public static func decompress(
        _ source: UnsafeRawBufferPointer, of scalar: Scalar, shape: [Int], mode: Mode?,
        into destination: UnsafeMutableRawBufferPointer, scratch: ScratchBuffer
    ) throws(ZarrError) {
        let session = try ZFPSession()
        let count = try shape.elementCount()
        guard try count.checkedTimes(scalar.byteCount) == destination.count, let numbers = destination.baseAddress
        else { throw ZarrError(.invalidArgument, "\(destination.count) bytes are not zfp numbers of shape \(shape)") }
        var offset = 0
        if let mode {
            try session.setField(scalar, shape)
            try session.set(mode, scalar, rank: shape.count)
        } else {
            offset = try session.readHeader(of: source, scratch, scalar, count: count)
        }
        // The library reads as long as it needs bits and knows no end: what it may take at most must be there, as zeros.
        guard let bound = Int(exactly: zfp_stream_maximum_size(session.stream, session.field)), bound > 0 else {
            throw ZarrError(.invalidArgument, "zfp holds no array of shape \(shape)")
        }
        try requireRoom(session, in: source)
        let capacity = try max(bound, source.count).checkedPlus(spare)
        let taken = try decompress(source, session, from: offset, into: numbers, scratch, capacity, filler: 0)
        if taken <= source.count {
            // Who writes longer words ends with zeros.
            let rest = source.dropFirst(taken)
            guard rest.count < longestWord, rest.allSatisfy({ $0 == 0 }) else {
                throw .damaged("zfp", "\(rest.count) bytes follow its end")
            }
            return
        }
        // Who writes shorter words than this library ends within one of its words. Then what follows there decides nothing.
        guard taken - source.count < Int(stream_word_bits) / 8 else {
            throw .damaged("zfp", "\(source.count) bytes are there, its numbers take \(taken)")
        }
        let other = try MemoryBlock(count: destination.count)
        _ = try decompress(source, session, from: offset, into: other.baseAddress, scratch, capacity, filler: 0xFF)
        guard destination.elementsEqual(other.bytes) else { throw .damaged("zfp", "its end is missing") }
    }

    /// Decodes `source` as if bytes of this value followed; returns how many bytes that took.
    private static func decompress(
        _ source: UnsafeRawBufferPointer, _ session: ZFPSession, from bit: Int, into numbers: UnsafeMutableRawPointer,
        _ scratch: ScratchBuffer, _ capacity: Int, filler: UInt8
    ) throws(ZarrError) -> Int {
        try session.load(source, scratch, capacity: capacity, filler: filler)
        if bit > 0 { stream_rseek(zfp_stream_bit_stream(session.stream), bitstream_offset(bit)) }
        zfp_field_set_pointer(session.field, numbers)
        let taken = zfp_decompress(session.stream, session.field)
        guard taken > 0 else { throw .damaged("zfp", "it does not decode") }
        return Int(taken)
    }

    /// The most that a stream of numbers of this shape takes.
    ///
    /// - Throws: where zfp does not take the shape or the mode.
    public static func largestSize(of scalar: Scalar, shape: [Int], mode: Mode) throws(ZarrError) -> Int {
        let session = try ZFPSession()
        try session.setField(scalar, shape)
        try session.set(mode, scalar, rank: shape.count)
        guard let size = Int(exactly: zfp_stream_maximum_size(session.stream, session.field)), size > 0 else {
            throw ZarrError(.invalidArgument, "zfp holds no array of shape \(shape)")
        }
        return size
    }

    /// Refuses parameters by which each block takes more than is there, before memory is taken for them.
    private static func requireRoom(_ session: ZFPSession, in source: UnsafeRawBufferPointer) throws(ZarrError) {
        let bits = try session.blockCount.checkedTimes(Int(session.minBits))
        guard bits / 8 <= source.count else {
            throw .damaged("zfp", "\(source.count) bytes are too few for its blocks")
        }
    }

    static let fullHeader: UInt32 = 0x7
    /// Words that the library may touch beyond what it says.
    static let spare = 64
    /// The words in which the library reads and writes have 1 to 8 bytes, as it was built.
    private static let longestWord = 8
}

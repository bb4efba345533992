internal import CBzip2
public import ZarrBase

/// bzip2 files of one or more streams, by libbz2.
public enum Bzip2 {
    /// The levels: 100 kB to 900 kB a block.
    public static let levels = 1...9

    // The library counts in 32 bits.
    private static let mostAtOnce = 1 << 30

    /// Decodes all streams of `source` into the front of `destination`; returns the bytes written.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where a stream is damaged, fails its checksum, is followed by anything but
    ///   zero padding, or decodes to more than `destination` holds.
    public static func decompress(
        _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer, context: CompressionContext
    ) throws(ZarrError) -> Int {
        var output = StreamOutput("bzip2", destination: destination)
        try decode(source, &output)
        return try output.finish()
    }

    /// Replaces the contents of `output` with what all streams of `source` decode to, growing it as needed.
    ///
    /// - Throws: ``ZarrError/Code/limitExceeded`` beyond `limit` bytes, ``ZarrError/Code/corruptData`` for damage.
    public static func decompress(
        _ source: UnsafeRawBufferPointer, into output: ScratchBuffer, limit: Int, context: CompressionContext
    ) throws(ZarrError) {
        do throws(ZarrError) {
            let guess = source.count.multipliedReportingOverflow(by: 4).partialValue
            var stream = try StreamOutput("bzip2", buffer: output, limit: limit, expected: guess)
            try decode(source, &stream)
            _ = try stream.finish()
        } catch {
            try output.resize(to: 0)
            throw error
        }
    }

    /// Replaces the contents of `output` with one stream that holds `source`.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` for a level outside ``levels``.
    public static func compress(
        _ source: UnsafeRawBufferPointer, into output: ScratchBuffer, level: Int, context: CompressionContext
    ) throws(ZarrError) {
        guard levels.contains(level) else { throw .levelOutside("bzip2", level, levels) }
        // The library's manual: at most 1 % and 600 bytes more than the input.
        try output.resize(to: source.count.checkedPlus(source.count / 100 + 600))
        var stream = bz_stream()
        guard BZ2_bzCompressInit(&stream, Int32(level), 0, 0) == BZ_OK else { throw .contextUnavailable("bzip2") }
        defer { BZ2_bzCompressEnd(&stream) }
        var read = 0
        var written = 0
        while true {
            let part = UnsafeRawBufferPointer(rebasing: source[read..<min(read + mostAtOnce, source.count)])
            let room = UnsafeMutableRawBufferPointer(rebasing: output.bytes[written...])
            feed(&stream, part)
            stream.next_out = room.baseAddress?.assumingMemoryBound(to: CChar.self)
            stream.avail_out = UInt32(min(room.count, mostAtOnce))
            let offered = stream.avail_out
            let isLast = read + part.count == source.count
            let result = BZ2_bzCompress(&stream, isLast ? BZ_FINISH : BZ_RUN)
            read += part.count - Int(stream.avail_in)
            written += Int(offered - stream.avail_out)
            if result == BZ_STREAM_END { break }
            guard result == BZ_RUN_OK || result == BZ_FINISH_OK, written < output.count else {
                throw ZarrError(.limitExceeded, "bzip2 cannot compress this (\(result))")
            }
        }
        try output.resize(to: written)
    }

    private static func feed(_ stream: inout bz_stream, _ bytes: UnsafeRawBufferPointer) {
        // The interface takes no const pointer, but the library does not write to its input.
        stream.next_in = UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
        stream.avail_in = UInt32(bytes.count)
    }

    private static func decode(
        _ source: UnsafeRawBufferPointer, _ output: inout StreamOutput
    ) throws(ZarrError) {
        var read = 0
        repeat {
            try decodeStream(source, &read, &output)
        } while !source[read...].allSatisfy { $0 == 0 }
    }

    private static func decodeStream(
        _ source: UnsafeRawBufferPointer, _ read: inout Int, _ output: inout StreamOutput
    ) throws(ZarrError) {
        var stream = bz_stream()
        guard BZ2_bzDecompressInit(&stream, 0, 0) == BZ_OK else { throw .contextUnavailable("bzip2") }
        defer { BZ2_bzDecompressEnd(&stream) }
        var result = BZ_OK
        while result != BZ_STREAM_END {
            let part = UnsafeRawBufferPointer(rebasing: source[read..<min(read + mostAtOnce, source.count)])
            feed(&stream, part)
            var progress = 0
            try output.write { (room, count) throws(ZarrError) in
                let offered = UInt32(min(count, mostAtOnce))
                stream.next_out = UnsafeMutableRawPointer(room).assumingMemoryBound(to: CChar.self)
                stream.avail_out = offered
                result = BZ2_bzDecompress(&stream)
                progress = Int(offered - stream.avail_out)
                return progress
            }
            let taken = part.count - Int(stream.avail_in)
            read += taken
            switch result {
            case BZ_STREAM_END: break
            case BZ_OK where taken > 0 || progress > 0: break
            case BZ_OK: throw .damaged("bzip2", "its end is missing")
            case BZ_MEM_ERROR: throw .contextUnavailable("bzip2")
            default: throw .damaged("bzip2", "its header, its contents or its checksum is wrong")
            }
        }
    }
}

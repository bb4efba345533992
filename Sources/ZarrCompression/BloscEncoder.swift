internal import CLZ4
internal import CZstd
package import ZarrBase

/// Writes Blosc 1 buffers of shuffled bytes, by lz4 or zstd, one block after the other.
///
/// c-blosc wants the whole source in one piece, and makes a context of zstd for every block. Here the source comes in
/// blocks, still in cache from where they were gathered, and the contexts are the worker's own. Each byte plane of a
/// shuffled block is a stream of its own, which all decoders of the format read: c-blosc does the same for lz4, but not for
/// zstd, where it costs noise in the lower bytes the effort that only the upper ones are worth.
package struct BloscEncoder: Sendable {
    private let isZstd: Bool
    private let level: Int
    private let typeSize: Int
    /// The decoded bytes of a block that the metadata asks for; 0 leaves it to the encoder.
    private let wantedBlockSize: Int

    /// An encoder with these settings; nil where c-blosc is to do it.
    package init?(
        compressor: Blosc.Compressor, level: Int, shuffle: Blosc.Shuffle, typeSize: Int, blockSize: Int
    ) {
        switch compressor {
        case .lz4: guard (1...9).contains(level) else { return nil }
        // Beyond it somebody wants small chunks at any price.
        case .zstd: guard (1...6).contains(level) else { return nil }
        default: return nil
        }
        guard shuffle == .shuffle, (2...Self.mostStreams).contains(typeSize) else { return nil }
        isZstd = compressor == .zstd
        self.level = level
        self.typeSize = typeSize
        wantedBlockSize = blockSize
    }

    /// Whether so many bytes can be encoded here: whole items, as many as a buffer holds.
    package func takes(_ count: Int) -> Bool {
        count >= Self.shortestStream && count % typeSize == 0 && count <= Blosc.largestSource
    }

    /// The decoded bytes of a block, as c-blosc chooses them: what it makes of a level is what users compare.
    package func blockSize(of count: Int) -> Int {
        var size = count
        if wantedBlockSize > 0 {
            size = max(Self.shortestStream, wantedBlockSize)
        } else if count >= Self.cacheSize {
            size = Self.cacheSize * (isZstd ? 2 : 1)
            switch level {
            case 1: size /= 2
            case 2: break
            case 3: size *= 2
            case 4, 5: size *= 4
            default: size *= 8
            }
            if !isZstd { size = min(max(size * typeSize, 64 << 10), 1 << 20) }
        }
        size = min(size, count)
        return size > typeSize ? size / typeSize * typeSize : size
    }

    /// Replaces the contents of `output` with a buffer that holds `count` bytes.
    ///
    /// - Parameter block: gives the bytes of a range: of the source where they lie there in one piece, or of the memory that
    ///   it gets, which it has filled with them.
    package func encode(
        _ count: Int, into output: ScratchBuffer, context: CompressionContext,
        _ block: (Range<Int>, UnsafeMutableRawBufferPointer) throws(ZarrError) -> UnsafeRawBufferPointer
    ) throws(ZarrError) {
        guard takes(count) else { throw ZarrError(.invalidArgument, "a blosc buffer of \(count) bytes") }
        let blockSize = blockSize(of: count)
        let blocks = count.dividedRoundingUp(by: blockSize)
        // What is left over at the end is one stream in any case.
        let streams = blockSize / typeSize >= Self.shortestStream ? typeSize : 1
        let longest = max(blockSize / streams, count % blockSize)
        let bound = isZstd ? ZSTD_compressBound(longest) : Int(LZ4_compressBound(Int32(longest)))
        let start = Blosc.Header.size + 4 * blocks
        try output.resize(to: start + 4 * blocks * streams + count + bound)
        let scratch = context.bloscScratch
        try scratch.resize(to: 2 * blockSize + streams * bound)
        let gathered = UnsafeMutableRawBufferPointer(rebasing: scratch.bytes[..<blockSize])
        let shuffled = UnsafeMutableRawBufferPointer(rebasing: scratch.bytes[blockSize..<2 * blockSize])
        let trial = UnsafeMutableRawBufferPointer(rebasing: scratch.bytes[(2 * blockSize)...])
        var end = start
        for number in 0..<blocks {
            let range = number * blockSize..<min(count, (number + 1) * blockSize)
            let source = try block(range, UnsafeMutableRawBufferPointer(rebasing: gathered[..<range.count]))
            try ByteShuffle.shuffle(source, into: shuffled, elementSize: typeSize)
            output.bytes.storeBytes(
                of: Int32(end).littleEndian, toByteOffset: Blosc.Header.size + 4 * number, as: Int32.self)
            let planes = UnsafeRawBufferPointer(rebasing: shuffled[..<range.count])
            let parts = range.count == blockSize ? streams : 1
            if isZstd {
                try appendZstd(planes, parts, to: output.bytes, at: &end, trial: trial, context)
            } else {
                try appendLZ4(planes, parts, to: output.bytes, at: &end, context)
            }
        }
        let isCopy = end >= Blosc.Header.size + count
        if isCopy {
            end = Blosc.Header.size + count
            for number in 0..<blocks {
                let range = number * blockSize..<min(count, (number + 1) * blockSize)
                let place = UnsafeMutableRawBufferPointer(
                    rebasing: output.bytes[Blosc.Header.size + range.lowerBound..<Blosc.Header.size + range.upperBound])
                let source = try block(range, place)
                if source.baseAddress != UnsafeRawPointer(place.baseAddress) { place.copyMemory(from: source) }
            }
        }
        writeHeader(output.bytes, count: count, blockSize: blockSize, end: end, isCopy: isCopy, isSplit: streams > 1)
        try output.resize(to: end)
    }

    /// The format of the header: see the README of c-blosc, "Blosc Chunk Format".
    private func writeHeader(
        _ output: UnsafeMutableRawBufferPointer, count: Int, blockSize: Int, end: Int, isCopy: Bool, isSplit: Bool
    ) {
        let format: UInt8 = isZstd ? 4 : 1
        output[0] = 2
        output[1] = 1
        output[2] = 0x01 | (isCopy ? 0x02 : 0) | (isSplit ? 0 : 0x10) | format << 5
        output[3] = UInt8(typeSize)
        for (place, number) in [count, blockSize, end].enumerated() {
            output.storeBytes(of: Int32(number).littleEndian, toByteOffset: 4 + 4 * place, as: Int32.self)
        }
    }

    private func appendLZ4(
        _ planes: UnsafeRawBufferPointer, _ parts: Int, to output: UnsafeMutableRawBufferPointer, at end: inout Int,
        _ context: CompressionContext
    ) throws(ZarrError) {
        let state = try context.lz4State()
        let length = planes.count / parts
        for part in 0..<parts {
            let plane = UnsafeRawBufferPointer(rebasing: planes[part * length..<(part + 1) * length])
            let place = UnsafeMutableRawBufferPointer(rebasing: output[(end + 4)...])
            // What c-blosc makes of a level.
            let written = Int(
                LZ4_compress_fast_extState(
                    state, plane.baseAddress, place.baseAddress, Int32(length), Int32(clamping: place.count),
                    Int32(10 - level)))
            append(plane, compressedTo: written > 0 ? written : length, in: output, at: &end)
        }
    }

    /// Streams are compressed at a quick level first. Those that are then still a good part of the block, and are not noise,
    /// are worth the effort of the level that was asked for.
    private func appendZstd(
        _ planes: UnsafeRawBufferPointer, _ parts: Int, to output: UnsafeMutableRawBufferPointer, at end: inout Int,
        trial: UnsafeMutableRawBufferPointer, _ context: CompressionContext
    ) throws(ZarrError) {
        // What c-blosc makes of a level.
        let wanted = 2 * level - 1
        let quick = min(wanted, Self.quickLevel)
        let encoder = try context.zstdCompressor()
        func compress(
            _ plane: UnsafeRawBufferPointer, _ level: Int, into place: UnsafeMutableRawBufferPointer
        ) throws(ZarrError) -> Int {
            ZSTD_CCtx_setParameter(encoder, ZSTD_c_compressionLevel, Int32(level))
            ZSTD_CCtx_setParameter(encoder, ZSTD_c_checksumFlag, 0)
            let written = ZSTD_compress2(encoder, place.baseAddress, place.count, plane.baseAddress, plane.count)
            guard ZSTD_isError(written) == 0 else {
                throw ZarrError(.limitExceeded, "zstd: \(String(cString: ZSTD_getErrorName(written)))")
            }
            return written
        }
        let length = planes.count / parts
        let room = trial.count / typeSize
        return try withUnsafeTemporaryAllocation(of: Int.self, capacity: parts) { (sizes) throws(ZarrError) in
            var sum = 0
            for part in 0..<parts {
                let plane = UnsafeRawBufferPointer(rebasing: planes[part * length..<(part + 1) * length])
                let place =
                    parts == 1
                    ? trial
                    : UnsafeMutableRawBufferPointer(
                        rebasing: trial[part * room..<(part + 1) * room])
                sizes[part] = try compress(plane, quick, into: place)
                sum += sizes[part]
            }
            for part in 0..<parts {
                let plane = UnsafeRawBufferPointer(rebasing: planes[part * length..<(part + 1) * length])
                let place = UnsafeMutableRawBufferPointer(rebasing: output[(end + 4)...])
                let isNoise = sizes[part] > length - length / 20
                if wanted > quick, !isNoise, sizes[part] * share >= sum {
                    let written = try compress(plane, wanted, into: place)
                    if written <= sizes[part] {
                        append(plane, compressedTo: written, in: output, at: &end)
                        continue
                    }
                }
                place.copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: trial[part * room..<part * room + sizes[part]]))
                append(plane, compressedTo: sizes[part], in: output, at: &end)
            }
        }
    }

    /// Streams smaller than the block's `1 / share` are left as the quick level has them.
    private var share: Int { level <= 3 ? 8 : 32 }

    /// Makes a stream of the bytes behind the next four, or of the plane itself where those are not fewer.
    private func append(
        _ plane: UnsafeRawBufferPointer, compressedTo count: Int, in output: UnsafeMutableRawBufferPointer,
        at end: inout Int
    ) {
        let isSmaller = count < plane.count
        let size = isSmaller ? count : plane.count
        output.storeBytes(of: Int32(size).littleEndian, toByteOffset: end, as: Int32.self)
        if !isSmaller {
            UnsafeMutableRawBufferPointer(rebasing: output[(end + 4)...]).copyMemory(from: plane)
        }
        end += 4 + size
    }

    /// The most streams of a block, and the shortest stream, that c-blosc splits.
    private static let mostStreams = 16
    private static let shortestStream = 128
    /// What c-blosc takes for a core's nearest cache.
    private static let cacheSize = 32 << 10
    private static let quickLevel = 3
}

internal import CLZMA
public import ZarrBase

/// The three containers of LZMA, by liblzma, with the settings of Python's `lzma` module.
public enum LZMA {
    /// The container; the numbers are those of Python's `lzma.FORMAT_XZ` and so on.
    public enum Format: Int, Sendable, Hashable, CaseIterable {
        /// .xz: streams with checks.
        case xz = 1
        /// .lzma, the old one: no check.
        case alone = 2
        /// No container: the filters must be known.
        case raw = 3
    }

    /// What a decoder may take for its dictionary: the strongest preset needs a quarter of it.
    public static let defaultMemoryLimit = 256 << 20
    static let defaultPreset: UInt32 = 6
    // Macros that are not imported.
    private static let concatenated: UInt32 = 0x08
    private static let extremePreset = 1 << 31
    // The strongest preset takes 674 MiB; only a dictionary size from a document asks for more.
    private static let encoderMemoryLimit: UInt64 = 2 << 30

    /// Decodes all streams of `source` into the front of `destination`; returns the bytes written.
    ///
    /// - Parameter filters: needed for ``Format/raw``, else ignored, as the container names its own.
    /// - Throws: ``ZarrError/Code/corruptData`` where a stream is damaged, followed by other bytes, or decodes to more than
    ///   `destination` holds, ``ZarrError/Code/limitExceeded`` where its dictionary is beyond `memoryLimit` bytes.
    public static func decompress(
        _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer, format: Format = .xz,
        filters: [LZMAFilter]? = nil, memoryLimit: Int = defaultMemoryLimit, context: CompressionContext
    ) throws(ZarrError) -> Int {
        var output = StreamOutput("lzma", destination: destination)
        try decode(source, &output, format, filters, memoryLimit, context)
        return try output.finish()
    }

    /// Replaces the contents of `output` with what all streams of `source` decode to, growing it as needed.
    ///
    /// - Throws: ``ZarrError/Code/limitExceeded`` beyond `limit` bytes, else as the other one does.
    public static func decompress(
        _ source: UnsafeRawBufferPointer, into output: ScratchBuffer, limit: Int, format: Format = .xz,
        filters: [LZMAFilter]? = nil, memoryLimit: Int = defaultMemoryLimit, context: CompressionContext
    ) throws(ZarrError) {
        do throws(ZarrError) {
            let guess = source.count.multipliedReportingOverflow(by: 4).partialValue
            var stream = try StreamOutput("lzma", buffer: output, limit: limit, expected: guess)
            try decode(source, &stream, format, filters, memoryLimit, context)
            _ = try stream.finish()
        } catch {
            try output.resize(to: 0)
            throw error
        }
    }

    /// Replaces the contents of `output` with one stream that holds `source`.
    ///
    /// - Parameters:
    ///   - check: the integrity check of .xz as Python numbers them; -1 is its default (CRC-64), and none elsewhere.
    ///   - preset: 0 to 9, nil for 6; with 2^31 added, slower and a little smaller. Not together with `filters`.
    ///   - filters: the chain instead of a preset; needed for ``Format/raw``, one LZMA1 filter for ``Format/alone``.
    /// - Throws: ``ZarrError/Code/invalidArgument`` or ``ZarrError/Code/unsupported`` for settings that the library refuses,
    ///   ``ZarrError/Code/limitExceeded`` for a dictionary that takes more than 2 GiB.
    public static func compress(
        _ source: UnsafeRawBufferPointer, into output: ScratchBuffer, format: Format = .xz, check: Int = -1,
        preset: Int? = nil, filters: [LZMAFilter]? = nil, context: CompressionContext
    ) throws(ZarrError) {
        var stream = lzma_stream()
        defer { lzma_end(&stream) }
        try begin(&stream, format, check, preset, filters)
        var target = try StreamOutput(
            "lzma", buffer: output, limit: .max, expected: source.count.checkedPlus(source.count / 64 + 1024))
        stream.next_in = source.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.avail_in = source.count
        var result = LZMA_OK
        while result == LZMA_OK {
            try target.write { (room, count) throws(ZarrError) in
                stream.next_out = room
                stream.avail_out = count
                result = lzma_code(&stream, LZMA_FINISH)
                return count - stream.avail_out
            }
        }
        guard result == LZMA_STREAM_END else { throw refusal(result) }
        _ = try target.finish()
    }

    private static func begin(
        _ stream: inout lzma_stream, _ format: Format, _ check: Int, _ preset: Int?, _ filters: [LZMAFilter]?
    ) throws(ZarrError) {
        guard preset == nil || filters == nil else {
            throw ZarrError(.invalidArgument, "lzma takes a preset or filters, not both")
        }
        guard format == .xz || check == -1 || check == 0 else {
            throw ZarrError(.invalidArgument, "only the xz format of lzma has a check", hint: "use check -1")
        }
        let level = try checkedPreset(preset)
        let integrity = try checkedIntegrity(check)
        var implied = filters
        switch format {
        case .xz: implied = filters ?? [LZMAFilter(id: LZMAFilter.lzma2, options: ["preset": level])]
        case .alone: implied = filters ?? [LZMAFilter(id: LZMAFilter.lzma1, options: ["preset": level])]
        case .raw: break
        }
        let chain = try chain(implied)
        guard lzma_raw_encoder_memusage(chain.pointer) <= encoderMemoryLimit else {
            // The library answers the largest number for settings that it does not take.
            guard lzma_raw_encoder_memusage(chain.pointer) != .max else { throw refusal(LZMA_OPTIONS_ERROR) }
            throw ZarrError(
                .limitExceeded, "these lzma filters take more than \(encoderMemoryLimit) bytes",
                hint: "use a smaller dict_size")
        }
        let result: lzma_ret
        switch format {
        case .xz: result = lzma_stream_encoder(&stream, chain.pointer, integrity)
        case .raw: result = lzma_raw_encoder(&stream, chain.pointer)
        case .alone:
            guard let options = chain.onlyLZMA1 else {
                throw ZarrError(.invalidArgument, "the alone format of lzma takes one LZMA1 filter and no other")
            }
            result = lzma_alone_encoder(&stream, options)
        }
        guard result == LZMA_OK else { throw refusal(result) }
    }

    private static func checkedPreset(_ preset: Int?) throws(ZarrError) -> Int {
        let level = preset ?? Int(defaultPreset)
        guard (0...9).contains(level & ~extremePreset) else { throw .levelOutside("lzma", level, 0...9) }
        return level
    }

    private static func checkedIntegrity(_ check: Int) throws(ZarrError) -> lzma_check {
        guard check != -1 else { return LZMA_CHECK_CRC64 }
        guard let number = UInt32(exactly: check), number <= 15, lzma_check_is_supported(.init(number)) != 0 else {
            throw ZarrError(.unsupported, "there is no lzma check \(check)", hint: "use 0, 1, 4, 10 or -1")
        }
        return .init(number)
    }

    private static func chain(_ filters: [LZMAFilter]?) throws(ZarrError) -> LZMAChain {
        guard let filters else {
            throw ZarrError(.invalidArgument, "the raw format of lzma needs its filters, which are not stored with it")
        }
        return try LZMAChain(filters)
    }

    private static func refusal(_ result: lzma_ret) -> ZarrError {
        switch result {
        case LZMA_MEM_ERROR: .contextUnavailable("lzma")
        case LZMA_UNSUPPORTED_CHECK: ZarrError(.unsupported, "the installed liblzma lacks this check")
        default: ZarrError(.invalidArgument, "liblzma does not take these settings (\(result.rawValue))")
        }
    }

    private static func decode(
        _ source: UnsafeRawBufferPointer, _ output: inout StreamOutput, _ format: Format, _ filters: [LZMAFilter]?,
        _ memoryLimit: Int, _ context: CompressionContext
    ) throws(ZarrError) {
        var rest = source
        repeat {
            let stream = context.lzmaDecoder()
            try begin(stream, format, filters, memoryLimit)
            stream.pointee.next_in = rest.baseAddress?.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_in = rest.count
            var result = LZMA_OK
            while result != LZMA_STREAM_END {
                let before = stream.pointee.avail_in
                var progress = 0
                try output.write { (room, count) throws(ZarrError) in
                    stream.pointee.next_out = room
                    stream.pointee.avail_out = count
                    result = lzma_code(stream, LZMA_FINISH)
                    progress = count - stream.pointee.avail_out
                    return progress
                }
                try check(result, isMoving: progress > 0 || stream.pointee.avail_in < before, memoryLimit)
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[(rest.count - stream.pointee.avail_in)...])
            // The xz decoder goes through all streams and their padding itself.
            if rest.allSatisfy({ $0 == 0 }) { return }
        } while format == .alone
        throw .damaged("lzma", "\(rest.count) bytes follow its end")
    }

    private static func begin(
        _ stream: UnsafeMutablePointer<lzma_stream>, _ format: Format, _ filters: [LZMAFilter]?, _ memoryLimit: Int
    ) throws(ZarrError) {
        // A limit of 0 means none to some versions of the library.
        let limit = UInt64(max(memoryLimit, 1))
        let result: lzma_ret
        switch format {
        case .xz: result = lzma_stream_decoder(stream, limit, concatenated)
        case .alone: result = lzma_alone_decoder(stream, limit)
        case .raw:
            let chain = try chain(filters)
            let needed = lzma_raw_decoder_memusage(chain.pointer)
            guard needed != .max else { throw refusal(LZMA_OPTIONS_ERROR) }
            guard needed <= limit else { throw tooMuchMemory(memoryLimit) }
            result = lzma_raw_decoder(stream, chain.pointer)
        }
        guard result == LZMA_OK else { throw refusal(result) }
    }

    private static func check(_ result: lzma_ret, isMoving: Bool, _ memoryLimit: Int) throws(ZarrError) {
        switch result {
        case LZMA_STREAM_END: return
        case LZMA_OK:
            guard isMoving else { throw .damaged("lzma", "its end is missing") }
        case LZMA_BUF_ERROR: throw .damaged("lzma", "its end is missing")
        case LZMA_MEMLIMIT_ERROR: throw tooMuchMemory(memoryLimit)
        case LZMA_MEM_ERROR: throw .contextUnavailable("lzma")
        case LZMA_FORMAT_ERROR: throw .damaged("lzma", "it does not begin as this format does")
        case LZMA_OPTIONS_ERROR: throw .damaged("lzma", "its header asks for options that do not exist")
        default: throw .damaged("lzma", "its contents or its checksum is wrong")
        }
    }

    private static func tooMuchMemory(_ limit: Int) -> ZarrError {
        ZarrError(
            .limitExceeded, "the dictionary of the lzma data takes more than \(limit) bytes",
            hint: "raise the memory limit where the source is trusted")
    }
}

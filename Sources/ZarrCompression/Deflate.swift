internal import CDeflate
internal import ZarrBase

/// What ``Gzip``, ``RawDeflate`` and ``Zlib`` share: whole-buffer libdeflate calls under two wrappers, or none.
enum Deflate {
    enum Wrapper: String {
        case gzip, zlib
        case none = "deflate"
    }

    /// -1 is the default of zlib's own interface, which writers store in metadata.
    static let levels = -1...9
    private static let defaultLevel = 6

    /// DEFLATE cannot expand further: 258 bytes from two bits, and slack for tiny streams.
    static func mostDecoded(from count: Int) -> Int {
        let (product, overflow) = count.multipliedReportingOverflow(by: 1032)
        return overflow ? .max : max(product, 64)
    }

    private static func member(
        _ wrapper: Wrapper, _ source: UnsafeRawBufferPointer, _ destination: UnsafeMutableRawBufferPointer,
        _ context: CompressionContext
    ) throws(ZarrError) -> (result: libdeflate_result, read: Int, written: Int) {
        let decoder = try context.deflateDecompressor()
        var read = 0
        var written = 0
        let decode =
            switch wrapper {
            case .gzip: libdeflate_gzip_decompress_ex
            case .zlib: libdeflate_zlib_decompress_ex
            case .none: libdeflate_deflate_decompress_ex
            }
        let result = decode(
            decoder, source.baseAddress, source.count, destination.baseAddress, destination.count, &read, &written)
        return (result, read, written)
    }

    /// What follows a member: nothing, zero padding (as tapes and block devices leave it), or another member.
    private static func remainder(
        _ wrapper: Wrapper, of source: UnsafeRawBufferPointer, after count: Int
    ) throws(ZarrError) -> UnsafeRawBufferPointer? {
        guard count < source.count else { return nil }
        let rest = UnsafeRawBufferPointer(rebasing: source[count...])
        if rest.allSatisfy({ $0 == 0 }) { return nil }
        guard wrapper == .gzip else { throw .damaged(wrapper.rawValue, "\(rest.count) bytes follow its end") }
        return rest
    }

    static func decompress(
        _ wrapper: Wrapper, _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer,
        context: CompressionContext
    ) throws(ZarrError) -> Int {
        var rest = source
        var written = 0
        while true {
            let target = UnsafeMutableRawBufferPointer(rebasing: destination[written...])
            let step = try member(wrapper, rest, target, context)
            switch step.result {
            case LIBDEFLATE_SUCCESS: written += step.written
            case LIBDEFLATE_INSUFFICIENT_SPACE: throw .overflow(wrapper.rawValue, capacity: destination.count)
            default: throw damaged(wrapper, source)
            }
            guard let next = try remainder(wrapper, of: rest, after: step.read) else { return written }
            rest = next
        }
    }

    static func decompress(
        _ wrapper: Wrapper, _ source: UnsafeRawBufferPointer, into output: ScratchBuffer, limit: Int,
        context: CompressionContext
    ) throws(ZarrError) {
        try output.resize(to: 0)
        let most = min(max(limit, 0), mostDecoded(from: source.count))
        var rest = source
        var written = 0
        var capacity = min(firstCapacity(wrapper, source), most)
        do throws(ZarrError) {
            while true {
                try output.resize(to: capacity, keeping: written)
                let target = UnsafeMutableRawBufferPointer(rebasing: output.bytes[written...])
                let step = try member(wrapper, rest, target, context)
                switch step.result {
                case LIBDEFLATE_SUCCESS:
                    written += step.written
                case LIBDEFLATE_INSUFFICIENT_SPACE where capacity < most:
                    // A member starts over, so each try doubles what the last one had.
                    capacity = capacity > most / 2 ? most : max(capacity * 2, 64)
                    continue
                case LIBDEFLATE_INSUFFICIENT_SPACE where most == limit:
                    throw .overLimit(wrapper.rawValue, limit: limit)
                default:
                    throw damaged(wrapper, source)
                }
                guard let next = try remainder(wrapper, of: rest, after: step.read) else { break }
                rest = next
            }
        } catch {
            try output.resize(to: 0)
            throw error
        }
        try output.resize(to: written, keeping: written)
    }

    /// The trailer of gzip says how much its last member holds (modulo 2^32); the limits bound what a lie costs.
    private static func firstCapacity(_ wrapper: Wrapper, _ source: UnsafeRawBufferPointer) -> Int {
        let guess = max(source.count.multipliedReportingOverflow(by: 4).partialValue, 4096)
        guard wrapper == .gzip, source.count >= 18 else { return guess }
        let trailer = UInt32(littleEndian: source.loadUnaligned(fromByteOffset: source.count - 4, as: UInt32.self))
        return trailer == 0 ? guess : Int(trailer)
    }

    static func compress(
        _ wrapper: Wrapper, _ source: UnsafeRawBufferPointer, into output: ScratchBuffer, level: Int,
        context: CompressionContext
    ) throws(ZarrError) {
        guard levels.contains(level) else { throw .levelOutside(wrapper.rawValue, level, levels) }
        let encoder = try context.deflateCompressor(level: level < 0 ? defaultLevel : level)
        let (mostBytes, encode) =
            switch wrapper {
            case .gzip: (libdeflate_gzip_compress_bound, libdeflate_gzip_compress)
            case .zlib: (libdeflate_zlib_compress_bound, libdeflate_zlib_compress)
            case .none: (libdeflate_deflate_compress_bound, libdeflate_deflate_compress)
            }
        let bound = mostBytes(encoder, source.count)
        try output.resize(to: bound)
        let count = encode(encoder, source.baseAddress, source.count, output.bytes.baseAddress, bound)
        guard count > 0 else { throw ZarrError(.limitExceeded, "\(wrapper.rawValue) cannot compress this") }
        try output.resize(to: count)
    }

    private static func damaged(_ wrapper: Wrapper, _ source: UnsafeRawBufferPointer) -> ZarrError {
        .damaged(
            wrapper.rawValue,
            source.isEmpty ? "it is empty" : "its header, its contents or its checksum is wrong, or its end is missing")
    }
}

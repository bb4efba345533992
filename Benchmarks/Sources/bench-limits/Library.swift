import BenchProtocol
import Foundation
import LimitBlosc
import LimitDeflate
import LimitZstd

/// One thread's contexts of the C library that a codec stands on, and memory for one chunk that stays in the cache.
final class Library {
    private enum Kind { case copy, blosc(name: String, shuffle: Int32, typesize: Int), zstd, gzip }

    private let kind: Kind
    private let level: Int
    private let decoder: OpaquePointer?
    private let encoder: OpaquePointer?
    let scratch: FreshMemory

    /// - Parameter capacity: the bytes that the larger side of a chunk can take.
    init(_ codec: Job.Compressor, capacity: Int) throws {
        level = codec.level ?? 0
        scratch = try FreshMemory(count: capacity)
        switch codec.name {
        case "none": (kind, decoder, encoder) = (.copy, nil, nil)
        case "blosc":
            let shuffles = ["noshuffle": 0, "shuffle": 1, "bitshuffle": 2]
            kind = .blosc(
                name: codec.cname ?? "lz4", shuffle: Int32(shuffles[codec.shuffle ?? "shuffle"] ?? 1),
                typesize: codec.typesize ?? 1)
            (decoder, encoder) = (nil, nil)
        case "zstd": (kind, decoder, encoder) = (.zstd, ZSTD_createDCtx(), ZSTD_createCCtx())
        case "gzip":
            kind = .gzip
            (decoder, encoder) = (libdeflate_alloc_decompressor(), libdeflate_alloc_compressor(Int32(level)))
        default: throw Failure("no library is known for \(codec.name)")
        }
    }

    deinit {
        switch kind {
        case .zstd: ZSTD_freeDCtx(decoder); ZSTD_freeCCtx(encoder)
        case .gzip: libdeflate_free_decompressor(decoder); libdeflate_free_compressor(encoder)
        case .copy, .blosc: break
        }
    }

    /// Decodes a chunk of `size` bytes to `target`.
    func decode(_ source: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer, size: Int) throws {
        let count: Int
        switch kind {
        case .copy:
            count = min(size, source.count)
            if let base = source.baseAddress { memcpy(target, base, count) }
        case .blosc: count = Int(blosc_decompress_ctx(source.baseAddress, target, size, 1))
        case .zstd: count = ZSTD_decompressDCtx(decoder, target, size, source.baseAddress, source.count)
        case .gzip:
            var written = 0
            let result = libdeflate_gzip_decompress(
                decoder, source.baseAddress, source.count, target, size, &written)
            count = result == LIBDEFLATE_SUCCESS ? written : -1
        }
        guard count == size else { throw Failure("a chunk decodes to \(count) bytes, not to \(size)") }
    }

    /// Encodes a chunk into the scratch memory; answers its size.
    func encode(_ source: UnsafeRawBufferPointer) throws -> Int {
        let target = scratch.place(0)
        let count: Int
        switch kind {
        case .copy:
            count = source.count
            if let base = source.baseAddress { memcpy(target, base, count) }
        case .blosc(let name, let shuffle, let typesize):
            count = Int(
                blosc_compress_ctx(
                    Int32(level), shuffle, typesize, source.count, source.baseAddress, target, scratch.bytes.count,
                    name, 0, 1))
        case .zstd:
            count = ZSTD_compressCCtx(
                encoder, target, scratch.bytes.count, source.baseAddress, source.count, Int32(level))
        case .gzip:
            count = libdeflate_gzip_compress(
                encoder, source.baseAddress, source.count, target, scratch.bytes.count)
        }
        guard count > 0, count <= scratch.bytes.count else { throw Failure("a chunk cannot be encoded (\(count))") }
        return count
    }
}

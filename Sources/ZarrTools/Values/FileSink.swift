public import Zarr

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file that appears under its name when it is complete, or an open descriptor.
///
/// A new file is written under a temporary name beside the final one; it vanishes where ``finish()`` is not reached. What is
/// no regular file (a pipe, `/dev/stdout`) is written directly.
public final class FileSink: ByteSink {
    private var descriptor: Int32
    private let path: String?
    private let temporaryPath: String?

    /// A sink over a descriptor that stays the caller's.
    public init(descriptor: Int32) {
        self.descriptor = descriptor
        path = nil
        temporaryPath = nil
    }

    /// A sink for a new file at `path`.
    public init(path: String) throws(ZarrError) {
        var status = stat()
        let isSpecial = stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
        let opened = isSpecial ? path : path + ".\(getpid()).__partial"
        descriptor = open(opened, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        self.path = path
        temporaryPath = isSpecial ? nil : opened
        guard descriptor >= 0 else { throw Self.failure("cannot write \(path)") }
    }

    deinit {
        guard path != nil, descriptor >= 0 else { return }
        close(descriptor)
        if let temporaryPath { unlink(temporaryPath) }
    }

    /// Writes all of `bytes`.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(ZarrError) {
        var rest = bytes
        while !rest.isEmpty {
            #if canImport(Glibc)
                let written = Glibc.write(descriptor, rest.baseAddress, min(rest.count, 1 << 30))
            #elseif canImport(Musl)
                let written = Musl.write(descriptor, rest.baseAddress, min(rest.count, 1 << 30))
            #else
                let written = Darwin.write(descriptor, rest.baseAddress, min(rest.count, 1 << 30))
            #endif
            if written < 0 {
                if errno == EINTR { continue }
                throw Self.failure("cannot write \(path ?? "the output")")
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
    }

    /// Gives the file its name.
    public func finish() throws(ZarrError) {
        guard let path else { return }
        let result = close(descriptor)
        descriptor = -1
        guard result == 0 else {
            if let temporaryPath { unlink(temporaryPath) }
            throw Self.failure("cannot write \(path)")
        }
        if let temporaryPath, rename(temporaryPath, path) != 0 {
            let error = Self.failure("cannot write \(path)")
            unlink(temporaryPath)
            throw error
        }
    }

    /// Whether nobody reads the pipe any more: no failure of ours.
    public static func isBrokenPipe(_ error: ZarrError) -> Bool { (error.cause as? Failure)?.number == EPIPE }

    struct Failure: Error { let number: Int32 }

    static func failure(_ what: String) -> ZarrError {
        let number = errno
        let code: ZarrError.Code =
            switch number {
            case ENOSPC, EDQUOT, EFBIG: .storageFull
            case EACCES, EPERM, EROFS: .permissionDenied
            case ENOENT, ENOTDIR: .notFound
            default: .io
            }
        return ZarrError(code, "\(what): \(String(cString: strerror(number)))", cause: Failure(number: number))
    }
}

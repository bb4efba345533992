import ZarrBase

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The number that the last failed system call left behind.
struct SystemError: Error, Equatable {
    let number: Int32

    init(_ number: Int32) { self.number = number }

    /// What `errno` holds; to be asked at once after the call.
    static var last: SystemError { SystemError(errno) }

    /// The system's own words.
    var text: String { String(cString: strerror(number)) }

    /// Whether it says that there is no such file. A part of the path that is a file, or a name longer than any that
    /// the file system can hold, says so too.
    var isMissing: Bool { number == ENOENT || number == ENOTDIR || number == ENAMETOOLONG }

    /// The error for the caller; `action` is what could not be done, as "open the file".
    func failing(to action: String, key: StoreKey? = nil, path: String? = nil) -> ZarrError {
        let message = "cannot \(action)\(path.map { " \($0)" } ?? ""): \(text)"
        let error =
            switch number {
            case EACCES, EPERM, EROFS:
                ZarrError(.permissionDenied, message, cause: self)
            case ENOSPC, EDQUOT:
                ZarrError(
                    .storageFull, message, hint: "what was stored before is untouched; make room and try again",
                    cause: self)
            case EMFILE, ENFILE:
                ZarrError(.io, message, hint: "raise the limit of open files (ulimit -n)", cause: self)
            case ENAMETOOLONG:
                ZarrError(.io, message, hint: "the file system allows no name as long", cause: self)
            case EISDIR, ENOTEMPTY, EEXIST, ENOTDIR:
                ZarrError(
                    .exists, message, hint: "on a file system a key cannot also be the directory of other keys",
                    cause: self)
            case ENOLCK, EOPNOTSUPP, ENOSYS, EINVAL:
                ZarrError(
                    .unsupported, message,
                    hint: "where the file system has no locks, write whole chunks, or open the store without locks and "
                        + "let one process write", cause: self)
            case ELOOP:
                ZarrError(.io, message, hint: "a symbolic link points to itself", cause: self)
            default:
                ZarrError(.io, message, cause: self)
            }
        return key.map { error.at(key: $0.path) } ?? error
    }
}

/// Repeats a system call that a signal interrupted; it failed where it returns a negative number.
func retrying<Result: SignedInteger>(_ call: () -> Result) throws(SystemError) -> Result {
    while true {
        let result = call()
        if result >= 0 { return result }
        let error = SystemError.last
        guard error.number == EINTR else { throw error }
    }
}

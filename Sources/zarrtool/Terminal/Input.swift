import Zarr
import ZarrTools

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What commands read besides stores.
enum Input {
    /// The `.npy` file at `path`; `-` is standard input, which is read whole as it cannot be read in parts.
    static func npy(_ path: String) throws -> NPYFile {
        guard path == "-" else { return try NPYFile(path: path) }
        return try named { try NPYFile(standardInput()) }
    }

    /// The elements of `view` and nothing else, in C order in the byte order of the machine.
    static func raw(_ path: String, for view: ZarrView) throws -> NPYFile {
        guard path == "-" else { return try NPYFile(rawPath: path, dataType: view.dataType, shape: view.shape) }
        return try named { try NPYFile(raw: standardInput(), dataType: view.dataType, shape: view.shape) }
    }

    private static func named(_ read: () throws -> NPYFile) throws -> NPYFile {
        do {
            return try read()
        } catch let error as ZarrError {
            throw error.at(key: "standard input")
        }
    }

    private static func standardInput() throws -> Bytes {
        let scratch = ScratchBuffer()
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(STDIN_FILENO, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw ZarrError(.io, "cannot read standard input: \(String(cString: strerror(errno)))")
            }
            if count == 0 { break }
            try piece.span.withUnsafeBytes { (bytes) throws(ZarrError) in
                try scratch.append(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
            }
        }
        return scratch.take()
    }
}

import ZarrBase

/// One value of a ZIP file, as the directory at the file's end describes it.
struct ZipEntry: Sendable, Hashable {
    /// How the bytes are stored.
    enum Method: Sendable, Hashable {
        /// As they are.
        case stored
        /// As a raw DEFLATE stream.
        case deflated
        /// In a way that is not known here; its number.
        case other(UInt16)

        init(_ number: UInt16) {
            switch number {
            case 0: self = .stored
            case 8: self = .deflated
            default: self = .other(number)
            }
        }

        var number: UInt16 {
            switch self {
            case .stored: 0
            case .deflated: 8
            case .other(let number): number
            }
        }
    }

    var method: Method
    var isEncrypted = false
    /// The checksum of the value.
    var checksum: UInt32
    /// The bytes in the file.
    var storedSize: Int
    /// The bytes of the value.
    var size: Int
    /// Where the header before the bytes begins.
    var headerOffset: Int
    /// The size of the name in the header.
    var nameLength: Int
    /// The number that this process has given it when it wrote it; 0 where it was read.
    var number: UInt64 = 0

    /// Where the bytes end at least: headers may hold more beside the name.
    var leastEnd: Int { headerOffset + ZipRecord.localHeaderSize + nameLength + storedSize }

    /// Refuses what cannot be read, and sizes that no stream can have: before memory is taken.
    func requireReadable(_ key: StoreKey) throws(ZarrError) {
        guard !isEncrypted else {
            throw ZarrError(.unsupported, "the value is encrypted in its ZIP file", hint: "unpack it with its password")
                .at(key: key.path)
        }
        switch method {
        case .stored:
            guard storedSize == size else {
                throw ZarrError(
                    .corruptData, "the ZIP file says that \(size) bytes are stored as \(storedSize), not compressed"
                ).at(key: key.path)
            }
        case .deflated: break
        case .other(let number):
            throw ZarrError(
                .unsupported, "the value is stored in its ZIP file by method \(number)",
                hint: "known are 0, stored, and 8, deflated: pack it anew with one of them"
            ).at(key: key.path)
        }
    }
}

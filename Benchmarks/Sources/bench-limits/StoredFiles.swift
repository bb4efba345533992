import BenchProtocol
import Foundation

/// The values of a store: every file below a folder but its metadata.
struct StoredFiles {
    let paths: [String]
    let sizes: [Int]
    /// Where each begins when all lie one behind the other.
    let offsets: [Int]
    let total: Int

    init(below folder: String) throws {
        guard let names = FileManager.default.enumerator(atPath: folder) else { throw Failure("no folder \(folder)") }
        var found: [(path: String, size: Int)] = []
        for case let name as String in names where !name.hasSuffix("zarr.json") && !name.contains("/.z") {
            let path = folder + "/" + name
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
            found.append((path, Int(status.st_size)))
        }
        found.sort { $0.path < $1.path }
        paths = found.map(\.path)
        sizes = found.map(\.size)
        var sum = 0
        offsets = found.map { file in
            defer { sum += file.size }
            return sum
        }
        total = sum
    }

    /// Opens, reads and closes a file.
    func read(_ number: Int, to place: UnsafeMutableRawPointer) throws {
        let file = open(paths[number], O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw Failure("cannot open \(paths[number])") }
        defer { close(file) }
        var done = 0
        while done < sizes[number] {
            let count = pread(file, place + done, sizes[number] - done, off_t(done))
            guard count > 0 else { throw Failure("cannot read \(paths[number])") }
            done += count
        }
    }

    /// All values, one behind the other.
    func load(_ threads: Threads) throws -> FreshMemory {
        let memory = try FreshMemory(count: total)
        try threads.run(paths.count, state: { () }) { number, _ in
            try read(number, to: memory.place(offsets[number]))
        }
        return memory
    }
}

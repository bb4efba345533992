import Foundation
import ZarrTesting

/// What a run of the program left behind.
struct Run {
    let status: Int32
    let outputBytes: Data
    let error: String
    var output: String { String(decoding: outputBytes, as: UTF8.self) }

    /// The output as JSON.
    func json() throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: outputBytes) as? [String: Any] ?? [:]
    }
}

/// The built program, and an empty directory that it runs in.
final class Program: Sendable {
    /// The directory, which goes with this object.
    let directory: URL
    /// The sample of the package.
    static let sample = root.appendingPathComponent("Samples/coads.zarr").path

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The program lies where the bundle of the tests does.
    static let path: String = {
        let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
        var url = URL(fileURLWithPath: bundle)
        while url.path.contains(".xctest") { url.deleteLastPathComponent() }
        return url.appendingPathComponent("zarrtool").path
    }()

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("zarrtool-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// Runs the program and waits for its end.
    @discardableResult
    func callAsFunction(_ arguments: String..., input: Data? = nil) throws -> Run {
        try run(Self.path, arguments, input: input)
    }

    /// Runs the program with a list of further words.
    @discardableResult
    func callAsFunction(_ arguments: String..., more: [String], input: Data? = nil) throws -> Run {
        try run(Self.path, arguments + more, input: input)
    }

    /// Runs a line of the shell in which `$Z` is the program.
    func shell(_ line: String) throws -> Run { try run("/bin/sh", ["-c", "Z='\(Self.path)'; " + line]) }

    private func run(_ program: String, _ arguments: [String], input: Data? = nil) throws -> Run {
        // Files, not pipes: nobody has to read while the program runs.
        let name = UUID().uuidString
        let files = ["out", "err", "in"].map { directory.appendingPathComponent(".\(name).\($0)") }
        try (input ?? Data()).write(to: files[2])
        defer { for file in files { try? FileManager.default.removeItem(at: file) } }
        let child = try ChildProcess(
            program, arguments, in: directory.path,
            streams: .init(input: files[2].path, output: files[0].path, error: files[1].path))
        let status: Int32 =
            switch child.wait() {
            case .exited(let status): status
            case .killed(let signal): -signal
            }
        return Run(
            status: status, outputBytes: try Data(contentsOf: files[0]),
            error: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self))
    }

    func file(_ name: String) -> URL { directory.appendingPathComponent(name) }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name).path) }

    /// All that lies in the directory, hidden names too.
    func names() throws -> [String] { try FileManager.default.subpathsOfDirectory(atPath: directory.path).sorted() }

    /// Writes a `.npy` file of little-endian elements.
    func save(_ name: String, _ descr: String, _ shape: [Int], _ elements: [UInt8]) throws {
        let extents = shape.map { "\($0)," }.joined(separator: " ")
        let header = "{'descr': '\(descr)', 'fortran_order': False, 'shape': (\(extents)), }\n"
        var data = Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0])
        data.append(contentsOf: header.utf8)
        data.append(contentsOf: elements)
        try data.write(to: file(name))
    }

    /// Writes a `.npy` file of 32-bit integers.
    func save(_ name: String, _ shape: [Int], _ numbers: [Int32]) throws {
        try save(name, "<i4", shape, numbers.flatMap { withUnsafeBytes(of: $0.littleEndian) { Array($0) } })
    }
}

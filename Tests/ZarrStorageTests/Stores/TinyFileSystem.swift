import Foundation
import ZarrTesting

/// A file system of a few kibibytes, for as long as a test runs.
final class TinyFileSystem {
    let path: String
    private let directory: TemporaryDirectory

    /// Whether this process may mount one: containers often run as root and may not.
    static let isPossible: Bool = {
        #if os(Linux)
            guard geteuid() == 0, let device = try? TinyFileSystem(kibibytes: 16) else { return false }
            device.unmount()
            return true
        #else
            return false
        #endif
    }()

    init(kibibytes: Int) throws {
        directory = try TemporaryDirectory()
        path = directory.path
        try Self.run("mount", ["-t", "tmpfs", "-o", "size=\(kibibytes)k", "tmpfs", path])
    }

    func forbidWriting() throws { try Self.run("mount", ["-o", "remount,ro", path]) }

    /// Whether so many bytes come to be free.
    ///
    /// What a file takes is free when nobody has it open any more, and a program that another test is just starting has all
    /// files of this process open until it is on its way.
    func becomesFree(_ byteCount: Int) async throws -> Bool {
        for _ in 0..<1000 {
            let free = try FileManager.default.attributesOfFileSystem(forPath: path)[.systemFreeSize] as? NSNumber
            if let free, free.intValue >= byteCount { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    func unmount() { try? Self.run("umount", ["-l", path]) }

    private static func run(_ command: String, _ arguments: [String]) throws {
        guard try ChildProcess(command, arguments).wait() == .exited(0) else {
            throw CocoaError(.featureUnsupported)
        }
    }
}

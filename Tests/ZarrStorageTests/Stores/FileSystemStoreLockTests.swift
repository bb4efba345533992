import Foundation
import Testing
import ZarrBase
import ZarrTesting

@testable import ZarrStorage

@Suite struct FileSystemStoreLockTests {
    let directory: TemporaryDirectory
    let store: FileSystemStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try FileSystemStore(root: directory.path, durability: .none)
    }

    @Test func keepsOthersOutUntilItIsLetGo() throws {
        let key = try StoreKey("a/c/0")
        var lock = try store.lock(key, waits: false)
        #expect(lock != nil)
        #expect(try store.lock(key, waits: false) == nil)
        // Another store over the same directory, by another way.
        let other = try FileSystemStore(root: directory.path + "/a", durability: .none)
        #expect(try other.lock(StoreKey("c/0"), waits: false) == nil)
        #expect(try store.lock(StoreKey("a/c/1"), waits: false) != nil)
        lock = nil
        #expect(try other.lock(StoreKey("c/0"), waits: false) != nil)
    }

    @Test func leavesNothingBehindAndIsNeverListed() async throws {
        let key = try StoreKey("a/0")
        do {
            let lock = try store.lock(key, waits: true)
            #expect(try directory.names() == ["a", "a/0.__lock"])
            #expect(try await store.list(.root).isEmpty)
            #expect(try await store.listDirectory(StorePrefix("a")).keys.isEmpty)
            withExtendedLifetime(lock) {}
        }
        #expect(try directory.names() == ["a"])
    }

    @Test func aLockThatADeadProcessLeftIsNoLock() throws {
        try FileManager.default.createDirectory(atPath: directory.path + "/a", withIntermediateDirectories: false)
        #expect(FileManager.default.createFile(atPath: directory.path + "/a/0.__lock", contents: nil))
        #expect(try store.lock(StoreKey("a/0"), waits: false) != nil)
        #expect(try directory.names() == ["a"])
    }

    /// Each thread reads a number and writes the next one; without a lock some would write the same.
    @Test(arguments: [true, false]) func nobodyIsLost(locks: Bool) async throws {
        let store = try FileSystemStore(root: directory.path, durability: .none, locksKeys: locks)
        let key = try StoreKey("number")
        try store.replace(key, bytes: [Bytes("0".utf8)])
        let rounds = 200
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<rounds {
                        while true {
                            // Not blocking a thread that whoever has the lock may need.
                            guard let lock = try store.lock(key, waits: false) else {
                                await Task.yield()
                                continue
                            }
                            let number = try Int(store.read(key)?.utf8 ?? "") ?? -1
                            if !locks { await Task.yield() }
                            try store.replace(key, bytes: [Bytes(String(number + 1).utf8)])
                            withExtendedLifetime(lock) {}
                            break
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let number = try Int(store.read(key)?.utf8 ?? "") ?? -1
        // Without locks this test must be able to see what is lost.
        if locks { #expect(number == 4 * rounds) } else { #expect(number < 4 * rounds) }
        #expect(try directory.names() == ["number"])
    }

    @Test func aNameThatFillsTheFileSystemHasALockToo() throws {
        let name = String(repeating: "é", count: 127)
        #expect(FileSystemStore.lockName(for: name).utf8.count <= 255)
        #expect(try store.lock(StoreKey(name), waits: false) != nil)
    }

    /// By the system's locks of another program, as TensorStore takes them.
    @Test(.enabled(if: hasPython, "there is no Python"))
    func anotherProgramIsWaitedFor() async throws {
        let script = """
            import fcntl, struct, sys, time
            file = open(sys.argv[1], "w")
            fcntl.fcntl(file, 37, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0))
            open(sys.argv[2], "w").close()
            time.sleep(600)
            """
        let child = try ChildProcess(
            "python3", ["-c", script, directory.path + "/x.__lock", directory.path + "/ready"])
        while !FileManager.default.fileExists(atPath: directory.path + "/ready") {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(try store.lock(StoreKey("x"), waits: false) == nil)
        child.send(signal: SIGKILL)
        #expect(child.wait() == .killed(signal: SIGKILL))
        #expect(try store.lock(StoreKey("x"), waits: true) != nil)
    }

    /// Locks of open files are Linux's.
    private static let hasPython: Bool = {
        #if os(Linux)
            return (try? ChildProcess("python3", ["-c", ""]).wait()) == .exited(0)
        #else
            return false
        #endif
    }()
}

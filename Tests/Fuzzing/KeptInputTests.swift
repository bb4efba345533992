import FuzzTargets
import Testing
import ZarrBase
import ZarrCodecs
import ZarrStorage

/// Inputs that fuzzers have found, and those that lead them through most of the code, without a fuzzer.
@Suite struct KeptInputTests {
    /// The targets that `Scripts/fuzz` knows.
    static let names = ["json", "metadata", "blosc", "compressors", "shards", "elements", "numpy", "arrays"]

    @Test func everyTargetIsNamed() throws { #expect(try FuzzCatalog.targets().map(\.name) == Self.names) }

    @Test(arguments: names) func inputsToBeginWithAreUnderstood(name: String) throws {
        let target = try Self.target(name)
        let seeds = try target.seeds()
        #expect(!seeds.isEmpty)
        for seed in seeds {
            let outcome = try seed.withUnsafeBytes { try target.run($0) }
            guard case .accepted = outcome else {
                Issue.record("\(target.subjects[Int(seed[0])].name): \(outcome)")
                continue
            }
        }
    }

    /// Each file was a trap, a hang, memory without bound or something else that must not be.
    @Test(arguments: names) func inputsThatWereFound(name: String) async throws {
        let target = try Self.target(name)
        let store = try FileSystemStore(root: Self.fixtures, createsRoot: false)
        for key in try await store.list(StorePrefix(name)).sorted() where !key.description.hasSuffix("corpus.txt") {
            let input = try #require(try store.synchronous?.read(key))
            try input.withUnsafeBytes { input in
                guard case .strayed = try target.run(input) else { return }
                Issue.record("\(key) is for no subject")
            }
        }
    }

    /// Line by line, in Base64.
    @Test(arguments: names) func inputsThatCover(name: String) throws {
        let target = try Self.target(name)
        let store = try FileSystemStore(root: Self.fixtures, createsRoot: false)
        let corpus = try #require(try store.synchronous?.read(try StoreKey("\(name)/corpus.txt")))
        let lines = try #require(corpus.utf8).split(separator: "\n")
        #expect(lines.count > 10)
        for line in lines {
            let input = try #require(Base64.decode(String(line)))
            do {
                _ = try input.withUnsafeBytes { try target.run($0) }
            } catch {
                Issue.record("\(line): \(error)")
            }
        }
    }

    private static let fixtures: String = {
        var parts = #filePath.split(separator: "/")
        parts.removeLast(3)
        return "/" + parts.joined(separator: "/") + "/Fixtures/fuzz"
    }()

    private static func target(_ name: String) throws -> FuzzTarget {
        try #require(try FuzzCatalog.targets().first { $0.name == name })
    }
}

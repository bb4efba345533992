import Foundation
import Testing
import Zarr
import ZarrStorage
import ZarrTesting

/// Writes, appends, resizes and changes of attributes whose requests fail by chance: before they are carried out, after it, in
/// the middle. Afterwards each chunk or shard holds all of its old or all of its new elements, interrupted appends recover,
/// and nothing is stuck.
@Suite struct FaultRunTests {
    enum Way: String, CaseIterable { case memory, awaited, files }

    @Test(arguments: Way.allCases) func whatFailsLeavesOldOrNewValues(way: Way) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("faults-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        var failed = 0
        for seed in TestSeed.seeds(40) {
            let number = UInt64(Way.allCases.firstIndex(of: way) ?? 0)
            let run = FaultRun(seed: seed &+ number &* 0xD1B5_4A32_D192_ED03)
            do {
                switch way {
                case .memory: try await run.run(MemoryStore())
                case .awaited: try await run.run(AwaitedStore(MemoryStore()))
                case .files:
                    let path = directory.path + "/\(seed)"
                    try await run.run(FileSystemStore(root: path, durability: .none))
                    let left = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
                    try #require(left.filter { $0.hasSuffix("__lock") || $0.hasSuffix("__partial") } == [])
                }
                failed += run.failed
            } catch {
                Issue.record(
                    "\(error)\n\(run.history.joined(separator: "\n"))\n\(TestSeed.repeating(seed)), \(way)")
                return
            }
        }
        #expect(failed > 0 || TestSeed.isAsked)
        if TestSeed.isAsked { print("\(failed) operations failed by way of \(way), and all values are sound") }
    }
}

extension FaultRunTests {
    /// A store that forgets one write, whichever it is: some run finds its elements missing.
    @Test(arguments: [false, true]) func theRunsFindWhatIsLost(isAwaited: Bool) async throws {
        var isFound = false
        // Many a write is of a journal, or written over later: one run in four or so shows it.
        for number in 0..<300 where !isFound {
            let base = FaultStore(MemoryStore(), [StoreFault(.set, 4 + number % 20, .forget)])
            do {
                try await FaultRun(seed: UInt64(number)).run(isAwaited ? AwaitedStore(base) : base)
            } catch is ConformanceFailure {
                isFound = true
            } catch is ZarrError {
                // A document that was never written.
                continue
            }
        }
        #expect(isFound)
    }
}

/// A group of two arrays of 6 columns, and what is in them.
private final class FaultRun {
    private static let width = 6
    private static let names = ["plain", "shard"]

    private var random: SeededGenerator
    private(set) var history: [String] = []
    private(set) var failed = 0
    private let format: FormatIdentifier
    /// The rows of a chunk or shard by the name of the array; its columns are half of all.
    private let unit: [String: Int]
    private var counter: Int32 = 0

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        format = random.oneIn(3) ? .zarr2 : .zarr3
        unit = ["plain": 4, "shard": format == .zarr2 ? 5 : 6]
    }

    /// The rows of an array.
    private typealias Rows = [[Int32]]

    private var context: ZarrContext {
        var context = ZarrContext.standard
        // Nobody waits long for a lease whose end was not heard of.
        context.lease = .milliseconds(100)
        return context
    }

    func run(_ base: any Store) async throws {
        for name in Self.names {
            let isSharded = name == "shard" && format == .zarr3
            _ = try await ZarrArray.create(
                in: base, at: "g/" + name,
                ArrayLayout(
                    shape: [0, Self.width], dataType: .int32, chunks: isSharded ? [2, 3] : [unit[name] ?? 1, 3],
                    shards: isSharded ? [6, 3] : nil,
                    codecs: name == "plain" && random.oneIn(2) ? [] : [.zstd(level: 1)], format: format))
            _ = try await open(base, name).append(try values(random.number(0...14)))
        }
        for _ in 0..<random.number(4...10) {
            let faults = RandomFaults(
                seed: random.next(), oneIn: random.pick(4, 8, 20, 60), cutsReads: random.oneIn(2))
            let faulty = FaultStore(base, random: faults)
            switch random.number(0...7) {
            case 0, 1: try await write(base, faulty)
            case 2: try await append(base, faulty, .shared)
            case 3: try await append(base, faulty, .published)
            case 4, 5: try await appendToGroup(base, faulty)
            case 6: try await resize(base, faulty)
            default: try await changeAttributes(base, faulty)
            }
        }
        try await finish(base)
    }

    /// Without faults again: all works, growing shows fill, and nothing is left behind.
    private func finish(_ base: any Store) async throws {
        history.append("finish")
        var old: [String: Rows] = [:]
        for name in Self.names { old[name] = try await read(base, name) }
        let new = try values(2)
        try await ZarrGroup.open(in: base, at: "g", context: context)
            .append(Dictionary(uniqueKeysWithValues: Self.names.map { ($0, new.erased) }))
        for name in Self.names {
            let before = old[name] ?? []
            try await demand(try await read(base, name) == before + Self.rows(new), "\(name) after the last append")
            try await open(base, name).resize(to: [before.count + 12, Self.width])
            let fill = Rows(repeating: [Int32](repeating: 0, count: Self.width), count: 10)
            try await demand(
                try await read(base, name) == before + Self.rows(new) + fill,
                "\(name) shows what was left behind its end")
        }
        let left = try await base.list(.root).filter { $0.name.hasPrefix("__") }
        try await demand(left.isEmpty, "left behind: \(left)")
    }

    // Operations

    private func write(_ base: any Store, _ faulty: FaultStore) async throws {
        let name = random.pick("plain", "shard")
        let old = try await read(base, name)
        guard !old.isEmpty else { return }
        let start = random.number(0...old.count - 1)
        let stop = random.number(start + 1...old.count)
        let left = random.number(0...Self.width - 1)
        let right = random.number(left + 1...Self.width)
        // Fill is written, too.
        let new = try NDArray(shape: [stop - start, right - left], repeating: random.oneIn(5) ? 0 : next())
        var wanted = old
        for row in start..<stop {
            for column in left..<right { wanted[row][column] = new.elements[0] }
        }
        let isDone = try await attempt("write \(name) \(start)..<\(stop), \(left)..<\(right)") {
            try await open(faulty, name).write(new, at: [start..<stop, left..<right])
        }
        try await judge(base, name, isDone ? [wanted] : [old, wanted])
    }

    private func append(_ base: any Store, _ faulty: FaultStore, _ mode: AppendMode) async throws {
        let name = random.pick("plain", "shard")
        let old = try await read(base, name)
        let new = try values(random.number(1...9))
        let isDone = try await attempt("append \(mode) \(new.shape[0]) rows to \(name), which has \(old.count)") {
            _ = try await open(faulty, name).append(new, as: mode)
        }
        let wanted = old + Self.rows(new)
        if isDone { return try await judge(base, name, [wanted]) }
        let found = try await read(base, name)
        if mode == .published {
            try await demand(found == old || found == wanted, "\(name) is \(found)")
            // What the next appender does.
            try await ZarrGroup.finishAppend(in: base, at: "g/" + name, context: context)
            try await demand(try await read(base, name) == found, "\(name) has changed by recovering")
        } else if found.count != old.count {
            let reserved = old + Rows(repeating: [Int32](repeating: 0, count: Self.width), count: new.shape[0])
            try await judge(base, name, [reserved, wanted])
        } else {
            try await demand(found == old, "\(name) is \(found)")
        }
    }

    private func appendToGroup(_ base: any Store, _ faulty: FaultStore) async throws {
        var old: [String: Rows] = [:]
        for name in Self.names { old[name] = try await read(base, name) }
        let new = try values(random.number(1...9))
        let isDone = try await attempt("append \(new.shape[0]) rows to both of \(old.mapValues(\.count))") {
            try await ZarrGroup.open(in: faulty, at: "g", context: context)
                .append(Dictionary(uniqueKeysWithValues: Self.names.map { ($0, new.erased) }))
        }
        var shown = 0
        for name in Self.names {
            let before = old[name] ?? []
            let found = try await read(base, name)
            try await demand(found == before || found == before + Self.rows(new), "\(name) is \(found)")
            shown += found.count == before.count ? 0 : 1
        }
        if isDone { return try await demand(shown == 2, "one array has not grown") }
        try await ZarrGroup.finishAppend(in: base, at: "g", context: context)
        var grown = 0
        for name in Self.names {
            let before = old[name] ?? []
            let found = try await read(base, name)
            try await demand(found == before || found == before + Self.rows(new), "\(name) is \(found)")
            grown += found.count == before.count ? 0 : 1
        }
        try await demand(grown != 1 && (shown == 0 || grown == 2), "\(shown) arrays had grown, \(grown) have after it")
    }

    private func resize(_ base: any Store, _ faulty: FaultStore) async throws {
        let name = random.pick("plain", "shard")
        let old = try await read(base, name)
        let count = random.number(0...old.count + 6)
        let isDone = try await attempt("resize \(name) from \(old.count) to \(count)") {
            try await open(faulty, name).resize(to: [count, Self.width])
        }
        let fill = Rows(repeating: [Int32](repeating: 0, count: Self.width), count: max(old.count, count))
        let kept = old.prefix(count) + fill
        let found = try await read(base, name)
        if isDone || found.count == count {
            try await demand(found == Array(kept.prefix(count)), "\(name) is \(found)")
        } else {
            // What is to be cut off may be fill already.
            try await judge(base, name, [old, Array(kept.prefix(old.count))])
        }
    }

    private func changeAttributes(_ base: any Store, _ faulty: FaultStore) async throws {
        let name = random.pick("plain", "shard")
        let key = "\(random.number(0...3))"
        let value = Int(next())
        let isArray = random.oneIn(2)
        func found() async throws -> JSONObject {
            if isArray { return try await open(base, name).attributes() }
            return try await ZarrGroup.open(in: base, at: "g").attributes()
        }
        let old = try await found()
        let isDone = try await attempt("attribute \(key)") {
            let change: (inout JSONObject) -> Void = { $0[key] = .number(JSONNumber(value)) }
            if isArray {
                try await open(faulty, name).updateAttributes(change)
            } else {
                try await ZarrGroup.open(in: faulty, at: "g", context: context).updateAttributes(change)
            }
        }
        var wanted = old
        wanted[key] = .number(JSONNumber(value))
        let now = try await found()
        try await demand(now == wanted || !isDone && now == old, "the attributes are \(now)")
    }

    // What they have in common

    private func next() -> Int32 {
        counter += 1
        return counter
    }

    private func values(_ rows: Int) throws -> NDArray<Int32> {
        try NDArray(shape: [rows, Self.width], repeating: next())
    }

    private static func rows(_ array: NDArray<Int32>) -> Rows {
        (0..<array.shape[0]).map { Array(array.elements[$0 * width..<($0 + 1) * width]) }
    }

    private func open(_ store: any Store, _ name: String) async throws -> ZarrArray {
        try await ZarrArray.open(in: store, at: "g/" + name, context: context)
    }

    private func read(_ base: any Store, _ name: String) async throws -> Rows {
        Self.rows(try await open(base, name).read(as: Int32.self))
    }

    /// Whether an operation succeeded; it may fail with a `ZarrError` and no other way.
    private func attempt(_ label: String, _ body: () async throws -> Void) async throws -> Bool {
        do {
            try await body()
            history.append(label)
            return true
        } catch let error as ZarrError {
            failed += 1
            history.append("\(label): \(error)")
            return false
        }
    }

    private func demand(_ isTrue: Bool, _ message: String) async throws {
        guard isTrue else { throw ConformanceFailure(message) }
    }

    /// Each chunk or shard is as in one of the candidates.
    private func judge(_ base: any Store, _ name: String, _ candidates: [Rows]) async throws {
        let found = try await read(base, name)
        try await demand(candidates.contains { $0.count == found.count }, "\(name) has \(found.count) rows")
        let height = unit[name] ?? 1
        for row in stride(from: 0, to: found.count, by: height) {
            for column in stride(from: 0, to: Self.width, by: 3) {
                func part(_ rows: Rows) -> Rows {
                    rows[row..<min(row + height, rows.count)].map { Array($0[column..<column + 3]) }
                }
                try await demand(
                    candidates.contains { $0.count == found.count && part($0) == part(found) },
                    "rows \(row)... and columns \(column)... of \(name) are neither old nor new: \(part(found))")
            }
        }
    }
}

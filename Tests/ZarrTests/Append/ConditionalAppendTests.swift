import Testing
import Zarr
import ZarrFormats
import ZarrStorage
import ZarrTesting

/// Appends and other changes of metadata in stores that are awaited and have conditions but no locks.
@Suite struct ConditionalAppendTests {
    private static func context(lease: Duration) -> ZarrContext {
        var context = ZarrContext.standard
        context.lease = lease
        return context
    }

    private static func create(_ base: MemoryStore, _ path: String = "a", as format: FormatIdentifier) async throws {
        _ = try await ZarrArray.create(
            in: base, at: path,
            ArrayLayout(shape: [0, 2], dataType: .int32, chunks: [5, 2], codecs: [], format: format))
    }

    /// A program of its own, as far as one can tell, whose requests are late.
    private static func program(_ base: MemoryStore, _ number: Int, oneIn: Int = 0) -> FaultStore {
        FaultStore(
            AwaitedStore(base, identity: "program \(number)"),
            random: RandomFaults(seed: UInt64(number), oneIn: oneIn, latency: .milliseconds(1)))
    }

    private static func rows(_ value: Int) throws -> NDArray<Int32> {
        try NDArray(shape: [3, 2], [Int32](repeating: Int32(value), count: 6))
    }

    @Test(arguments: [AppendMode.shared, .published], [FormatIdentifier.zarr3, .zarr2])
    func twoProgramsAppend(mode: AppendMode, format: FormatIdentifier) async throws {
        let base = MemoryStore()
        try await Self.create(base, as: format)
        let blocks = 12
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<2 {
                group.addTask {
                    let array = try await ZarrArray.open(
                        in: Self.program(base, number), at: "a", context: Self.context(lease: .seconds(20)))
                    for block in 0..<blocks {
                        _ = try await array.append(Self.rows(1 + number * blocks + block), as: mode)
                    }
                }
            }
            try await group.waitForAll()
        }
        let array = try await ZarrArray.open(in: base, at: "a")
        #expect(array.shape == [6 * blocks, 2])
        let found = try await array.read(as: Int32.self).elements
        let values = stride(from: 0, to: found.count, by: 6).map { found[$0] }
        #expect(values.sorted() == Array(1...Int32(2 * blocks)))
        let whole = values.flatMap { value in [Int32](repeating: value, count: 6) }
        #expect(found == whole)
        // Nothing is left of the leases and journals.
        let names = try await base.list(StorePrefix("a")).map(\.name)
        #expect(names.filter { $0.hasPrefix("__") } == [])
    }

    /// The same where requests fail: what fails is done again, and may have been done already.
    @Test(arguments: [AppendMode.shared, .published]) func twoProgramsAppendThroughFaults(mode: AppendMode) async throws
    {
        let base = MemoryStore()
        try await Self.create(base, as: .zarr3)
        let blocks = 8
        let ranges = try await withThrowingTaskGroup(of: [Int32: Range<Int>].self) { group in
            for number in 0..<2 {
                group.addTask {
                    let store = Self.program(base, number, oneIn: 12)
                    var own: [Int32: Range<Int>] = [:]
                    for _ in 0..<400 where own.count < blocks {
                        let value = 1 + number * blocks + own.count
                        do {
                            let array = try await ZarrArray.open(
                                in: store, at: "a", context: Self.context(lease: .seconds(2)))
                            own[Int32(value)] = try await array.append(Self.rows(value), as: mode)
                        } catch is ZarrError {
                            continue
                        }
                    }
                    return own
                }
            }
            return try await group.reduce(into: [:]) { $0.merge($1) { own, _ in own } }
        }
        #expect(ranges.count == 2 * blocks)
        let found = try await ZarrArray.open(in: base, at: "a").read(as: Int32.self).elements
        for (value, range) in ranges {
            #expect(found[2 * range.lowerBound..<2 * range.upperBound].allSatisfy { $0 == value })
        }
        let starts = ranges.values.map(\.lowerBound).sorted()
        #expect(zip(starts, starts.dropFirst()).allSatisfy { $1 - $0 >= 3 })
        // A length that was published has its data.
        if mode == .published { #expect(!found.contains(0)) }
    }

    /// What was sent without an answer is not taken for the same change by another program.
    @Test func reservedRangesNeverOverlap() async throws {
        let base = MemoryStore()
        try await Self.create(base, as: .zarr3)
        let other = try await ZarrArray.open(in: base, at: "a")
        let store = MeddledStore(base) { key, number, isDone in
            // The other one grows the array as far before this change gets there, whose answer is lost then.
            if key.name == "zarr.json", number < 2 {
                if !isDone { _ = try await other.append(Self.rows(1)) } else { return .lost }
            }
            return .given
        }
        let array = try await ZarrArray.open(in: store, at: "a")
        let range = try await array.append(Self.rows(2))
        let found = try await ZarrArray.open(in: base, at: "a")
        #expect(try await found.read(.rows(range), as: Int32.self).elements == Self.rows(2).elements)
        let all = try await found.read(as: Int32.self).elements
        #expect(all.filter { $0 == 1 }.count == 6)
    }

    @Test(arguments: [FormatIdentifier.zarr3, .zarr2])
    func attributesOfTwoProgramsAreKept(format: FormatIdentifier) async throws {
        let base = MemoryStore()
        try await Self.create(base, "g/a", as: format)
        let count = 15
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<2 {
                group.addTask {
                    let store = Self.program(base, number)
                    let array = try await ZarrArray.open(in: store, at: "g/a")
                    let parent = try await ZarrGroup.open(in: store, at: "g")
                    for place in 0..<count {
                        let change: (inout JSONObject) -> Void = { attributes in
                            attributes["\(number).\(place)"] = 1
                            attributes["sum"] = .number(JSONNumber((attributes["sum"]?.intValue ?? 0) + 1))
                        }
                        try await array.updateAttributes(change)
                        try await parent.updateAttributes(change)
                    }
                }
            }
            try await group.waitForAll()
        }
        for attributes in [
            try await ZarrArray.open(in: base, at: "g/a").attributes(),
            try await ZarrGroup.open(in: base, at: "g").attributes(),
        ] {
            #expect(attributes.count == 2 * count + 1)
            #expect(attributes["sum"]?.intValue == 2 * count)
        }
    }

    /// Nobody knows whether a change was made that somebody else has overtaken: it is not made twice.
    @Test func anUnclearChangeIsSaid() async throws {
        let base = MemoryStore()
        try await Self.create(base, as: .zarr3)
        let other = try await ZarrArray.open(in: base, at: "a")
        let store = MeddledStore(base) { _, number, isDone in
            guard isDone, number == 0 else { return .given }
            try await other.updateAttributes { $0["other"] = 1 }
            return .lost
        }
        let array = try await ZarrArray.open(in: store, at: "a")
        let error = await #expect(throws: ZarrError.self) {
            try await array.updateAttributes { $0["count"] = .number(JSONNumber(($0["count"]?.intValue ?? 0) + 1)) }
        }
        #expect(error?.code == .conflict)
        #expect(error?.hint != nil)
        let found = try await ZarrArray.open(in: base, at: "a").attributes()
        #expect(found == ["count": 1, "other": 1])
        // An answer that is lost by itself is none: the document says whose it is.
        let lost = MeddledStore(base) { _, number, isDone in isDone && number == 0 ? .lost : .given }
        try await ZarrArray.open(in: lost, at: "a").updateAttributes { $0["third"] = 1 }
        #expect(lost.sets == 1)
        #expect(try await ZarrArray.open(in: base, at: "a").attributes().count == 3)
    }

    /// A program that was killed in the middle of a published append: the next one takes over, and clears what it left.
    @Test func aDeadAppenderIsCleared() async throws {
        let base = MemoryStore()
        try await Self.create(base, as: .zarr3)
        let first = try await ZarrArray.open(in: AwaitedStore(base), at: "a")
        _ = try await first.append(Self.rows(1))
        // Its data is there, and its journal and its lease are.
        let dead = try await ZarrArray.open(in: base, at: "a")
        try await dead.resize(to: [9, 2])
        try await dead.write(NDArray(shape: [6, 2], [Int32](repeating: 7, count: 12)), at: [3..<9])
        let document = try #require(try await base.get(StoreKey("a/zarr.json")))
        let shrunk = try #require(document.utf8).replacing("9,", with: "3,")
        try await base.set(StoreKey("a/zarr.json"), Bytes(shrunk.utf8))
        #expect(try await ZarrArray.open(in: base, at: "a").shape == [3, 2])
        try await base.set(
            StoreKey("a/__append__.json"),
            Bytes(#"{"arrays": [{"path": "", "from": [3, 2], "to": [9, 2]}], "written": false}"#.utf8))
        try await base.set(StoreKey("a/__append__.json.__lock"), Bytes(#"{"owner": "dead"}"#.utf8))

        let next = try await ZarrArray.open(
            in: AwaitedStore(base), at: "a", context: Self.context(lease: .milliseconds(30)))
        _ = try await next.append(Self.rows(2), as: .published)
        #expect(next.shape == [6, 2])
        try await next.resize(to: [9, 2])
        let found = try await next.read(as: Int32.self).elements
        let wanted: [Int32] = [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 0, 0, 0, 0, 0, 0]
        #expect(found == wanted)
        #expect(try await base.list(StorePrefix("a")).map(\.name).filter { $0.hasPrefix("__") } == [])
    }

    /// A lease that is renewed is not taken over, however long it is held.
    @Test func aLivingAppenderIsWaitedFor() async throws {
        let base = MemoryStore()
        try await Self.create(base, as: .zarr3)
        let term = Duration.milliseconds(600)
        let slow = try await ZarrArray.open(
            in: AwaitedStore(base, identity: "slow"), at: "a", context: Self.context(lease: term))
        let next = try await ZarrArray.open(
            in: AwaitedStore(base, identity: "next"), at: "a", context: Self.context(lease: term))
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (began, begin) = AsyncStream<Void>.makeStream()
            group.addTask {
                try await slow.append(count: 3, as: .published) { array, range in
                    begin.finish()
                    try await Task.sleep(for: term * 2)
                    try await array.write(Self.rows(1), at: .rows(range))
                }
            }
            for await _ in began {}
            _ = try await next.append(Self.rows(2), as: .published)
            try await group.waitForAll()
        }
        let found = try await ZarrArray.open(in: base, at: "a").read(as: Int32.self).elements
        let wanted: [Int32] = [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]
        #expect(found == wanted)
    }
}

extension Selection {
    fileprivate static func rows(_ range: Range<Int>) -> Selection { [Selection.Axis(range), .all] }
}

import Testing
import ZarrBase
import ZarrCodecs
import ZarrTesting

@testable import Zarr

/// Who has the workers and the memory, told by counting what ran: gates hold work up, no clock decides anything.
@Suite struct WorkerPoolTests {
    /// A pool whose workers give way after every item while somebody waits.
    private static func pool(width: Int, memory: Int = .max) -> WorkerPool {
        WorkerPool(width: width, memory: memory, limits: DecodingLimits(), slice: .zero)
    }

    /// Adds a job whose first item a worker holds until `gate` opens; the rest only count.
    private static func addHeldJob(_ pool: WorkerPool, count: Int, _ gate: WorkGate, _ items: Counter) async -> Job {
        let held = Counter()
        let job = pool.makeJob(count: count) { share, _ in
            while let item = share.next() {
                if item == 0 {
                    held.add()
                    gate.pass()
                }
                items.add()
            }
        }
        pool.add(job) { _ in }
        while held.value == 0 { await Task.yield() }
        return job
    }

    @Test func aSmallJobGetsThroughWhileALargeOneRuns() async throws {
        let pool = Self.pool(width: 1)
        let (gate, items, seen) = (WorkGate(), Counter(), Counter())
        _ = await Self.addHeldJob(pool, count: 1000, gate, items)
        async let small: Void = pool.run(count: 1) { share, _ in
            while share.next() != nil { seen.add(items.value) }
        }
        await pool.lineIs(1)
        gate.open()
        try await small
        #expect(seen.value == 1)
        try await pool.run(count: 1) { _, _ in }
    }

    /// Each small job adds the next one before it ends, so that there is always one in line.
    @Test func aLargeJobDoesNotStarveUnderAStreamOfSmallOnes() async throws {
        let pool = Self.pool(width: 1)
        let (gate, items, small) = (WorkGate(), Counter(), Counter())
        let large = await Self.addHeldJob(pool, count: 100, gate, items)
        SmallJobs(pool, whileRunning: large, small).add()
        await pool.lineIs(1)
        gate.open()
        while large.hasItems { await Task.yield() }
        #expect((99...101).contains(small.value), "\(small.value)")
    }

    private final class SmallJobs: Sendable {
        private let pool: WorkerPool
        private let large: Job
        private let count: Counter

        init(_ pool: WorkerPool, whileRunning large: Job, _ count: Counter) {
            self.pool = pool
            self.large = large
            self.count = count
        }

        func add() {
            let job = pool.makeJob(count: 1) { share, _ in
                while share.next() != nil {
                    guard self.large.hasItems else { continue }
                    self.count.add()
                    self.add()
                }
            }
            pool.add(job) { _ in }
        }
    }

    @Test func jobsHaveAsManyTurnsAsEachOther() async throws {
        let pool = Self.pool(width: 1)
        let gate = WorkGate()
        let counters = (0..<5).map { _ in Counter() }
        let held = await Self.addHeldJob(pool, count: 1, gate, Counter())
        let most = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in counters.indices {
                group.addTask {
                    try await pool.run(count: 200) { share, _ in
                        while share.next() != nil {
                            counters[number].add()
                            let values = counters.map(\.value)
                            most.raise(to: (values.max() ?? 0) - (values.min() ?? 0))
                        }
                    }
                }
            }
            await pool.lineIs(5)
            gate.open()
            try await group.waitForAll()
        }
        #expect(counters.map(\.value) == [200, 200, 200, 200, 200])
        #expect(most.value == 1)
        #expect(!held.hasItems)
    }

    @Test func whoAloneIsAtWorkIsNotInterrupted() async throws {
        let pool = Self.pool(width: 1)
        let (turns, items) = (Counter(), Counter())
        try await pool.run(count: 1000) { share, _ in
            turns.add()
            while share.next() != nil { items.add() }
        }
        #expect(turns.value == 1)
        #expect(items.value == 1000)
    }

    @Test func aCancelledJobStopsAtTheNextItemAndGivesItsMemoryBack() async throws {
        let pool = Self.pool(width: 2, memory: 1 << 20)
        let (gate, items, atWork) = (WorkGate(), Counter(), Counter())
        let task = Task {
            try await pool.run(count: 1000, memory: 1 << 10) { share, worker in
                while share.next() != nil {
                    let scratch = worker.takeScratch()
                    defer { worker.giveBack(scratch) }
                    try scratch.resize(to: 1 << 16)
                    items.add()
                    atWork.add()
                    gate.pass()
                }
            }
        }
        while atWork.value < 2 { await Task.yield() }
        #expect(pool.load.memory == 2 << 10)
        task.cancel()
        gate.open()
        await #expect(throws: ZarrError.self) { try await task.value }
        #expect(items.value == 2)
        #expect(pool.load == WorkerPool.Load(waiting: 0, memory: 0, scratch: 0))
    }

    @Test func aCancelledJobLeavesTheLineWhileTheWorkersAreBusy() async throws {
        let pool = Self.pool(width: 1)
        let (gate, items) = (WorkGate(), Counter())
        let held = await Self.addHeldJob(pool, count: 1, gate, Counter())
        let task = Task { try await pool.run(count: 10) { share, _ in while share.next() != nil { items.add() } } }
        await pool.lineIs(1)
        task.cancel()
        await #expect(throws: ZarrError.self) { try await task.value }
        #expect(pool.load.waiting == 0)
        gate.open()
        try await pool.run(count: 1) { _, _ in }
        #expect(items.value == 0)
        #expect(!held.hasItems)
    }

    @Test func theScratchOfAnErrorIsFreed() async throws {
        let pool = Self.pool(width: 2)
        await #expect(throws: ZarrError.self) {
            try await pool.run(count: 1) { share, worker in
                let scratch = worker.takeScratch()
                defer { worker.giveBack(scratch) }
                try scratch.resize(to: 1 << 16)
                throw ZarrError(.io, "broken")
            }
        }
        #expect(pool.load == WorkerPool.Load(waiting: 0, memory: 0, scratch: 0))
    }

    @Test func scratchBeyondEverydayChunksIsNotKept() async throws {
        let pool = Self.pool(width: 1)
        for size in [1 << 20, JobQueue.scratchKept + 1] {
            try await pool.run(count: 1) { share, worker in
                let scratch = worker.takeScratch()
                try scratch.resize(to: size)
                worker.giveBack(scratch)
            }
        }
        #expect(pool.load.scratch <= JobQueue.scratchKept)
        try pool.runInline { worker in
            let scratch = worker.takeScratch()
            try scratch.resize(to: JobQueue.scratchKept + 1)
            worker.giveBack(scratch)
        }
        #expect(pool.load.scratch <= JobQueue.scratchKept)
    }

    /// Two workers are at the job where memory is for two, whatever the number of threads; what is too large is alone.
    @Test(arguments: [(40, 2), (50, 2), (51, 1), (100, 1), (1000, 1), (0, 4)])
    func memoryBoundsHowManyWorkAtOnce(bytes: Int, expected: Int) async throws {
        let pool = Self.pool(width: 4, memory: 100)
        let (atWork, most) = (Counter(), Counter())
        let gate = WorkGate()
        async let job: Void = pool.run(count: 100, memory: bytes) { share, _ in
            while share.next() != nil {
                atWork.add()
                most.raise(to: atWork.value)
                gate.pass()
                atWork.add(-1)
            }
        }
        while atWork.value < expected { await Task.yield() }
        #expect(pool.load.memory == min(100, bytes) * expected)
        gate.open()
        try await job
        #expect(most.value == expected)
        #expect(pool.load.memory == 0)
    }

    @Test func whoWaitsForMemoryIsNotOvertaken() async throws {
        let pool = Self.pool(width: 2, memory: 100)
        let gate = WorkGate()
        let order = WorkLog()
        async let held: Void = pool.reserving(60) { await gate.opened() }
        while pool.load.memory < 60 { await Task.yield() }
        async let large: Void = pool.reserving(80) { order.add("large") }
        await pool.lineIs(1)
        // There is room for it, but one came before.
        async let small: Void = pool.reserving(10) { order.add("small") }
        await pool.lineIs(2)
        // A job that takes nothing waits for nobody.
        try await pool.run(count: 1) { _, _ in order.add("free") }
        async let job: Void = pool.run(count: 1, memory: 100) { _, _ in order.add("job") }
        await pool.lineIs(3)
        #expect(order.lines == ["free"])
        gate.open()
        _ = try await (held, large, small, job)
        let found = order.lines
        #expect(found.count == 4)
        #expect(found.last == "job")
        #expect(pool.load == WorkerPool.Load(waiting: 0, memory: 0, scratch: 0))
    }

    @Test func whoIsCancelledWhileWaitingForMemoryLetsTheOthersGoOn() async throws {
        let pool = Self.pool(width: 1, memory: 100)
        let gate = WorkGate()
        async let held: Void = pool.reserving(60) { await gate.opened() }
        while pool.load.memory < 60 { await Task.yield() }
        let large = Task { try await pool.reserving(100) {} }
        await pool.lineIs(1)
        let small = Task { try await pool.reserving(40) {} }
        await pool.lineIs(2)
        large.cancel()
        await #expect(throws: ZarrError.self) { try await large.value }
        try await small.value
        gate.open()
        try await held
        let late = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await pool.reserving(1) {}
        }
        await #expect(throws: ZarrError.self) { try await late.value }
        #expect(pool.load.memory == 0)
    }

    @Test func backgroundWorkWaitsUntilNobodyElseDoes() async throws {
        let pool = Self.pool(width: 1)
        let gate = WorkGate()
        let order = WorkLog()
        let held = await Self.addHeldJob(pool, count: 1, gate, Counter())
        async let background: Void = pool.run(count: 3, isBackground: true) { share, _ in
            while let item = share.next() { order.add("background \(item)") }
        }
        await pool.lineIs(1)
        async let job: Void = pool.run(count: 2) { share, _ in
            while let item = share.next() { order.add("job \(item)") }
        }
        await pool.lineIs(2)
        gate.open()
        _ = try await (background, job)
        #expect(
            order.lines == ["job 0", "job 1", "background 0", "background 1", "background 2"])
        #expect(!held.hasItems)
    }

    /// Whoever is told of the end of a job may be held by the job: both would stay if the end were not told.
    @Test func backgroundWorkThatWasNotBegunEndsWithThePool() async {
        let (gate, ended) = (WorkGate(), Counter())
        do {
            let pool = Self.pool(width: 1)
            _ = await Self.addHeldJob(pool, count: 1, gate, Counter())
            pool.add(pool.makeJob(count: 1, isBackground: true) { _, _ in }) { error in
                if error != nil { ended.add() }
            }
            await pool.lineIs(1)
        }
        #expect(ended.value == 1)
        gate.open()
    }

    /// Jobs and reservations of all sizes, some cancelled: every item of the others runs once, and all comes back.
    @Test(arguments: TestSeed.seeds(20)) func everythingEnds(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let pool = Self.pool(width: Int.random(in: 1...4, using: &random), memory: 100)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<60 {
                let count = Int.random(in: 1...50, using: &random)
                let memory = Int.random(in: 0...120, using: &random)
                let isCancelled = Int.random(in: 0..<4, using: &random) == 0
                let isReservation = Int.random(in: 0..<3, using: &random) == 0
                let isBackground = Int.random(in: 0..<4, using: &random) == 0
                group.addTask {
                    let items = Counter()
                    let task = Task {
                        if isReservation {
                            try await pool.reserving(memory) {
                                await Task.yield()
                                items.add(count)
                            }
                        } else {
                            try await pool.run(count: count, memory: memory, isBackground: isBackground) { share, _ in
                                while share.next() != nil { items.add() }
                            }
                        }
                    }
                    if isCancelled { task.cancel() }
                    let result = await task.result
                    if case .success = result {
                        #expect(items.value == count, "\(TestSeed.repeating(seed))")
                    } else {
                        #expect(isCancelled && items.value <= count, "\(TestSeed.repeating(seed))")
                    }
                }
            }
        }
        #expect(pool.load.memory == 0, "\(TestSeed.repeating(seed))")
        #expect(pool.load.waiting == 0, "\(TestSeed.repeating(seed))")
    }
}

extension WorkerPool {
    /// Waits until so many stand in line.
    fileprivate func lineIs(_ count: Int) async {
        while load.waiting != count { await Task.yield() }
    }
}

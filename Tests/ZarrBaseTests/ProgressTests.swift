import Testing
import ZarrBase

@Suite struct ProgressTests {
    @Test func countsFromManyTasks() async {
        let counter = ProgressCounter(total: 4000)
        #expect(counter.completed == 0)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { for _ in 0..<1000 { counter.add(1) } }
            }
        }
        #expect(counter.completed == counter.total)
    }
}

import Foundation
import Synchronization

/// Holds up the threads that come until it is opened.
final class WorkGate: @unchecked Sendable {
    private let condition = NSCondition()
    private var isOpen = false

    func open() {
        condition.withLock {
            isOpen = true
            condition.broadcast()
        }
    }

    /// Waits, with the thread.
    func pass() { condition.withLock { while !isOpen { condition.wait() } } }

    /// Waits, without one.
    func opened() async { while !condition.withLock({ isOpen }) { await Task.yield() } }
}

/// A number that several threads change.
final class Counter: Sendable {
    private let number = Mutex(0)

    var value: Int { number.withLock { $0 } }
    func add(_ amount: Int = 1) { number.withLock { $0 += amount } }
    func raise(to value: Int) { number.withLock { $0 = max($0, value) } }
}

/// What several threads did, in order.
final class WorkLog: Sendable {
    private let list = Mutex<[String]>([])

    var lines: [String] { list.withLock { $0 } }
    func add(_ line: String) { list.withLock { $0.append(line) } }
}

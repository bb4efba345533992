/// Who stands in the line of a ``JobQueue``.
enum LineEntry {
    case job(Job)
    case reservation(Reservation)

    func isJob(_ job: Job) -> Bool {
        if case .job(let other) = self { other === job } else { false }
    }

    func isReservation(_ reservation: Reservation) -> Bool {
        if case .reservation(let other) = self { other === reservation } else { false }
    }
}

/// A task that waits for memory or holds it.
///
/// It is `@unchecked Sendable` because what changes is guarded by the lock of the line.
final class Reservation: @unchecked Sendable {
    let bytes: Int
    var isCancelled = false
    var error: (any Error)?
    var continuation: CheckedContinuation<Void, any Error>?

    init(bytes: Int) { self.bytes = max(0, bytes) }
}

/// Decides which transfer begins when: at most so many at once, in all and to one origin; first come, first served within
/// an origin, and in turn between origins, so that a slow peer holds up only what is for itself.
///
/// A pure value: it neither performs transfers nor reads the clock.
struct Admission {
    private struct Waiter {
        let origin: Origin
        let deadline: ContinuousClock.Instant
        var previous: TransferID?
        var next: TransferID?
    }

    /// The transfers to one origin. Those waiting are a list linked through `waiters`, so that any can leave cheaply.
    private struct Line {
        var first: TransferID?
        var last: TransferID?
        var inFlight = 0
        /// Whether the origin stands in `turns`.
        var hasTurn = false
    }

    private let maxInFlight: Int
    private let maxInFlightPerOrigin: Int
    private var inFlight = 0
    private var waiters: [TransferID: Waiter] = [:]
    private var lines: [Origin: Line] = [:]
    /// The origins to look at next, each at most once.
    private var turns: [Origin] = []

    /// No waiting transfer's deadline is earlier; it may be that of one that waits no more.
    private(set) var earliestDeadline: ContinuousClock.Instant?

    init(maxInFlight: Int, maxInFlightPerOrigin: Int) {
        self.maxInFlight = maxInFlight
        self.maxInFlightPerOrigin = maxInFlightPerOrigin
    }

    var isIdle: Bool { inFlight == 0 && waiters.isEmpty }

    mutating func enqueue(_ id: TransferID, origin: Origin, deadline: ContinuousClock.Instant) {
        let last = lines[origin]?.last
        waiters[id] = Waiter(origin: origin, deadline: deadline, previous: last, next: nil)
        if let last {
            waiters[last]?.next = id
        } else {
            lines[origin, default: Line()].first = id
        }
        lines[origin, default: Line()].last = id
        earliestDeadline = earliestDeadline.map { min($0, deadline) } ?? deadline
        giveTurn(origin)
    }

    /// Takes the transfer whose turn it is from waiting to in flight; nil if none may begin now.
    mutating func startNext() -> TransferID? {
        guard inFlight < maxInFlight else { return nil }
        while !turns.isEmpty {
            let origin = turns.removeFirst()
            lines[origin]?.hasTurn = false
            if let id = lines[origin]?.first {
                removeWaiting(id)
                lines[origin, default: Line()].inFlight += 1
                inFlight += 1
                giveTurn(origin)
                return id
            }
            forgetIfUnused(origin)
        }
        return nil
    }

    /// A transfer in flight ended, in whatever way.
    mutating func finish(origin: Origin) {
        inFlight -= 1
        lines[origin]?.inFlight -= 1
        giveTurn(origin)
        forgetIfUnused(origin)
    }

    /// Takes out a transfer that waits; without effect on any other.
    mutating func removeWaiting(_ id: TransferID) {
        guard let waiter = waiters.removeValue(forKey: id) else { return }
        if let previous = waiter.previous {
            waiters[previous]?.next = waiter.next
        } else {
            lines[waiter.origin]?.first = waiter.next
        }
        if let next = waiter.next {
            waiters[next]?.previous = waiter.previous
        } else {
            lines[waiter.origin]?.last = waiter.previous
        }
        if waiters.isEmpty { earliestDeadline = nil }
        forgetIfUnused(waiter.origin)
    }

    /// The waiting transfers whose deadline has come; the caller removes them.
    mutating func overdue(at now: ContinuousClock.Instant) -> [TransferID] {
        guard let earliestDeadline, earliestDeadline <= now else { return [] }
        self.earliestDeadline = waiters.values.lazy.map(\.deadline).filter { $0 > now }.min()
        return waiters.filter { $0.value.deadline <= now }.map(\.key)
    }

    private mutating func giveTurn(_ origin: Origin) {
        guard let line = lines[origin], !line.hasTurn, line.first != nil, line.inFlight < maxInFlightPerOrigin else {
            return
        }
        lines[origin]?.hasTurn = true
        turns.append(origin)
    }

    private mutating func forgetIfUnused(_ origin: Origin) {
        guard let line = lines[origin], line.first == nil, line.inFlight == 0, !line.hasTurn else { return }
        lines[origin] = nil
    }
}

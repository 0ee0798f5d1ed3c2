import Inventory
import NIOConcurrencyHelpers
import Sync

/// Lets the requests to one shop through as its bucket allows: all channels of the shop share it.
///
/// Whoever is more urgent goes first, within one urgency whoever came first; but nobody is passed over more than
/// `patience` times in a row, so that reconciliation goes on under a steady stream of writes.
final class ShopGate: Sendable {
    /// What a request is for, the most urgent first.
    enum Urgency: Int, CaseIterable, Sendable {
        /// A count that a channel must be told.
        case write
        /// What has to be known of single items and orders.
        case look
        /// A page of a long look through everything.
        case walk
    }

    /// Points that are held for a request until it is settled.
    struct Reservation: Sendable {
        let kind: CostKind
        let points: Double
    }

    private struct Waiter: Sendable {
        let id: Int
        let kind: CostKind
        let points: Double
        let since: Timestamp
        let continuation: CheckedContinuation<Reservation?, Never>
    }

    private struct State {
        var bucket: PointBucket
        var costs = CostBook()
        var lines: [[Waiter]] = Urgency.allCases.map { _ in [] }
        /// How often the head of each line was passed over.
        var passedOver = Urgency.allCases.map { _ in 0 }
        var nextId = 0
        var alarm: Task<Void, Never>?
    }

    /// A bucket of which this much is wrong is not waited for any longer: the shop itself will say.
    static let longestWait = Duration.seconds(60)
    private static let patience = 4

    private let clock: any WallClock
    private let metrics: AdminMetrics
    private let state: NIOLockedValueBox<State>

    init(clock: any WallClock, metrics: AdminMetrics) {
        self.clock = clock
        self.metrics = metrics
        state = NIOLockedValueBox(State(bucket: PointBucket(now: clock.now)))
    }

    /// Waits until the bucket holds what the request will cost, and holds it for it. Nil when the task is cancelled: then
    /// nothing is held. Everything else must be settled.
    func admit(_ kind: CostKind, _ urgency: Urgency) async -> Reservation? {
        let id = state.withLockedValue { state in
            state.nextId += 1
            return state.nextId
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLockedValue { state in
                    let points = state.costs.expected(kind)
                    let waiter = Waiter(
                        id: id,
                        kind: kind,
                        points: points,
                        since: clock.now,
                        continuation: continuation
                    )
                    state.lines[urgency.rawValue].append(waiter)
                }
                // The handler may have run before there was anybody to take out of the line.
                if Task.isCancelled { leave(id) }
                letThrough()
            }
        } onCancel: {
            leave(id)
        }
    }

    /// The request is over. Where nothing was said of what it cost, `isSpent` tells whether it may have reached the shop.
    func settle(_ reservation: Reservation, _ cost: AdminCost?, isSpent: Bool) {
        let now = clock.now
        let available = state.withLockedValue { state in
            if let requested = cost?.requestedQueryCost { state.costs.learn(reservation.kind, requested) }
            if let throttle = cost?.throttle {
                state.bucket.settle(reservation.points, throttle, at: now)
            } else {
                state.bucket.settle(reservation.points, isSpent: isSpent, at: now)
            }
            return state.bucket.state(at: now).available
        }
        metrics.available(available)
        letThrough()
    }

    /// What we believe now.
    var believed: ThrottleState { state.withLockedValue { $0.bucket.state(at: clock.now) } }

    /// How many stand in line.
    var waiting: Int { state.withLockedValue { $0.lines.map(\.count).reduce(0, +) } }

    private func leave(_ id: Int) {
        let left: Waiter? = state.withLockedValue { state in
            for line in state.lines.indices {
                guard let place = state.lines[line].firstIndex(where: { $0.id == id }) else { continue }
                return state.lines[line].remove(at: place)
            }
            return nil
        }
        left?.continuation.resume(returning: nil)
        if left != nil { letThrough() }
    }

    /// Lets through whom the bucket allows now, and sees to it that the next one is let through in time.
    private func letThrough() {
        let now = clock.now
        let admitted: [Waiter] = state.withLockedValue { state in
            var admitted: [Waiter] = []
            while let line = Self.next(&state) {
                let waiter = state.lines[line][0]
                let wait = state.bucket.wait(for: waiter.points, at: now)
                let waited = Duration.milliseconds(now.milliseconds(since: waiter.since))
                guard wait == .zero || waited >= Self.longestWait else {
                    arm(&state, after: min(wait, Self.longestWait - waited))
                    break
                }
                state.lines[line].removeFirst()
                state.passedOver[line] = 0
                for other in state.lines.indices where other > line && !state.lines[other].isEmpty {
                    state.passedOver[other] += 1
                }
                state.bucket.reserve(waiter.points)
                admitted.append(waiter)
            }
            return admitted
        }
        for waiter in admitted {
            metrics.waited(.milliseconds(now.milliseconds(since: waiter.since)))
            waiter.continuation.resume(returning: Reservation(kind: waiter.kind, points: waiter.points))
        }
    }

    /// Whose turn it is: whoever was passed over too often, else the most urgent.
    private static func next(_ state: inout State) -> Int? {
        let waiting = state.lines.indices.filter { !state.lines[$0].isEmpty }
        return waiting.last { state.passedOver[$0] >= patience } ?? waiting.first
    }

    /// One alarm at a time, the newest: every change of the line looks at it anew.
    private func arm(_ state: inout State, after wait: Duration) {
        state.alarm?.cancel()
        state.alarm = Task { [weak self, clock] in
            // Rounded up: a bucket that is looked at too early lets nobody through and is looked at once more.
            do { try await clock.sleep(for: wait + .milliseconds(1)) } catch { return }
            self?.letThrough()
        }
    }
}

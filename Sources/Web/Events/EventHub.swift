import Inventory
import NIOConcurrencyHelpers
import Sync

/// Hands the changes of every commit to who listens. Listeners read from one shared log at their own pace: a slow one
/// costs no memory, it only loses its place.
final class EventHub: CommitObserver {
    private struct State {
        var log: EventLog
        var listeners: [Int: AsyncStream<EventListener.Signal>.Continuation] = [:]
        var nextListener = 0
    }

    private let state: NIOLockedValueBox<State>
    private let listenerLimit: Int
    /// Tells the numbers of this run from those of another.
    private let run: String

    private static let capacity = 2048

    init(listenerLimit: Int, startedAt: Timestamp, capacity: Int = capacity) {
        self.listenerLimit = listenerLimit
        run = String(startedAt.millisecondsSinceEpoch, radix: 36)
        state = NIOLockedValueBox(State(log: EventLog(capacity: capacity)))
    }

    func committed(_ notice: CommitNotice) {
        guard !notice.events.isEmpty else { return }
        let listeners = state.withLockedValue { state in
            for event in notice.events where event.isForListeners { state.log.append(event, of: notice.tenant) }
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.yield(.news) }
    }

    /// Begins after the change that `lastEventId` names, else with the next one. Nil when there are too many listeners.
    func listen(_ tenant: TenantID, after lastEventId: String?) -> EventListener? {
        let (signals, signal) = AsyncStream<EventListener.Signal>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let admitted: (id: Int, next: Int)? = state.withLockedValue { state in
            guard state.listeners.count < listenerLimit else { return nil }
            let id = state.nextListener
            state.nextListener += 1
            state.listeners[id] = signal
            return (id, state.log.next)
        }
        guard let admitted else { return nil }
        // What is there to catch up with must not wait for the next commit.
        if lastEventId != nil { signal.yield(.news) }
        let position: EventListener.Position =
            switch lastEventId {
            case nil: .at(admitted.next)
            case .some(let id): number(of: id).map { .at($0 + 1) } ?? .lost
            }
        return EventListener(hub: self, id: admitted.id, tenant, position, signals, signal)
    }

    fileprivate func stop(_ id: Int) {
        let signal = state.withLockedValue { $0.listeners.removeValue(forKey: id) }
        signal?.finish()
    }

    fileprivate func read(from number: Int, of tenant: TenantID) -> (EventLog.Reading, next: Int) {
        state.withLockedValue { ($0.log.read(from: number, of: tenant), $0.log.next) }
    }

    /// How a change is named to clients: `RUN-NUMBER`.
    func id(of number: Int) -> String { "\(run)-\(number)" }

    private func number(of id: String) -> Int? {
        let parts = id.split(separator: "-", maxSplits: 1)
        guard parts.count == 2, parts[0] == run, let number = Int(parts[1]), number >= 0, number < .max else {
            return nil
        }
        return number
    }
}

/// One client of the hub. Ends its listening when it goes away.
final class EventListener: Sendable {
    enum Position: Sendable {
        case at(Int)
        /// What the client saw last is not known here.
        case lost
    }

    enum News: Sendable {
        case changes([EventLog.Entry])
        /// Changes were missed: everything must be read anew. `next` is the number that listening goes on with.
        case gap(next: Int)
    }

    enum Signal: Sendable {
        /// There may be some: the commit may have been another tenant's.
        case news
        case heartbeat
    }

    let signals: AsyncStream<Signal>
    private let signal: AsyncStream<Signal>.Continuation
    private let hub: EventHub
    private let id: Int
    private let tenant: TenantID
    private let position: NIOLockedValueBox<Position>

    fileprivate init(
        hub: EventHub,
        id: Int,
        _ tenant: TenantID,
        _ position: Position,
        _ signals: AsyncStream<Signal>,
        _ signal: AsyncStream<Signal>.Continuation
    ) {
        self.hub = hub
        self.id = id
        self.tenant = tenant
        self.position = NIOLockedValueBox(position)
        self.signals = signals
        self.signal = signal
    }

    deinit { hub.stop(id) }

    /// What happened since the last call.
    func news() -> News {
        let start: Int? = position.withLockedValue { if case .at(let number) = $0 { number } else { nil } }
        let (reading, next) = hub.read(from: start ?? 0, of: tenant)
        position.withLockedValue { $0 = .at(next) }
        if start != nil, case .complete(let entries) = reading { return .changes(entries) }
        return .gap(next: next)
    }

    func beat() { signal.yield(.heartbeat) }

    /// Ends `signals`.
    func stop() { signal.finish() }

    func eventId(of number: Int) -> String { hub.id(of: number) }
}

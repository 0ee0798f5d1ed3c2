import Dispatch
import NIOConcurrencyHelpers
import Sync

/// Where steps wait for the writer. Bounded: what does not fit is refused at once.
final class Inbox: Sendable {
    private struct State {
        var steps: [PendingStep] = []
        var isClosed = false
        /// Whether the writer sleeps and must be woken.
        var isAwaited = false
    }

    private let limit: Int
    private let state = NIOLockedValueBox(State())
    private let wakeUp = DispatchSemaphore(value: 0)

    init(limit: Int) {
        self.limit = limit
    }

    /// Steps that wait.
    var count: Int { state.withLockedValue { $0.steps.count } }

    /// Throws `StoreError.overloaded` when it is full and `.unavailable` after `close`.
    func add(_ step: PendingStep) throws(StoreError) {
        let (refusal, mustWake) = state.withLockedValue { state -> (StoreError?, Bool) in
            if state.isClosed { return (.unavailable("it is shutting down"), false) }
            if state.steps.count >= limit { return (.overloaded, false) }
            state.steps.append(step)
            defer { state.isAwaited = false }
            return (nil, state.isAwaited)
        }
        if let refusal { throw refusal }
        if mustWake { wakeUp.signal() }
    }

    /// The next steps in their order, at most `limit`, and how many are left. Waits until there are some; nil once it is
    /// closed and empty. For one reader.
    func take(atMost limit: Int) -> (steps: [PendingStep], left: Int)? {
        while true {
            let (steps, left, isOver) = state.withLockedValue { state -> ([PendingStep], Int, Bool) in
                if state.steps.isEmpty {
                    state.isAwaited = !state.isClosed
                    return ([], 0, state.isClosed)
                }
                if state.steps.count <= limit {
                    defer { state.steps = [] }
                    return (state.steps, 0, false)
                }
                let taken = Array(state.steps.prefix(limit))
                state.steps.removeFirst(limit)
                return (taken, state.steps.count, false)
            }
            if isOver { return nil }
            if !steps.isEmpty { return (steps, left) }
            wakeUp.wait()
        }
    }

    /// Nothing more is taken in; what waits is still worked off. False when it was closed before.
    @discardableResult
    func close() -> Bool {
        let (wasOpen, mustWake) = state.withLockedValue { state in
            defer {
                state.isClosed = true
                state.isAwaited = false
            }
            return (!state.isClosed, state.isAwaited)
        }
        if mustWake { wakeUp.signal() }
        return wasOpen
    }
}

import NIOConcurrencyHelpers

/// Something that happens once, and can be waited for by many, before or after.
final class Finish: Sendable {
    private enum State {
        case pending([CheckedContinuation<Void, Never>])
        case done
    }

    private let state = NIOLockedValueBox(State.pending([]))

    func signal() {
        let waiting: [CheckedContinuation<Void, Never>] = state.withLockedValue { state in
            guard case .pending(let waiting) = state else { return [] }
            state = .done
            return waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Does not heed task cancellation.
    func wait() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLockedValue { state in
                guard case .pending(let waiting) = state else { return true }
                state = .pending(waiting + [continuation])
                return false
            }
            if isDone { continuation.resume() }
        }
    }
}

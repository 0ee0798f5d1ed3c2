import NIOConcurrencyHelpers

/// A value that some wait for and one sets, once.
final class Latch<Value: Sendable>: Sendable {
    private enum State {
        case waiting([CheckedContinuation<Value, any Error>])
        case set(Result<Value, any Error>)
    }

    private let state = NIOLockedValueBox<State>(.waiting([]))

    func set(_ result: Result<Value, any Error>) {
        let waiting = state.withLockedValue { state -> [CheckedContinuation<Value, any Error>] in
            guard case .waiting(let continuations) = state else { return [] }
            state = .set(result)
            return continuations
        }
        for continuation in waiting { continuation.resume(with: result) }
    }

    func value() async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let result = state.withLockedValue { state -> Result<Value, any Error>? in
                switch state {
                case .set(let result): return result
                case .waiting(let others):
                    state = .waiting(others + [continuation])
                    return nil
                }
            }
            if let result { continuation.resume(with: result) }
        }
    }
}

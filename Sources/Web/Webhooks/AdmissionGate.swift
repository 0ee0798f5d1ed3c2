import NIOConcurrencyHelpers

/// Lets in so many at once with so many bytes between them, and no more: what is turned away comes again, what waits in
/// memory does not end.
final class AdmissionGate: Sendable {
    private struct State {
        var inside = 0
        var bytes = 0
    }

    private let state = NIOLockedValueBox(State())
    private let limit: Int
    private let byteLimit: Int

    init(limit: Int, byteLimit: Int) {
        self.limit = limit
        self.byteLimit = byteLimit
    }

    /// Whether there is room. Who is let in must call `leave` once.
    func enter() -> Bool {
        state.withLockedValue { state in
            guard state.inside < limit else { return false }
            state.inside += 1
            return true
        }
    }

    /// Whether there is room for so many bytes more; if so, they are to be given back by `leave`.
    func take(_ count: Int) -> Bool {
        state.withLockedValue { state in
            guard state.bytes + count <= byteLimit else { return false }
            state.bytes += count
            return true
        }
    }

    func leave(givingBack bytes: Int) {
        state.withLockedValue { state in
            state.inside -= 1
            state.bytes -= bytes
        }
    }
}

import NIOConcurrencyHelpers

/// Lets in so many at once and no more: what is turned away comes again, what waits in memory does not end.
final class AdmissionGate: Sendable {
    private let inside = NIOLockedValueBox(0)
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// Whether there is room. Who is let in must call `leave` once.
    func enter() -> Bool {
        inside.withLockedValue { inside in
            guard inside < limit else { return false }
            inside += 1
            return true
        }
    }

    func leave() {
        inside.withLockedValue { $0 -= 1 }
    }
}

import NIOConcurrencyHelpers
import Sync

/// Whether commits succeed.
final class StoreHealth: Sendable {
    private let lastSuccess = NIOLockedValueBox<ContinuousClock.Instant?>(nil)

    func noteCommit() {
        lastSuccess.withLockedValue { $0 = .now }
    }

    func noteFailure() {
        lastSuccess.withLockedValue { $0 = nil }
    }

    /// Whether a commit succeeded within this time and none has failed since.
    func isGood(within duration: Duration) -> Bool {
        lastSuccess.withLockedValue { last in last.map { $0.duration(to: .now) < duration } ?? false }
    }
}

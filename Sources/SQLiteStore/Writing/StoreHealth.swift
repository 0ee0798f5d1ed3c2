import NIOConcurrencyHelpers
import Sync

/// Whether commits succeed.
final class StoreHealth: Sendable {
    private let lastSuccess = NIOLockedValueBox<ContinuousClock.Instant?>(nil)

    /// Writes a row that means nothing.
    static func touch(_ connection: Connection) throws {
        try connection.statement(
            """
            INSERT INTO engine (name, value) VALUES ('health', 1)
            ON CONFLICT (name) DO UPDATE SET value = value + 1
            """
        )
        .run()
    }

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

import NIOConcurrencyHelpers

/// A step on its way into the store: what it commits, as its latest run has written it.
final class PendingCommit: Sendable {
    private let record = NIOLockedValueBox<CommitRecord?>(nil)

    func put(_ new: CommitRecord) { record.withLockedValue { $0 = new } }

    /// Nil once somebody has taken it: one run commits once.
    func take() -> CommitRecord? {
        record.withLockedValue { record in
            defer { record = nil }
            return record
        }
    }
}

import Inventory
import Sync

/// A call of `write` on its way to its commit. Touched by the committer alone.
final class Step {
    let tenant: TenantID
    let body: (StepTransaction) throws -> @Sendable () -> Void
    let fail: @Sendable (any Error) -> Void
    let since = ContinuousClock.now
    /// Rows that were read from the tables for this step, since it came.
    var fresh: Set<RowKey> = []
    var ranges: [RangeKey: [FoundRow]] = [:]
    var runs = 0
    /// A commit that it shared was refused: it is tried alone.
    var isAlone = false

    init(
        _ tenant: TenantID,
        body: @escaping (StepTransaction) throws -> @Sendable () -> Void,
        fail: @escaping @Sendable (any Error) -> Void
    ) {
        self.tenant = tenant
        self.body = body
        self.fail = fail
    }
}

/// What came of one run of a step.
enum StepOutcome {
    case answer(@Sendable () -> Void, notice: CommitNotice?)
    case failure(any Error)
}

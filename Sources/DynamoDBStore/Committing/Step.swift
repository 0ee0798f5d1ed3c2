import Inventory
import Sync

/// A call of `write` on its way to its commit. Touched by the committer alone.
final class Step {
    let tenant: TenantID
    /// Of work on behalf of a channel.
    let fences: [Fence]
    let body: (StepTransaction) throws -> @Sendable () -> Void
    let fail: @Sendable (any Error) -> Void
    /// How often others were quicker.
    var overtakes = 0
    /// Since when others were quicker, again and again; nil while nobody was.
    var overtakenSince: ContinuousClock.Instant?
    /// Rows that were read from the tables for this step, since it came.
    var fresh: Set<RowKey> = []
    var ranges: [RangeKey: [FoundRow]] = [:]
    var runs = 0
    /// Ids that its runs were given: each run gets the same ones in the same order, so that rows under new names are
    /// found where the run before has looked for them.
    private var ids: [String] = []
    /// A commit that it shared was refused: it is tried alone.
    var isAlone = false

    init(
        _ tenant: TenantID,
        fences: [Fence],
        body: @escaping (StepTransaction) throws -> @Sendable () -> Void,
        fail: @escaping @Sendable (any Error) -> Void
    ) {
        self.tenant = tenant
        self.fences = fences
        self.body = body
        self.fail = fail
    }

    /// The id at this position of a run; `make` gives those that no run has asked for.
    func id(_ position: Int, _ make: () -> String) -> String {
        while ids.count <= position { ids.append(make()) }
        return ids[position]
    }
}

/// What came of one run of a step.
enum StepOutcome {
    case answer(@Sendable () -> Void, notice: CommitNotice?)
    case failure(any Error)
    /// It came to a row without which it could not go on.
    case incomplete
}

import Inventory
import Sync

/// What a step works with: the writer's memory, and what is to be told once the commit is durable.
final class StepContext {
    let memory: WriterMemory
    private let clock: any WallClock
    private let makeID: @Sendable (Timestamp) -> String
    /// What the step under way has to tell.
    private var notice: StepNotice?

    init(memory: WriterMemory, clock: any WallClock, makeID: @escaping @Sendable (Timestamp) -> String) {
        self.memory = memory
        self.clock = clock
        self.makeID = makeID
    }

    func run<Value>(_ tenant: TenantID, _ body: (WriteTransaction) throws -> Value) throws -> Value {
        let transaction = try WriteTransaction(tenant, now: clock.now, memory: memory, makeID: makeID)
        let value = try body(transaction)
        notice = transaction.notice
        return value
    }

    func takeNotice() -> StepNotice? {
        defer { notice = nil }
        return notice
    }
}

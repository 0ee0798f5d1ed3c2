import Inventory
import Sync

/// One step's view of the writer. Rows of levels and channel items go through the writer's memory and reach the tables
/// once per commit; all others are written at once.
final class WriteTransaction: StoreTransaction {
    let tenant: TenantID
    let now: Timestamp
    let state: TenantState
    let memory: WriterMemory
    private let makeID: @Sendable (Timestamp) -> String
    private(set) var events: [ChangeEvent] = []
    /// Few, so that a search is quicker than a hash.
    private var dirtied: [NumberedChannel] = []
    private var attention: [ChannelID: Timestamp] = [:]

    init(
        _ tenant: TenantID,
        now: Timestamp,
        memory: WriterMemory,
        makeID: @escaping @Sendable (Timestamp) -> String
    ) throws {
        self.tenant = tenant
        self.now = now
        self.memory = memory
        self.makeID = makeID
        state = try memory.tenant(tenant)
    }

    var connection: Connection { memory.connection }

    func newID() -> String { makeID(now) }

    func emit(_ event: ChangeEvent) { events.append(event) }

    func noteDirtied(_ channel: NumberedChannel) {
        for known in dirtied where known === channel { return }
        dirtied.append(channel)
    }

    func noteAttention(_ channel: ChannelID, at moment: Timestamp) {
        attention[channel] = min(attention[channel] ?? moment, moment)
    }

    /// Says that the step writes from here on: if it fails now, it must be rolled back.
    func beginWriting() { memory.stepHasWritten = true }

    /// What observers are told of this step; nil when it wrote nothing.
    var notice: StepNotice? {
        guard memory.stepHasWritten || !events.isEmpty else { return nil }
        return StepNotice(tenant: tenant, events: events, dirtied: dirtied, attention: attention)
    }

    /// The channel's number, for a write.
    ///
    /// Throws `DomainError.notFound` when there is no such channel: it may have been deleted since the caller read it.
    func number(of channel: ChannelID) throws -> Int64 { try known(channel).number }

    func known(_ channel: ChannelID) throws -> NumberedChannel {
        guard let known = try state.channel(channel) else {
            throw DomainError.notFound("There is no channel \(channel)")
        }
        return known
    }
}

import CoreMetrics
package import Inventory
package import Logging
import NIOConcurrencyHelpers

/// Tells one channel its counts: one batch under way at a time, computed when it is sent, so that bursts coalesce and
/// nothing old is ever sent after something new.
package final class ChannelBroadcaster: Sendable {
    let entry: DirectoryEntry
    let gateway: any ChannelGateway
    let ledger: BroadcastLedger
    let readings: ReadingLedger
    let store: any Store
    let clock: any WallClock
    let board: ChannelStatusBoard
    let trouble: ChannelTrouble
    let newID: @Sendable (Timestamp) -> String
    let metrics: BroadcastMetrics
    let doubt: ToldDoubt
    let unswept = UnsweptCounts()
    let term: ChannelTerm

    /// What a restart may have left behind: both true at the start.
    private struct Leftovers {
        var sweep = true
        var batch = true
        /// How often in a row the left batch of this `txId` was refused unseen.
        var refusals: (txId: String, count: Int) = ("", 0)
    }

    private let leftovers = NIOLockedValueBox(Leftovers())

    package init(
        entry: DirectoryEntry,
        gateway: any ChannelGateway,
        store: any Store,
        settings: SyncSettings,
        clock: any WallClock,
        board: ChannelStatusBoard,
        newID: @escaping @Sendable (Timestamp) -> String,
        doubt: ToldDoubt = ToldDoubt(),
        term: ChannelTerm? = nil,
        logger: Logger
    ) {
        self.doubt = doubt
        self.entry = entry
        self.gateway = gateway
        self.store = store
        self.clock = clock
        self.board = board
        self.newID = newID
        let (tenant, channel) = (entry.tenant, entry.channel)
        self.term =
            term ?? ChannelTerm(claims: SoleInstance(), tenant: tenant, channel: channel.channelId, number: 0)
        metrics = BroadcastMetrics(channel: channel.channelId)
        ledger = BroadcastLedger(store: store, settings: settings, tenant: tenant, channel: channel)
        readings = ReadingLedger(store: store, settings: settings, tenant: tenant, channelId: channel.channelId)
        trouble = ChannelTrouble(entry: entry, store: store, settings: settings, board: board, logger: logger)
    }

    /// Marks the next SKUs of a sweep dirty; false when none waits.
    func expandSweep() async throws -> Bool {
        guard leftovers.withLockedValue({ $0.sweep }) else { return false }
        // Lowered before the look, so that one asked for meanwhile is not missed.
        leftovers.withLockedValue { $0.sweep = false }
        let channelId = entry.channel.channelId
        let isMoreLeft = try await store.write(entry.tenant) { tx in
            try tx.expandSweep(of: channelId, limit: Self.sweepStep)
        }
        if isMoreLeft { expectSweep() }
        return isMoreLeft
    }

    /// A sweep was asked for. Cheap; from any thread.
    package func expectSweep() {
        leftovers.withLockedValue { $0.sweep = true }
    }

    /// The write of unknown fate that a crash or a lost reply has left, if there is one.
    func leftBatch() async throws -> IntendedBatch? {
        guard entry.channel.shop != nil, leftovers.withLockedValue({ $0.batch }) else { return nil }
        let batch = try await store.intendedBatch(entry.tenant, entry.channel.channelId)
        if batch == nil { leftovers.withLockedValue { $0.batch = false } }
        return batch
    }

    func expectLeftBatch() {
        leftovers.withLockedValue { $0.batch = true }
    }

    /// Counts a left batch that was refused unseen; false once it has been refused so often that its fate will not be
    /// learned.
    func mayAskAgain(for txId: String) -> Bool {
        leftovers.withLockedValue { leftovers in
            let before = leftovers.refusals.txId == txId ? leftovers.refusals.count : 0
            leftovers.refusals = (txId, before + 1)
            return before + 1 < Self.refusalsBorne
        }
    }

    private static let sweepStep = 1000
    /// About a minute, with the growing delay between them.
    private static let refusalsBorne = 8
}

/// What one round of work for a channel came to.
package enum RoundResult: Equatable, Sendable {
    case progress
    /// Nothing is due before `until`, or before something new comes.
    case idle(until: Timestamp?)
    case failed(retryAfter: Duration?, reason: String)
    /// The channel refuses us: a person must act.
    case paused
}

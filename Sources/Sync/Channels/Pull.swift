import CoreMetrics
import Inventory
import Logging
import NIOConcurrencyHelpers

/// One long look at a channel, under way: tells the board, the metrics and the log how far it has come.
final class Pull: Sendable {
    private let state: NIOLockedValueBox<(progress: PullProgress, loggedAt: Timestamp)>
    private let clock: any WallClock
    private let logger: Logger?
    private let items: Counter
    private let orders: Counter

    /// Whoever follows the log hears of a long one this often.
    private static let loggingInterval = Duration.seconds(30)

    init(_ progress: PullProgress, of channel: ChannelID, clock: any WallClock, logger: Logger?) {
        state = NIOLockedValueBox((progress, progress.startedAt))
        self.clock = clock
        self.logger = logger
        let dimensions = [("channel", channel.value)]
        items = Counter(label: "syncstate_pulled_items_total", dimensions: dimensions)
        orders = Counter(label: "syncstate_pulled_orders_total", dimensions: dimensions)
    }

    var progress: PullProgress { state.withLockedValue { $0.progress } }

    func begin(_ phase: PullProgress.Phase, of total: Int? = nil) {
        state.withLockedValue { state in
            state.progress.phase = phase
            state.progress.items = 0
            state.progress.totalItems = total ?? state.progress.totalItems
        }
    }

    /// A page is done.
    func count(items count: Int = 0, orders merged: Int = 0, _ report: ChannelReport) {
        if count > 0 { items.increment(by: count) }
        if merged > 0 { orders.increment(by: merged) }
        let now = clock.now
        let due: PullProgress? = state.withLockedValue { state in
            state.progress.items += count
            state.progress.mergedOrders = report.mergedOrders
            state.progress.trackedItems = report.trackedItems
            state.progress.differences = report.differences.count + report.unlistedDifferences
            guard state.loggedAt.adding(Self.loggingInterval) <= now else { return nil }
            state.loggedAt = now
            return state.progress
        }
        if let due { log(due) }
    }

    private func log(_ progress: PullProgress) {
        logger?.info(
            "A channel is being read",
            metadata: [
                "kind": "\(progress.kind.rawValue)", "phase": "\(progress.phase.rawValue)",
                "items": "\(progress.items)", "of": "\(progress.totalItems.map(String.init) ?? "not known yet")",
                "orders": "\(progress.mergedOrders)",
            ]
        )
    }
}

/// The looks that are under way: at most one of a channel.
final class PullBoard: Sendable {
    private struct Key: Hashable {
        let tenant: TenantID
        let channel: ChannelID
    }

    private let pulls = NIOLockedValueBox<[Key: Pull]>([:])

    func pull(_ tenant: TenantID, _ channel: ChannelID) -> Pull? {
        pulls.withLockedValue { $0[Key(tenant: tenant, channel: channel)] }
    }

    func put(_ pull: Pull?, _ tenant: TenantID, _ channel: ChannelID) {
        pulls.withLockedValue { $0[Key(tenant: tenant, channel: channel)] = pull }
    }
}

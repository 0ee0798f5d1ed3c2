import Inventory
package import Logging

/// Looks again at what is in doubt on one channel: reads levels that only a re-read can judge or that have settled, and
/// orders of which only a re-read tells the lines. Source: domain.md section 5, "Settling".
package struct ChannelSettler: Sendable {
    private let entry: DirectoryEntry
    private let gateway: any ChannelGateway
    private let store: any Store
    private let settings: SyncSettings
    private let clock: any WallClock
    private let readings: ReadingLedger
    private let orders: OrderMerge
    private let trouble: ChannelTrouble

    /// Orders are read one by one: after so many, levels have their turn.
    private static let ordersPerStep = 20

    package init(
        entry: DirectoryEntry,
        gateway: any ChannelGateway,
        store: any Store,
        settings: SyncSettings,
        clock: any WallClock,
        board: ChannelStatusBoard,
        logger: Logger
    ) {
        self.entry = entry
        self.gateway = gateway
        self.store = store
        self.settings = settings
        self.clock = clock
        let channelId = entry.channel.channelId
        readings = ReadingLedger(store: store, settings: settings, tenant: entry.tenant, channelId: channelId)
        orders = OrderMerge(store: store, settings: settings, tenant: entry.tenant, channelId: channelId)
        trouble = ChannelTrouble(entry: entry, store: store, settings: settings, board: board, logger: logger)
    }

    /// Looks once at what is due. `.idle` says when the next thing will be.
    package func step() async throws -> RoundResult {
        let due = try await store.attention(
            entry.tenant,
            entry.channel.channelId,
            now: clock.now,
            limit: gateway.batchLimit
        )
        if due.items.isEmpty, due.orders.isEmpty { return .idle(until: due.next) }
        do {
            for order in due.orders.prefix(Self.ordersPerStep) {
                try await orders.merge(try await gateway.order(order.orderId), rereadOf: order)
            }
            try await mergeOrders(behind: due.items)
            let questions = due.items.compactMap { item in
                item.inventoryItemId.map { Question(inventoryItemId: $0, sku: item.sku, revision: item.revision) }
            }
            if !questions.isEmpty {
                let reading = try await gateway.readLevels(questions.inventoryItemIds)
                try await readings.take(reading, asked: questions, decides: true)
            }
            return .progress
        } catch let error as GatewayError {
            return try await trouble.answer(to: error)
        }
    }

    /// What `enforce` is about to drop may be sales whose webhooks are late: they are asked for first, so that no count
    /// is written over them.
    private func mergeOrders(behind items: [ChannelItem]) async throws {
        guard entry.channel.authority == .enforce else { return }
        let now = clock.now
        let since = items.filter { $0.missing > 0 && $0.hasSettled(settings.settleTime, at: now) }
            .compactMap(\.doubtedAt).min()
        guard let since else { return }
        try await orders.mergeAll(updatedSince: since.adding(OrderMerge.overlap.negated), from: gateway) { _ in }
    }
}

extension Duration {
    var negated: Duration { .zero - self }
}

import Inventory

/// Merges orders that were asked for, each page in one commit.
struct OrderMerge: Sendable {
    let store: any Store
    let settings: SyncSettings
    let tenant: TenantID
    let channelId: ChannelID

    /// A little of what was merged before is asked for again: a change may be told late, and merging twice moves nothing
    /// twice.
    static let overlap = Duration.seconds(300)
    /// An order whose re-read told nothing is not asked for again before this has passed.
    private static let pause = Duration.seconds(5)

    /// Merges all orders changed since then, oldest change first, into the channel that keeps the orders of the shop:
    /// not before that one has had its own first look, for what its first readings contain must be known before old orders
    /// are merged. `merged` is told after each page: how many orders it
    /// changed, and the newest change that is merged by now.
    func mergeAll(
        updatedSince since: Timestamp,
        from gateway: any ChannelGateway,
        merged: (OrderPageResult) async throws -> Void
    ) async throws {
        guard try await isHomeKnown() else { return }
        var cursor: String?
        repeat {
            let page = try await gateway.ordersPage(updatedSince: since, after: cursor)
            let changed = try await write(atHome: true) { step in
                try page.orders.count { try step.mergeOrder($0).hasChanged }
            }
            try await merged(
                OrderPageResult(changedOrders: changed, mergedUntil: page.orders.map(\.updatedAt).max())
            )
            cursor = page.next
        } while cursor != nil
    }

    private func isHomeKnown() async throws -> Bool {
        let channels = try await store.channels(tenant)
        guard let own = channels.first(where: { $0.channelId == channelId }),
            let home = channels.first(where: { $0.shop == own.shop })
        else { return true }
        return home.channelId == channelId || home.lastReconciledAt != nil
    }

    /// Merges the answer to a question for one order; nil when the channel knows of no such order.
    func merge(_ snapshot: OrderSnapshot?, rereadOf asked: OrderState) async throws {
        _ = try await write(atHome: false) { step in
            guard let held = try step.tx.order(asked.orderId, of: channelId) else { return 0 }
            let hasChanged = try snapshot.map { try step.mergeOrder($0, isReread: held == asked).hasChanged } ?? false
            if var order = try step.tx.order(asked.orderId, of: channelId), order.needsReread {
                if snapshot == nil { order.endReread() }
                order.schedule(now: step.tx.now, pause: Self.pause)
                try step.tx.put(order, of: channelId)
            }
            return hasChanged ? 1 : 0
        }
    }

    /// `body` answers how many orders it changed: without any, the transaction is worth no row.
    private func write(
        atHome: Bool,
        _ body: @escaping @Sendable (IntakeStep) throws -> Int
    ) async throws -> Int {
        try await store.write(tenant) { [settings, channelId] tx in
            guard let own = try tx.channel(channelId) else {
                throw DomainError.notFound("There is no channel \(channelId)")
            }
            let channel = atHome ? try tx.channels().first { $0.shop == own.shop } ?? own : own
            let txId = tx.newID()
            let ledger = StockLedger(tx, settings: settings, txId: txId, actor: channel.channelId.value)
            let step = IntakeStep(tx: tx, channel: channel, ledger: ledger, settings: settings, txId: txId)
            let changed = try body(step)
            if changed > 0 {
                try tx.put(
                    TransactionRecord(
                        key: TransactionKey(source: channel.channelId.value, txId: txId),
                        action: "channel.orders",
                        status: .applied,
                        channelId: channel.channelId,
                        eventId: nil,
                        reference: changed == 1 ? "1 order" : "\(changed) orders",
                        actor: channel.channelId.value,
                        timestamp: tx.now,
                        expiresAt: tx.now.adding(settings.transactionTTL)
                    )
                )
            }
            return changed
        }
    }
}

struct OrderPageResult: Sendable {
    let changedOrders: Int
    let mergedUntil: Timestamp?
}

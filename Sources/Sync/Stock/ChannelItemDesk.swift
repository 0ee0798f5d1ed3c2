import Inventory

/// The one place where a channel's item is stored: with it go the units that it holds in suspense, the time of the next
/// look at it, and the alert of a contest that has ended.
struct ChannelItemDesk {
    private let tx: any StoreTransaction
    private let ledger: StockLedger
    private let channelId: ChannelID
    private let settleTime: Duration

    init(_ tx: any StoreTransaction, _ ledger: StockLedger, _ channelId: ChannelID, _ settings: SyncSettings) {
        self.tx = tx
        self.ledger = ledger
        self.channelId = channelId
        settleTime = settings.settleTime
    }

    /// Stores `item` unless it is as `before` was. Answers by how many units the SKU's suspense must move in this same
    /// step: with the movement of what caused it, or by `moveSuspense`. The next look is `pause` away at least.
    func put(_ item: ChannelItem, since before: ChannelItem, pause: Duration = .zero) throws -> Int64 {
        var item = item
        item.schedule(settleTime: settleTime, now: tx.now, pause: pause)
        if item != before {
            try tx.put(item)
            tx.emit(.item(item.sku))
        }
        if before.contested, !item.contested {
            try AlertDesk(tx).resolve(AlertKey(type: .contested, sku: item.sku, channelId: channelId))
        }
        return item.suspense - before.suspense
    }

    func moveSuspense(_ sku: SKU, by units: Int64, note: String) throws {
        guard units != 0 else { return }
        let level = try tx.level(sku) ?? Level(sku: sku, updatedAt: tx.now)
        try ledger.move(
            level,
            by: StockDelta(suspense: units),
            .suspense,
            reference: channelId.value,
            note: note
        )
    }
}

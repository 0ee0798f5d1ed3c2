import Inventory

/// A page of live levels, being compared with what is known within one commit.
struct CataloguePage {
    private let tx: any StoreTransaction
    private let channel: Channel
    private let isDryRun: Bool
    private let catalogue: CatalogueDesk
    private let readings: ReadingStep

    init(_ tx: any StoreTransaction, _ settings: SyncSettings, _ channel: Channel, isDryRun: Bool) {
        self.tx = tx
        self.channel = channel
        self.isDryRun = isDryRun
        let ledger = StockLedger(tx, settings: settings, txId: tx.newID(), actor: channel.channelId.value)
        catalogue = CatalogueDesk(tx, ledger, settings)
        readings = ReadingStep(tx, settings, channel, actor: channel.channelId.value)
    }

    /// Takes in one level; in a dry run only says what would be done. Nil where it shows what is expected.
    func take(_ entry: LevelReading.Entry, readAt: Timestamp) throws -> ChannelReport.Difference? {
        if !isDryRun { try catalogue.map(entry.inventoryItemId, to: entry.sku, on: channel) }
        guard let sku = entry.sku, let before = try tx.channelItem(sku, of: channel.channelId),
            before.inventoryItemId == entry.inventoryItemId
        else { return nil }
        guard let live = entry.live(readAt: readAt) else {
            guard before.expected != nil else { return nil }
            if !isDryRun { try readings.letGo(before) }
            return difference(before, before, live: nil, .release)
        }
        var item = before
        let verdict: ChannelItem.Verdict
        if isDryRun {
            verdict = item.take(live, asked: nil, now: tx.now)
        } else {
            verdict = try readings.take(live, of: before)
            item = try tx.channelItem(sku, of: channel.channelId) ?? before
        }
        guard before.expected != live.available else { return nil }
        return difference(before, item, live: live.available, action(verdict, item))
    }

    /// The items that carry the same SKU as this one; none in a dry run, which maps nothing.
    func rivals(of entry: LevelReading.Entry) throws -> [Int64] {
        isDryRun ? [] : try catalogue.rivals(of: entry.sku, on: channel)
    }

    func record() throws {
        if !isDryRun { try readings.record("channel.reconcile") }
    }

    private func action(_ verdict: ChannelItem.Verdict, _ item: ChannelItem) -> ChannelReport.Action {
        if verdict == .first { return item.expected == nil ? .reread : .learn }
        if verdict == .stale || item.awaitsFate { return .none }
        return item.needsReread ? .reread : .observe
    }

    private func difference(
        _ before: ChannelItem,
        _ item: ChannelItem,
        live: Int64?,
        _ action: ChannelReport.Action
    ) -> ChannelReport.Difference {
        ChannelReport.Difference(
            sku: item.sku,
            expected: before.expected,
            live: live,
            unexplained: item.unexplained,
            action: action
        )
    }
}

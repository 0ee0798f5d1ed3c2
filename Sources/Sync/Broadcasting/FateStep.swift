import Inventory

/// What became of the items of one batch, within one commit. Source: domain.md section 5, "Writes".
struct FateStep {
    static let actor = "broadcaster"

    private let tx: any StoreTransaction
    private let channelId: ChannelID
    private let txId: String
    private let items: ChannelItemDesk

    init(_ ledger: BroadcastLedger, _ tx: any StoreTransaction, txId: String) {
        self.tx = tx
        self.txId = txId
        channelId = ledger.channelId
        let stock = StockLedger(tx, settings: ledger.settings, txId: txId, actor: Self.actor)
        items = ChannelItemDesk(tx, stock, ledger.channelId, ledger.settings)
    }

    /// The channel took the count. `moment` is its own time of the write, where it gives one.
    func recordTold(_ settlement: BroadcastLedger.Settlement, at moment: Timestamp?) throws {
        let (sku, count) = (settlement.item.sku, settlement.item.count)
        let before = try row(sku)
        var row = before
        if settlement.item.inventoryItemId == nil {
            row.expected = count
            row.knownAt = tx.now
        } else if isOfThisBatch(row) {
            row.endWrite(at: moment, now: tx.now)
            if let ended = before.pendingWrite?.endsSurplus, ended > 0 { try reportOverwritten(ended, sku) }
        }
        row.lastTold = ChannelItem.Told(count: count, txId: txId, timestamp: tx.now)
        row.lastError = nil
        try put(row, since: before)
        if let candidate = settlement.candidate { try tx.clear(candidate.mark, readAt: candidate.readAt) }
        if before.lastError != nil || (settlement.candidate?.mark.attempts ?? 0) > 0 {
            try AlertDesk(tx).resolve(AlertKey(type: .syncFailed, sku: sku, channelId: channelId))
        }
    }

    /// The channel showed another value. Answers the question that must be put to it.
    func fail(_ item: PushBatch.Item, isFateKnown: Bool) throws -> Question? {
        guard let itemId = item.inventoryItemId else { return nil }
        let before = try row(item.sku)
        guard isOfThisBatch(before) else { return nil }
        var row = before
        row.failWrite(now: tx.now, isFateKnown: isFateKnown)
        try put(row, since: before)
        return Question(inventoryItemId: itemId, sku: item.sku, revision: row.revision)
    }

    /// Nothing was written, and nothing is wrong with what was expected.
    func withdraw(_ item: PushBatch.Item) throws {
        let before = try row(item.sku)
        guard isOfThisBatch(before) else { return }
        var row = before
        row.withdrawWrite(now: tx.now)
        try put(row, since: before)
    }

    /// The item alone is refused: it waits by itself, so that it blocks nobody.
    func setAside(_ settlement: BroadcastLedger.Settlement, _ reason: String) throws {
        let sku = settlement.item.sku
        let before = try row(sku)
        var row = before
        if isOfThisBatch(row) { row.withdrawWrite(now: tx.now) }
        // It may be gone, or carry another SKU, and nobody said so.
        if row.inventoryItemId != nil { row.needsReread = true }
        row.lastError = reason
        try put(row, since: before)
        if var mark = settlement.candidate?.mark {
            mark.attempts += 1
            mark.reason = reason
            mark.retryAt = tx.now.adding(Backoff.delay(afterFailures: mark.attempts + 4))
            try tx.setAside(mark)
        }
        try AlertDesk(tx).raise(
            AlertKey(type: .syncFailed, sku: sku, channelId: channelId),
            "\(channelId) refuses the count of \(sku): \(reason)"
        )
    }

    private func row(_ sku: SKU) throws -> ChannelItem {
        try tx.channelItem(sku, of: channelId) ?? ChannelItem(channelId: channelId, sku: sku)
    }

    /// What was believed of an item may have been dropped since the batch left.
    private func isOfThisBatch(_ row: ChannelItem) -> Bool { row.pendingWrite?.idempotencyKey == txId }

    private func put(_ row: ChannelItem, since before: ChannelItem) throws {
        let units = try items.put(row, since: before)
        let note = LedgerNote.writeEnded(on: channelId, suspense: units)
        try items.moveSuspense(row.sku, by: units, note: note)
    }

    /// A count that had to be told for another reason has overwritten what somebody had added meanwhile.
    private func reportOverwritten(_ units: Int64, _ sku: SKU) throws {
        try AlertDesk(tx).raise(
            AlertKey(type: .driftCorrected, sku: sku, channelId: channelId),
            "\(channelId) showed \(units) more of \(sku) than orders explain; our count was written over it"
        )
    }
}

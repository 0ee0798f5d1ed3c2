import Inventory

extension BroadcastLedger {
    /// Takes in a reading that was asked for: what the channel shows is known again.
    func take(_ reading: LevelReading) async throws {
        try await store.write(tenant) { [self] tx in
            for entry in reading.entries {
                guard let sku = try tx.catalogItem(entry.inventoryItemId, of: channelId)?.sku,
                    var row = try tx.channelItem(sku, of: channelId), row.inventoryItemId == entry.inventoryItemId
                else { continue }
                let missingBefore = row.missing
                if let available = entry.available {
                    row.take(available: available, at: entry.updatedAt ?? reading.readAt, now: tx.now)
                    row.lastError = nil
                } else {
                    row.forgetKnowledge()
                    row.inventoryItemId = nil
                    row.lastError = "the item is not stocked at the channel's location"
                }
                try tx.put(row)
                try moveSuspense(sku, by: row.missing - missingBefore, tx)
                try tx.markDirty(sku, for: channelId)
            }
        }
    }

    private func moveSuspense(_ sku: SKU, by difference: Int64, _ tx: any StoreTransaction) throws {
        guard difference != 0, let level = try tx.level(sku) else { return }
        let ledger = StockLedger(tx, settings: settings, txId: tx.newID(), actor: channelId.value)
        try ledger.move(level, by: StockDelta(suspense: difference), .suspense, reference: channelId.value)
    }
}

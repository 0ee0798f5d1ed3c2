import Inventory

extension BroadcastLedger {
    /// Stores the intent of a compare-and-set before it leaves. Answers the items that may leave: of the others something
    /// became known since they were planned.
    func recordIntent(_ items: [PushBatch.Item], txId: String) async throws -> [PushBatch.Item] {
        try await store.write(tenant) { [channel, channelId] tx in
            var leaving: [PushBatch.Item] = []
            var intended: [IntendedBatch.Item] = []
            for item in items {
                guard let itemId = item.inventoryItemId, let from = item.expected,
                    var row = try tx.channelItem(item.sku, of: channelId), row.isWritable,
                    row.inventoryItemId == itemId, row.expected == from
                else { continue }
                row.beginWrite(of: item.count, key: txId, carriesSurplus: channel.authority == .adopt, now: tx.now)
                // The broadcaster looks after it until its fate is known.
                row.lookAt = nil
                try tx.put(row)
                leaving.append(item)
                intended.append(
                    IntendedBatch.Item(
                        sku: item.sku,
                        inventoryItemId: itemId,
                        from: from,
                        to: item.count,
                        version: item.version
                    )
                )
            }
            if !intended.isEmpty { try tx.put(IntendedBatch(txId: txId, items: intended), of: channelId) }
            return leaving
        }
    }

    /// The write is known not to have happened: what was expected before it still is.
    func withdrawIntent(_ items: [PushBatch.Item], txId: String) async throws {
        try await store.write(tenant) { [self] tx in
            let step = FateStep(self, tx, txId: txId)
            for item in items { try step.withdraw(item) }
            try tx.put(IntendedBatch?.none, of: channelId)
        }
    }
}

import Inventory

extension IntakeStep {
    /// A level webhook: looked at again, never believed blindly. Source: domain.md section 5.
    func observe(_ level: LevelFacts) throws -> TransactionRecord.Status {
        guard isHere(level.locationId), let available = level.available,
            let sku = try tx.catalogItem(level.inventoryItemId, of: channel.channelId)?.sku,
            var item = try tx.channelItem(sku, of: channel.channelId), item.inventoryItemId == level.inventoryItemId
        else { return .ignored }
        let before = item
        let verdict = item.observe(available: available, at: level.updatedAt, now: tx.now)
        if item != before { try tx.put(item) }
        try moveSuspense(sku, by: item.missing - before.missing)
        switch verdict {
        case .stale: return .stale
        case .echo: return .echo
        case .first:
            try tx.markDirty(sku, for: channel.channelId)
            return .applied
        case .unexplained:
            try tx.markDirty(sku, for: channel.channelId)
            return .pending
        }
    }

    /// The item is no longer stocked here: what it showed is no longer known, nor suspected.
    func disconnect(_ itemId: Int64, _ locationId: Int64) throws -> TransactionRecord.Status {
        guard isHere(locationId), let sku = try tx.catalogItem(itemId, of: channel.channelId)?.sku,
            var item = try tx.channelItem(sku, of: channel.channelId), item.inventoryItemId == itemId
        else { return .ignored }
        try moveSuspense(sku, by: -item.missing)
        item.forgetKnowledge()
        try tx.put(item)
        return .applied
    }

    private func isHere(_ locationId: Int64) -> Bool {
        if case .shopify(let settings) = channel.kind { settings.locationId == locationId } else { false }
    }

    private func moveSuspense(_ sku: SKU, by difference: Int64) throws {
        guard difference != 0 else { return }
        let level = try tx.level(sku) ?? Level(sku: sku, updatedAt: tx.now)
        try ledger.move(level, by: StockDelta(suspense: difference), .suspense, reference: channel.channelId.value)
    }
}

import Inventory

extension IntakeStep {
    /// A level webhook: looked at again, never believed blindly. Source: domain.md section 5.
    func observe(_ level: LevelFacts) throws -> TransactionRecord.Status {
        guard isHere(level.locationId), let available = level.available,
            let sku = try tx.catalogItem(level.inventoryItemId, of: channel.channelId)?.sku
        else { return .ignored }
        // An item that was not stocked here when it was last looked for is back.
        try CatalogueDesk(tx, ledger, settings).attach(level.inventoryItemId, carrying: sku, on: channel)
        guard let before = try tx.channelItem(sku, of: channel.channelId),
            before.inventoryItemId == level.inventoryItemId
        else { return .ignored }
        var item = before
        let verdict = item.observe(available: available, at: level.updatedAt, now: tx.now)
        if verdict == .stale { return .stale }
        let units = try items.put(item, since: before)
        let note = LedgerNote.shown(available, by: channel.channelId, suspense: units)
        try items.moveSuspense(sku, by: units, note: note)
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
            let before = try tx.channelItem(sku, of: channel.channelId), before.inventoryItemId == itemId
        else { return .ignored }
        var item = before
        item.forgetKnowledge()
        let units = try items.put(item, since: before)
        try items.moveSuspense(sku, by: units, note: LedgerNote.forgotten(units, on: channel.channelId, .notStocked))
        return .applied
    }

    private func isHere(_ locationId: Int64) -> Bool {
        if case .shopify(let settings) = channel.kind { settings.locationId == locationId } else { false }
    }
}

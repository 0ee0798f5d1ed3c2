import Inventory

/// Takes the first reading of a channel's levels: what it shows, and up to when its orders are contained in that.
struct FirstReading {
    private let context: CommandContext
    private let channel: Channel
    private let ledger: StockLedger

    init(_ context: CommandContext, _ channel: Channel) throws {
        self.context = context
        self.channel = channel
        (_, ledger) = try context.ledger(for: "channel.import", channel: channel.channelId)
    }

    /// Answers what differs, with what is done about it: `track` for a count that becomes ours.
    func take(
        _ sku: SKU,
        _ entry: LevelReading.Entry,
        available: Int64,
        readAt: Timestamp,
        isDryRun: Bool
    ) throws -> ChannelReport.Difference? {
        let tx = context.tx
        let level = try tx.level(sku)
        let item = try tx.channelItem(sku, of: channel.channelId)
        if !isDryRun, var item, item.inventoryItemId == entry.inventoryItemId {
            let missingBefore = item.missing
            let isFirst = item.expected == nil
            item.take(available: available, at: entry.updatedAt ?? readAt, now: tx.now)
            if isFirst { item.baseline = entry.updatedAt ?? readAt }
            try tx.put(item)
            if item.missing != missingBefore, let level {
                try ledger.move(level, by: StockDelta(suspense: item.missing - missingBefore), .suspense)
            }
            try tx.markDirty(sku, for: channel.channelId)
        }
        guard let level, level.tracked else {
            if !isDryRun { try track(sku, level, available) }
            return difference(sku, expected: nil, available, item, "track")
        }
        let rule = try rule(for: sku)
        guard level.count(under: rule) != available else { return nil }
        return difference(sku, expected: level.count(under: rule), available, item, "write")
    }

    private func track(_ sku: SKU, _ held: Level?, _ available: Int64) throws {
        var level = try context.tx.level(sku) ?? held ?? Level(sku: sku, updatedAt: context.tx.now)
        level.tracked = true
        try ledger.move(
            level,
            by: StockDelta(physical: available - level.physical),
            .import,
            reference: channel.channelId.value,
            note: "first count, taken from the shop"
        )
        try AlertDesk(context.tx).resolve(AlertKey(type: .unknownSKU, sku: sku))
    }

    private func rule(for sku: SKU) throws -> BufferRule {
        let scopes = [
            BufferScope(channel: channel.channelId, sku: sku), BufferScope(sku: sku),
            BufferScope(channel: channel.channelId), .tenant,
        ]
        var rules = BufferRules(fallback: context.settings.defaultBuffer)
        for scope in scopes { rules.byScope[scope] = try context.tx.bufferRule(scope) }
        return rules.inForce(for: sku, on: channel.channelId).rule
    }

    private func difference(
        _ sku: SKU,
        expected: Int64?,
        _ live: Int64,
        _ item: ChannelItem?,
        _ action: String
    ) -> ChannelReport.Difference {
        ChannelReport.Difference(
            sku: sku,
            expected: expected,
            live: live,
            unexplained: item?.unexplained ?? 0,
            action: action
        )
    }
}

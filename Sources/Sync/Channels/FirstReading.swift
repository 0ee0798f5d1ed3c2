import Inventory

/// Takes in a page of a channel's levels for the first time: what it shows, and for SKUs that nobody has counted how many
/// there are.
struct FirstReading {
    private let context: CommandContext
    private let channel: Channel
    private let isDryRun: Bool
    private let ledger: StockLedger
    private let items: ChannelItemDesk
    private let readings: ReadingStep

    enum Outcome {
        case nothing
        case differs(ChannelReport.Difference)
        /// The second of the level was not over: a sale of that second may or may not be in it.
        case tooRecent(inventoryItemId: Int64)
    }

    init(_ context: CommandContext, _ channel: Channel, isDryRun: Bool) throws {
        self.context = context
        self.channel = channel
        self.isDryRun = isDryRun
        (_, ledger) = try context.ledger(for: "channel.import", channel: channel.channelId)
        items = ChannelItemDesk(context.tx, ledger, channel.channelId, context.settings)
        readings = ReadingStep(context.tx, context.settings, channel, actor: context.actor)
    }

    /// `isLast`: what is too recent even now is taken all the same; what happened in its second is then explained as any
    /// other order. `isBeingWritten`: a write to the item is under way, from when it carried another SKU; its count is not
    /// taken for what there is.
    func take(
        _ entry: LevelReading.Entry,
        readAt: Timestamp,
        isBeingWritten: Bool,
        isLast: Bool
    ) throws -> Outcome {
        let tx = context.tx
        guard let sku = entry.sku, let live = entry.live(readAt: readAt) else { return .nothing }
        let item = try tx.channelItem(sku, of: channel.channelId)
        let level = try tx.level(sku)
        let isTracked = level?.tracked == true
        if !isDryRun {
            // An item whose SKU another one carries too belongs to nobody.
            guard let item, item.inventoryItemId == entry.inventoryItemId else { return .nothing }
            if isTracked {
                _ = try readings.take(live, of: item)
            } else if isBeingWritten {
                return isLast ? .nothing : .tooRecent(inventoryItemId: entry.inventoryItemId)
            } else if live.isSecondOver || isLast {
                try track(item, level, live)
            } else {
                return .tooRecent(inventoryItemId: entry.inventoryItemId)
            }
            try tx.markDirty(sku, for: channel.channelId)
        }
        guard let level, isTracked else { return .differs(difference(sku, nil, live, item, .track)) }
        let count = level.count(under: try rule(for: sku))
        return count == live.available ? .nothing : .differs(difference(sku, count, live, item, .write))
    }

    func record() throws {
        if !isDryRun { try readings.record("channel.import") }
    }

    private func track(_ before: ChannelItem, _ held: Level?, _ live: LiveLevel) throws {
        var item = before
        let physical = item.beginCounting(by: live)
        let suspense = try items.put(item, since: before)
        var level = held ?? Level(sku: item.sku, updatedAt: context.tx.now)
        level.tracked = true
        try ledger.move(
            level,
            by: StockDelta(physical: physical - level.physical, suspense: suspense),
            .import,
            reference: channel.channelId.value,
            note: "first count, taken from \(channel.channelId)"
        )
        try AlertDesk(context.tx).resolve(AlertKey(type: .unknownSKU, sku: item.sku))
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
        _ expected: Int64?,
        _ live: LiveLevel,
        _ item: ChannelItem?,
        _ action: ChannelReport.Action
    ) -> ChannelReport.Difference {
        ChannelReport.Difference(
            sku: sku,
            expected: expected,
            live: live.available,
            unexplained: item?.unexplained ?? 0,
            action: action
        )
    }
}

import Inventory

/// What is believed of one channel and SKU. Keyed by SKU first: one order's rows lie side by side for all channels.
enum ChannelItemRows {
    static func find(
        _ source: some StatementSource,
        level: Int64,
        channel: Int64,
        _ sku: SKU,
        _ channelId: ChannelID
    ) throws -> ChannelItem? {
        let statement = try source.statement(
            """
            SELECT inventory_item_id, expected, known_at, missing, surplus, unexplained_since, last_observed_at,
                baseline, write_key, write_from, write_to, write_sent_at, contested, told_count, told_tx_id, told_at,
                last_error
            FROM channel_items WHERE level_id = ? AND channel_id = ?
            """
        )
        return try statement.first({ $0.add(level, channel) }, { try item(&$0, sku, channelId) })
    }

    /// Of every channel, each under its number.
    static func all(
        _ source: some StatementSource,
        level: Int64,
        _ sku: SKU,
        _ channelIds: [Int64: ChannelID]
    ) throws -> [ChannelItem] {
        let statement = try source.statement(
            """
            SELECT channel_id, inventory_item_id, expected, known_at, missing, surplus, unexplained_since,
                last_observed_at, baseline, write_key, write_from, write_to, write_sent_at, contested, told_count,
                told_tx_id, told_at, last_error
            FROM channel_items WHERE level_id = ? ORDER BY channel_id
            """
        )
        var items: [ChannelItem] = []
        try statement.forEach(
            { $0.add(level) },
            { columns in
                if let channelId = channelIds[columns.int64()] { items.append(try item(&columns, sku, channelId)) }
                return true
            }
        )
        return items
    }

    static func insert(_ source: some StatementSource, level: Int64, channel: Int64, _ item: ChannelItem) throws {
        let statement = try source.statement(
            """
            INSERT INTO channel_items (inventory_item_id, expected, known_at, missing, surplus, unexplained_since,
                last_observed_at, baseline, write_key, write_from, write_to, write_sent_at, contested, told_count,
                told_tx_id, told_at, last_error, level_id, channel_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        try statement.run { bind(item, level, channel, &$0) }
    }

    static func update(_ source: some StatementSource, level: Int64, channel: Int64, _ item: ChannelItem) throws {
        let statement = try source.statement(
            """
            UPDATE channel_items SET inventory_item_id = ?, expected = ?, known_at = ?, missing = ?, surplus = ?,
                unexplained_since = ?, last_observed_at = ?, baseline = ?, write_key = ?, write_from = ?, write_to = ?,
                write_sent_at = ?, contested = ?, told_count = ?, told_tx_id = ?, told_at = ?, last_error = ?
            WHERE level_id = ? AND channel_id = ?
            """
        )
        try statement.run { bind(item, level, channel, &$0) }
    }

    private static func bind(_ item: ChannelItem, _ level: Int64, _ channel: Int64, _ bindings: inout Bindings) {
        bindings.add(item.inventoryItemId)
        bindings.add(item.expected)
        bindings.add(item.knownAt)
        bindings.add(item.missing)
        bindings.add(item.surplus)
        bindings.add(item.unexplainedSince)
        bindings.add(item.lastObservedAt)
        bindings.add(item.baseline)
        bindings.add(packed: item.pendingWrite?.idempotencyKey)
        bindings.add(item.pendingWrite?.from)
        bindings.add(item.pendingWrite?.to)
        bindings.add(item.pendingWrite?.sentAt)
        bindings.add(item.contested)
        bindings.add(item.lastTold?.count)
        bindings.add(packed: item.lastTold?.txId)
        bindings.add(item.lastTold?.timestamp)
        bindings.add(item.lastError)
        bindings.add(level)
        bindings.add(channel)
    }

    /// Reads the 17 columns from `inventory_item_id` on.
    static func item(_ columns: inout Columns, _ sku: SKU, _ channelId: ChannelID) throws -> ChannelItem {
        var item = ChannelItem(channelId: channelId, sku: sku)
        item.inventoryItemId = columns.optionalInt64()
        item.expected = columns.optionalInt64()
        item.knownAt = columns.optionalTimestamp()
        item.missing = columns.int64()
        item.surplus = columns.int64()
        item.unexplainedSince = columns.optionalTimestamp()
        item.lastObservedAt = columns.optionalTimestamp()
        item.baseline = columns.optionalTimestamp()
        let writeKey = try columns.optionalPacked()
        let (from, to) = (columns.int64(), columns.int64())
        let sentAt = columns.timestamp()
        item.pendingWrite = writeKey.map {
            ChannelItem.PendingWrite(idempotencyKey: $0, from: from, to: to, sentAt: sentAt)
        }
        item.contested = columns.bool()
        let count = columns.int64()
        let txId = try columns.optionalPacked()
        let toldAt = columns.timestamp()
        item.lastTold = txId.map { ChannelItem.Told(count: count, txId: $0, timestamp: toldAt) }
        item.lastError = columns.optionalText()
        return item
    }
}

import Inventory
import Sync

/// Dirty items that are due, with the level and the item that their counts are computed from.
enum CandidateRows {
    /// Never set aside, oldest first.
    static func fresh(
        _ source: some StatementSource,
        _ channel: Int64,
        _ channelId: ChannelID,
        limit: Int
    ) throws -> [Unruled] {
        let statement = try source.statement(
            """
            SELECT d.generation, d.since, d.attempts, d.retry_at, d.reason,
                l.id, l.sku, l.physical, l.reserved, l.suspense, l.low_stock_threshold, l.tracked, l.conditions,
                l.version, l.updated_at, l.last_movement,
                i.level_id, i.inventory_item_id, i.expected, i.known_at, i.missing, i.surplus, i.unexplained_since,
                i.last_observed_at, i.baseline, i.write_key, i.write_from, i.write_to, i.write_sent_at, i.contested,
                i.told_count, i.told_tx_id, i.told_at, i.last_error
            FROM dirt d INDEXED BY dirt_fresh
                CROSS JOIN levels l ON l.id = d.level_id
                LEFT JOIN channel_items i ON i.level_id = d.level_id AND i.channel_id = d.channel_id
            WHERE d.channel_id = ? AND d.retry_at IS NULL ORDER BY d.since LIMIT ?
            """
        )
        return try statement.all({ $0.add(channel, limit) }, { try Unruled(&$0, channelId) })
    }

    /// Set aside and due again, by the time that they are due.
    static func due(
        _ source: some StatementSource,
        _ channel: Int64,
        _ channelId: ChannelID,
        now: Timestamp,
        limit: Int
    ) throws -> [Unruled] {
        let statement = try source.statement(
            """
            SELECT d.generation, d.since, d.attempts, d.retry_at, d.reason,
                l.id, l.sku, l.physical, l.reserved, l.suspense, l.low_stock_threshold, l.tracked, l.conditions,
                l.version, l.updated_at, l.last_movement,
                i.level_id, i.inventory_item_id, i.expected, i.known_at, i.missing, i.surplus, i.unexplained_since,
                i.last_observed_at, i.baseline, i.write_key, i.write_from, i.write_to, i.write_sent_at, i.contested,
                i.told_count, i.told_tx_id, i.told_at, i.last_error
            FROM dirt d INDEXED BY dirt_aside_by_retry
                CROSS JOIN levels l ON l.id = d.level_id
                LEFT JOIN channel_items i ON i.level_id = d.level_id AND i.channel_id = d.channel_id
            WHERE d.channel_id = ? AND d.retry_at IS NOT NULL AND d.retry_at <= ? ORDER BY d.retry_at LIMIT ?
            """
        )
        return try statement.all({ $0.add(channel, now, limit) }, { try Unruled(&$0, channelId) })
    }

    /// A candidate whose rule is still to be found.
    struct Unruled {
        let mark: DirtMark
        let level: Level?
        let item: ChannelItem?

        init(_ columns: inout Columns, _ channelId: ChannelID) throws {
            let (generation, since) = (columns.int64(), columns.timestamp())
            let attempts = columns.int()
            let retryAt = columns.optionalTimestamp()
            let reason = columns.optionalText()
            let row = try LevelRow(&columns)
            level = row.level
            item =
                columns.optionalInt64() == nil ? nil : try ChannelItemRows.item(&columns, row.sku, channelId)
            mark = DirtMark(
                channelId: channelId,
                sku: row.sku,
                generation: generation,
                since: since,
                attempts: attempts,
                retryAt: retryAt,
                reason: reason
            )
        }
    }
}

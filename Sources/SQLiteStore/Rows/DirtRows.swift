import Inventory
import Sync

/// Which SKUs wait for a channel, and since when. The marks themselves stand in the SKUs' stock rows.
enum DirtRows {
    /// Puts a mark that was never set aside at the end.
    static func add(_ source: some StatementSource, _ sku: SKU, _ mark: StoredMark) throws {
        try source.statement("INSERT INTO dirt (id, since, sku) VALUES (?, ?, ?)")
            .run { $0.add(mark.place, mark.since, sku.value) }
    }

    static func addAside(
        _ source: some StatementSource,
        channel: Int64,
        _ sku: SKU,
        _ mark: StoredMark,
        until retryAt: Timestamp
    ) throws {
        let statement = try source.statement(
            "INSERT INTO dirt_aside (channel_id, retry_at, sku, since) VALUES (?, ?, ?, ?)"
        )
        try statement.run { $0.add(channel, retryAt, sku.value, mark.since) }
    }

    static func remove(_ source: some StatementSource, channel: Int64, _ sku: SKU, _ mark: StoredMark) throws {
        if let retryAt = mark.retryAt {
            try source.statement("DELETE FROM dirt_aside WHERE channel_id = ? AND retry_at = ? AND sku = ?")
                .run { $0.add(channel, retryAt, sku.value) }
        } else {
            try source.statement("DELETE FROM dirt WHERE id = ?").run { $0.add(mark.place) }
        }
    }

    static func changeCount(_ source: some StatementSource, channel: Int64, by difference: Int) throws {
        let statement = try source.statement(
            """
            INSERT INTO dirt_counts (channel_id, dirty) VALUES (?, ?)
            ON CONFLICT (channel_id) DO UPDATE SET dirty = dirty + excluded.dirty
            """
        )
        try statement.run { $0.add(channel, difference) }
    }

    static func backlog(_ source: some StatementSource, channel: Int64, now: Timestamp) throws -> Backlog {
        let dirty = try source.statement("SELECT dirty FROM dirt_counts WHERE channel_id = ?")
            .first({ $0.add(channel) }, { $0.int() })
        let range = RowNumber.range(of: channel)
        let fresh = try source.statement("SELECT since FROM dirt WHERE id BETWEEN ? AND ? ORDER BY id LIMIT 1")
            .first({ $0.add(range.lowerBound, range.upperBound) }, { $0.timestamp() })
        let aside = try time(source.statement("SELECT min(since) FROM dirt_aside WHERE channel_id = ?"), channel)
        let retry = try time(source.statement("SELECT min(retry_at) FROM dirt_aside WHERE channel_id = ?"), channel)
        let isDue = fresh != nil || retry.map { $0 <= now } ?? false
        return Backlog(
            dirty: dirty ?? 0,
            oldestSince: [fresh, aside].compactMap(\.self).min(),
            nextRetryAt: isDue ? nil : retry
        )
    }

    private static func time(_ statement: PreparedStatement, _ channel: Int64) throws -> Timestamp? {
        try statement.first({ $0.add(channel) }, { $0.optionalTimestamp() }) ?? nil
    }
}

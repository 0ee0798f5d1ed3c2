import Inventory
import Sync

/// Which channels may show a wrong count for which SKUs. A generation belongs to one commit and never comes again, so a
/// mark that was cleared and made anew is another one.
enum DirtRows {
    /// True when the item was clean. A mark that stands keeps its `since`, its attempts and the time of its retry.
    static func mark(
        _ connection: Connection,
        level: Int64,
        channel: Int64,
        generation: Int64,
        since: Timestamp
    ) throws -> Bool {
        let insert = try connection.statement(
            """
            INSERT OR IGNORE INTO dirt (level_id, channel_id, generation, since, attempts) VALUES (?, ?, ?, ?, 0)
            """
        )
        try insert.run { $0.add(level, channel, generation, since) }
        if connection.changes == 1 { return true }
        try connection.statement("UPDATE dirt SET generation = ? WHERE level_id = ? AND channel_id = ?")
            .run { $0.add(generation, level, channel) }
        return false
    }

    /// True when the mark was still the one of this generation and is gone.
    static func clear(_ connection: Connection, level: Int64, channel: Int64, generation: Int64) throws -> Bool {
        try connection.statement("DELETE FROM dirt WHERE level_id = ? AND channel_id = ? AND generation = ?")
            .run { $0.add(level, channel, generation) }
        return connection.changes == 1
    }

    static func setAside(_ source: some StatementSource, level: Int64, channel: Int64, _ mark: DirtMark) throws {
        let statement = try source.statement(
            """
            UPDATE dirt SET attempts = ?, retry_at = ?, reason = ?
            WHERE level_id = ? AND channel_id = ? AND generation = ?
            """
        )
        try statement.run {
            $0.add(mark.attempts)
            $0.add(mark.retryAt)
            $0.add(mark.reason)
            $0.add(level)
            $0.add(channel)
            $0.add(mark.generation)
        }
    }

    /// Channels for which the SKU is dirty.
    static func channels(_ source: some StatementSource, level: Int64) throws -> [Int64] {
        try source.statement("SELECT channel_id FROM dirt WHERE level_id = ?")
            .all({ $0.add(level) }, { $0.int64() })
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
        let fresh = try time(
            source.statement("SELECT min(since) FROM dirt WHERE channel_id = ? AND retry_at IS NULL"),
            channel
        )
        let aside = try time(
            source.statement("SELECT min(since) FROM dirt WHERE channel_id = ? AND retry_at IS NOT NULL"),
            channel
        )
        let retry = try time(
            source.statement("SELECT min(retry_at) FROM dirt WHERE channel_id = ? AND retry_at IS NOT NULL"),
            channel
        )
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

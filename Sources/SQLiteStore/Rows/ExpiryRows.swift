import Inventory

/// Takes away in small steps what is past its time or nobody's. Every call answers how many rows went.
enum ExpiryRows {
    static func sweepTransactions(_ connection: Connection, now: Timestamp, limit: Int) throws -> Int {
        try connection.statement(
            """
            DELETE FROM transactions WHERE id IN
                (SELECT id FROM transactions WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)
            """
        )
        .run { $0.add(now, limit) }
        return connection.changes
    }

    static func sweepAnswers(_ connection: Connection, now: Timestamp, limit: Int) throws -> Int {
        try connection.statement(
            """
            DELETE FROM answers WHERE id IN
                (SELECT id FROM answers WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)
            """
        )
        .run { $0.add(now, limit) }
        return connection.changes
    }

    /// Rows of a channel that was deleted: its number is given to no other.
    static func sweepRemovedChannel(_ connection: Connection, limit: Int) throws -> Int {
        let removed = try connection.statement("SELECT channel_id, position FROM removed_channels LIMIT 1")
            .first({ _ in }, { ($0.int64(), $0.int64()) })
        guard let (channel, position) = removed else { return 0 }
        var left = limit
        for table in keyedByChannel where left > 0 {
            try connection.statement(table).run { $0.add(channel, left) }
            left -= connection.changes
        }
        if left > 0 {
            left -= try sweepBySKU(connection, channel, after: position, limit: left)
        }
        return limit - left
    }

    private static let keyedByChannel: [StaticString] = [
        """
        DELETE FROM orders WHERE channel_id = ?1
            AND order_id IN (SELECT order_id FROM orders WHERE channel_id = ?1 LIMIT ?2)
        """,
        """
        DELETE FROM catalog_items WHERE channel_id = ?1
            AND inventory_item_id IN (SELECT inventory_item_id FROM catalog_items WHERE channel_id = ?1 LIMIT ?2)
        """,
    ]

    /// Items, dirt and buffer rules are keyed by SKU first, so the levels are walked through; a level looked at counts as a
    /// row. Ends the sweep when no level is left.
    private static func sweepBySKU(
        _ connection: Connection,
        _ channel: Int64,
        after position: Int64,
        limit: Int
    ) throws -> Int {
        let levels = try connection.statement("SELECT id FROM levels WHERE id > ? ORDER BY id LIMIT ?")
            .all({ $0.add(position, limit) }, { $0.int64() })
        if let last = levels.last {
            for statement: StaticString in [
                "DELETE FROM channel_items WHERE level_id > ?1 AND level_id <= ?2 AND channel_id = ?3",
                "DELETE FROM dirt WHERE level_id > ?1 AND level_id <= ?2 AND channel_id = ?3",
            ] {
                try connection.statement(statement).run { $0.add(position, last, channel) }
            }
            try connection.statement("UPDATE removed_channels SET position = ? WHERE channel_id = ?")
                .run { $0.add(last, channel) }
        }
        guard levels.count < limit else { return limit }
        try connection.statement("DELETE FROM dirt_counts WHERE channel_id = ?").run { $0.add(channel) }
        try connection.statement("DELETE FROM removed_channels WHERE channel_id = ?").run { $0.add(channel) }
        return levels.count
    }
}

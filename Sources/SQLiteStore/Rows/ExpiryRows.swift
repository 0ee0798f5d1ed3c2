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
        let statement = try connection.statement("SELECT channel_id, tenant_id, position FROM removed_channels LIMIT 1")
        guard let removed = try statement.first({ _ in }, { Removed(&$0) }) else { return 0 }
        var left = limit
        for table in keyedByChannel where left > 0 {
            try connection.statement(table).run { $0.add(removed.channel, left, removed.tenant) }
            left -= connection.changes
        }
        if left > 0 { left -= try sweepBySKU(connection, removed, limit: left) }
        return limit - left
    }

    private struct Removed {
        let channel: Int64
        let tenant: Int64
        /// The number of the last level that was looked at.
        let position: Int64

        init(_ columns: inout Columns) {
            channel = columns.int64()
            tenant = columns.int64()
            position = columns.int64()
        }
    }

    private static let keyedByChannel: [StaticString] = [
        """
        DELETE FROM orders WHERE channel_id = ?1 AND ?3 IS NOT NULL
            AND order_id IN (SELECT order_id FROM orders WHERE channel_id = ?1 LIMIT ?2)
        """,
        """
        DELETE FROM catalog_items WHERE channel_id = ?1 AND ?3 IS NOT NULL
            AND inventory_item_id IN (SELECT inventory_item_id FROM catalog_items WHERE channel_id = ?1 LIMIT ?2)
        """,
        """
        DELETE FROM buffer_rules WHERE tenant_id = ?3 AND channel_id = ?1
            AND sku IN (SELECT sku FROM buffer_rules WHERE tenant_id = ?3 AND channel_id = ?1 LIMIT ?2)
        """,
    ]

    /// Items and dirt are keyed by SKU first, so the tenant's levels are walked through; a level looked at counts as a row.
    /// Ends the sweep when no level is left.
    private static func sweepBySKU(_ connection: Connection, _ removed: Removed, limit: Int) throws -> Int {
        let range = RowNumber.range(ofTenant: removed.tenant)
        let start = max(range.lowerBound, removed.position)
        let levels = try connection.statement("SELECT id FROM levels WHERE id > ? AND id <= ? ORDER BY id LIMIT ?")
            .all({ $0.add(start, range.upperBound, limit) }, { $0.int64() })
        if let last = levels.last {
            for statement: StaticString in [
                "DELETE FROM channel_items WHERE level_id > ? AND level_id <= ? AND channel_id = ?",
                "DELETE FROM dirt WHERE level_id > ? AND level_id <= ? AND channel_id = ?",
            ] {
                try connection.statement(statement).run { $0.add(start, last, removed.channel) }
            }
            try connection.statement("UPDATE removed_channels SET position = ? WHERE channel_id = ?")
                .run { $0.add(last, removed.channel) }
        }
        guard levels.count < limit else { return limit }
        try connection.statement("DELETE FROM dirt_counts WHERE channel_id = ?").run { $0.add(removed.channel) }
        try connection.statement("DELETE FROM removed_channels WHERE channel_id = ?").run { $0.add(removed.channel) }
        return levels.count
    }
}

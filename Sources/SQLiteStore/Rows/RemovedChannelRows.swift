import Inventory

/// Takes away, in small steps, the rows of channels that were deleted. Their numbers are given to no other channel, so until
/// then they are nobody's.
enum RemovedChannelRows {
    private struct Removed {
        let channel: Int64
        let tenant: Int64
        /// The last SKU that was looked at.
        let position: String

        init(_ columns: inout Columns) throws {
            channel = columns.int64()
            tenant = columns.int64()
            position = try columns.text()
        }
    }

    /// Answers how many rows went; a SKU that was looked at counts as one.
    static func sweep(_ memory: WriterMemory, limit: Int) throws -> Int {
        let connection = memory.connection
        let first = try connection.statement("SELECT channel_id, tenant_id, position FROM removed_channels LIMIT 1")
            .first({ _ in }, { try Removed(&$0) })
        guard let removed = first else { return 0 }
        var left = limit
        for table in keyedByChannel where left > 0 {
            try connection.statement(table).run { $0.add(removed.channel, left, removed.tenant) }
            left -= connection.changes
        }
        if left > 0 { left -= try sweepDirt(connection, removed.channel, limit: left) }
        if left > 0 { left -= try sweepStock(memory, removed, limit: left) }
        return limit - left
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
        """
        DELETE FROM dirt_aside WHERE channel_id = ?1 AND ?3 IS NOT NULL
            AND (retry_at, sku) IN (SELECT retry_at, sku FROM dirt_aside WHERE channel_id = ?1 LIMIT ?2)
        """,
        """
        DELETE FROM looks WHERE channel_id = ?1 AND ?3 IS NOT NULL
            AND (look_at, sku) IN (SELECT look_at, sku FROM looks WHERE channel_id = ?1 LIMIT ?2)
        """,
        """
        DELETE FROM suspects WHERE channel_id = ?1 AND ?3 IS NOT NULL
            AND sku IN (SELECT sku FROM suspects WHERE channel_id = ?1 LIMIT ?2)
        """,
    ]

    private static func sweepDirt(_ connection: Connection, _ channel: Int64, limit: Int) throws -> Int {
        let range = RowNumber.range(of: channel)
        try connection.statement(
            "DELETE FROM dirt WHERE id IN (SELECT id FROM dirt WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?)"
        )
        .run { $0.add(range.lowerBound, range.upperBound, limit) }
        return connection.changes
    }

    /// Takes the channel's parts out of the next stock rows, and the channel's own last rows with the last of them.
    private static func sweepStock(_ memory: WriterMemory, _ removed: Removed, limit: Int) throws -> Int {
        try memory.flush()
        var seen = 0
        var last = removed.position
        var holders: [SKU] = []
        try StockRows.scan(memory.connection, tenant: removed.tenant, after: last) { row, columns in
            seen += 1
            last = row.sku.value
            let item = try columns.withBytes { try ChannelBytes.part(of: removed.channel, in: $0) != nil }
            let mark = try columns.withBytes { try ChannelBytes.part(of: removed.channel, in: $0) != nil }
            if item || mark { holders.append(row.sku) }
            return seen < limit
        }
        for sku in holders {
            guard let entry = try memory.entry(sku, of: removed.tenant) else { continue }
            try entry.forget(removed.channel)
            try memory.enqueue(entry)
        }
        let connection = memory.connection
        guard seen < limit else {
            try connection.statement("UPDATE removed_channels SET position = ? WHERE channel_id = ?")
                .run { $0.add(last, removed.channel) }
            return limit
        }
        try connection.statement("DELETE FROM dirt_counts WHERE channel_id = ?").run { $0.add(removed.channel) }
        try connection.statement("DELETE FROM removed_channels WHERE channel_id = ?").run { $0.add(removed.channel) }
        return seen
    }
}

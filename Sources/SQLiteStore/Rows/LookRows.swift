import Inventory
import Sync

/// Which items of a channel must be looked at again, by the time that they are due.
struct LookRows {
    let tenant: Int64
    let channel: Int64
    let channelId: ChannelID

    /// Earliest first.
    func due(_ source: some StatementSource, now: Timestamp, limit: Int) throws -> [ChannelItem] {
        let statement = try source.statement(
            """
            SELECT s.sku, s.items FROM looks k CROSS JOIN stock s ON s.tenant_id = ? AND s.sku = k.sku
            WHERE k.channel_id = ? AND k.look_at <= ? ORDER BY k.look_at LIMIT ?
            """
        )
        return try statement.all({ $0.add(tenant, channel, now, limit) }, { try item(&$0) })
    }

    private func item(_ columns: inout Columns) throws -> ChannelItem {
        let sku = SKU(stored: try columns.text())
        let item = try columns.withBytes { items in
            try ChannelBytes.part(of: channel, in: items).map {
                try ChannelItem(channelId: channelId, sku: sku, encoded: $0)
            }
        }
        guard let item else { throw columns.damaged() }
        return item
    }

    /// When the first of those is due that are not at `now`.
    static func next(_ source: some StatementSource, channel: Int64, after now: Timestamp) throws -> Timestamp? {
        let statement = try source.statement("SELECT min(look_at) FROM looks WHERE channel_id = ? AND look_at > ?")
        return try statement.first({ $0.add(channel, now) }, { $0.optionalTimestamp() }) ?? nil
    }

    static func move(
        _ source: some StatementSource,
        channel: Int64,
        _ sku: SKU,
        from old: Timestamp?,
        to new: Timestamp?
    ) throws {
        if let old {
            try source.statement("DELETE FROM looks WHERE channel_id = ? AND look_at = ? AND sku = ?")
                .run { $0.add(channel, old, sku.value) }
        }
        if let new {
            try source.statement("INSERT OR REPLACE INTO looks (channel_id, look_at, sku) VALUES (?, ?, ?)")
                .run { $0.add(channel, new, sku.value) }
        }
    }
}

/// Which items of a channel hold units in suspense.
enum SuspectRows {
    static func put(_ source: some StatementSource, channel: Int64, _ sku: SKU, holdsSuspense: Bool) throws {
        let statement =
            holdsSuspense
            ? try source.statement("INSERT OR REPLACE INTO suspects (channel_id, sku) VALUES (?, ?)")
            : try source.statement("DELETE FROM suspects WHERE channel_id = ? AND sku = ?")
        try statement.run { $0.add(channel, sku.value) }
    }

    static func all(_ source: some StatementSource, channel: Int64, limit: Int) throws -> [SKU] {
        try source.statement("SELECT sku FROM suspects WHERE channel_id = ? LIMIT ?")
            .all({ $0.add(channel, limit) }, { SKU(stored: try $0.text()) })
    }
}

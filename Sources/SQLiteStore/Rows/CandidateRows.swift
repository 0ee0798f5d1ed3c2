import Inventory
import Sync

/// Dirty items that are due, with the level and the item that their counts are computed from.
struct CandidateRows {
    let tenant: Int64
    let channel: Int64
    let channelId: ChannelID

    /// A candidate whose rule is still to be found.
    struct Unruled {
        let mark: DirtMark
        let level: Level?
        let item: ChannelItem?
    }

    /// Never set aside, oldest first.
    func fresh(_ source: some StatementSource, limit: Int) throws -> [Unruled] {
        let statement = try source.statement(
            """
            SELECT s.sku, s.physical, s.reserved, s.suspense, s.low_stock_threshold, s.tracked, s.conditions,
                s.version, s.updated_at, s.last_movement, s.items, s.dirt
            FROM dirt d CROSS JOIN stock s ON s.tenant_id = ? AND s.sku = d.sku
            WHERE d.id BETWEEN ? AND ? ORDER BY d.id LIMIT ?
            """
        )
        let range = RowNumber.range(of: channel)
        return try statement.all(
            { $0.add(tenant, range.lowerBound, range.upperBound, limit) },
            { try candidate(&$0) }
        )
    }

    /// Set aside and due again, by the time that they are due.
    func due(_ source: some StatementSource, now: Timestamp, limit: Int) throws -> [Unruled] {
        let statement = try source.statement(
            """
            SELECT s.sku, s.physical, s.reserved, s.suspense, s.low_stock_threshold, s.tracked, s.conditions,
                s.version, s.updated_at, s.last_movement, s.items, s.dirt
            FROM dirt_aside d CROSS JOIN stock s ON s.tenant_id = ? AND s.sku = d.sku
            WHERE d.channel_id = ? AND d.retry_at <= ? ORDER BY d.retry_at LIMIT ?
            """
        )
        return try statement.all({ $0.add(tenant, channel, now, limit) }, { try candidate(&$0) })
    }

    private func candidate(_ columns: inout Columns) throws -> Unruled {
        let row = try StockRow(&columns)
        let item = try columns.withBytes { items in
            try ChannelBytes.part(of: channel, in: items).map {
                try ChannelItem(channelId: channelId, sku: row.sku, encoded: $0)
            }
        }
        let mark = try columns.withBytes { dirt in
            try ChannelBytes.part(of: channel, in: dirt).map { try StoredMark($0) }
        }
        guard let mark else { throw columns.damaged() }
        return Unruled(mark: mark.mark(row.sku, channelId), level: row.level, item: item)
    }
}

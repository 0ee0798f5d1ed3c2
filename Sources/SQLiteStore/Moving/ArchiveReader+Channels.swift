import Inventory
import Sync

// What hangs on channels: channel after channel in the order of their creation. A page is of one channel.
extension ArchiveReader {
    func channels() throws -> Page<ArchivedRow> {
        let rows = try ChannelRows.all(source, tenant: number).map { known in
            let channel = ArchivedChannel(
                channel: known.channel,
                intent: try IntentRows.find(source, channel: known.number),
                sweep: try SweepRows.position(source, channel: known.number)
            )
            return row(at: known.number, .channel(channel))
        }
        return Page(items: rows, next: nil)
    }

    func buffers() throws -> Page<ArchivedRow> {
        try ofChannels(withNone: true) { channel, after in
            let statement = try source.statement(
                """
                SELECT sku, units, percent_hundredths, floor, cap FROM buffer_rules
                WHERE tenant_id = ? AND channel_id = ? AND sku \(after.isEmpty ? ">=" : ">") ? ORDER BY sku LIMIT ?
                """
            )
            return try statement.all(
                { $0.add(number, channel?.number ?? 0, after, limit) },
                { columns in
                    let sku = try columns.text()
                    let scope = BufferScope(
                        channel: channel?.channel.channelId,
                        sku: sku.isEmpty ? nil : SKU(stored: sku)
                    )
                    return (sku, ArchivedRow(tenant, .buffer(scope, try BufferRuleRows.rule(&columns))))
                }
            )
        }
    }

    func dirt() throws -> Page<ArchivedRow> {
        try ofChannels { channel, after in
            guard let channel else { return [] }
            let range = RowNumber.range(of: channel.number)
            let start = after.isEmpty ? range.lowerBound : try Self.number(after)
            let statement = try source.statement(
                "SELECT id, sku FROM dirt WHERE id > ? AND id <= ? ORDER BY id LIMIT ?"
            )
            return try statement.all(
                { $0.add(start, range.upperBound, limit) },
                { columns in
                    let place = columns.int64()
                    let sku = SKU(stored: try columns.text())
                    return (String(place), row(at: place, .dirt(channel.channel.channelId, sku)))
                }
            )
        }
    }

    func orders() throws -> Page<ArchivedRow> {
        try ofChannels { channel, after in
            guard let channel else { return [] }
            let start = after.isEmpty ? Int64.min : try Self.number(after)
            let statement = try source.statement(
                "SELECT order_id, state FROM orders WHERE channel_id = ? AND order_id > ? ORDER BY order_id LIMIT ?"
            )
            return try statement.all(
                { $0.add(channel.number, start, limit) },
                { columns in
                    let order = columns.int64()
                    let state = try OrderState(encoded: columns.bytes())
                    return (String(order), ArchivedRow(tenant, .order(channel.channel.channelId, state)))
                }
            )
        }
    }

    func catalogue() throws -> Page<ArchivedRow> {
        try ofChannels { channel, after in
            guard let channel else { return [] }
            let start = after.isEmpty ? Int64.min : try Self.number(after)
            let statement = try source.statement(
                """
                SELECT inventory_item_id, sku, updated_at FROM catalog_items
                WHERE channel_id = ? AND inventory_item_id > ? ORDER BY inventory_item_id LIMIT ?
                """
            )
            return try statement.all(
                { $0.add(channel.number, start, limit) },
                { columns in
                    let item = CatalogItem(
                        channelId: channel.channel.channelId,
                        inventoryItemId: columns.int64(),
                        sku: columns.optionalText().map(SKU.init(stored:)),
                        updatedAt: columns.timestamp()
                    )
                    return (String(item.inventoryItemId), ArchivedRow(tenant, .catalogItem(item)))
                }
            )
        }
    }

    /// A page of the channel that the cursor names, or of the first one; `withNone` begins with what hangs on none. `read`
    /// answers rows after a place of its own, each with its place.
    private func ofChannels(
        withNone: Bool = false,
        _ read: (NumberedChannel?, _ after: String) throws -> [(place: String, row: ArchivedRow)]
    ) throws -> Page<ArchivedRow> {
        let known = try ChannelRows.all(source, tenant: number)
        let all: [NumberedChannel?] = (withNone ? [nil] : []) + known
        let parts = cursor?.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false) ?? ["", ""]
        guard parts.count == 2, !all.isEmpty else { return .empty }
        let wanted = parts[0].isEmpty ? all[0]?.number ?? 0 : try Self.number(parts[0])
        guard let index = all.firstIndex(where: { $0?.number ?? 0 == wanted }) else { return .empty }
        let found = try read(all[index], String(parts[1]))
        if found.count == limit, let last = found.last {
            return Page(items: found.map(\.row), next: "\(wanted)/\(last.place)")
        }
        let next = index + 1 < all.count ? "\(all[index + 1]?.number ?? 0)/" : nil
        return Page(items: found.map(\.row), next: next)
    }
}

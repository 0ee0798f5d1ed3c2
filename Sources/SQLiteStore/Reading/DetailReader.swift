import Inventory
import Sync

/// Reads all that a SKU's row shows, for some SKUs of one tenant at one commit.
struct DetailReader {
    private let rules: RuleReader
    private let channelIds: [Int64: ChannelID]

    init(_ source: ReadConnection, tenant: Int64) throws {
        let channels = try ChannelRows.all(source, tenant: tenant)
        rules = try RuleReader(source, tenant: tenant, channels: channels)
        channelIds = Dictionary(uniqueKeysWithValues: channels.map { ($0.number, $0.channel.channelId) })
    }

    /// Reads the rest of the columns; nil for a SKU that is only spoken of.
    func detail(_ row: StockRow, _ columns: inout Columns) throws -> InventoryDetail? {
        guard let level = row.level else { return nil }
        var items: [(channel: Int64, item: ChannelItem)] = []
        var dirty: Set<ChannelID> = []
        try columns.withBytes { bytes in
            try ChannelBytes.forEach(bytes) { channel, part in
                if let channelId = channelIds[channel] {
                    items.append((channel, try ChannelItem(channelId: channelId, sku: row.sku, encoded: part)))
                }
                return true
            }
        }
        try columns.withBytes { bytes in
            try ChannelBytes.forEach(bytes) { channel, _ in
                if let channelId = channelIds[channel] { dirty.insert(channelId) }
                return true
            }
        }
        return InventoryDetail(
            level: level,
            rules: try rules.rules(for: level.sku),
            items: items.sorted { $0.channel < $1.channel }.map(\.item),
            dirty: dirty
        )
    }
}

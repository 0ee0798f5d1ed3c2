import Inventory
import Sync

/// Reads all that a SKU's row shows, for some SKUs of one tenant at one commit.
struct DetailReader {
    private let source: ReadConnection
    private let rules: RuleReader
    private let channelIds: [Int64: ChannelID]

    init(_ source: ReadConnection, tenant: Int64) throws {
        self.source = source
        let channels = try ChannelRows.all(source, tenant: tenant)
        rules = try RuleReader(source, tenant: tenant, channels: channels)
        channelIds = Dictionary(uniqueKeysWithValues: channels.map { ($0.number, $0.channel.channelId) })
    }

    func detail(_ number: Int64, _ level: Level) throws -> InventoryDetail {
        InventoryDetail(
            level: level,
            rules: try rules.rules(for: level.sku),
            items: try ChannelItemRows.all(source, level: number, level.sku, channelIds),
            dirty: Set(try DirtRows.channels(source, level: number).compactMap { channelIds[$0] })
        )
    }
}

import Inventory
import Sync

/// Buffer rules of one tenant at one commit. What is shared by all SKUs is read once; a SKU's own rules are only looked for
/// where any SKU has one.
struct RuleReader {
    private let source: ReadConnection
    private let tenant: Int64
    /// Of the tenant and of the channels.
    private var shared: [BufferScope: BufferRule] = [:]
    /// Channels, and none (0), that have rules for single SKUs.
    private var ownersOfSKURules: [(number: Int64, channelId: ChannelID?)] = []

    init(_ source: ReadConnection, tenant: Int64, channels: [NumberedChannel]) throws {
        self.source = source
        self.tenant = tenant
        guard try BufferRuleRows.exists(source, tenant: tenant) else { return }
        let owners: [(Int64, ChannelID?)] = [(0, nil)] + channels.map { ($0.number, $0.channel.channelId) }
        for (number, channelId) in owners {
            if let rule = try BufferRuleRows.find(source, tenant: tenant, channel: number, sku: "") {
                shared[BufferScope(channel: channelId)] = rule
            }
            if try BufferRuleRows.existsForSKU(source, tenant: tenant, channel: number) {
                ownersOfSKURules.append((number, channelId))
            }
        }
    }

    /// Whether the same rules bear on every SKU.
    var isShared: Bool { ownersOfSKURules.isEmpty }

    /// Every rule that may bear on the SKU.
    func rules(for sku: SKU) throws -> [BufferScope: BufferRule] {
        var rules = shared
        for (number, channelId) in ownersOfSKURules {
            if let rule = try BufferRuleRows.find(source, tenant: tenant, channel: number, sku: sku.value) {
                rules[BufferScope(channel: channelId, sku: sku)] = rule
            }
        }
        return rules
    }
}

import Inventory
import Sync

extension InventoryRow {
    /// The row as it is within a step that is under way, without its channels.
    static func current(_ sku: SKU, _ context: CommandContext) throws -> InventoryRow {
        let tx = context.tx
        guard let level = try tx.level(sku) else { throw DomainError.notFound("There is no SKU \(sku)") }
        var rules: [BufferScope: BufferRule] = [:]
        for scope in [BufferScope(sku: sku), .tenant] { rules[scope] = try tx.bufferRule(scope) }
        let items = try tx.channels().compactMap { try tx.channelItem(sku, of: $0.channelId) }
        return InventoryRow(
            InventoryDetail(level: level, rules: rules, items: items, dirty: []),
            channels: [],
            settings: context.settings
        )
    }
}

import Inventory
import Sync

/// A channel's own items and the SKUs they carry.
enum CatalogRows {
    static func find(
        _ source: some StatementSource,
        channel: Int64,
        _ inventoryItemId: Int64,
        _ channelId: ChannelID
    ) throws -> CatalogItem? {
        let statement = try source.statement(
            """
            SELECT sku, updated_at FROM catalog_items WHERE channel_id = ? AND inventory_item_id = ?
            """
        )
        return try statement.first(
            { $0.add(channel, inventoryItemId) },
            { columns in
                CatalogItem(
                    channelId: channelId,
                    inventoryItemId: inventoryItemId,
                    sku: columns.optionalText().map(SKU.init(stored:)),
                    updatedAt: columns.timestamp()
                )
            }
        )
    }

    /// In order of the items' ids.
    static func carrying(
        _ source: some StatementSource,
        channel: Int64,
        _ sku: SKU,
        _ channelId: ChannelID
    ) throws -> [CatalogItem] {
        let statement = try source.statement(
            """
            SELECT inventory_item_id, updated_at FROM catalog_items INDEXED BY catalog_items_by_sku
            WHERE channel_id = ? AND sku = ? ORDER BY inventory_item_id
            """
        )
        return try statement.all(
            { $0.add(channel, sku.value) },
            { columns in
                CatalogItem(
                    channelId: channelId,
                    inventoryItemId: columns.int64(),
                    sku: sku,
                    updatedAt: columns.timestamp()
                )
            }
        )
    }

    static func put(_ source: some StatementSource, channel: Int64, _ item: CatalogItem) throws {
        let statement = try source.statement(
            """
            INSERT INTO catalog_items (channel_id, inventory_item_id, sku, updated_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (channel_id, inventory_item_id)
            DO UPDATE SET sku = excluded.sku, updated_at = excluded.updated_at
            """
        )
        try statement.run { $0.add(channel, item.inventoryItemId, item.sku?.value, item.updatedAt) }
    }

    static func delete(_ source: some StatementSource, channel: Int64, _ inventoryItemId: Int64) throws {
        try source.statement("DELETE FROM catalog_items WHERE channel_id = ? AND inventory_item_id = ?")
            .run { $0.add(channel, inventoryItemId) }
    }
}

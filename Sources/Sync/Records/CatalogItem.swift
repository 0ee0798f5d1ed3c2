package import Inventory

/// A channel's own item and the SKU it carries there. Two items with one SKU are a `duplicate_sku`.
package struct CatalogItem: Sendable, Equatable {
    package let channelId: ChannelID
    package let inventoryItemId: Int64
    /// Nil when the shop gives none.
    package var sku: SKU?
    package var updatedAt: Timestamp

    package init(channelId: ChannelID, inventoryItemId: Int64, sku: SKU?, updatedAt: Timestamp) {
        self.channelId = channelId
        self.inventoryItemId = inventoryItemId
        self.sku = sku
        self.updatedAt = updatedAt
    }
}

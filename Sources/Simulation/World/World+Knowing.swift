import Inventory
import Sync

// When people keep their hands off an item, because nobody could tell what they did from what else happens to it.
extension World {
    func isCounted(_ sku: SKU) -> Bool { watch.levels[sku]?.tracked == true }

    func wasCounted(_ sku: SKU, before order: ShopOrder, at shop: SimulatedShop) -> Bool {
        guard isCounted(sku), let baseline = row(sku, at: shop)?.baseline else { return false }
        return baseline < order.createdAt
    }

    private func row(_ sku: SKU, at shop: SimulatedShop) -> ChannelItem? {
        watch.items[TellingItem(channelId: shop.channelId, sku: sku)]
    }

    /// Whether we know what the shop shows for it.
    func isKnown(_ item: SimulatedShop.ShelfItem, at shop: SimulatedShop) -> Bool {
        guard let row = row(item.sku, at: shop) else { return false }
        return row.inventoryItemId == item.itemId && row.expected != nil && row.unprovenSecond == nil && item.isShown
            && shop.items(carrying: item.sku).count == 1
    }

    /// What is counted is sold where we know what is shown or know that it is doubled; what nobody has counted is sold as
    /// soon as nobody takes it for something else.
    func isOnSale(_ item: SimulatedShop.ShelfItem, at shop: SimulatedShop) -> Bool {
        guard item.isShown, !isTakenForAnother(item.itemId, item.sku, at: shop) else { return false }
        guard isCounted(item.sku) else { return true }
        if shop.items(carrying: item.sku).count == 1 { return isKnown(item, at: shop) }
        guard let row = row(item.sku, at: shop), row.baseline != nil else { return false }
        return row.inventoryItemId == nil
    }

    /// What comes back to an item before anybody has told us which SKU it carries now would be taken for another's.
    func mayTakeBack(_ line: ShopOrder.Line, at shop: SimulatedShop) -> Bool {
        guard shop.mayTakeBack(line), !isTakenForAnother(line.itemId, line.sku, at: shop) else { return false }
        return shop.items(carrying: line.sku).count == 1 || row(line.sku, at: shop)?.inventoryItemId == nil
    }

    /// Whether we believe that the item carries another SKU.
    private func isTakenForAnother(_ itemId: Int64, _ sku: SKU, at shop: SimulatedShop) -> Bool {
        watch.items.contains {
            $0.key.channelId == shop.channelId && $0.key.sku != sku && $0.value.inventoryItemId == itemId
        }
    }

    /// What an edit of an order changed may be known by what is shown alone: until that has settled, who drops it loses it.
    func awaitsEdit(_ item: SimulatedShop.ShelfItem, at shop: SimulatedShop) -> Bool {
        guard let row = row(item.sku, at: shop) else { return false }
        let hasSettled = row.expected == item.available && row.isExplained && row.pendingWrite == nil
        return !hasSettled
            && shop.orders.values.contains { $0.isEdited && $0.lines.contains { $0.sku == item.sku } }
    }

    func isWriting(_ item: SimulatedShop.ShelfItem, at shop: SimulatedShop) -> Bool {
        row(item.sku, at: shop)?.pendingWrite != nil
    }
}

import Inventory

/// Keeps which item of a shop carries which SKU. A SKU that two items carry belongs to neither until that is resolved.
///
/// Webhooks about items come late and in any order, and a late one is believed here too: their times are those of variants
/// and of inventory items, which cannot be compared, and a deleted item has none. What that spoils heals without them:
/// whenever an item has come to carry a SKU, its level is asked for before any count is told, and the answer says which
/// SKU it carries (`ReadingStep`); a deleted item that a late webhook has brought back is found to be gone when it is
/// asked for, at the latest when reconciliation asks for all items of a doubled SKU.
struct CatalogueDesk {
    private let tx: any StoreTransaction
    private let ledger: StockLedger
    private let settings: SyncSettings

    init(_ tx: any StoreTransaction, _ ledger: StockLedger, _ settings: SyncSettings) {
        self.tx = tx
        self.ledger = ledger
        self.settings = settings
    }

    func map(_ itemId: Int64, to sku: SKU?, on channel: Channel) throws {
        let held = try tx.catalogItem(itemId, of: channel.channelId)
        if let held, held.sku == sku {
            if let sku { try attach(itemId, carrying: sku, on: channel) }
            return
        }
        try tx.put(
            CatalogItem(channelId: channel.channelId, inventoryItemId: itemId, sku: sku, updatedAt: tx.now)
        )
        if let old = held?.sku { try refresh(old, on: channel) }
        if let sku { try refresh(sku, on: channel, wasAnother: held != nil) }
    }

    /// The items that carry the SKU, where it belongs to none of them for that reason.
    func rivals(of sku: SKU?, on channel: Channel) throws -> [Int64] {
        guard let sku, try tx.channelItem(sku, of: channel.channelId)?.inventoryItemId == nil else { return [] }
        return try tx.catalogItems(sku, of: channel.channelId).map(\.inventoryItemId)
    }

    func remove(_ itemId: Int64, from channel: Channel) throws {
        guard let held = try tx.catalogItem(itemId, of: channel.channelId) else { return }
        try tx.deleteCatalogItem(itemId, of: channel.channelId)
        if let sku = held.sku { try refresh(sku, on: channel) }
    }

    /// Brings the SKU's row back together with an item that was let go of because the channel did not stock it.
    func attach(_ itemId: Int64, carrying sku: SKU, on channel: Channel) throws {
        guard try tx.channelItem(sku, of: channel.channelId)?.inventoryItemId == nil,
            try tx.catalogItems(sku, of: channel.channelId).count == 1
        else { return }
        try refresh(sku, on: channel)
    }

    /// Brings the SKU's row for the channel in line with the items that carry it now.
    /// `wasAnother`: its item carried something else until now, of which a write may still be under way.
    private func refresh(_ sku: SKU, on channel: Channel, wasAnother: Bool = false) throws {
        let items = try tx.catalogItems(sku, of: channel.channelId)
        let alert = AlertKey(type: .duplicateSKU, sku: sku, channelId: channel.channelId)
        if items.count > 1 {
            let names = items.map { String($0.inventoryItemId) }.joined(separator: ", ")
            try AlertDesk(tx).raise(
                alert,
                "\(channel.channelId) has \(sku) on several items (\(names)): none is written until one remains"
            )
        } else {
            try AlertDesk(tx).resolve(alert)
        }
        let itemId = items.count == 1 ? items[0].inventoryItemId : nil
        let before =
            try tx.channelItem(sku, of: channel.channelId) ?? ChannelItem(channelId: channel.channelId, sku: sku)
        guard before.inventoryItemId != itemId else { return }
        var item = before
        item.forgetKnowledge()
        if wasAnother { item.needsReread = true }
        item.inventoryItemId = itemId
        let desk = ChannelItemDesk(tx, ledger, channel.channelId, settings)
        let units = try desk.put(item, since: before)
        let note = LedgerNote.forgotten(units, on: channel.channelId, items.isEmpty ? .notStocked : .carriedByAnother)
        try desk.moveSuspense(sku, by: units, note: note)
        if itemId != nil { try tx.markDirty(sku, for: channel.channelId) }
    }
}

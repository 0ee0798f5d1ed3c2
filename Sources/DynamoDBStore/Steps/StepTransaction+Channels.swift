import DynamoDB
import Inventory
import Sync

extension StepTransaction {
    func channels() throws -> [Channel] { try roster().entries.compactMap { try stored($0) } }

    func channel(_ id: ChannelID) throws -> Channel? { try entry(id).flatMap { try stored($0) } }

    private func stored(_ entry: Roster.Entry) throws -> Channel? {
        try rows.read(ChannelKeys.channel(tenant, entry)).map(Channel.init)
    }

    func put(_ channel: Channel) throws {
        var roster = try roster()
        let entry: Roster.Entry
        if let known = roster.entry(channel.channelId) {
            entry = known
        } else {
            entry = roster.add(channel.channelId)
            try write(roster)
        }
        try rows.write(ChannelKeys.channel(tenant, entry), channel.item)
    }

    func deleteChannel(_ id: ChannelID) throws {
        var roster = try roster()
        guard let entry = roster.entry(id) else { return }
        roster.remove(entry)
        try write(roster)
        try rows.write(ChannelKeys.channel(tenant, entry), nil)
        rows.writeBlindly(
            ChannelKeys.removed.row("\(tenant)/\(entry.name)"),
            ["tenant": .string(tenant.value), "name": .string(entry.name)]
        )
    }

    func channelItem(_ sku: SKU, of channel: ChannelID) throws -> ChannelItem? {
        guard let entry = try entry(channel) else { return nil }
        return try skuRow(sku).channelItem(entry)
    }

    func put(_ item: ChannelItem) throws {
        let entry = try known(item.channelId)
        let row = try skuRow(item.sku)
        let before = try row.channelItem(entry)
        var look = row.slots[entry.name]?.look
        if item.lookAt != before?.lookAt {
            if let look { rows.writeBlindly(ChannelKeys.looks(tenant, entry.name).row(look), nil) }
            look = item.lookAt.map { LookKeys.sort($0, newID()) }
            if let look {
                rows.writeBlindly(
                    ChannelKeys.looks(tenant, entry.name).row(look),
                    ["sku": .string(item.sku.value)]
                )
            }
        }
        if (item.suspense != 0) != (before.map { $0.suspense != 0 } ?? false) {
            rows.writeBlindly(
                ChannelKeys.suspense(tenant, entry.name).row(item.sku.value),
                item.suspense != 0 ? [:] : nil
            )
        }
        let kept = look
        try change(item.sku) { row in
            row.slots[entry.name, default: SKURow.Slot()].item = item.encoded()
            row.slots[entry.name]?.look = kept
        }
        if let lookAt = item.lookAt { noteAttention(item.channelId, at: lookAt) }
    }

    func itemsInSuspense(of channel: ChannelID, limit: Int) throws -> [ChannelItem] {
        guard let entry = try entry(channel) else { return [] }
        return try rows.range(ChannelKeys.suspense(tenant, entry.name), limit: limit).compactMap { key, _ in
            try skuRow(SKU(stored: key.sort)).channelItem(entry)
        }
    }

    func put(_ batch: IntendedBatch?, of channel: ChannelID) throws {
        let key = ChannelKeys.intent(tenant, try known(channel).name)
        guard try rows.read(key) != nil || batch != nil else { return }
        try rows.write(key, batch.map { ["batch": .bytes($0.encoded())] })
    }

    func catalogItem(_ inventoryItemId: Int64, of channel: ChannelID) throws -> CatalogItem? {
        guard let entry = try entry(channel) else { return nil }
        return try rows.read(itemKey(entry, inventoryItemId)).map { try CatalogItem(channel, $0) }
    }

    func catalogItems(_ sku: SKU, of channel: ChannelID) throws -> [CatalogItem] {
        guard let entry = try entry(channel) else { return [] }
        // An import asks for those of every SKU of a page.
        let carriers = try rows.range(ChannelKeys.carriers(tenant, entry.name, sku), isLikelyEmpty: true)
        return try carriers.map { try CatalogItem(channel, $0.item) }
    }

    func put(_ item: CatalogItem) throws {
        let entry = try known(item.channelId)
        let held = try catalogItem(item.inventoryItemId, of: item.channelId)
        if let sku = held?.sku, sku != item.sku {
            rows.writeBlindly(carrierKey(entry, sku, item.inventoryItemId), nil)
        }
        try rows.write(itemKey(entry, item.inventoryItemId), item.item)
        if let sku = item.sku { rows.writeBlindly(carrierKey(entry, sku, item.inventoryItemId), item.item) }
    }

    func deleteCatalogItem(_ inventoryItemId: Int64, of channel: ChannelID) throws {
        guard let entry = try entry(channel), let held = try catalogItem(inventoryItemId, of: channel) else { return }
        try rows.write(itemKey(entry, inventoryItemId), nil)
        if let sku = held.sku { rows.writeBlindly(carrierKey(entry, sku, inventoryItemId), nil) }
    }

    private func itemKey(_ entry: Roster.Entry, _ id: Int64) -> RowKey {
        ChannelKeys.items(tenant, entry.name).row(SortText.number(id))
    }

    private func carrierKey(_ entry: Roster.Entry, _ sku: SKU, _ id: Int64) -> RowKey {
        ChannelKeys.carriers(tenant, entry.name, sku).row(SortText.number(id))
    }
}

/// What must be looked at again, earliest first.
enum LookKeys {
    static func sort(_ time: Timestamp, _ id: String) -> String { "\(SortText.time(time))/\(id)" }

    static func time(_ sort: String) throws -> Timestamp {
        Timestamp(millisecondsSinceEpoch: try SortText.number(from: String(sort.prefix(20))))
    }
}

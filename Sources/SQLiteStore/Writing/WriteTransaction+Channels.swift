import Inventory
import Sync

extension WriteTransaction {
    func channels() throws -> [Channel] {
        try state.channels().map(\.channel)
    }

    func channel(_ id: ChannelID) throws -> Channel? {
        try state.channel(id)?.channel
    }

    func put(_ channel: Channel) throws {
        beginWriting()
        if let known = try state.channel(channel.channelId) {
            try ChannelRows.update(connection, number: known.number, channel)
        } else {
            try ChannelRows.insert(connection, tenant: state.number, channel)
        }
        state.forgetChannels()
    }

    func deleteChannel(_ id: ChannelID) throws {
        guard let known = try state.channel(id) else { return }
        beginWriting()
        try memory.flush()
        try ChannelRows.remove(connection, tenant: state.number, number: known.number)
        try SweepRows.finish(connection, channel: known.number)
        state.forgetChannels()
        // Its items must not be found in memory when a channel of the same name is made: that one has another number,
        // but what was remembered of this one would never be asked for again.
        memory.forgetSKUs()
    }

    func channelItem(_ sku: SKU, of channel: ChannelID) throws -> ChannelItem? {
        guard let number = try state.channel(channel)?.number, let entry = try memory.entry(sku, of: state) else {
            return nil
        }
        return try entry.items[position(of: number, channel, in: entry)].item
    }

    func put(_ item: ChannelItem) throws {
        beginWriting()
        let number = try number(of: item.channelId)
        let entry = try memory.madeEntry(item.sku, of: state)
        let position = try position(of: number, item.channelId, in: entry)
        try memory.enqueue(entry)
        entry.items[position].item = item
        entry.items[position].isChanged = true
    }

    /// Where the entry keeps the channel's item; read from the table when it was not asked for before.
    private func position(of channel: Int64, _ channelId: ChannelID, in entry: SKUEntry) throws -> Int {
        if let known = entry.items.firstIndex(where: { $0.channel == channel }) { return known }
        let stored =
            entry.isStored
            ? try ChannelItemRows.find(connection, level: entry.number, channel: channel, entry.sku, channelId) : nil
        entry.items.append(
            SKUEntry.Item(channel: channel, item: stored, isStored: stored != nil, isChanged: false)
        )
        return entry.items.count - 1
    }

    func catalogItem(_ inventoryItemId: Int64, of channel: ChannelID) throws -> CatalogItem? {
        guard let number = try state.channel(channel)?.number else { return nil }
        try memory.flush()
        return try CatalogRows.find(connection, channel: number, inventoryItemId, channel)
    }

    func catalogItems(_ sku: SKU, of channel: ChannelID) throws -> [CatalogItem] {
        guard let number = try state.channel(channel)?.number, let entry = try memory.entry(sku, of: state) else {
            return []
        }
        return try CatalogRows.carrying(connection, channel: number, level: entry.number, sku, channel)
    }

    func put(_ item: CatalogItem) throws {
        beginWriting()
        try CatalogRows.put(
            connection,
            channel: try number(of: item.channelId),
            level: try item.sku.map { try memory.madeEntry($0, of: state).number },
            item
        )
    }

    func deleteCatalogItem(_ inventoryItemId: Int64, of channel: ChannelID) throws {
        guard let number = try state.channel(channel)?.number else { return }
        beginWriting()
        try CatalogRows.delete(connection, channel: number, inventoryItemId)
    }
}

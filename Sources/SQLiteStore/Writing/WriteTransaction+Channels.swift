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
        try ChannelRows.remove(connection, tenant: state.number, number: known.number)
        try SweepRows.finish(connection, channel: known.number)
        state.forgetChannels()
    }

    func channelItem(_ sku: SKU, of channel: ChannelID) throws -> ChannelItem? {
        guard let number = try state.channel(channel)?.number,
            let entry = try memory.entry(sku, of: state.number)
        else { return nil }
        return try entry.item(of: number, channel)
    }

    func put(_ item: ChannelItem) throws {
        beginWriting()
        let number = try number(of: item.channelId)
        let entry = try memory.changedEntry(item.sku, of: state.number)
        let before = try entry.item(of: number, item.channelId)
        try entry.set(item, of: number)
        if item.lookAt != before?.lookAt {
            try LookRows.move(connection, channel: number, item.sku, from: before?.lookAt, to: item.lookAt)
        }
        if (item.suspense != 0) != (before.map { $0.suspense != 0 } ?? false) {
            try SuspectRows.put(connection, channel: number, item.sku, holdsSuspense: item.suspense != 0)
        }
        if let lookAt = item.lookAt { noteAttention(item.channelId, at: lookAt) }
    }

    func itemsInSuspense(of channel: ChannelID, limit: Int) throws -> [ChannelItem] {
        guard let number = try state.channel(channel)?.number else { return [] }
        return try SuspectRows.all(connection, channel: number, limit: limit).compactMap { sku in
            try memory.entry(sku, of: state.number)?.item(of: number, channel)
        }
    }

    func put(_ batch: IntendedBatch?, of channel: ChannelID) throws {
        beginWriting()
        try IntentRows.put(connection, channel: try number(of: channel), batch)
    }

    func catalogItem(_ inventoryItemId: Int64, of channel: ChannelID) throws -> CatalogItem? {
        guard let number = try state.channel(channel)?.number else { return nil }
        return try CatalogRows.find(connection, channel: number, inventoryItemId, channel)
    }

    func catalogItems(_ sku: SKU, of channel: ChannelID) throws -> [CatalogItem] {
        guard let number = try state.channel(channel)?.number else { return [] }
        return try CatalogRows.carrying(connection, channel: number, sku, channel)
    }

    func put(_ item: CatalogItem) throws {
        beginWriting()
        try CatalogRows.put(connection, channel: try number(of: item.channelId), item)
    }

    func deleteCatalogItem(_ inventoryItemId: Int64, of channel: ChannelID) throws {
        guard let number = try state.channel(channel)?.number else { return }
        beginWriting()
        try CatalogRows.delete(connection, channel: number, inventoryItemId)
    }
}

import Inventory

/// Items that carry one SKU by what is recorded. Some may be gone from the shop, and nobody said so: no page of the
/// catalogue tells of them.
extension ChannelOperations {
    /// Records which item carries which SKU. Answers the rivals among them.
    func map(_ items: [LevelReading.Entry], _ entry: DirectoryEntry) async throws -> [Int64] {
        try await store.write(entry.tenant) { [settings] tx in
            let ledger = StockLedger(tx, settings: settings, txId: tx.newID(), actor: entry.channel.channelId.value)
            let desk = CatalogueDesk(tx, ledger, settings)
            var rivals: [Int64] = []
            for item in items {
                try desk.map(item.inventoryItemId, to: item.sku, on: entry.channel)
                rivals += try desk.rivals(of: item.sku, on: entry.channel)
            }
            return rivals
        }
    }

    /// Asks for all items of the SKUs that are reported as doubled: where each of them is gone, no page tells of any.
    func mapReported(_ entry: DirectoryEntry, _ gateway: any ChannelGateway) async throws {
        let channelId = entry.channel.channelId
        let filter = AlertFilter(type: .duplicateSKU, channel: channelId, state: .open)
        var cursor: String?
        repeat {
            let page = try await store.alerts(entry.tenant, filter, PageRequest(limit: 250, cursor: cursor))
            let skus = page.items.compactMap(\.key.sku)
            let rivals = try await store.write(entry.tenant) { tx in
                try skus.flatMap { try tx.catalogItems($0, of: channelId).map(\.inventoryItemId) }
            }
            try await mapRivals(Set(rivals), entry, gateway)
            cursor = page.next
        } while cursor != nil
    }

    /// Asks for them by name and records what they carry now.
    func mapRivals(_ rivals: Set<Int64>, _ entry: DirectoryEntry, _ gateway: any ChannelGateway) async throws {
        var left = rivals.sorted()[...]
        while !left.isEmpty {
            let reading = try await gateway.readLevels(Array(left.prefix(gateway.batchLimit)))
            _ = try await map(reading.entries, entry)
            left = left.dropFirst(gateway.batchLimit)
        }
    }
}

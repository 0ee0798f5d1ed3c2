import Inventory

extension MovingTransaction {
    /// Writes a row that was kept by another engine, after those that come before it.
    package func add(_ row: ArchivedRow) throws {
        switch row.content {
        case .tenant(let tenant): try put(tenant)
        case .key(let key): try put(key)
        case .channel(let archived): try add(archived)
        case .buffer(let scope, let rule): try put(rule, at: scope)
        case .transaction(let record): try put(record)
        case .stock(let stock): try add(stock)
        case .dirt(let channel, let sku): try addToBacklog(sku, of: channel)
        case .movement(let movement): try add(movement, at: row.position)
        case .order(let channel, let order): try put(order, of: channel)
        case .catalogItem(let item): try put(item)
        case .orderReturn(let row): try put(row)
        case .alert(let alert): try put(alert)
        case .quarantined(let delivery): try put(delivery)
        case .privacyRequest(let request): try put(request)
        case .answer(let answer): try put(answer)
        case .importBatch(let batch): try put(batch)
        case .importRow(let row, let batchId): try add(row, in: batchId)
        }
    }

    private func add(_ archived: ArchivedChannel) throws {
        try put(archived.channel)
        let id = archived.channel.channelId
        if let intent = archived.intent { try put(intent, of: id) }
        if let sweep = archived.sweep { try resumeSweep(of: id, after: sweep) }
    }

    private func add(_ stock: ArchivedStock) throws {
        if let level = stock.level { try put(level) }
        for item in stock.items { try put(item) }
        try addMarks(of: stock)
    }
}

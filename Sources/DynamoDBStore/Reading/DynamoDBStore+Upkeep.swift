import DynamoDB
package import Inventory
package import Sync

extension DynamoDBStore {
    package func unfinishedImports() async throws -> [(tenant: TenantID, batch: ImportBatch)] {
        try await reading {
            let pointers = try await reader.range(whole(ImportKeys.allUnfinished)).map(\.row.item)
            var tenants: [RowKey: TenantID] = [:]
            for pointer in pointers {
                let tenant = TenantID(stored: try pointer.text("tenant"))
                tenants[ImportKeys.batch(tenant, try pointer.text("batchId"))] = tenant
            }
            return try await reader.rows(tenants.keys).compactMap { key, row in
                guard let row, let tenant = tenants[key] else { return nil }
                return (tenant, try ImportBatch(row.item))
            }
        }
    }

    /// Rows past their time are taken away by DynamoDB itself; here go the rows of channels that were deleted.
    package func sweepExpired(now: Timestamp, limit: Int) async throws -> Bool {
        try await reading {
            var left = limit
            for removed in try await reader.range(whole(ChannelKeys.removed)) {
                left -= try await sweep(removed, limit: left)
                if left <= 0 { return true }
            }
            return false
        }
    }

    private static let deletedAtOnce = 25

    /// Answers how many rows it deleted.
    private func sweep(_ removed: FoundRow, limit: Int) async throws -> Int {
        let tenant = TenantID(stored: try removed.row.item.text("tenant"))
        let name = try removed.row.item.text("name")
        var deleted = 0
        for place in ChannelKeys.all(tenant, name) {
            while deleted < limit {
                let count = min(limit - deleted, Self.deletedAtOnce)
                let rows = try await reader.range(RangeKey(place: place, after: nil, through: nil, limit: count))
                if rows.isEmpty { break }
                var keys = rows.map(\.key)
                if place == ChannelKeys.items(tenant, name) {
                    for row in rows {
                        guard let sku = row.row.item.optionalText("sku") else { continue }
                        keys.append(ChannelKeys.carriers(tenant, name, SKU(stored: sku)).row(row.key.sort))
                    }
                }
                try await delete(keys)
                deleted += rows.count
            }
            if deleted >= limit { return deleted }
        }
        try await delete([removed.key])
        return deleted + 1
    }

    private func delete(_ keys: [RowKey]) async throws {
        for start in stride(from: 0, to: keys.count, by: Self.deletedAtOnce) {
            let part = keys[start..<min(keys.count, start + Self.deletedAtOnce)]
            try await reader.client.batchDelete(part.map { $0.itemKey(prefix: reader.prefix) })
        }
    }

    package func checkHealth() async throws {
        let key = RowKey(.access, "health")
        try await reading {
            try await reader.client.put(
                ["at": .number(clock.now.millisecondsSinceEpoch)].named(CommitName.once()).with(key),
                in: key.itemKey(prefix: reader.prefix).table
            )
        }
    }

    package func ledgerMismatches(
        _ tenant: TenantID,
        after sku: SKU?,
        limit: Int
    ) async throws -> [LedgerMismatch] {
        try await reading {
            var found: [LedgerMismatch] = []
            var query = ItemQuery(table: reader.prefix + StoreTable.inventory.rawValue, partition: tenant.value)
            if let sku { query.range = sku.value + "\u{0}"...SortText.last }
            try await reader.forEach(query, .inventory) { key, row in
                let row = try SKURow(SKU(stored: key.sort), row.item)
                let sum = try await sum(tenant, row)
                let level = StockDelta(
                    physical: row.level?.physical ?? 0,
                    reserved: row.level?.reserved ?? 0,
                    suspense: row.level?.suspense ?? 0
                )
                if sum != level { found.append(LedgerMismatch(sku: row.sku, level: level, movements: sum)) }
                return found.count < limit
            }
            return found
        }
    }

    /// Of the movements that the row knows of: later ones belong to a later commit.
    private func sum(_ tenant: TenantID, _ row: SKURow) async throws -> StockDelta {
        var sum = StockDelta.zero
        let place = Movement.place(tenant, row.sku)
        var query = ItemQuery(table: reader.prefix + place.table.rawValue, partition: place.partition)
        query.range = "\u{0}"...SortText.number(row.lastMovement)
        try await reader.forEach(query, place.table) { _, movement in
            let delta = try Movement(row.sku, movement.item).delta
            sum.physical += delta.physical
            sum.reserved += delta.reserved
            sum.suspense += delta.suspense
            return true
        }
        return sum
    }
}

extension ChannelKeys {
    /// Every partition of a channel that can be listed.
    static func all(_ tenant: TenantID, _ name: String) -> [PartitionKey] {
        [
            dirt(tenant, name), looks(tenant, name), suspense(tenant, name), state(tenant, name),
            items(tenant, name), rules(tenant, name),
        ] + (0..<orderShards).map { orders(tenant, name, shard: $0) }
    }
}

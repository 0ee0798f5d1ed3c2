import DynamoDB
package import Inventory
package import Sync

extension DynamoDBStore {
    package func inventory(
        _ tenant: TenantID,
        _ filter: InventoryFilter,
        _ page: PageRequest
    ) async throws -> Page<InventoryDetail> {
        try await reading {
            var list = list("inventory", PartitionKey(table: .inventory, partition: tenant.value), tenant)
            list.isDescending = false
            let search = filter.query.flatMap { $0.isEmpty ? nil : SKUSearch($0) }
            let found = try await list.page(page) { key, item -> SKURow? in
                if let search {
                    var text = key.sort
                    guard text.withUTF8({ search.matches($0) }) else { return nil }
                }
                let row = try SKURow(SKU(stored: key.sort), item)
                guard let level = row.level, filter.wants(level) else { return nil }
                return row
            }
            let details = try await details(tenant, found.items)
            return Page(items: details, next: found.next)
        }
    }

    package func inventoryDetail(_ tenant: TenantID, _ sku: SKU) async throws -> InventoryDetail? {
        try await reading {
            guard let item = try await reader.row(SKURow.key(tenant, sku)) else { return nil }
            return try await details(tenant, [try SKURow(sku, item)]).first
        }
    }

    package func movements(_ tenant: TenantID, _ sku: SKU, _ page: PageRequest) async throws -> Page<Movement> {
        try await reading {
            try await list("movements/\(sku)", Movement.place(tenant, sku), tenant).page(page) { _, item in
                try Movement(sku, item)
            }
        }
    }

    package func skuBufferRules(
        _ tenant: TenantID,
        channel: ChannelID?,
        _ page: PageRequest
    ) async throws -> Page<(sku: SKU, rule: BufferRule)> {
        try await reading {
            var name: String?
            if let channel {
                guard let entry = try await roster(tenant).entry(channel) else { return .empty }
                name = entry.name
            }
            let title = channel.map { "buffers/\($0)" } ?? "buffers"
            var list = list(title, ChannelKeys.rules(tenant, name), tenant)
            list.isDescending = false
            return try await list.page(page) { key, item in
                guard key.sort.hasPrefix(ChannelKeys.skuRulePrefix) else { return nil }
                return (sku: SKU(stored: String(key.sort.dropFirst())), rule: try BufferRule(item))
            }
        }
    }

    package func bufferRules(_ tenant: TenantID, _ scopes: [BufferScope]) async throws -> [BufferScope: BufferRule] {
        try await reading {
            let roster = scopes.contains { $0.channel != nil } ? try await roster(tenant) : try Roster(nil)
            return try await rules(tenant, Set(scopes), roster)
        }
    }

    func roster(_ tenant: TenantID) async throws -> Roster {
        try Roster(try await reader.row(ChannelKeys.roster(tenant)))
    }

    /// The rules at these scopes that exist.
    func rules(
        _ tenant: TenantID,
        _ scopes: Set<BufferScope>,
        _ roster: Roster
    ) async throws -> [BufferScope: BufferRule] {
        var keys: [RowKey: BufferScope] = [:]
        for scope in scopes {
            if let channel = scope.channel {
                guard let entry = roster.entry(channel) else { continue }
                keys[ChannelKeys.rule(tenant, entry.name, scope.sku)] = scope
            } else {
                keys[ChannelKeys.rule(tenant, nil, scope.sku)] = scope
            }
        }
        var rules: [BufferScope: BufferRule] = [:]
        for (key, row) in try await reader.rows(keys.keys) {
            if let row, let scope = keys[key] { rules[scope] = try BufferRule(row.item) }
        }
        return rules
    }

    private func details(_ tenant: TenantID, _ rows: [SKURow]) async throws -> [InventoryDetail] {
        guard rows.contains(where: { $0.level != nil }) else { return [] }
        let roster = try await roster(tenant)
        let channels: [ChannelID?] = [nil] + roster.entries.map(\.channel)
        var scopes = Set(channels.map { BufferScope(channel: $0) })
        for row in rows { scopes.formUnion(channels.map { BufferScope(channel: $0, sku: row.sku) }) }
        let rules = try await rules(tenant, scopes, roster)
        return try rows.compactMap { row in
            guard let level = row.level else { return nil }
            return InventoryDetail(
                level: level,
                rules: rules.filter { $0.key.sku == nil || $0.key.sku == row.sku },
                items: try roster.entries.compactMap { try row.channelItem($0) },
                dirty: Set(roster.entries.filter { row.slots[$0.name]?.mark != nil }.map(\.channel))
            )
        }
    }
}

extension InventoryFilter {
    fileprivate func wants(_ level: Level) -> Bool {
        guard let lowStock else { return true }
        return level.holdingConditions(defaultThreshold: defaultThreshold).contains(.low) == lowStock
    }
}

import DynamoDB
package import Inventory
package import Sync

extension DynamoDBStore {
    package func channels(_ tenant: TenantID) async throws -> [Channel] {
        try await reading { try await channels(tenant, roster(tenant)) }
    }

    package func channel(_ tenant: TenantID, _ id: ChannelID) async throws -> Channel? {
        try await reading {
            guard let entry = try await roster(tenant).entry(id) else { return nil }
            return try await reader.row(ChannelKeys.channel(tenant, entry)).map(Channel.init)
        }
    }

    /// The list is read again every second or so. What it reads is remembered, so that no step has to read it for itself.
    package func allChannels() async throws -> [(tenant: TenantID, channel: Channel)] {
        try await reading {
            let place = PartitionKey(table: .channels, partition: ChannelKeys.rosters)
            let commit = await committer.commits
            var all: [(tenant: TenantID, channel: Channel)] = []
            var seen: [RowKey: Row?] = [:]
            for found in try await reader.range(whole(place)) {
                let tenant = TenantID(stored: found.key.sort)
                let keys = try Roster(found.row.item).entries.map { ChannelKeys.channel(tenant, $0) }
                let rows = try await reader.rows(keys)
                seen[found.key] = .some(found.row)
                seen.merge(rows) { _, new in new }
                all += try Self.channels(keys, rows).map { (tenant, $0) }
            }
            await committer.remember(seen, asOf: commit)
            return all
        }
    }

    private func channels(_ tenant: TenantID, _ roster: Roster) async throws -> [Channel] {
        let keys = roster.entries.map { ChannelKeys.channel(tenant, $0) }
        return try Self.channels(keys, try await reader.rows(keys))
    }

    private static func channels(_ keys: [RowKey], _ rows: [RowKey: Row?]) throws -> [Channel] {
        try keys.compactMap { try (rows[$0] ?? nil).map { try Channel($0.item) } }
    }

    package func backlog(_ tenant: TenantID, _ channel: ChannelID, now: Timestamp) async throws -> Backlog {
        try await reading {
            guard let entry = try await roster(tenant).entry(channel) else {
                return Backlog(dirty: 0, oldestSince: nil)
            }
            let place = ChannelKeys.dirt(tenant, entry.name)
            let fresh = try await reader.count(place, DirtKeys.allFresh)
            let first = try await dirt(place, DirtKeys.allFresh, limit: 1)
            let aside = try await dirt(place, DirtKeys.allAside, limit: .max)
            let next = aside.compactMap { $0.optionalTime("retryAt") }.min()
            return Backlog(
                dirty: fresh + aside.count,
                oldestSince: try (first + aside).map { try $0.time("since") }.min(),
                nextRetryAt: fresh == 0 ? next.flatMap { $0 > now ? $0 : nil } : nil
            )
        }
    }

    /// Rows of a channel's dirt in their order.
    private func dirt(_ place: PartitionKey, _ range: ClosedRange<String>, limit: Int) async throws -> [Item] {
        let range = RangeKey(place: place, after: range.lowerBound, through: range.upperBound, limit: limit)
        return try await reader.range(range).map(\.row.item)
    }

    package func attention(
        _ tenant: TenantID,
        _ channel: ChannelID,
        now: Timestamp,
        limit: Int
    ) async throws -> Attention {
        try await reading {
            guard let entry = try await roster(tenant).entry(channel) else {
                return Attention(items: [], orders: [], next: nil)
            }
            let place = ChannelKeys.looks(tenant, entry.name)
            let end = LookKeys.sort(now, SortText.last)
            var skus: [RowKey] = []
            var orders: [RowKey] = []
            var query = ItemQuery(table: reader.prefix + place.table.rawValue, partition: place.partition)
            query.range = "\u{0}"...end
            try await reader.forEach(query, place.table) { _, row in
                if let sku = row.item.optionalText("sku") {
                    if skus.count < limit { skus.append(SKURow.key(tenant, SKU(stored: sku))) }
                } else if orders.count < limit {
                    orders.append(ChannelKeys.order(tenant, entry.name, try row.item.int("order")))
                }
                return skus.count < limit || orders.count < limit
            }
            let next = try await reader.range(RangeKey(place: place, after: end, through: nil, limit: 1)).first
            let rows = try await reader.rows(Set(skus + orders))
            return Attention(
                items: try skus.compactMap { key in
                    try (rows[key] ?? nil).flatMap { try SKURow(SKU(stored: key.sort), $0.item).channelItem(entry) }
                }
                .filter { $0.lookAt.map { $0 <= now } ?? false },
                orders: try orders.compactMap { key in
                    try (rows[key] ?? nil).map { try OrderState(encoded: try $0.item.bytes("state")) }
                }
                .filter { $0.lookAt.map { $0 <= now } ?? false },
                next: try next.map { try LookKeys.time($0.key.sort) }
            )
        }
    }

    package func sweepPosition(_ tenant: TenantID, _ channel: ChannelID) async throws -> String? {
        try await reading {
            guard let entry = try await roster(tenant).entry(channel),
                let sweep = try await reader.row(ChannelKeys.sweep(tenant, entry.name))
            else { return nil }
            return sweep.optionalText("after") ?? ""
        }
    }

    package func intendedBatch(_ tenant: TenantID, _ channel: ChannelID) async throws -> IntendedBatch? {
        try await reading {
            guard let entry = try await roster(tenant).entry(channel) else { return nil }
            return try await reader.row(ChannelKeys.intent(tenant, entry.name)).map {
                try IntendedBatch(encoded: try $0.bytes("batch"))
            }
        }
    }

    package func broadcastCandidates(
        _ tenant: TenantID,
        _ channel: ChannelID,
        now: Timestamp,
        limit: Int
    ) async throws -> [BroadcastCandidate] {
        try await reading {
            guard let entry = try await roster(tenant).entry(channel) else { return [] }
            let place = ChannelKeys.dirt(tenant, entry.name)
            let due = "r/"..."r/" + LookKeys.sort(now, SortText.last)
            var waiting = try await dirt(place, DirtKeys.allFresh, limit: limit)
            waiting += try await dirt(place, due, limit: limit)
            let keys = Set(try waiting.map { SKURow.key(tenant, SKU(stored: try $0.text("sku"))) })
            // The rules are read after the rows: a rule that changes meanwhile has raised the mark that is answered here,
            // so that the count goes again.
            let rows = try await reader.rows(keys).compactMap { key, row in
                try row.map { try SKURow(SKU(stored: key.sort), $0.item) }
            }
            let found = rows.compactMap { row in row.dirtMark(entry).map { (row: row, mark: $0) } }
                .filter { $0.mark.retryAt.map { $0 <= now } ?? true }
                .sorted { left, right in
                    (left.mark.since, left.row.slots[entry.name]?.mark?.place ?? "")
                        < (right.mark.since, right.row.slots[entry.name]?.mark?.place ?? "")
                }
                .prefix(limit)
            var scopes: Set<BufferScope> = [.tenant, BufferScope(channel: channel)]
            for (row, _) in found {
                scopes.formUnion([BufferScope(sku: row.sku), BufferScope(channel: channel, sku: row.sku)])
            }
            let rules = BufferRules(
                byScope: try await rules(tenant, scopes, roster(tenant)),
                fallback: options.defaultBuffer
            )
            return try found.map { row, mark in
                BroadcastCandidate(
                    mark: mark,
                    readAt: now,
                    level: row.level,
                    rule: rules.inForce(for: row.sku, on: channel).rule,
                    item: try row.channelItem(entry)
                )
            }
        }
    }
}

import DynamoDB
import Inventory
import Sync

// What hangs on channels: channel after channel in the order of their creation. A page is of one channel.
extension ArchiveReader {
    func channels() async throws -> Page<ArchivedRow> {
        let roster = try await archive.store.roster(tenant)
        var rows: [ArchivedRow] = []
        for entry in roster.entries {
            let keys = [
                ChannelKeys.channel(tenant, entry), ChannelKeys.intent(tenant, entry.name),
                ChannelKeys.sweep(tenant, entry.name),
            ]
            let found = try await reader.rows(keys, forWriting: true)
            guard let channel = (found[keys[0]] ?? nil)?.item else { continue }
            let archived = ArchivedChannel(
                channel: try Channel(channel),
                intent: try (found[keys[1]] ?? nil).map { try IntendedBatch(encoded: try $0.item.bytes("batch")) },
                sweep: (found[keys[2]] ?? nil).map { $0.item.optionalText("after") ?? "" }
            )
            rows.append(ArchivedRow(tenant, at: SortText.number(entry.born), .channel(archived)))
        }
        return Page(items: rows, next: nil)
    }

    func buffers() async throws -> Page<ArchivedRow> {
        try await ofChannels(withNone: true) { entry, after in
            let found = try await found(ChannelKeys.rules(tenant, entry?.name), after: after)
            return try found.map { row in
                let sku = row.key.sort.hasPrefix(ChannelKeys.skuRulePrefix) ? row.key.sort.dropFirst() : nil
                let scope = BufferScope(channel: entry?.channel, sku: sku.map { SKU(stored: String($0)) })
                return (row.key.sort, ArchivedRow(tenant, .buffer(scope, try BufferRule(row.row.item))))
            }
        }
    }

    func dirt() async throws -> Page<ArchivedRow> {
        try await ofChannels { entry, after in
            guard let entry else { return [] }
            let (first, last) = (DirtKeys.allFresh.lowerBound, DirtKeys.allFresh.upperBound)
            let found = try await found(ChannelKeys.dirt(tenant, entry.name), after: after ?? first, through: last)
            return try found.map { row in
                let sku = SKU(stored: try row.row.item.text("sku"))
                let place = String(row.key.sort.dropFirst(first.count))
                return (row.key.sort, ArchivedRow(tenant, at: place, .dirt(entry.channel, sku)))
            }
        }
    }

    func catalogue() async throws -> Page<ArchivedRow> {
        try await ofChannels { entry, after in
            guard let entry else { return [] }
            return try await found(ChannelKeys.items(tenant, entry.name), after: after).map { row in
                (row.key.sort, ArchivedRow(tenant, .catalogItem(try CatalogItem(entry.channel, row.row.item))))
            }
        }
    }

    func orders() async throws -> Page<ArchivedRow> {
        guard let (entry, index, roster) = try await channel() else { return .empty }
        let queries = (0..<ChannelKeys.orderShards).map { shard in
            let place = ChannelKeys.orders(tenant, entry.name, shard: shard)
            return ItemQuery(table: reader.prefix + place.table.rawValue, partition: place.partition)
        }
        let (found, next) = try await merged(queries, .orders, after: placeInChannel)
        let rows = try found.map { found in
            let order = try OrderState(encoded: try found.row.row.item.bytes("state"))
            return ArchivedRow(tenant, .order(entry.channel, order))
        }
        return Page(items: rows, next: next.map { "\(entry.name)/\($0)" } ?? following(index, roster))
    }

    // MARK: - One channel after the other

    /// A page of the channel that the cursor names, or of the first one; `withNone` begins with what hangs on none. `read`
    /// answers rows after a place, each with its place.
    private func ofChannels(
        withNone: Bool = false,
        _ read: (Roster.Entry?, _ after: String?) async throws -> [(place: String, row: ArchivedRow)]
    ) async throws -> Page<ArchivedRow> {
        if withNone, cursor == nil || cursor?.hasPrefix("/") == true {
            let found = try await read(nil, placeInChannel)
            if found.count == limit, let last = found.last {
                return Page(items: found.map(\.row), next: "/\(last.place)")
            }
            let first = try await archive.store.roster(tenant).entries.first
            return Page(items: found.map(\.row), next: first.map { "\($0.name)/" })
        }
        guard let (entry, index, roster) = try await channel() else { return .empty }
        let found = try await read(entry, placeInChannel)
        if found.count == limit, let last = found.last {
            return Page(items: found.map(\.row), next: "\(entry.name)/\(last.place)")
        }
        return Page(items: found.map(\.row), next: following(index, roster))
    }

    /// A cursor names a channel, which no slash is in, and the place of the row that was read last.
    private var placeInChannel: String? {
        guard let slash = cursor?.firstIndex(of: "/"), let cursor else { return nil }
        let place = String(cursor[cursor.index(after: slash)...])
        return place.isEmpty ? nil : place
    }

    private func channel() async throws -> (Roster.Entry, index: Int, Roster)? {
        let roster = try await archive.store.roster(tenant)
        guard let first = roster.entries.first else { return nil }
        let name = cursor?.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init)
        let wanted = name ?? first.name
        guard let index = roster.entries.firstIndex(where: { $0.name == wanted }) else { throw StoreError.damagedMove }
        return (roster.entries[index], index, roster)
    }

    private func following(_ index: Int, _ roster: Roster) -> String? {
        index + 1 < roster.entries.count ? "\(roster.entries[index + 1].name)/" : nil
    }
}

package import Inventory
package import Sync

extension SQLiteStore {
    package func channels(_ tenant: TenantID) async throws -> [Channel] {
        try await read { source in
            guard let number = try AccessRows.tenantNumber(source, tenant) else { return [] }
            return try ChannelRows.all(source, tenant: number).map(\.channel)
        }
    }

    package func channel(_ tenant: TenantID, _ id: ChannelID) async throws -> Channel? {
        try await read { source in
            guard let number = try AccessRows.tenantNumber(source, tenant) else { return nil }
            return try ChannelRows.find(source, tenant: number, id)?.channel
        }
    }

    package func allChannels() async throws -> [(tenant: TenantID, channel: Channel)] {
        try await read { try ChannelRows.ofEveryTenant($0) }
    }

    package func backlog(_ tenant: TenantID, _ channel: ChannelID, now: Timestamp) async throws -> Backlog {
        try await read { source in
            guard let number = try AccessRows.tenantNumber(source, tenant),
                let known = try ChannelRows.find(source, tenant: number, channel)
            else { return Backlog(dirty: 0, oldestSince: nil) }
            return try DirtRows.backlog(source, channel: known.number, now: now)
        }
    }

    package func attention(
        _ tenant: TenantID,
        _ channel: ChannelID,
        now: Timestamp,
        limit: Int
    ) async throws -> Attention {
        try await read { source in
            guard let number = try AccessRows.tenantNumber(source, tenant),
                let known = try ChannelRows.find(source, tenant: number, channel)?.number
            else { return Attention(items: [], orders: [], next: nil) }
            let looks = LookRows(tenant: number, channel: known, channelId: channel)
            let next = [
                try LookRows.next(source, channel: known, after: now),
                try OrderRows.nextDue(source, channel: known, after: now),
            ]
            return Attention(
                items: try looks.due(source, now: now, limit: limit),
                orders: try OrderRows.due(source, channel: known, now: now, limit: limit),
                next: next.compactMap(\.self).min()
            )
        }
    }

    package func sweepPosition(_ tenant: TenantID, _ channel: ChannelID) async throws -> String? {
        try await read(tenant, channel) { try SweepRows.position($0, channel: $1) }
    }

    package func intendedBatch(_ tenant: TenantID, _ channel: ChannelID) async throws -> IntendedBatch? {
        try await read(tenant, channel) { try IntentRows.find($0, channel: $1) }
    }

    /// What is kept for one channel, by its number; nil when there is no such channel.
    private func read<Value: Sendable>(
        _ tenant: TenantID,
        _ channel: ChannelID,
        _ body: @escaping @Sendable (ReadConnection, Int64) throws -> Value?
    ) async throws -> Value? {
        try await read { source in
            guard let number = try AccessRows.tenantNumber(source, tenant),
                let known = try ChannelRows.find(source, tenant: number, channel)?.number
            else { return nil }
            return try body(source, known)
        }
    }

    package func broadcastCandidates(
        _ tenant: TenantID,
        _ channel: ChannelID,
        now: Timestamp,
        limit: Int
    ) async throws -> [BroadcastCandidate] {
        try await read { [options] source in
            guard let number = try AccessRows.tenantNumber(source, tenant),
                let known = try ChannelRows.find(source, tenant: number, channel)
            else { return [] }
            let waiting = CandidateRows(tenant: number, channel: known.number, channelId: channel)
            var rows = try waiting.due(source, now: now, limit: limit)
            let fresh = try waiting.fresh(source, limit: limit)
            if rows.isEmpty {
                rows = fresh
            } else {
                rows = Array((rows + fresh).sorted { $0.mark.since < $1.mark.since }.prefix(limit))
            }
            if rows.isEmpty { return [] }
            let rules = try RuleReader(source, tenant: number, channels: [known])
            var inForce: BufferRule?
            return try rows.map { row in
                if !rules.isShared || inForce == nil {
                    let all = BufferRules(
                        byScope: try rules.rules(for: row.mark.sku),
                        fallback: options.defaultBuffer
                    )
                    inForce = all.inForce(for: row.mark.sku, on: channel).rule
                }
                return BroadcastCandidate(
                    mark: row.mark,
                    readAt: now,
                    level: row.level,
                    rule: inForce ?? options.defaultBuffer,
                    item: row.item
                )
            }
        }
    }
}

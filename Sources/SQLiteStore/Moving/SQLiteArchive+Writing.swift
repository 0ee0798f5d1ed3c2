import Inventory
package import Sync

extension SQLiteArchive {
    /// In one commit with the state: no row ever comes twice.
    package func add(_ rows: [ArchivedRow], then state: MoveState) async throws {
        try await store.enqueue { context in
            var start = rows.startIndex
            while start < rows.endIndex {
                let tenant = rows[start].tenant
                let end = rows[start...].firstIndex { $0.tenant != tenant } ?? rows.endIndex
                try context.run(tenant) { step in
                    for row in rows[start..<end] { try step.add(row) }
                }
                start = end
            }
            context.memory.stepHasWritten = true
            try MoveRows.put(context.memory.connection, state)
        }
    }

    /// Most lists here are the tables themselves or SQLite's own indexes: what stands apart is looked up.
    package func lookUp(_ rows: [ArchivedRow]) async throws -> [ArchivedRow] {
        let clock = store.clock
        return try await store.read { source in
            try rows.filter { row in
                guard let number = try AccessRows.tenantNumber(source, row.tenant) else { return true }
                switch row.content {
                case .answer(let answer):
                    return try AnswerRows.find(source, tenant: number, answer.scope, now: clock.now) != answer
                        && answer.expiresAt > clock.now
                case .stock(let stock): return try !Self.isListed(stock, source, number)
                case .channel(let archived): return try !Self.isCounted(archived.channel.channelId, source, number)
                default: return false
                }
            }
        }
    }

    private static func isListed(_ stock: ArchivedStock, _ source: ReadConnection, _ tenant: Int64) throws -> Bool {
        for item in stock.items {
            guard let channel = try ChannelRows.find(source, tenant: tenant, item.channelId)?.number else {
                return false
            }
            let look =
                try source.statement("SELECT max(look_at) FROM looks WHERE channel_id = ? AND sku = ?")
                .first({ $0.add(channel, item.sku.value) }, { $0.optionalTimestamp() }) ?? nil
            let holds =
                try source.statement("SELECT 1 FROM suspects WHERE channel_id = ? AND sku = ?")
                .first({ $0.add(channel, item.sku.value) }, { _ in true }) ?? false
            guard look == item.lookAt, holds == (item.suspense != 0) else { return false }
        }
        for mark in stock.marks.map(\.mark) {
            guard let retryAt = mark.retryAt else { continue }
            guard let channel = try ChannelRows.find(source, tenant: tenant, mark.channelId)?.number else {
                return false
            }
            let since = try source.statement(
                "SELECT since FROM dirt_aside WHERE channel_id = ? AND retry_at = ? AND sku = ?"
            )
            .first({ $0.add(channel, retryAt, mark.sku.value) }, { $0.timestamp() })
            guard since == mark.since else { return false }
        }
        return true
    }

    /// Whether the channel's backlog is as long as it is said to be.
    private static func isCounted(_ id: ChannelID, _ source: ReadConnection, _ tenant: Int64) throws -> Bool {
        guard let channel = try ChannelRows.find(source, tenant: tenant, id)?.number else { return false }
        let range = RowNumber.range(of: channel)
        let statement = try source.statement(
            """
            SELECT coalesce((SELECT dirty FROM dirt_counts WHERE channel_id = ?1), 0)
                = (SELECT count(*) FROM dirt WHERE id BETWEEN ?2 AND ?3)
                + (SELECT count(*) FROM dirt_aside WHERE channel_id = ?1)
            """
        )
        return try statement.first({ $0.add(channel, range.lowerBound, range.upperBound) }, { $0.bool() }) ?? false
    }
}

extension WriteTransaction: MovingTransaction {
    func resumeSweep(of channel: ChannelID, after sku: String) throws {
        let number = try number(of: channel)
        try SweepRows.request(connection, channel: number)
        try SweepRows.advance(connection, channel: number, to: sku)
    }

    func addMarks(of stock: ArchivedStock) throws {
        for mark in stock.marks.map(\.mark) {
            let number = try number(of: mark.channelId)
            let entry = try memory.changedEntry(stock.sku, of: state.number)
            // It gets its place when its turn among the channel's marks comes.
            var stored = StoredMark(generation: try memory.generation(), since: mark.since, place: 0)
            stored.attempts = mark.attempts
            stored.retryAt = mark.retryAt
            stored.reason = mark.reason
            try entry.set(stored, of: number)
            if let retryAt = mark.retryAt {
                try DirtRows.addAside(connection, channel: number, stock.sku, stored, until: retryAt)
            }
            memory.changeDirtCount(of: number, by: 1)
        }
    }

    func addToBacklog(_ sku: SKU, of channel: ChannelID) throws {
        beginWriting()
        let known = try known(channel)
        let entry = try memory.changedEntry(sku, of: state.number)
        guard let waiting = try entry.mark(of: known.number), waiting.retryAt == nil else {
            throw StoreError.damaged("the backlog of channel \(channel) names \(sku), which is not marked")
        }
        var placed = StoredMark(
            generation: waiting.generation,
            since: waiting.since,
            place: try known.nextPlace(connection)
        )
        placed.attempts = waiting.attempts
        placed.reason = waiting.reason
        try entry.set(placed, of: known.number)
        try DirtRows.add(connection, sku, placed)
    }

    /// Movements are numbered anew, in the order in which they come.
    func add(_ movement: Movement, at position: String) throws { try append(movement) }

    func add(_ row: ImportRow, in batchId: String) throws {
        // It comes for the first time: no line of it is known from before.
        _ = try stage(row, in: batchId)
    }
}

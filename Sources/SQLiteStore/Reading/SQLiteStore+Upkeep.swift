package import Inventory
package import Sync

extension SQLiteStore {
    package func sweepExpired(now: Timestamp, limit: Int) async throws -> Bool {
        try await enqueue { context in
            let connection = context.memory.connection
            context.memory.stepHasWritten = true
            var left = limit
            left -= try ExpiryRows.sweepTransactions(connection, now: now, limit: left)
            if left > 0 { left -= try ExpiryRows.sweepAnswers(connection, now: now, limit: left) }
            if left > 0 { left -= try RemovedChannelRows.sweep(context.memory, limit: left) }
            return left == 0
        }
    }

    /// Commits a row of its own, unless a commit has just succeeded.
    package func checkHealth() async throws {
        if health.isGood(within: .seconds(1)) { return }
        try await enqueue { context in
            context.memory.stepHasWritten = true
            try StoreHealth.touch(context.memory.connection)
        }
    }

    package func ledgerMismatches(
        _ tenant: TenantID,
        after sku: SKU?,
        limit: Int
    ) async throws -> [LedgerMismatch] {
        var found: [LedgerMismatch] = []
        var position: String? = sku?.value ?? ""
        // In pieces, each at one commit: a reader that stays at one commit for minutes would hold up the log.
        while let start = position, found.count < limit {
            let (more, next) = try await mismatches(tenant, after: start, limit: limit - found.count)
            found += more
            position = next
        }
        return found
    }

    private static let levelsAtOnce = 5000

    /// Mismatches among the next levels, and the SKU that the following piece begins after; nil at the end.
    private func mismatches(
        _ tenant: TenantID,
        after sku: String,
        limit: Int
    ) async throws -> ([LedgerMismatch], next: String?) {
        try await read { source in
            guard let number = try AccessRows.tenantNumber(source, tenant) else { return ([], nil) }
            var found: [LedgerMismatch] = []
            var seen = 0
            var next: String?
            try StockRows.scan(source, tenant: number, after: sku) { row, _ in
                seen += 1
                let sum = try MovementRows.sum(source, from: row.lastMovement, row.sku)
                let level = StockDelta(
                    physical: row.level?.physical ?? 0,
                    reserved: row.level?.reserved ?? 0,
                    suspense: row.level?.suspense ?? 0
                )
                if sum != level { found.append(LedgerMismatch(sku: row.sku, level: level, movements: sum)) }
                guard seen < Self.levelsAtOnce, found.count < limit else {
                    next = row.sku.value
                    return false
                }
                return true
            }
            return (found, next)
        }
    }
}

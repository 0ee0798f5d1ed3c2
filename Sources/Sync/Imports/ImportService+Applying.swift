import Inventory

extension ImportService {
    /// Applies what is staged of a batch that is to land. A row that was applied carries what it replaced, so whoever
    /// comes second leaves it alone.
    func land(_ tenant: TenantID, _ batchId: String, actor: String) async throws {
        try await eachStep(tenant, batchId, during: .applying) { tx, rows in
            let context = CommandContext(tx, settings: settings, actor: actor)
            let (_, ledger) = try context.ledger(for: "import", reference: batchId)
            for var row in rows where row.replaced == nil {
                row.replaced = try apply(row, batchId, tx, ledger)
                _ = try tx.stage(row, in: batchId)
            }
        }
        try await store.write(tenant) { tx in try Self.advance(batchId, from: .applying, to: .applied, tx) }
    }

    private func apply(
        _ row: ImportRow,
        _ batchId: String,
        _ tx: any StoreTransaction,
        _ ledger: StockLedger
    ) throws -> ImportRow.Replaced {
        let scope = BufferScope(sku: row.sku)
        let held = try tx.level(row.sku) ?? Level(sku: row.sku, updatedAt: tx.now)
        let replaced = ImportRow.Replaced(
            physical: held.physical,
            tracked: held.tracked,
            buffer: try tx.bufferRule(scope),
            lowStockThreshold: held.lowStockThreshold
        )
        if let buffer = row.buffer {
            try tx.put(BufferRule(uncheckedAmount: .units(buffer), floor: nil, cap: nil), at: scope)
            tx.emit(.buffers(skus: [row.sku]))
        }
        var level = held
        level.tracked = true
        level.lowStockThreshold = row.lowStockThreshold ?? level.lowStockThreshold
        try ledger.move(
            level,
            by: StockDelta(physical: row.physical - held.physical),
            .import,
            reference: batchId
        )
        if !held.tracked { try AlertDesk(tx).resolve(AlertKey(type: .unknownSKU, sku: row.sku)) }
        return replaced
    }

    /// Hands `body` the rows of a batch in order of SKU, a few hundred in each commit, as long as it is in that phase.
    func eachStep(
        _ tenant: TenantID,
        _ batchId: String,
        during phase: ImportBatch.State,
        _ body: @escaping @Sendable (any StoreTransaction, [ImportRow]) throws -> Void
    ) async throws {
        var last: SKU?
        repeat {
            let after = last
            last = try await store.write(tenant) { tx in
                guard try tx.importBatch(batchId)?.state == phase else { return nil }
                let rows = try tx.importRows(of: batchId, after: after, limit: Self.step)
                try body(tx, rows)
                return rows.last?.sku
            }
        } while last != nil
    }
}

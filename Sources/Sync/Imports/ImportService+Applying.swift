import Inventory

extension ImportService {
    /// Applies what is staged. A row that was applied carries what it replaced, so a second run leaves it alone.
    func apply(_ tenant: TenantID, _ batchId: String, accepted: Int, actor: String) async throws {
        try await store.write(tenant) { tx in
            guard var batch = try tx.importBatch(batchId) else { return }
            batch.state = .applying
            batch.accepted = accepted
            try tx.put(batch)
        }
        try await eachStep(tenant, batchId) { tx, rows in
            let context = CommandContext(tx, settings: settings, actor: actor)
            let (_, ledger) = try context.ledger(for: "import", reference: batchId)
            for var row in rows where row.replaced == nil {
                row.replaced = try apply(row, batchId, tx, ledger)
                _ = try tx.stage(row, in: batchId)
            }
        }
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

    /// Hands `body` the rows of a batch in order of SKU, a few hundred in each commit.
    func eachStep(
        _ tenant: TenantID,
        _ batchId: String,
        _ body: @escaping @Sendable (any StoreTransaction, [ImportRow]) throws -> Void
    ) async throws {
        var last: SKU?
        repeat {
            let after = last
            last = try await store.write(tenant) { tx in
                let rows = try tx.importRows(of: batchId, after: after, limit: Self.step)
                try body(tx, rows)
                return rows.last?.sku
            }
        } while last != nil
    }
}

package import Inventory

extension ImportService {
    /// Reverses a batch by counter-movements: what happened since then stays. Buffers and thresholds are as they were
    /// before. `promise` runs in the commit from which on it is undone for certain.
    package func undo(
        _ tenant: TenantID,
        batchId: String,
        actor: String,
        promise: @escaping @Sendable (any StoreTransaction) throws -> Void
    ) async throws {
        try await store.write(tenant) { tx in
            guard var batch = try tx.importBatch(batchId) else {
                throw DomainError.notFound("There is no import \(batchId)")
            }
            guard batch.state == .applied else {
                throw DomainError.conflict(
                    code: "import_state",
                    message: "This import is \(batch.state.rawValue): only an applied one is undone"
                )
            }
            batch.state = .undoing
            try tx.put(batch)
            try promise(tx)
        }
        try await carryOutUndo(tenant, batchId, actor: actor)
    }

    func carryOutUndo(_ tenant: TenantID, _ batchId: String, actor: String) async throws {
        try await eachStep(tenant, batchId, during: .undoing) { tx, rows in
            let context = CommandContext(tx, settings: settings, actor: actor)
            let (_, ledger) = try context.ledger(for: "import.undo", reference: batchId)
            for var row in rows {
                guard let replaced = row.replaced else { continue }
                try restore(row, replaced, batchId, tx, ledger)
                // A row without what it replaced is not undone twice.
                row.replaced = nil
                _ = try tx.stage(row, in: batchId)
            }
        }
        try await store.write(tenant) { tx in try Self.advance(batchId, from: .undoing, to: .undone, tx) }
    }

    private func restore(
        _ row: ImportRow,
        _ replaced: ImportRow.Replaced,
        _ batchId: String,
        _ tx: any StoreTransaction,
        _ ledger: StockLedger
    ) throws {
        if row.buffer != nil {
            try tx.put(replaced.buffer, at: BufferScope(sku: row.sku))
            tx.emit(.buffers(skus: [row.sku]))
        }
        guard var level = try tx.level(row.sku) else { return }
        // The last count that channels were told stands until somebody counts again.
        level.tracked = replaced.tracked
        if row.lowStockThreshold != nil { level.lowStockThreshold = replaced.lowStockThreshold }
        try ledger.move(
            level,
            by: StockDelta(physical: replaced.physical - row.physical),
            .importUndo,
            reference: batchId
        )
    }
}

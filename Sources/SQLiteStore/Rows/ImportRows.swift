import Inventory
import Sync

/// Imports: their batches, and what each file says. Rows name SKUs by their text, so that a file that is thrown away
/// leaves no trace among the levels.
enum ImportRows {
    static func batch(
        _ source: some StatementSource,
        tenant: Int64,
        _ batchId: String
    ) throws -> Numbered<ImportBatch>? {
        let statement = try source.statement(
            """
            SELECT id, batch_id, state, (SELECT text FROM names WHERE id = actor), accepted, created_at
            FROM import_batches WHERE tenant_id = ? AND batch_id = ?
            """
        )
        return try statement.first(
            {
                $0.add(tenant)
                $0.add(packed: batchId)
            },
            { try numbered(&$0) }
        )
    }

    static func unfinished(_ source: some StatementSource) throws -> [(tenant: TenantID, batch: ImportBatch)] {
        let statement = try source.statement(
            """
            SELECT id, batch_id, state, (SELECT text FROM names WHERE id = actor), accepted, created_at,
                (SELECT t.tenant_id FROM tenants t WHERE t.id = b.tenant_id)
            FROM import_batches b INDEXED BY import_batches_unfinished WHERE state < 3 ORDER BY id
            """
        )
        return try statement.all(
            { _ in },
            { columns in
                let batch = try numbered(&columns).element
                return (TenantID(stored: try columns.text()), batch)
            }
        )
    }

    static func put(
        _ source: some StatementSource,
        number: Int64,
        tenant: Int64,
        actor: Int64,
        _ batch: ImportBatch
    ) throws {
        let statement = try source.statement(
            """
            INSERT INTO import_batches (id, tenant_id, batch_id, state, actor, accepted, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant_id, batch_id) DO UPDATE SET state = excluded.state, accepted = excluded.accepted
            """
        )
        try statement.run {
            $0.add(number)
            $0.add(tenant)
            $0.add(packed: batch.batchId)
            $0.add(batch.state.storedCode)
            $0.add(actor)
            $0.add(batch.accepted)
            $0.add(batch.createdAt)
        }
    }

    static func delete(_ source: some StatementSource, batch: Int64) throws {
        try source.statement("DELETE FROM import_batches WHERE id = ?").run { $0.add(batch) }
    }

    static func line(_ source: some StatementSource, batch: Int64, _ sku: SKU) throws -> Int? {
        try source.statement("SELECT line FROM import_rows WHERE batch = ? AND sku = ?")
            .first({ $0.add(batch, sku.value) }, { $0.int() })
    }

    static func row(_ source: some StatementSource, batch: Int64, _ sku: SKU) throws -> ImportRow? {
        let statement = try source.statement(
            """
            SELECT sku, line, physical, buffer, low_stock_threshold, replaced_physical, replaced_tracked,
                replaced_units, replaced_percent_hundredths, replaced_floor, replaced_cap, replaced_low_stock_threshold
            FROM import_rows WHERE batch = ? AND sku = ?
            """
        )
        return try statement.first({ $0.add(batch, sku.value) }, { try row(&$0) })
    }

    /// In order of SKU.
    static func rows(
        _ source: some StatementSource,
        batch: Int64,
        after sku: String,
        limit: Int
    ) throws -> [ImportRow] {
        let statement = try source.statement(
            """
            SELECT sku, line, physical, buffer, low_stock_threshold, replaced_physical, replaced_tracked,
                replaced_units, replaced_percent_hundredths, replaced_floor, replaced_cap, replaced_low_stock_threshold
            FROM import_rows WHERE batch = ? AND sku > ? ORDER BY sku LIMIT ?
            """
        )
        return try statement.all({ $0.add(batch, sku, limit) }, { try row(&$0) })
    }

    static func put(_ source: some StatementSource, batch: Int64, _ row: ImportRow) throws {
        let statement = try source.statement(
            """
            INSERT OR REPLACE INTO import_rows (batch, sku, line, physical, buffer, low_stock_threshold,
                replaced_physical, replaced_tracked, replaced_units, replaced_percent_hundredths, replaced_floor,
                replaced_cap, replaced_low_stock_threshold)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        try statement.run {
            $0.add(batch)
            $0.add(row.sku.value)
            $0.add(row.line)
            $0.add(row.physical)
            $0.add(row.buffer)
            $0.add(row.lowStockThreshold)
            $0.add(row.replaced?.physical)
            if let replaced = row.replaced { $0.add(replaced.tracked) } else { $0.addNull() }
            BufferRuleRows.bind(row.replaced?.buffer, &$0)
            $0.add(row.replaced?.lowStockThreshold)
        }
    }

    static func deleteRows(_ connection: Connection, batch: Int64, limit: Int) throws -> Int {
        try connection.statement(
            """
            DELETE FROM import_rows WHERE batch = ?1
                AND sku IN (SELECT sku FROM import_rows WHERE batch = ?1 ORDER BY sku LIMIT ?2)
            """
        )
        .run { $0.add(batch, limit) }
        return connection.changes
    }

    static func numbered(_ columns: inout Columns) throws -> Numbered<ImportBatch> {
        Numbered(
            number: columns.int64(),
            element: ImportBatch(
                batchId: try columns.packed(),
                state: try columns.code(),
                actor: try columns.text(),
                accepted: columns.int(),
                createdAt: columns.timestamp()
            )
        )
    }

    private static func row(_ columns: inout Columns) throws -> ImportRow {
        let sku = SKU(stored: try columns.text())
        let line = columns.int()
        let physical = columns.int64()
        let (buffer, threshold) = (columns.optionalInt64(), columns.optionalInt64())
        let replacedPhysical = columns.optionalInt64()
        let tracked = columns.bool()
        let rule = try BufferRuleRows.optionalRule(&columns)
        let replacedThreshold = columns.optionalInt64()
        return ImportRow(
            sku: sku,
            line: line,
            physical: physical,
            buffer: buffer,
            lowStockThreshold: threshold,
            replaced: replacedPhysical.map {
                ImportRow.Replaced(
                    physical: $0,
                    tracked: tracked,
                    buffer: rule,
                    lowStockThreshold: replacedThreshold
                )
            }
        )
    }
}

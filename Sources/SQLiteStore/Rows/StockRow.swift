import Inventory

/// A row of `stock`: all that is kept of one SKU.
struct StockRow {
    let sku: SKU
    /// Nil while the SKU is only spoken of.
    let level: Level?
    /// The newest movement's row; 0 when there is none.
    let lastMovement: Int64

    /// Reads the columns from `sku` to `last_movement`; `items` and `dirt` follow.
    init(_ columns: inout Columns) throws {
        sku = SKU(stored: try columns.text())
        let (physical, reserved, suspense) = (columns.int64(), columns.int64(), columns.int64())
        let threshold = columns.optionalInt64()
        let tracked = columns.bool()
        let conditions = StockConditions(rawValue: UInt8(truncatingIfNeeded: columns.int64()))
        let version = columns.int64()
        level = columns.optionalTimestamp().map { [sku] updatedAt in
            Level(
                sku: sku,
                physical: physical,
                reserved: reserved,
                suspense: suspense,
                lowStockThreshold: threshold,
                tracked: tracked,
                conditions: conditions,
                version: version,
                updatedAt: updatedAt
            )
        }
        lastMovement = columns.int64()
    }
}

/// All statements on `stock`.
enum StockRows {
    static func find<Value>(
        _ source: some StatementSource,
        tenant: Int64,
        _ sku: SKU,
        _ read: (StockRow, inout Columns) throws -> Value
    ) throws -> Value? {
        let statement = try source.statement(
            """
            SELECT sku, physical, reserved, suspense, low_stock_threshold, tracked, conditions, version, updated_at,
                last_movement, items, dirt
            FROM stock WHERE tenant_id = ? AND sku = ?
            """
        )
        return try statement.first({ $0.add(tenant, sku.value) }, { try read(try StockRow(&$0), &$0) })
    }

    /// Rows after `sku`, in order of SKU, until `read` answers false. Those only spoken of are among them.
    static func scan(
        _ source: some StatementSource,
        tenant: Int64,
        after sku: String,
        _ read: (StockRow, inout Columns) throws -> Bool
    ) throws {
        let statement = try source.statement(
            """
            SELECT sku, physical, reserved, suspense, low_stock_threshold, tracked, conditions, version, updated_at,
                last_movement, items, dirt
            FROM stock WHERE tenant_id = ? AND sku > ? ORDER BY sku
            """
        )
        try statement.forEach({ $0.add(tenant, sku) }, { try read(try StockRow(&$0), &$0) })
    }

    /// SKUs after `sku` in their order: the bytes live as long as the call.
    static func scanSKUs(
        _ source: some StatementSource,
        tenant: Int64,
        after sku: String,
        _ read: (UnsafeBufferPointer<UInt8>) throws -> Bool
    ) throws {
        try source.statement("SELECT sku FROM stock WHERE tenant_id = ? AND sku > ? ORDER BY sku")
            .forEach({ $0.add(tenant, sku) }, { try $0.withTextBytes(read) })
    }

    static func insert(_ source: some StatementSource, _ entry: SKUEntry) throws {
        let statement = try source.statement(
            """
            INSERT INTO stock (physical, reserved, suspense, low_stock_threshold, tracked, conditions, version,
                updated_at, last_movement, items, dirt, tenant_id, sku)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        try statement.run { bind(entry, &$0) }
    }

    static func update(_ source: some StatementSource, _ entry: SKUEntry) throws {
        let statement = try source.statement(
            """
            UPDATE stock SET physical = ?, reserved = ?, suspense = ?, low_stock_threshold = ?, tracked = ?,
                conditions = ?, version = ?, updated_at = ?, last_movement = ?, items = ?, dirt = ?
            WHERE tenant_id = ? AND sku = ?
            """
        )
        try statement.run { bind(entry, &$0) }
    }

    private static func bind(_ entry: SKUEntry, _ bindings: inout Bindings) {
        let level = entry.level
        bindings.add(level?.physical ?? 0)
        bindings.add(level?.reserved ?? 0)
        bindings.add(level?.suspense ?? 0)
        bindings.add(level?.lowStockThreshold)
        bindings.add(level?.tracked ?? false)
        bindings.add(Int64(level?.conditions.rawValue ?? 0))
        bindings.add(level?.version ?? 0)
        bindings.add(level?.updatedAt)
        bindings.add(entry.lastMovement)
        bindings.add(entry.itemBytes.isEmpty ? nil : entry.itemBytes)
        bindings.add(entry.dirtBytes.isEmpty ? nil : entry.dirtBytes)
        bindings.add(entry.tenant)
        bindings.add(entry.sku.value)
    }
}

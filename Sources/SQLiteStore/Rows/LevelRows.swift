import Inventory

/// The rows of `levels`: one for each SKU that anything speaks of.
struct LevelRow {
    let number: Int64
    let sku: SKU
    /// Nil while the SKU is only spoken of.
    let level: Level?
    /// The newest movement's row; 0 when there is none.
    let lastMovement: Int64

    /// Reads `LevelRow.columns`.
    init(_ columns: inout Columns) throws {
        number = columns.int64()
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

enum LevelRows {
    static func find(_ source: some StatementSource, tenant: Int64, _ sku: SKU) throws -> LevelRow? {
        let statement = try source.statement(
            """
            SELECT id, sku, physical, reserved, suspense, low_stock_threshold, tracked, conditions, version, updated_at,
                last_movement
            FROM levels WHERE tenant_id = ? AND sku = ?
            """
        )
        return try statement.first({ $0.add(tenant, sku.value) }, LevelRow.init)
    }

    static func find(_ source: some StatementSource, number: Int64) throws -> LevelRow? {
        let statement = try source.statement(
            """
            SELECT id, sku, physical, reserved, suspense, low_stock_threshold, tracked, conditions, version, updated_at,
                last_movement
            FROM levels WHERE id = ?
            """
        )
        return try statement.first({ $0.add(number) }, LevelRow.init)
    }

    static func number(_ source: some StatementSource, tenant: Int64, _ sku: SKU) throws -> Int64? {
        try source.statement("SELECT id FROM levels WHERE tenant_id = ? AND sku = ?")
            .first({ $0.add(tenant, sku.value) }, { $0.int64() })
    }

    /// Rows after `sku`, in order of SKU, until `read` answers false. Those only spoken of are among them.
    static func scan(
        _ source: some StatementSource,
        tenant: Int64,
        after sku: String,
        _ read: (LevelRow) throws -> Bool
    ) throws {
        let statement = try source.statement(
            """
            SELECT id, sku, physical, reserved, suspense, low_stock_threshold, tracked, conditions, version, updated_at,
                last_movement
            FROM levels WHERE tenant_id = ? AND sku > ? ORDER BY sku
            """
        )
        try statement.forEach({ $0.add(tenant, sku) }, { try read(try LevelRow(&$0)) })
    }

    /// SKUs after `sku`, in their order, from the index alone: the bytes live as long as the call.
    static func scanSKUs(
        _ source: some StatementSource,
        tenant: Int64,
        after sku: String,
        _ read: (_ number: Int64, _ sku: UnsafeBufferPointer<UInt8>) throws -> Bool
    ) throws {
        try source.statement("SELECT id, sku FROM levels WHERE tenant_id = ? AND sku > ? ORDER BY sku")
            .forEach(
                { $0.add(tenant, sku) },
                { columns in
                    let number = columns.int64()
                    return try columns.withTextBytes { try read(number, $0) }
                }
            )
    }

    /// The next rows of a tenant by number.
    static func page(
        _ source: some StatementSource,
        in range: ClosedRange<Int64>,
        limit: Int
    ) throws -> [LevelRow] {
        let statement = try source.statement(
            """
            SELECT id, sku, physical, reserved, suspense, low_stock_threshold, tracked, conditions, version, updated_at,
                last_movement
            FROM levels WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?
            """
        )
        return try statement.all({ $0.add(range.lowerBound, range.upperBound, limit) }, LevelRow.init)
    }

    static func insert(_ source: some StatementSource, tenant: Int64, _ entry: SKUEntry) throws {
        let statement = try source.statement(
            """
            INSERT INTO levels (physical, reserved, suspense, low_stock_threshold, tracked, conditions, version,
                updated_at, last_movement, id, tenant_id, sku)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        try statement.run {
            bind(entry, &$0)
            $0.add(tenant)
            $0.add(entry.sku.value)
        }
    }

    static func update(_ source: some StatementSource, _ entry: SKUEntry) throws {
        let statement = try source.statement(
            """
            UPDATE levels SET physical = ?, reserved = ?, suspense = ?, low_stock_threshold = ?, tracked = ?,
                conditions = ?, version = ?, updated_at = ?, last_movement = ?
            WHERE id = ?
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
        bindings.add(entry.number)
    }
}

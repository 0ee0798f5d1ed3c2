import Inventory

/// Buffer rules. A scope without a channel has channel 0, one without a SKU the empty text, which is no SKU.
enum BufferRuleRows {
    static func find(
        _ source: some StatementSource,
        tenant: Int64,
        channel: Int64,
        sku: String
    ) throws -> BufferRule? {
        let statement = try source.statement(
            """
            SELECT units, percent_hundredths, floor, cap FROM buffer_rules
            WHERE tenant_id = ? AND channel_id = ? AND sku = ?
            """
        )
        return try statement.first({ $0.add(tenant, channel, sku) }, { try rule(&$0) })
    }

    /// In order of SKU, of the channel (or 0), after `sku`: with the empty text, every rule that hangs on a SKU.
    static func page(
        _ source: some StatementSource,
        tenant: Int64,
        channel: Int64,
        after sku: String,
        limit: Int
    ) throws -> [(sku: SKU, rule: BufferRule)] {
        let statement = try source.statement(
            """
            SELECT sku, units, percent_hundredths, floor, cap FROM buffer_rules
            WHERE tenant_id = ? AND channel_id = ? AND sku > ? ORDER BY sku LIMIT ?
            """
        )
        return try statement.all(
            { $0.add(tenant, channel, sku, limit) },
            { (SKU(stored: try $0.text()), try rule(&$0)) }
        )
    }

    static func exists(_ source: some StatementSource, tenant: Int64) throws -> Bool {
        try source.statement("SELECT 1 FROM buffer_rules WHERE tenant_id = ? LIMIT 1")
            .first({ $0.add(tenant) }, { _ in true }) ?? false
    }

    /// Whether any rule of the channel (or 0) hangs on a SKU.
    static func existsForSKU(_ source: some StatementSource, tenant: Int64, channel: Int64) throws -> Bool {
        let statement = try source.statement(
            "SELECT 1 FROM buffer_rules WHERE tenant_id = ? AND channel_id = ? AND sku > '' LIMIT 1"
        )
        return try statement.first({ $0.add(tenant, channel) }, { _ in true }) ?? false
    }

    static func put(
        _ source: some StatementSource,
        tenant: Int64,
        channel: Int64,
        sku: String,
        _ rule: BufferRule
    ) throws {
        let statement = try source.statement(
            """
            INSERT OR REPLACE INTO buffer_rules (tenant_id, channel_id, sku, units, percent_hundredths, floor, cap)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """
        )
        try statement.run {
            $0.add(tenant)
            $0.add(channel)
            $0.add(sku)
            bind(rule, &$0)
        }
    }

    static func delete(_ source: some StatementSource, tenant: Int64, channel: Int64, sku: String) throws {
        try source.statement("DELETE FROM buffer_rules WHERE tenant_id = ? AND channel_id = ? AND sku = ?")
            .run { $0.add(tenant, channel, sku) }
    }

    /// The four columns of a rule: units, percent_hundredths, floor, cap.
    static func bind(_ rule: BufferRule?, _ bindings: inout Bindings) {
        switch rule?.amount {
        case nil:
            bindings.addNull()
            bindings.addNull()
        case .units(let units):
            bindings.add(units)
            bindings.addNull()
        case .percent(let percent):
            bindings.addNull()
            bindings.add(percent.hundredths)
        }
        bindings.add(rule?.floor)
        bindings.add(rule?.cap)
    }

    static func rule(_ columns: inout Columns) throws -> BufferRule {
        guard let rule = try optionalRule(&columns) else { throw columns.damaged() }
        return rule
    }

    /// Nil when all four columns are null.
    static func optionalRule(_ columns: inout Columns) throws -> BufferRule? {
        let units = columns.optionalInt64()
        let hundredths = columns.optionalInt64()
        let amount: BufferRule.Amount?
        if let units {
            amount = .units(units)
        } else if let hundredths {
            do throws(InvalidValue) {
                amount = .percent(try Percent(hundredths: hundredths))
            } catch {
                throw columns.damaged()
            }
        } else {
            amount = nil
        }
        let (floor, cap) = (columns.optionalInt64(), columns.optionalInt64())
        if amount == nil, floor == nil, cap == nil { return nil }
        return BufferRule(uncheckedAmount: amount, floor: floor, cap: cap)
    }
}

package import Inventory

/// What a person may do to a count.
package enum StockCommands {
    /// Sets the physical count: somebody counted. From then on the SKU is tracked.
    ///
    /// Throws `DomainError.conflict` when `expectedVersion` is given and the row is another by now.
    package static func setCount(
        _ context: CommandContext,
        sku: SKU,
        physical: Int64,
        lowStockThreshold: Int64?? = nil,
        expectedVersion: Int64? = nil
    ) throws {
        _ = try Quantity.checked(physical, field: "physical")
        if let threshold = lowStockThreshold ?? nil {
            _ = try Quantity.checked(threshold, field: "lowStockThreshold")
        }
        let held = try context.tx.level(sku)
        if let expectedVersion, expectedVersion != held?.version ?? 0 {
            throw DomainError.conflict(
                code: "version_mismatch",
                message: "The row changed meanwhile: read it again and repeat the change with its new version"
            )
        }
        var level = held ?? Level(sku: sku, updatedAt: context.tx.now)
        let wasTracked = level.tracked
        level.tracked = true
        if let lowStockThreshold { level.lowStockThreshold = lowStockThreshold }
        let (_, ledger) = try context.ledger(for: "inventory.count", reference: sku.value)
        try ledger.move(level, by: StockDelta(physical: physical - level.physical), .count)
        if !wasTracked { try AlertDesk(context.tx).resolve(AlertKey(type: .unknownSKU, sku: sku)) }
    }

    /// Moves the count of a tracked SKU by `delta`; it may go below zero.
    package static func adjust(
        _ context: CommandContext,
        sku: SKU,
        delta: Int64,
        reason: AdjustmentReason,
        reference: String?,
        note: String?
    ) throws -> Movement {
        _ = try Quantity.checked(delta, field: "delta")
        guard delta != 0 else { throw DomainError.invalid("delta", "must not be 0: nothing would move") }
        let level = try tracked(sku, context.tx)
        let (_, ledger) = try context.ledger(for: "inventory.adjust", reference: reference ?? sku.value)
        return try ledger.move(
            level,
            by: StockDelta(physical: delta),
            reason.kind,
            reference: reference,
            note: note
        )
    }

    /// The level of a SKU of which the count is known.
    static func tracked(_ sku: SKU, _ tx: any StoreTransaction) throws -> Level {
        guard let level = try tx.level(sku), level.tracked else {
            throw DomainError.refused(
                code: "untracked_sku",
                message: "Nobody has said how many of \(sku) there are: set its count first (PUT /v1/inventory/{sku})"
            )
        }
        return level
    }
}

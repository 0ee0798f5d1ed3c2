package import Inventory

/// The one place where a level changes: with it go its movement, its alerts and the dirt of every channel.
package struct StockLedger {
    private let tx: any StoreTransaction
    private let settings: SyncSettings
    private let txId: String
    private let actor: String
    private let alerts: AlertDesk

    package init(_ tx: any StoreTransaction, settings: SyncSettings, txId: String, actor: String) {
        self.tx = tx
        self.settings = settings
        self.txId = txId
        self.actor = actor
        alerts = AlertDesk(tx)
    }

    /// Moves `level` by `delta`, and answers the row that was written to the ledger.
    @discardableResult
    package func move(
        _ level: Level,
        by delta: StockDelta,
        _ kind: Movement.Kind,
        reference: String? = nil,
        note: String? = nil
    ) throws -> Movement {
        var level = level
        level.physical += delta.physical
        level.reserved += delta.reserved
        level.suspense += delta.suspense
        let movement = Movement(
            movementId: tx.newID(),
            sku: level.sku,
            kind: kind,
            delta: delta,
            after: StockDelta(physical: level.physical, reserved: level.reserved, suspense: level.suspense),
            txId: txId,
            reference: reference,
            actor: actor,
            note: note,
            timestamp: tx.now
        )
        try tx.append(movement)
        try save(level, cause: kind.rawValue)
        return movement
    }

    /// Stores a level whose quantities or threshold changed.
    package func save(_ changed: Level, cause: String) throws {
        var level = changed
        level.version += 1
        level.updatedAt = tx.now
        try updateConditions(of: &level)
        try tx.put(level)
        if level.tracked { try tx.markDirty(level.sku) }
        tx.emit(.inventory(level, cause: cause, txId: txId))
    }

    private func updateConditions(of level: inout Level) throws {
        let holding = level.holdingConditions(defaultThreshold: settings.lowStockThreshold)
        guard holding != level.conditions else { return }
        for (condition, type) in StockConditions.all {
            let key = AlertKey(type: type, sku: level.sku)
            switch (level.conditions.contains(condition), holding.contains(condition)) {
            case (false, true): try alerts.raise(key, message(for: type, level))
            case (true, false): try alerts.resolve(key)
            default: break
            }
        }
        level.conditions = holding
    }

    private func message(for type: AlertType, _ level: Level) -> String {
        switch type {
        case .oversold: "\(level.sku) is oversold: physical count is \(level.physical)"
        case .stockOut: "\(level.sku) is out of stock: \(level.available) available"
        default:
            "\(level.sku) is low: \(level.available) available, threshold "
                + "\(level.lowStockThreshold ?? settings.lowStockThreshold)"
        }
    }
}

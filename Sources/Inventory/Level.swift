/// What the merchant holds of one SKU. Source: domain.md section 1.
package struct Level: Hashable, Sendable {
    package let sku: SKU
    /// Units held and not sold; negative is an oversale, recorded and never hidden.
    package var physical: Int64
    /// Units held by open orders and carts; never negative.
    package var reserved: Int64
    /// Units that a channel seems to have sold and no order has explained yet; never negative.
    package var suspense: Int64
    /// At or below this many available units `stock_low` holds; nil: the tenant's setting.
    package var lowStockThreshold: Int64?
    /// Whether somebody has said how many there are. Untracked stock is never broadcast and never moved by orders.
    package var tracked: Bool
    /// The stock conditions that hold and have an open alert.
    package var conditions: StockConditions
    /// Rises by one with every change of the level or of a rule that bears on it.
    package var version: Int64
    package var updatedAt: Timestamp

    package init(
        sku: SKU,
        physical: Int64 = 0,
        reserved: Int64 = 0,
        suspense: Int64 = 0,
        lowStockThreshold: Int64? = nil,
        tracked: Bool = false,
        conditions: StockConditions = [],
        version: Int64 = 0,
        updatedAt: Timestamp
    ) {
        self.sku = sku
        self.physical = physical
        self.reserved = reserved
        self.suspense = suspense
        self.lowStockThreshold = lowStockThreshold
        self.tracked = tracked
        self.conditions = conditions
        self.version = version
        self.updatedAt = updatedAt
    }

    /// What our own door may sell: buffers are for channels.
    package var available: Int64 { physical - reserved - suspense }

    /// The count formula, in its one place: what a channel under `rule` may sell.
    package func count(under rule: BufferRule) -> Int64 {
        if let floor = rule.floor, available <= floor { return 0 }
        let sellable = max(0, available - rule.units(ofPhysical: physical))
        return rule.cap.map { min($0, sellable) } ?? sellable
    }
}

/// A change of a level: what a movement records.
package struct StockDelta: Hashable, Sendable {
    package var physical: Int64
    package var reserved: Int64
    package var suspense: Int64

    package init(physical: Int64 = 0, reserved: Int64 = 0, suspense: Int64 = 0) {
        self.physical = physical
        self.reserved = reserved
        self.suspense = suspense
    }

    package static let zero = StockDelta()

    package var negated: StockDelta {
        StockDelta(physical: -physical, reserved: -reserved, suspense: -suspense)
    }
}

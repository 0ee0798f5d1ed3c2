/// What a channel says about one order at one moment, in the terms of the rules. Ids are Shopify's 64-bit integers.
package struct OrderSnapshot: Hashable, Sendable {
    package let orderId: Int64
    package let createdAt: Timestamp
    /// Which of two snapshots is newer; whole seconds.
    package let updatedAt: Timestamp
    package let lines: [OrderLine]
    package let refunds: [Refund]
    /// Whether units were added or taken off since the order was made; nil where the channel does not say.
    package let isEdited: Bool?

    package init(
        orderId: Int64,
        createdAt: Timestamp,
        updatedAt: Timestamp,
        lines: [OrderLine],
        refunds: [Refund],
        isEdited: Bool? = nil
    ) {
        self.orderId = orderId
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.lines = lines
        self.refunds = refunds
        self.isEdited = isEdited
    }
}

/// A line of an order. Without a SKU it is a tip, a gift card or a custom item, and holds no stock of ours.
package struct OrderLine: Hashable, Sendable {
    package let lineId: Int64
    package let sku: SKU?
    package let quantity: Int64

    package init(lineId: Int64, sku: SKU?, quantity: Int64) {
        self.lineId = lineId
        self.sku = sku
        self.quantity = quantity
    }
}

/// A refund; once made it never changes.
package struct Refund: Hashable, Sendable {
    package let refundId: Int64
    package let createdAt: Timestamp
    package let note: String?
    package let lines: [RefundLine]

    package init(refundId: Int64, createdAt: Timestamp, note: String?, lines: [RefundLine]) {
        self.refundId = refundId
        self.createdAt = createdAt
        self.note = note
        self.lines = lines
    }
}

package struct RefundLine: Hashable, Sendable {
    /// The line of the order that it takes back.
    package let lineId: Int64
    package let sku: SKU?
    package let quantity: Int64
    package let restock: RestockType

    package init(lineId: Int64, sku: SKU?, quantity: Int64, restock: RestockType) {
        self.lineId = lineId
        self.sku = sku
        self.quantity = quantity
        self.restock = restock
    }
}

package enum RestockType: String, Hashable, Sendable, CaseIterable {
    case noRestock = "no_restock"
    /// Units that had not left yet.
    case cancel
    /// Units that came back.
    case `return`
    case legacyRestock = "legacy_restock"

    package var isRestocked: Bool { self != .noRestock }
}

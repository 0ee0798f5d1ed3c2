/// An order as the shop keeps it.
struct SandboxOrder: Sendable {
    struct Line: Sendable {
        let lineId: Int64
        let item: SandboxItem
        /// As ordered and added since; what was taken off again is a refund.
        var quantity: Int64
    }

    /// A change of how many of a line are wanted.
    struct Edit: Sendable {
        let editId: Int64
        let lineId: Int64
        let delta: Int64
        let committedAt: ShopTime
    }

    struct Refund: Sendable {
        let refundId: Int64
        let createdAt: ShopTime
        let note: String?
        let lines: [RefundLine]
    }

    struct RefundLine: Sendable {
        let refundLineId: Int64
        let lineId: Int64
        let quantity: Int64
        let restock: SandboxRestock
    }

    let orderId: Int64
    let number: Int64
    let createdAt: ShopTime
    var updatedAt: ShopTime
    var lines: [Line]
    var refunds: [Refund] = []
    var cancelledAt: ShopTime?
    var isEdited = false
    /// All of it was sent to the customer.
    var isFulfilled = false

    /// Units of the line that no refund has taken back.
    func remaining(of line: Line) -> Int64 {
        line.quantity - refunds.flatMap(\.lines).filter { $0.lineId == line.lineId }.reduce(0) { $0 + $1.quantity }
    }

    /// As webhooks spell it.
    var financialStatus: String {
        if refunds.isEmpty { return "paid" }
        return lines.allSatisfy { remaining(of: $0) == 0 } ? "refunded" : "partially_refunded"
    }

    var isOpen: Bool { cancelledAt == nil && lines.contains { remaining(of: $0) > 0 } }
}

/// What becomes of refunded goods; the values are Shopify's.
package enum SandboxRestock: String, Sendable, CaseIterable {
    case noRestock = "no_restock"
    case cancel
    case `return`

    var restocks: Bool { self != .noRestock }
}

/// A customer's basket, a person's refund: why it cannot be.
package enum SandboxRefusal: Error, Sendable, Equatable {
    case noSuchItem(String)
    case outOfStock(sku: String, available: Int64)
    case noSuchOrder(Int64)
    /// More than is left of the order.
    case nothingLeft(Int64)
    case invalidQuantity(Int64)
}

import Inventory

/// An order as the shop keeps it.
struct ShopOrder {
    struct Line {
        let lineId: Int64
        let itemId: Int64
        let sku: SKU
        var quantity: Int64
        /// Units refunded already, restocked or not.
        var refunded: Int64 = 0

        var left: Int64 { quantity - refunded }
    }

    let orderId: Int64
    let createdAt: Timestamp
    var updatedAt: Timestamp
    var lines: [Line]
    var refunds: [Refund] = []
    var isEdited = false

    /// What a webhook (which does not tell of edits) or a reading made now carries.
    func snapshot(tellsEdits: Bool) -> OrderSnapshot {
        OrderSnapshot(
            orderId: orderId,
            createdAt: createdAt,
            updatedAt: updatedAt,
            lines: lines.map { OrderLine(lineId: $0.lineId, sku: $0.sku, quantity: $0.quantity) },
            refunds: refunds,
            isEdited: tellsEdits ? isEdited : nil
        )
    }
}

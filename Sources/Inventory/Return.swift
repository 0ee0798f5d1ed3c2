/// What becomes of goods that came back. Source: domain.md section 4.
package enum Disposition: String, Sendable, CaseIterable {
    case sellable = "SELLABLE"
    case damaged = "DAMAGED"
    case defective = "DEFECTIVE"
    case expired = "EXPIRED"
    case unsellable = "UNSELLABLE"
    case missing = "MISSING"
    /// Waits: a later disposition decides, once.
    case inspecting = "INSPECTING"

    package var addsStock: Bool { self == .sellable }
    package var isFinal: Bool { self != .inspecting }

    /// `return_received` for what adds stock or waits, `return_damaged` for what is lost.
    package var alert: AlertType { addsStock || !isFinal ? .returnReceived : .returnDamaged }
}

package struct Return: Hashable, Sendable {
    package let returnId: String
    package let sku: SKU
    package let quantity: Int64
    package var disposition: Disposition
    package let orderId: String?
    package let channelId: ChannelID?
    package var note: String?
    package let txId: String
    package let timestamp: Timestamp
    package var updatedAt: Timestamp

    package init(
        returnId: String,
        sku: SKU,
        quantity: Int64,
        disposition: Disposition,
        orderId: String?,
        channelId: ChannelID?,
        note: String?,
        txId: String,
        timestamp: Timestamp,
        updatedAt: Timestamp
    ) {
        self.returnId = returnId
        self.sku = sku
        self.quantity = quantity
        self.disposition = disposition
        self.orderId = orderId
        self.channelId = channelId
        self.note = note
        self.txId = txId
        self.timestamp = timestamp
        self.updatedAt = updatedAt
    }
}

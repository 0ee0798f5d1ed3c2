import Inventory

/// Honours Shopify's compliance topics. What may hold personal data here: bodies in quarantine and notes of returns.
/// Orders are kept as ids, SKUs and quantities; transactions hold no payloads.
struct PrivacyDesk {
    private let tx: any StoreTransaction
    private let channel: Channel

    init(_ tx: any StoreTransaction, _ channel: Channel) {
        self.tx = tx
        self.channel = channel
    }

    func findData(of customer: CustomerFacts) throws {
        let bodies = try bodies(of: customer)
        let found =
            bodies.isEmpty
            ? "nothing about this customer is kept in quarantined webhooks"
            : "\(bodies.count) quarantined webhooks hold data of this customer: \(bodies.joined(separator: ", "))"
        try record(.dataRequest, customer, outcome: found)
    }

    func erase(_ customer: CustomerFacts) throws {
        let bodies = try bodies(of: customer)
        for id in bodies { try tx.deleteQuarantined(id) }
        var notes = 0
        for channel in try shopChannels() {
            notes += try tx.eraseReturnNotes(of: channel.channelId, orderIds: customer.orderIds)
        }
        try record(
            .customerRedact,
            customer,
            outcome: "erased \(bodies.count) quarantined webhooks and \(notes) return notes"
        )
    }

    func eraseShop() throws {
        var (bodies, notes, orders) = (0, 0, 0)
        for channel in try shopChannels() {
            for id in try tx.quarantined(of: channel.channelId, containingAnyOf: []) {
                try tx.deleteQuarantined(id)
                bodies += 1
            }
            notes += try tx.eraseReturnNotes(of: channel.channelId, orderIds: nil)
            orders += try tx.deleteOrders(of: channel.channelId)
        }
        try record(
            .shopRedact,
            nil,
            outcome: "erased \(bodies) quarantined webhooks, \(notes) return notes and \(orders) orders of the shop"
        )
    }

    private func shopChannels() throws -> [Channel] {
        try tx.channels().filter { $0.channelId == channel.channelId || ($0.shop != nil && $0.shop == channel.shop) }
    }

    /// Ids are sought as JSON writes them, so that no id is found inside a longer one.
    private func bodies(of customer: CustomerFacts) throws -> [String] {
        var texts =
            customer.contacts + ["Customer/\(customer.customerId)\"", "\"customer_id\":\(customer.customerId),"]
        for order in customer.orderIds { texts += ["Order/\(order)\"", "\"order_id\":\(order),"] }
        return try shopChannels().flatMap { try tx.quarantined(of: $0.channelId, containingAnyOf: texts) }
    }

    private func record(_ kind: PrivacyRequest.Kind, _ customer: CustomerFacts?, outcome: String) throws {
        try tx.put(
            PrivacyRequest(
                requestId: tx.newID(),
                kind: kind,
                channelId: channel.channelId,
                shop: channel.shop ?? "",
                customerId: customer?.customerId,
                orderIds: customer?.orderIds ?? [],
                outcome: outcome,
                timestamp: tx.now
            )
        )
    }
}

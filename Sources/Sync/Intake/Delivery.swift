package import Inventory

/// A delivery whose signature was checked and whose words were read.
package struct Delivery: Sendable {
    package let tenant: TenantID
    package let channelId: ChannelID
    package let key: TransactionKey
    package let topic: String
    package let eventId: String?

    package init(tenant: TenantID, channelId: ChannelID, key: TransactionKey, topic: String, eventId: String?) {
        self.tenant = tenant
        self.channelId = channelId
        self.key = key
        self.topic = topic
        self.eventId = eventId
    }
}

package struct IntakeAnswer: Sendable, Equatable {
    package let status: TransactionRecord.Status
    package let txId: String

    package init(status: TransactionRecord.Status, txId: String) {
        self.status = status
        self.txId = txId
    }
}

/// Reads a stored body again: the adapter that knows the channel's payloads.
package protocol DeliveryReader: Sendable {
    /// Throws when the topic cannot be read from these bytes.
    func facts(topic: String, body: [UInt8]) throws(UnreadableDelivery) -> DeliveryFacts
}

package import Inventory

/// A signed delivery that its topic could not be read from, kept whole until it is replayed or its customer is erased.
package struct QuarantinedDelivery: Sendable, Equatable {
    package let quarantineId: String
    package let channelId: ChannelID
    package let topic: String
    package let key: TransactionKey
    package let eventId: String?
    package let body: [UInt8]
    package let reason: String
    package let receivedAt: Timestamp
    package var replayedAt: Timestamp?

    package init(
        quarantineId: String,
        channelId: ChannelID,
        topic: String,
        key: TransactionKey,
        eventId: String?,
        body: [UInt8],
        reason: String,
        receivedAt: Timestamp,
        replayedAt: Timestamp? = nil
    ) {
        self.quarantineId = quarantineId
        self.channelId = channelId
        self.topic = topic
        self.key = key
        self.eventId = eventId
        self.body = body
        self.reason = reason
        self.receivedAt = receivedAt
        self.replayedAt = replayedAt
    }
}

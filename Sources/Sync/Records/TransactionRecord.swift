package import Inventory

/// One inbound event or outbound batch: the dedup table, the echo table and the audit trail in one. It holds no payload.
package struct TransactionRecord: Sendable, Equatable {
    package enum Status: String, Sendable, CaseIterable {
        case applied, duplicate, echo, stale, pending, ignored, quarantined
        /// Of outbound batches: the channel took it, or some or all of it was refused.
        case told, failed
    }

    package let key: TransactionKey
    /// The topic of a webhook, or the name of what was done: `orders/create`, `inventory.adjust`, `broadcast`.
    package let action: String
    package var status: Status
    package let channelId: ChannelID?
    /// Shopify's event id: for correlation only, several deliveries share one.
    package let eventId: String?
    package let reference: String?
    package let actor: String
    package let timestamp: Timestamp
    /// From then on the row counts as absent, swept or not.
    package let expiresAt: Timestamp

    package init(
        key: TransactionKey,
        action: String,
        status: Status,
        channelId: ChannelID?,
        eventId: String?,
        reference: String?,
        actor: String,
        timestamp: Timestamp,
        expiresAt: Timestamp
    ) {
        self.key = key
        self.action = action
        self.status = status
        self.channelId = channelId
        self.eventId = eventId
        self.reference = reference
        self.actor = actor
        self.timestamp = timestamp
        self.expiresAt = expiresAt
    }
}

/// What we believe one channel shows for one SKU, and what nobody has explained about it. Source: domain.md section 5.
package struct ChannelItem: Hashable, Sendable {
    package let channelId: ChannelID
    package let sku: SKU
    /// Shopify's inventory item; nil for `http` channels and for a SKU the shop does not carry (or carries twice).
    package var inventoryItemId: Int64?
    /// The count that the channel shows now, as far as we know; nil before the first knowledge.
    package var expected: Int64?
    /// The channel's own time of that knowledge.
    package var knownAt: Timestamp?
    /// Units that seem sold and no order has explained yet; never negative.
    package var missing: Int64
    /// Units that seem added and nothing has explained yet; never negative.
    package var surplus: Int64
    /// When the first and the last unexplained observation were made, by our clock; nil when all is explained.
    package var unexplainedSince: Timestamp?
    package var lastObservedAt: Timestamp?
    /// Orders and refunds of this channel up to this second are contained in a reading that became ours.
    package var baseline: Timestamp?
    /// A write that has left and whose fate is not known.
    package var pendingWrite: PendingWrite?
    package var contested: Bool
    /// What was told last, and when.
    package var lastTold: Told?
    package var lastError: String?

    package struct Told: Hashable, Sendable {
        package let count: Int64
        package let txId: String
        package let timestamp: Timestamp

        package init(count: Int64, txId: String, timestamp: Timestamp) {
            self.count = count
            self.txId = txId
            self.timestamp = timestamp
        }
    }

    /// The intent is stored before it leaves; its key is used again after a crash and never for another intent.
    package struct PendingWrite: Hashable, Sendable {
        package let idempotencyKey: String
        package let from: Int64
        package let to: Int64
        package let sentAt: Timestamp

        package init(idempotencyKey: String, from: Int64, to: Int64, sentAt: Timestamp) {
            self.idempotencyKey = idempotencyKey
            self.from = from
            self.to = to
            self.sentAt = sentAt
        }
    }

    package init(
        channelId: ChannelID,
        sku: SKU,
        inventoryItemId: Int64? = nil,
        expected: Int64? = nil,
        knownAt: Timestamp? = nil,
        missing: Int64 = 0,
        surplus: Int64 = 0,
        unexplainedSince: Timestamp? = nil,
        lastObservedAt: Timestamp? = nil,
        baseline: Timestamp? = nil,
        pendingWrite: PendingWrite? = nil,
        contested: Bool = false,
        lastTold: Told? = nil,
        lastError: String? = nil
    ) {
        self.channelId = channelId
        self.sku = sku
        self.inventoryItemId = inventoryItemId
        self.expected = expected
        self.knownAt = knownAt
        self.missing = missing
        self.surplus = surplus
        self.unexplainedSince = unexplainedSince
        self.lastObservedAt = lastObservedAt
        self.baseline = baseline
        self.pendingWrite = pendingWrite
        self.contested = contested
        self.lastTold = lastTold
        self.lastError = lastError
    }

    package var unexplained: Int64 { surplus - missing }
}

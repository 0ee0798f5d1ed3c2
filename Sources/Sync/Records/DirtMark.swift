package import Inventory

/// Says that a channel may show a wrong count for a SKU; never which count.
package struct DirtMark: Sendable, Equatable {
    package let channelId: ChannelID
    package let sku: SKU
    /// Rises with every new mark of the same item: a mark made while a count is under way is not cleared by its answer.
    package let generation: Int64
    /// When the item became dirty; later marks leave it.
    package let since: Timestamp
    /// Failed attempts to tell this item since `since`.
    package var attempts: Int
    package var retryAt: Timestamp?
    package var reason: String?

    package init(
        channelId: ChannelID,
        sku: SKU,
        generation: Int64,
        since: Timestamp,
        attempts: Int = 0,
        retryAt: Timestamp? = nil,
        reason: String? = nil
    ) {
        self.channelId = channelId
        self.sku = sku
        self.generation = generation
        self.since = since
        self.attempts = attempts
        self.retryAt = retryAt
        self.reason = reason
    }
}

/// How much waits for a channel.
package struct Backlog: Sendable, Equatable {
    package var dirty: Int
    package var oldestSince: Timestamp?
    /// When the earliest item that was set aside is due again; nil when something is due now or nothing waits.
    package var nextRetryAt: Timestamp?

    /// Whether all that waits has been set aside until a later time.
    package var nothingIsDue: Bool { dirty == 0 || nextRetryAt != nil }

    package init(dirty: Int, oldestSince: Timestamp?, nextRetryAt: Timestamp? = nil) {
        self.dirty = dirty
        self.oldestSince = oldestSince
        self.nextRetryAt = nextRetryAt
    }
}

/// A dirty item with all that its count is computed from, read at one commit.
package struct BroadcastCandidate: Sendable, Equatable {
    package let mark: DirtMark
    /// By our clock.
    package let readAt: Timestamp
    package let level: Level?
    package let rule: BufferRule
    package let item: ChannelItem?

    package init(mark: DirtMark, readAt: Timestamp, level: Level?, rule: BufferRule, item: ChannelItem?) {
        self.mark = mark
        self.readAt = readAt
        self.level = level
        self.rule = rule
        self.item = item
    }
}

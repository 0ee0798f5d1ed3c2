/// What we believe one channel shows for one SKU, and what nobody has explained about it. Source: domain.md section 5.
///
/// Through everything but writes and decisions, `expected - (surplus - certainlyMissing)` moves only by what orders say:
/// whatever else the channel shows stays on one of the two accounts until somebody decides about it.
package struct ChannelItem: Hashable, Sendable {
    package let channelId: ChannelID
    package let sku: SKU
    /// Shopify's inventory item; nil for `http` channels and for a SKU the shop does not carry (or carries twice).
    package var inventoryItemId: Int64?

    // What is known.
    /// The count that the channel shows now, as far as we know; nil before the first knowledge.
    package var expected: Int64?
    /// The channel's own time of that knowledge.
    package var knownAt: Timestamp?
    /// Set while only a re-read can tell: what was seen ties with what is known, or a write failed.
    package var needsReread: Bool
    /// When the channel was asked first since what was known had been dropped, by its own clock; nil when nothing is to be
    /// learned again.
    package internal(set) var firstLookAt: Timestamp?
    /// Rises with everything that bears on a reading under way: a reading is the last word only if it did not.
    package var revision: Int64

    // What nobody has explained.
    /// Units that seem sold by values of which it is certain that they came later; never negative.
    package internal(set) var certainlyMissing: Int64
    /// How far the lowest value seen in the very second of our knowledge lies below `expected`. Whether it was the later
    /// one only the re-read tells.
    package internal(set) var tied: Int64
    /// Units that seem added and nothing has explained yet; never negative.
    package var surplus: Int64
    /// When the first and the last unexplained observation were made, by our clock; nil when all is explained.
    package var unexplainedSince: Timestamp?
    package var lastObservedAt: Timestamp?
    /// The channel's own time of the first unexplained observation.
    package var doubtedAt: Timestamp?

    // What a reading that became ours contains.
    /// Orders and refunds of this channel up to this second are contained in a reading that became ours.
    package var baseline: Timestamp?
    /// The second of the first knowledge while it is not certain that the second was over when it was read.
    package var unprovenSecond: Timestamp?
    /// Of knowledge that was dropped and learned anew, oldest first: the first reading since contained what orders moved in
    /// these times, but it did not become ours, so that they move stock all the same.
    package var relearned: [Span]
    /// What orders moved before the first reading, or before anybody had said how many there are.
    package var uncounted: OrderMoves

    /// A write that has left and whose fate is not known, or that failed and waits for its re-read.
    package var pendingWrite: PendingWrite?

    // Decisions.
    /// When unexplained stock was last decided about: those of the last hour.
    package var disagreements: [Timestamp]
    /// A person must say who is right; until then nothing is written.
    package var contested: Bool
    /// When somebody must look at this item again, by our clock; nil when nothing waits. Set by `schedule`.
    package var lookAt: Timestamp?

    // What was told.
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
        certainlyMissing = missing
        self.surplus = surplus
        self.unexplainedSince = unexplainedSince
        self.lastObservedAt = lastObservedAt
        self.baseline = baseline
        self.pendingWrite = pendingWrite
        self.contested = contested
        self.lastTold = lastTold
        self.lastError = lastError
        needsReread = false
        revision = 0
        tied = 0
        uncounted = OrderMoves()
        disagreements = []
        relearned = []
    }

    /// Units that seem sold and no order has explained yet; never negative.
    package var missing: Int64 { certainlyMissing + missingByTie }

    /// As a drop does, a lower value of the same second takes back surplus first.
    var missingByTie: Int64 { max(0, tied - surplus) }

    package var unexplained: Int64 { surplus - missing }

    /// Units of this channel that the count formula keeps back: what seems sold, and what a write of unknown fate hides.
    package var suspense: Int64 { missing + (pendingWrite?.suspense ?? 0) }

    /// Whether a write has left and nobody knows what became of it.
    package var awaitsFate: Bool { pendingWrite.map { !$0.hasFailed } ?? false }

    package var isExplained: Bool { missing == 0 && surplus == 0 }
}

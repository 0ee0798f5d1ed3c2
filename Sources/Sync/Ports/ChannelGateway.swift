package import Inventory

/// The way out to one channel.
package protocol ChannelGateway: Sendable {
    /// The most items that one push may carry.
    var batchLimit: Int { get }
    /// Tells the channel these counts. Never throws: whatever happens is a `PushReport`.
    func push(_ batch: PushBatch) async -> PushReport
    /// Reads live levels of these items, at most `batchLimit` of them.
    func readLevels(_ items: [Int64]) async throws(GatewayError) -> LevelReading
    /// One page of the catalogue with its live levels; `cursor` nil begins.
    func catalogPage(after cursor: String?) async throws(GatewayError) -> CatalogPage
    /// One page of orders updated at or after `since`, oldest first.
    func ordersPage(updatedSince since: Timestamp, after cursor: String?) async throws(GatewayError) -> OrdersPage
    func order(_ orderId: Int64) async throws(GatewayError) -> OrderSnapshot?
    /// A request that changes nothing, to see whether the channel answers and takes our credentials. Answers the channel's
    /// clock, where it tells its time.
    func probe() async throws(GatewayError) -> Timestamp?
}

extension ChannelGateway {
    /// The first page of the catalogue, for a channel that has no lighter request.
    package func probe() async throws(GatewayError) -> Timestamp? {
        try await catalogPage(after: nil).reading.readAt
    }
}

package struct PushBatch: Sendable {
    package struct Item: Sendable, Equatable {
        package let sku: SKU
        package let count: Int64
        package let version: Int64
        package let inventoryItemId: Int64?
        /// What the channel shows now as far as we know: the value to compare with.
        package let expected: Int64?

        package init(sku: SKU, count: Int64, version: Int64, inventoryItemId: Int64?, expected: Int64?) {
            self.sku = sku
            self.count = count
            self.version = version
            self.inventoryItemId = inventoryItemId
            self.expected = expected
        }
    }

    /// Names the batch: the idempotency key comes from it where the channel knows such a thing, so that it belongs to one
    /// list of items for ever.
    package let txId: String
    package let items: [Item]

    package init(txId: String, items: [Item]) {
        self.txId = txId
        self.items = items
    }
}

package struct PushReport: Sendable {
    package enum Outcome: Sendable, Equatable {
        /// The channel shows the count now. `at` is the channel's own time of the write; nil where it gives none or the
        /// count stood there already.
        case told(at: Timestamp?)
        /// The channel showed another value than `expected`, or `expected` was not known; nothing was written.
        case stale
        /// Nothing is wrong with this item, but it was not taken, because of others of the batch: push it again.
        case again
        /// This item alone is refused; the reason is for the merchant.
        case refused(String)
    }

    package enum Verdict: Sendable, Equatable {
        /// Every item has its outcome.
        case answered([Outcome])
        /// Nothing is known of any item but what `mayHaveHappened` says: try again later, with the same `txId` if it may
        /// have happened.
        case unavailable(GatewayError)
        /// The whole batch is refused and nothing says which item is to blame.
        case batchRefused(String)
    }

    package let verdict: Verdict
    package let throttle: ThrottleState?

    package init(_ verdict: Verdict, throttle: ThrottleState? = nil) {
        self.verdict = verdict
        self.throttle = throttle
    }
}

package struct GatewayError: Error, Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        /// Time-outs, resets, 5xx, 429, throttling.
        case unavailable
        /// 401, 402, 403, 423 and, at Shopify, 404: only a person can mend it.
        case credentials
        /// An answer that cannot be read.
        case protocolViolation
    }

    package let kind: Kind
    /// For the merchant and the log; no secrets.
    package let reason: String
    /// How long the other side asks to be left alone.
    package let retryAfter: Duration?
    /// Whether the request may have been carried out all the same.
    package let mayHaveHappened: Bool

    package init(kind: Kind, reason: String, retryAfter: Duration? = nil, mayHaveHappened: Bool = false) {
        self.kind = kind
        self.reason = reason
        self.retryAfter = retryAfter
        self.mayHaveHappened = mayHaveHappened
    }
}

/// The bucket of a shop's rate limit, in Shopify's points.
package struct ThrottleState: Sendable, Equatable {
    package let maximum: Double
    package let available: Double
    package let restoreRate: Double

    package init(maximum: Double, available: Double, restoreRate: Double) {
        self.maximum = maximum
        self.available = available
        self.restoreRate = restoreRate
    }
}

package struct LevelReading: Sendable {
    package struct Entry: Sendable, Equatable {
        package let inventoryItemId: Int64
        package let sku: SKU?
        /// Nil when the channel does not count the item, or does not stock it at the location.
        package let available: Int64?
        /// Shopify's own time of the level.
        package let updatedAt: Timestamp?

        package init(inventoryItemId: Int64, sku: SKU?, available: Int64?, updatedAt: Timestamp?) {
            self.inventoryItemId = inventoryItemId
            self.sku = sku
            self.available = available
            self.updatedAt = updatedAt
        }
    }

    package let entries: [Entry]
    /// The answer's `Date`: Shopify's clock when it was read.
    package let readAt: Timestamp

    package init(entries: [Entry], readAt: Timestamp) {
        self.entries = entries
        self.readAt = readAt
    }
}

package struct CatalogPage: Sendable {
    package let reading: LevelReading
    package let next: String?

    package init(reading: LevelReading, next: String?) {
        self.reading = reading
        self.next = next
    }
}

package struct OrdersPage: Sendable {
    package let orders: [OrderSnapshot]
    package let next: String?

    package init(orders: [OrderSnapshot], next: String?) {
        self.orders = orders
        self.next = next
    }
}

/// Makes the gateway of a channel from its settings and opened credentials.
package protocol ChannelGatewayFactory: Sendable {
    func gateway(for entry: DirectoryEntry) -> any ChannelGateway
    /// Nil for a kind of channel that subscribes nothing.
    func subscriptions(for entry: DirectoryEntry) -> (any SubscriptionGateway)?
}

extension ChannelGatewayFactory {
    package func subscriptions(for entry: DirectoryEntry) -> (any SubscriptionGateway)? { nil }
}

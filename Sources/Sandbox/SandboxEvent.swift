/// What the stand-ins do, for whoever watches.
package enum SandboxEvent: Sendable {
    package struct Line: Sendable, Equatable {
        package let sku: String
        package let quantity: Int64
    }

    package struct Delivery: Sendable {
        package let shop: String
        package let topic: String
        package let webhookId: String
        /// Sent again on purpose after it was taken.
        package let isRepeat: Bool
        /// 0 is the first.
        package let attempt: Int
        /// Nil when no answer came.
        package let status: Int?
        package let took: Duration
        package let failure: String?
    }

    case sold(shop: String, order: String, orderId: Int64, lines: [Line])
    case refunded(shop: String, order: String, orderId: Int64, lines: [Line], restocked: Bool)
    case cancelled(shop: String, order: String, orderId: Int64)
    case fulfilled(shop: String, order: String, orderId: Int64)
    /// Somebody changed how many of a SKU an order has.
    case reordered(shop: String, order: String, orderId: Int64, sku: String, to: Int64)
    /// A person changed a level by hand.
    case edited(shop: String, sku: String, from: Int64, to: Int64)
    /// The Admin API wrote a level.
    case written(shop: String, sku: String, to: Int64)
    /// The Admin API refused a whole write, because this many of its levels had moved meanwhile.
    case refusedStale(shop: String, items: Int)
    case delivered(Delivery)
    /// Never sent.
    case dropped(shop: String, topic: String, webhookId: String)
    /// A webhook subscription was deleted, because its deliveries failed.
    case unsubscribed(shop: String, topic: String, address: String)
    /// An `http` channel was told.
    case told(sink: String, sku: String, count: Int64, version: Int64)
}

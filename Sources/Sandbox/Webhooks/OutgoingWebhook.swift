/// One delivery that is due.
struct OutgoingWebhook: Sendable {
    let topic: String
    let webhookId: String
    /// Shared by all deliveries of one action.
    let eventId: String
    let triggeredAt: ShopTime
    var body: [UInt8]
    /// Where it goes.
    let address: String
    /// The subscription that it is for; nil for the app's own configuration.
    var subscriptionId: Int64?
    /// The item that a level is of: such a body may be put together only when it leaves.
    var itemId: Int64?
}

/// How a shop's deliveries fare on their way. Shopify itself waits 5 s for an answer and tries 8 times more within 4 hours;
/// a stand-in is in more of a hurry.
package struct DeliveryBehaviour: Sendable, Equatable {
    /// How often a delivery that was taken is sent again, by the same id.
    package var duplicateProbability: Double
    /// How often one is never sent at all.
    package var dropProbability: Double
    /// How often one waits for a random time up to `longestDelay`, so that others overtake it.
    package var delayProbability: Double
    package var longestDelay: Duration
    /// Every delivery waits at least so long.
    package var shortestDelay: Duration
    /// How often a level is told as it is when the delivery leaves, not as it was: quick changes are told by the last of
    /// them, several times over.
    package var coalesceProbability: Double
    /// How long such a delivery is collected for.
    package var coalesceTime: Duration
    package var retries: Int
    /// Before the first retry; each further one waits twice as long as the one before.
    package var firstRetry: Duration

    package init(
        duplicateProbability: Double = 0,
        dropProbability: Double = 0,
        delayProbability: Double = 1,
        longestDelay: Duration = .zero,
        shortestDelay: Duration = .zero,
        coalesceProbability: Double = 0,
        coalesceTime: Duration = .milliseconds(500),
        retries: Int = 8,
        firstRetry: Duration = .milliseconds(250)
    ) {
        self.duplicateProbability = duplicateProbability
        self.dropProbability = dropProbability
        self.delayProbability = delayProbability
        self.longestDelay = longestDelay
        self.shortestDelay = shortestDelay
        self.coalesceProbability = coalesceProbability
        self.coalesceTime = coalesceTime
        self.retries = retries
        self.firstRetry = firstRetry
    }

    /// As many retries as at Shopify, the last one this long after the first attempt: 4 hours are as Shopify's.
    package mutating func retry(within time: Duration) {
        retries = 8
        firstRetry = time / ((1 << 8) - 1)
    }
}

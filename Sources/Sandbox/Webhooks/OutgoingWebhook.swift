/// One delivery that is due.
struct OutgoingWebhook: Sendable {
    let topic: String
    let webhookId: String
    /// Shared by all deliveries of one action.
    let eventId: String
    let triggeredAt: ShopTime
    let body: [UInt8]
}

/// How a shop's deliveries fare on their way. Shopify itself waits 5 s and tries 8 times more within 4 hours; a stand-in
/// is in more of a hurry.
package struct DeliveryBehaviour: Sendable {
    /// How often a delivery that was taken is sent again, by the same id.
    package var duplicateProbability: Double
    /// How often one is never sent at all.
    package var dropProbability: Double
    /// Each delivery waits for a random time up to this one, so that they overtake each other.
    package var longestDelay: Duration
    package var retries: Int
    /// Before the first retry; each further one waits twice as long as the one before, at most a minute.
    package var firstRetry: Duration

    package init(
        duplicateProbability: Double = 0,
        dropProbability: Double = 0,
        longestDelay: Duration = .zero,
        retries: Int = 8,
        firstRetry: Duration = .milliseconds(250)
    ) {
        self.duplicateProbability = duplicateProbability
        self.dropProbability = dropProbability
        self.longestDelay = longestDelay
        self.retries = retries
        self.firstRetry = firstRetry
    }
}

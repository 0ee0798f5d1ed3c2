/// The way to a shop's webhook subscriptions. Those who change one answer nil when it is done, or why the shop refuses it.
package protocol SubscriptionGateway: Sendable {
    /// What is to be subscribed, in the order in which it is shown.
    var topics: [String] { get }
    /// What must be delivered too, and only the app's configuration can ask for.
    var mandatoryTopics: [String] { get }
    /// In which bodies should be written.
    var apiVersion: String { get }

    /// All that this app subscribed in the shop through its API.
    func subscriptions() async throws(GatewayError) -> [WebhookSubscription]
    func subscribe(_ topic: String, to uri: String) async throws(GatewayError) -> String?
    func mend(_ id: String, to uri: String) async throws(GatewayError) -> String?
    func unsubscribe(_ id: String) async throws(GatewayError) -> String?

    /// Sends a delivery of no consequence to `uri`, signed as the shop signs. Throws when nobody answers within the time
    /// that Shopify gives.
    func deliverTest(to uri: String, webhookId: String) async throws(GatewayError) -> TestDelivery
}

/// How a test delivery was answered.
package struct TestDelivery: Sendable, Equatable {
    package let status: Int
    package let took: Duration

    package init(status: Int, took: Duration) {
        self.status = status
        self.took = took
    }
}

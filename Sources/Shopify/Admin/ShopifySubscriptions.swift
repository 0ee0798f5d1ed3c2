package import CurlClient
import FoundationEssentials
package import Signing
package import Sync

/// The webhook subscriptions of one shop, through the Admin GraphQL API.
package struct ShopifySubscriptions: SubscriptionGateway {
    package let topics = Topic.allCases.filter { $0.subscription == .api }.map(\.rawValue)
    package let mandatoryTopics = Topic.allCases.filter { $0.subscription == .appOnly }.map(\.rawValue)
    package let apiVersion: String

    private let shop: String
    private let gateway: ShopifyGateway
    private let webhookSecret: Secret
    private let client: CurlClient

    private static let perPage = 250
    /// An app has one for each topic and address.
    private static let mostPages = 20

    package init(
        settings: Channel.ShopifySettings,
        gateway: ShopifyGateway,
        webhookSecret: Secret,
        client: CurlClient
    ) {
        apiVersion = settings.apiVersion
        shop = settings.shop
        self.gateway = gateway
        self.webhookSecret = webhookSecret
        self.client = client
    }

    package func subscriptions() async throws(GatewayError) -> [WebhookSubscription] {
        var held: [WebhookSubscription] = []
        var cursor: String?
        for _ in 0..<Self.mostPages {
            let variables = WebhookSubscriptions.Variables(first: Self.perPage, after: cursor)
            let page = try await gateway.read(WebhookSubscriptions.self, variables, .look).value.webhookSubscriptions
            held += page.nodes.map(WebhookSubscription.init)
            guard let next = page.pageInfo.next else { return held }
            cursor = next
        }
        throw GatewayError(
            kind: .protocolViolation,
            reason: "the shop lists more than \(Self.perPage * Self.mostPages) webhook subscriptions"
        )
    }

    package func subscribe(_ topic: String, to uri: String) async throws(GatewayError) -> String? {
        guard let topic = Topic(rawValue: topic) else { return "\(topic) is no topic that is known" }
        let variables = SubscribeWebhook.Variables(topic: topic.adminName, uri: uri)
        let payload = try await gateway.read(SubscribeWebhook.self, variables, .look).value.webhookSubscriptionCreate
        // By somebody else a moment ago, or by this very request, whose first answer was lost.
        return payload.userErrors.contains { $0.message.contains("already been taken") } ? nil : payload.refusal
    }

    package func mend(_ id: String, to uri: String) async throws(GatewayError) -> String? {
        guard let id = GlobalID<Resource.WebhookSubscription>(text: id) else { return Self.noID }
        let variables = MendWebhook.Variables(id: id, uri: uri)
        return try await gateway.read(MendWebhook.self, variables, .look).value.webhookSubscriptionUpdate.refusal
    }

    package func unsubscribe(_ id: String) async throws(GatewayError) -> String? {
        guard let id = GlobalID<Resource.WebhookSubscription>(text: id) else { return Self.noID }
        let variables = UnsubscribeWebhook.Variables(id: id)
        let payload = try await gateway.read(UnsubscribeWebhook.self, variables, .look).value.webhookSubscriptionDelete
        return payload.userErrors.contains { $0.message.contains("does not exist") } ? nil : payload.refusal
    }

    private static let noID = "its id is none of a webhook subscription"
}

extension ShopifySubscriptions {
    /// What Shopify gives a receiver. Source: facts of deliveries, Shopify's page on HTTPS subscriptions.
    private static let patience = Duration.seconds(5)
    private static let connectPatience = Duration.seconds(1)

    /// No topic of Shopify's, so whoever takes it only writes it down.
    package static let testTopic = "syncstate/ping"

    package func deliverTest(to uri: String, webhookId: String) async throws(GatewayError) -> TestDelivery {
        // What a proxy on the way might write anew (an escape, a space, a number), which would break the signature.
        let body = Array(
            #"{"syncstate": "ping", "webhook_id": "\#(webhookId)", "price": 1.00, "note": "A\/B caf\u00e9"}"#.utf8
        )
        let request = OutboundRequest(
            method: "POST",
            url: uri,
            headers: [
                ("Content-Type", "application/json"),
                ("X-Shopify-Topic", Self.testTopic),
                ("X-Shopify-Shop-Domain", shop),
                ("X-Shopify-API-Version", apiVersion),
                ("X-Shopify-Webhook-Id", webhookId),
                ("X-Shopify-Hmac-Sha256", WebhookSignature.header(body: body, secret: webhookSecret)),
            ],
            body: body,
            timeout: Self.patience,
            connectTimeout: Self.connectPatience,
            maxResponseBytes: 1 << 20
        )
        let began = ContinuousClock.now
        do throws(CurlError) {
            let response = try await client.send(request)
            return TestDelivery(status: response.status, took: began.duration(to: .now))
        } catch {
            throw GatewayError(kind: .unavailable, reason: error.message)
        }
    }
}

extension WebhookSubscription {
    fileprivate init(_ node: WebhookSubscriptions.Node) {
        self.init(
            id: node.id.description,
            topic: Topic(adminName: node.topic)?.rawValue ?? node.topic,
            uri: node.uri,
            isJSON: node.format == "JSON",
            filter: node.filter,
            includedFields: node.includeFields,
            apiVersion: node.apiVersion.handle
        )
    }
}

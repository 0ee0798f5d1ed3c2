import CurlClient
import Testing

@testable import Sandbox

/// Webhook subscriptions through the Admin API. Answers and words as recorded in
/// `2026-04_webhooks_webhook-subscription-conformance.json`.
struct SubscriptionTests {
    private static let create = """
        mutation Create($topic: WebhookSubscriptionTopic!, $input: WebhookSubscriptionInput!) {
          webhookSubscriptionCreate(topic: $topic, webhookSubscription: $input) {
            webhookSubscription { id topic uri filter format includeFields endpoint { __typename } apiVersion { handle } }
            userErrors { field message }
          }
        }
        """

    private func subscribe(_ api: GraphQLCaller, _ topic: String, _ uri: String) async throws -> JSONValue {
        let answer = try await api.call(Self.create, ["topic": .string(topic), "input": ["uri": .string(uri)]])
        return answer["data"]["webhookSubscriptionCreate"]
    }

    @Test func whatIsSubscribedIsTold() async throws {
        try await withShop(webhooksTo: .nobody) { shop, receiver, client in
            let api = GraphQLCaller(shop: shop, client: client)
            let made = try await subscribe(api, "ORDERS_CREATE", try await receiver.address())
            let subscription = made["webhookSubscription"]
            #expect(made["userErrors"] == [])
            #expect(subscription["topic"].text == "ORDERS_CREATE")
            #expect(subscription["format"].text == "JSON")
            #expect(subscription["filter"] == .null)
            #expect(subscription["endpoint"]["__typename"].text == "WebhookHttpEndpoint")
            #expect(subscription["apiVersion"]["handle"].text == "2026-07")
            let orderId = try shop.sell([("MUG-WHITE", 1)])
            let delivery = try await receiver.wait(for: 1)[0]
            #expect(delivery.topic == "orders/create")
            #expect(delivery.isSigned)
            #expect(delivery.body["id"].number == orderId)

            let listed = try await api.call(
                "{ webhookSubscriptions(first: 10) { nodes { id } pageInfo { hasNextPage } } webhookSubscriptionsCount { count } }"
            )
            #expect(listed["data"]["webhookSubscriptions"]["nodes"] == [["id": subscription["id"]]])
            #expect(listed["data"]["webhookSubscriptionsCount"]["count"].number == 1)

            let gone = try await api.call(
                "mutation { webhookSubscriptionDelete(id: \"\(subscription["id"].text ?? "")\") "
                    + "{ deletedWebhookSubscriptionId userErrors { field message } } }"
            )
            #expect(
                gone["data"]["webhookSubscriptionDelete"] == [
                    "deletedWebhookSubscriptionId": subscription["id"], "userErrors": [],
                ]
            )
            try shop.sell([("MUG-WHITE", 1)])
            #expect(try await subscribe(api, "INVENTORY_LEVELS_UPDATE", receiver.address())["userErrors"] == [])
            try shop.edit("MUG-WHITE", to: 5)
            #expect(try await receiver.wait(for: 2)[1].topic == "inventory_levels/update")
        }
    }

    @Test func saysWhatIsWrong() async throws {
        try await withShop(webhooksTo: .nobody) { shop, _, client in
            let api = GraphQLCaller(shop: shop, client: client)
            func message(_ uri: String) async throws -> String? {
                let error = try await subscribe(api, "ORDERS_CREATE", uri)["userErrors"].elements?.first
                #expect(error?["field"] == ["webhookSubscription", "callbackUrl"] || error == nil)
                return error?["message"].text
            }
            #expect(try await message("") == "Address can't be blank")
            #expect(try await message("http://example.com") == "Address protocol http:// is not supported")
            #expect(try await message("pubsub://valid-project:") == "Address protocol pubsub:// is not supported")
            #expect(try await message("https://example.com/a") == nil)
            #expect(try await message("https://example.com/a") == "Address for this topic has already been taken")

            let unknown = "gid://shopify/WebhookSubscription/999999999999"
            let answer = try await api.call(
                """
                mutation { webhookSubscriptionUpdate(id: "\(unknown)", webhookSubscription: {uri: "https://example.com"}) {
                  webhookSubscription { id } userErrors { field message } } }
                """
            )
            #expect(
                answer["data"]["webhookSubscriptionUpdate"]["userErrors"] == [
                    ["field": ["id"], "message": "Webhook subscription does not exist"]
                ]
            )
        }
    }

    @Test func aSubscriptionThatFailsIsDeleted() async throws {
        let behaviour = DeliveryBehaviour(firstRetry: .milliseconds(1))
        try await withShop(behaviour: behaviour, webhooksTo: .nobody) { shop, receiver, client in
            let api = GraphQLCaller(shop: shop, client: client)
            receiver.answer(500, 500, 500, 500, 500, 500, 500, 500, 500)
            _ = try await subscribe(api, "INVENTORY_LEVELS_UPDATE", receiver.address())
            try shop.edit("MUG-WHITE", to: 5)
            _ = try await receiver.wait(for: 9)
            _ = try await eventually("the subscription is gone") { () async throws -> Bool? in
                let count = try await api.call("{ webhookSubscriptionsCount { count } }")
                return count["data"]["webhookSubscriptionsCount"]["count"].number == 0 ? true : nil
            }
        }
    }
}

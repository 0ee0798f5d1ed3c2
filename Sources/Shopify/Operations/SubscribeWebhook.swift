/// Has one topic delivered to an address, as JSON and whole. Shopify keeps one subscription for each topic and address, so
/// sending it again makes no second one.
enum SubscribeWebhook: AdminOperation {
    static let name = "SubscribeWebhook"
    static let document = """
        mutation SubscribeWebhook($topic: WebhookSubscriptionTopic!, $uri: String!) {
          webhookSubscriptionCreate(topic: $topic, webhookSubscription: {uri: $uri, format: JSON}) {
            webhookSubscription {
              id
            }
            userErrors {
              field
              message
            }
          }
        }
        """

    struct Variables: Encodable {
        let topic: String
        let uri: String
    }

    struct Answer: Decodable {
        let webhookSubscriptionCreate: SubscriptionPayload
    }
}

/// What every change of a subscription answers.
struct SubscriptionPayload: Decodable {
    /// Which subscription it is, is known before.
    let userErrors: [UserError]

    struct UserError: Decodable {
        let field: [String]?
        let message: String
    }

    /// Nil when nothing is wrong.
    var refusal: String? {
        userErrors.isEmpty ? nil : userErrors.map(\.message).joined(separator: "; ")
    }
}

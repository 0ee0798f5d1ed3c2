/// Ends a subscription. What is gone already is a user error.
enum UnsubscribeWebhook: AdminOperation {
    static let name = "UnsubscribeWebhook"
    static let document = """
        mutation UnsubscribeWebhook($id: ID!) {
          webhookSubscriptionDelete(id: $id) {
            deletedWebhookSubscriptionId
            userErrors {
              field
              message
            }
          }
        }
        """

    struct Variables: Encodable {
        let id: GlobalID<Resource.WebhookSubscription>
    }

    struct Answer: Decodable {
        let webhookSubscriptionDelete: SubscriptionPayload
    }
}

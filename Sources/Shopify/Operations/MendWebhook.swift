/// Leads a subscription to an address, as JSON, whole and without a filter, whatever it was before.
enum MendWebhook: AdminOperation {
    static let name = "MendWebhook"
    static let document = """
        mutation MendWebhook($id: ID!, $uri: String!) {
          webhookSubscriptionUpdate(
            id: $id
            webhookSubscription: {uri: $uri, format: JSON, filter: "", includeFields: []}
          ) {
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
        let id: GlobalID<Resource.WebhookSubscription>
        let uri: String
    }

    struct Answer: Decodable {
        let webhookSubscriptionUpdate: SubscriptionPayload
    }
}

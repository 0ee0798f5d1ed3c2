/// One page of the webhook subscriptions that this app made in the shop through the Admin API. Those of its configuration
/// are not among them.
enum WebhookSubscriptions: AdminOperation {
    static let name = "WebhookSubscriptions"
    static let document = """
        query WebhookSubscriptions($first: Int!, $after: String) {
          webhookSubscriptions(first: $first, after: $after) {
            nodes {
              id
              topic
              uri
              format
              filter
              includeFields
              apiVersion {
                handle
              }
            }
            pageInfo {
              hasNextPage
              endCursor
            }
          }
        }
        """

    struct Variables: Encodable {
        let first: Int
        let after: String?
    }

    struct Answer: Decodable {
        let webhookSubscriptions: Subscriptions
    }

    struct Subscriptions: Decodable {
        let nodes: [Node]
        let pageInfo: PageInfo
    }

    struct Node: Decodable {
        let id: GlobalID<Resource.WebhookSubscription>
        /// `ORDERS_CREATE`
        let topic: String
        let uri: String
        /// `JSON` or `XML`.
        let format: String
        let filter: String?
        let includeFields: [String]
        let apiVersion: APIVersion
    }

    struct APIVersion: Decodable {
        /// `2026-07`
        let handle: String
    }
}

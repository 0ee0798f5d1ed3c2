/// One page of orders by the time of their last change, oldest first.
enum OrdersUpdatedSince: AdminOperation {
    static let name = "OrdersUpdatedSince"
    static let document = """
        query OrdersUpdatedSince($first: Int!, $after: String, $filter: String!) {
          orders(first: $first, after: $after, sortKey: UPDATED_AT, query: $filter) {
            nodes {
              id
              createdAt
              updatedAt
              edited
              lineItems(first: 100) {
                nodes {
                  id
                  sku
                  quantity
                }
                pageInfo {
                  hasNextPage
                  endCursor
                }
              }
              refunds(first: 250) {
                id
                createdAt
                processedAt
                note
                refundLineItems(first: 50) {
                  nodes {
                    quantity
                    restockType
                    lineItem {
                      id
                      sku
                    }
                  }
                  pageInfo {
                    hasNextPage
                    endCursor
                  }
                }
              }
            }
            pageInfo {
              hasNextPage
              endCursor
            }
          }
        }
        """

    static func size(of variables: Variables) -> Int { variables.first }

    struct Variables: Encodable {
        let first: Int
        let after: String?
        /// `updated_at:>='2026-11-21T09:30:00Z'`
        let filter: String
    }

    struct Answer: Decodable {
        let orders: Orders
    }

    struct Orders: Decodable {
        let nodes: [OrderNode]
        let pageInfo: PageInfo
    }
}

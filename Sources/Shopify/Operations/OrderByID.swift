/// One order with as many of its lines and refunds as an answer may hold.
enum OrderByID: AdminOperation {
    static let name = "OrderByID"
    static let document = """
        query OrderByID($id: ID!) {
          order(id: $id) {
            id
            createdAt
            updatedAt
            edited
            lineItems(first: 250) {
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
              refundLineItems(first: 100) {
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
        }
        """

    struct Variables: Encodable {
        let id: GlobalID<Resource.Order>
    }

    struct Answer: Decodable {
        let order: OrderNode?
    }
}

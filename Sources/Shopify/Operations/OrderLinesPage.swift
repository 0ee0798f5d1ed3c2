/// Further lines of a long order, with the time by which a change between two pages is noticed.
enum OrderLinesPage: AdminOperation {
    static let name = "OrderLinesPage"
    static let document = """
        query OrderLinesPage($id: ID!, $after: String!) {
          order(id: $id) {
            updatedAt
            lineItems(first: 250, after: $after) {
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
          }
        }
        """

    struct Variables: Encodable {
        let id: GlobalID<Resource.Order>
        let after: String
    }

    struct Answer: Decodable {
        let order: Order?
    }

    struct Order: Decodable {
        let updatedAt: ShopifyTime
        let lineItems: LineConnection
    }
}

/// Further lines of a long refund; a refund never changes once made.
enum RefundLinesPage: AdminOperation {
    static let name = "RefundLinesPage"
    static let document = """
        query RefundLinesPage($id: ID!, $after: String!) {
          refund(id: $id) {
            refundLineItems(first: 250, after: $after) {
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
        """

    struct Variables: Encodable {
        let id: GlobalID<Resource.Refund>
        let after: String
    }

    struct Answer: Decodable {
        let refund: Refund?
    }

    struct Refund: Decodable {
        let refundLineItems: RefundLineConnection
    }
}

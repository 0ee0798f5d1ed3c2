/// Has the shop carry out a query for everything at its leisure and write the outcome to a file.
enum RunBulkQuery: AdminOperation {
    static let name = "RunBulkQuery"
    static let document = """
        mutation RunBulkQuery($query: String!) {
          bulkOperationRunQuery(query: $query) {
            bulkOperation {
              id
            }
            userErrors {
              code
              field
              message
            }
          }
        }
        """

    struct Variables: Encodable {
        /// See `BulkLevels`.
        let query: String
    }

    struct Answer: Decodable {
        let bulkOperationRunQuery: Payload
    }

    struct Payload: Decodable {
        /// Null when it was not begun.
        let bulkOperation: Operation?
        let userErrors: [UserError]
    }

    struct Operation: Decodable {
        let id: GlobalID<Resource.BulkOperation>
    }

    struct UserError: Decodable {
        let code: String?
        let message: String
    }
}

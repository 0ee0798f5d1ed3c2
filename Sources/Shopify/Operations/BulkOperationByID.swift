/// How far a bulk operation has come, and where its outcome is.
enum BulkOperationByID: AdminOperation {
    static let name = "BulkOperationByID"
    static let document = """
        query BulkOperationByID($id: ID!) {
          node(id: $id) {
            ... on BulkOperation {
              id
              status
              errorCode
              createdAt
              objectCount
              fileSize
              url
            }
          }
        }
        """

    struct Variables: Encodable {
        let id: GlobalID<Resource.BulkOperation>
    }

    struct Answer: Decodable {
        /// Null when the shop knows no such operation (any more).
        let node: Operation?
    }

    struct Operation: Decodable {
        let id: GlobalID<Resource.BulkOperation>
        let status: Status
        let errorCode: String?
        let createdAt: ShopifyTime
        /// Lines of the file.
        let objectCount: UnsignedText
        /// Bytes; null before it is completed.
        let fileSize: UnsignedText?
        /// Null while it runs, and when nothing was found.
        let url: String?
    }

    enum Status: Decodable, Equatable {
        case underWay
        case completed
        /// Cancelled, failed, expired, or a state that is not known to us.
        case over(String)

        init(from decoder: any Decoder) throws {
            switch try decoder.singleValueContainer().decode(String.self) {
            case "CREATED", "RUNNING": self = .underWay
            case "COMPLETED": self = .completed
            case let other: self = .over(String(other.prefix(64)))
            }
        }
    }

    /// `UnsignedInt64` of the schema: a text of digits, or a number.
    struct UnsignedText: Decodable {
        let value: Int64

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            do {
                value = try container.decode(Int64.self)
            } catch DecodingError.typeMismatch {
                guard let value = Int64(try container.decode(String.self)) else {
                    throw DecodingError.dataCorruptedError(in: container, debugDescription: "is not a whole number")
                }
                self.value = value
            }
        }
    }
}

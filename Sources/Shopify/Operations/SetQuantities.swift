/// Sets `available` of up to 250 items at once, each only if it still is what we believe it to be: all are written, or
/// none is.
enum SetQuantities: AdminOperation {
    static let name = "SetQuantities"
    static let document = """
        mutation SetQuantities($input: InventorySetQuantitiesInput!, $idempotencyKey: String!) {
          inventorySetQuantities(input: $input) @idempotent(key: $idempotencyKey) {
            inventoryAdjustmentGroup {
              createdAt
            }
            userErrors {
              code
              field
              message
            }
          }
        }
        """

    static func size(of variables: Variables) -> Int { variables.input.quantities.count }

    struct Variables: Encodable {
        let input: Input
        let idempotencyKey: String
    }

    struct Input: Encodable {
        let name = "available"
        let reason = "correction"
        /// Shown to the merchant in the item's history.
        let referenceDocumentUri: String
        let quantities: [Quantity]
    }

    struct Quantity: Encodable {
        let inventoryItemId: GlobalID<Resource.InventoryItem>
        let locationId: GlobalID<Resource.Location>
        let quantity: Int64
        /// Never null: that would be a blind write.
        let changeFromQuantity: Int64
    }

    struct Answer: Decodable {
        let inventorySetQuantities: Payload
    }

    struct Payload: Decodable {
        /// Null when nothing was written, or nothing had to change.
        let inventoryAdjustmentGroup: AdjustmentGroup?
        let userErrors: [UserError]
    }

    struct AdjustmentGroup: Decodable {
        let createdAt: ShopifyTime
    }

    struct UserError: Decodable {
        let code: String?
        let field: [String]?
        let message: String

        /// Which of the `quantities` it is about: `["input","quantities","3","changeFromQuantity"]`.
        var quantityIndex: Int? {
            guard let field, let list = field.firstIndex(of: "quantities"), list + 1 < field.count else { return nil }
            return Int(field[list + 1])
        }
    }
}

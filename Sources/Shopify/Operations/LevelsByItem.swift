/// The live levels of named items at one location.
enum LevelsByItem: AdminOperation {
    static let name = "LevelsByItem"
    static let document = """
        query LevelsByItem($ids: [ID!]!, $locationId: ID!) {
          nodes(ids: $ids) {
            ... on InventoryItem {
              id
              sku
              tracked
              inventoryLevel(locationId: $locationId) {
                updatedAt
                quantities(names: ["available"]) {
                  quantity
                }
              }
            }
          }
        }
        """

    static func size(of variables: Variables) -> Int { variables.ids.count }

    struct Variables: Encodable {
        let ids: [GlobalID<Resource.InventoryItem>]
        let locationId: GlobalID<Resource.Location>
    }

    struct Answer: Decodable {
        /// In the order of `ids`; null for what does not exist.
        let nodes: [Item?]
    }

    struct Item: Decodable {
        let id: GlobalID<Resource.InventoryItem>
        let sku: String?
        let tracked: Bool
        /// Null when the item is not stocked at the location.
        let inventoryLevel: Level?
    }

    struct Level: Decodable {
        let updatedAt: ShopifyTime
        let quantities: [Quantity]
    }

    struct Quantity: Decodable {
        let quantity: Int64
    }
}

/// One page of everything that is stocked at a location, with live levels.
enum LocationLevels: AdminOperation {
    static let name = "LocationLevels"
    static let document = """
        query LocationLevels($locationId: ID!, $first: Int!, $after: String) {
          location(id: $locationId) {
            inventoryLevels(first: $first, after: $after) {
              nodes {
                updatedAt
                quantities(names: ["available"]) {
                  quantity
                }
                item {
                  id
                  sku
                  tracked
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

    static func size(of variables: Variables) -> Int { variables.first }

    struct Variables: Encodable {
        let locationId: GlobalID<Resource.Location>
        let first: Int
        let after: String?
    }

    struct Answer: Decodable {
        /// Null when the shop has no such location.
        let location: Location?
    }

    struct Location: Decodable {
        let inventoryLevels: Levels
    }

    struct Levels: Decodable {
        let nodes: [Level]
        let pageInfo: PageInfo
    }

    struct Level: Decodable {
        let updatedAt: ShopifyTime
        let quantities: [LevelsByItem.Quantity]
        let item: Item
    }

    struct Item: Decodable {
        let id: GlobalID<Resource.InventoryItem>
        let sku: String?
        let tracked: Bool
    }
}

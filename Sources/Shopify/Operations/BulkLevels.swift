/// Everything that is stocked at a location, as `LocationLevels` asks for it page by page, for a bulk operation.
///
/// A bulk query takes no variables: the location is written into it. Its outcome is a line of JSON for the location and
/// one for each level, which names the location as its parent.
enum BulkLevels: BulkQuery {
    static let document = """
        {
          location(id: "gid://shopify/Location/0") {
            id
            inventoryLevels {
              edges {
                node {
                  id
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
              }
            }
          }
        }
        """

    static func query(of location: GlobalID<Resource.Location>) -> String {
        document.split(separator: "gid://shopify/Location/0", omittingEmptySubsequences: false)
            .joined(separator: location.description)
    }

    /// One line of the file: the location, or a level of it.
    struct Line: Decodable {
        let id: String
        let parent: GlobalID<Resource.Location>?
        let updatedAt: ShopifyTime?
        let quantities: [LevelsByItem.Quantity]?
        let item: LocationLevels.Item?

        private enum CodingKeys: String, CodingKey {
            case id, updatedAt, quantities, item
            case parent = "__parentId"
        }
    }
}

/// A query that a bulk operation carries out. A test validates its document against Shopify's schema and against the rules
/// for bulk queries.
protocol BulkQuery {
    static var document: String { get }
}

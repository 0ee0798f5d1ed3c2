/// One request to the Admin API while it is carried out: the shop as it stands, and what came of it so far.
struct AdminContext: Sendable {
    var shop: ShopState
    let now: ShopTime
    let apiVersion: AdminVersion
    /// The most entries of any page.
    let pageLimit: Int
    /// Pages are whole: connections need no `first`.
    var isBulk = false
    /// What is to be told.
    var changes: [ShopChange] = []
    /// Levels that were written by the API.
    var written: [(sku: String, to: Int64)] = []
    /// Entries that were refused because the shelf had moved.
    var stale = 0
}

typealias AdminValue = GraphQLValue<AdminContext>
typealias AdminRecord = GraphQLRecord<AdminContext>
typealias AnyAdminObject = any GraphQLObject<AdminContext>
protocol AdminObject: GraphQLObject where Context == AdminContext {}

/// A version of the Admin API: those of a year are served, an older one falls forward to the oldest of them.
struct AdminVersion: Sendable, Equatable {
    static let supported = ["2026-04", "2026-07", "2026-10"]

    let handle: String

    /// Nil for what was never a version.
    init?(_ asked: String) {
        if Self.supported.contains(asked) || asked == "unstable" {
            handle = asked
            return
        }
        let parts = asked.split(separator: "-").compactMap { Int($0) }
        guard asked.count == 7, parts.count == 2, (2019...2026).contains(parts[0]), [1, 4, 7, 10].contains(parts[1]),
            asked < Self.supported[0]
        else { return nil }
        handle = Self.supported[0]
    }
}

/// `gid://shopify/Kind/123`
enum GlobalIDText {
    static func of(_ kind: String, _ number: Int64) -> JSONValue {
        .string("gid://shopify/\(kind)/\(number)")
    }

    static func number(_ value: JSONValue, of kind: String) -> Int64? {
        guard let text = value.text, text.hasPrefix("gid://shopify/\(kind)/") else { return nil }
        return Int64(text.dropFirst("gid://shopify/\(kind)/".count).prefix { $0 != "?" })
    }

    /// A level's id names its item; its own number is not the location's.
    static func level(_ itemId: Int64, at locationId: Int64) -> JSONValue {
        .string("gid://shopify/InventoryLevel/\(locationId % 100_000_000 + 1)?inventory_item_id=\(itemId)")
    }

    static func levelItem(_ value: JSONValue) -> Int64? {
        guard let text = value.text, text.hasPrefix("gid://shopify/InventoryLevel/"),
            let query = text.split(separator: "?").last, query.hasPrefix("inventory_item_id=")
        else { return nil }
        return Int64(query.dropFirst("inventory_item_id=".count))
    }
}

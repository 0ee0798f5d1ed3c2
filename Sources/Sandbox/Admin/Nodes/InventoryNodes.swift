struct InventoryItemNode: AdminObject {
    let item: SandboxItem

    var typeName: String { "InventoryItem" }

    func resolve(_ field: GraphQLFieldCall, in context: inout AdminContext) throws(GraphQLError) -> AdminValue {
        switch field.name {
        case "id": return .leaf(GlobalIDText.of(typeName, item.inventoryItemId))
        case "legacyResourceId": return .text("\(item.inventoryItemId)")
        case "sku": return .text(item.sku)
        case "tracked", "requiresShipping": return .flag(true)
        case "duplicateSkuCount": return .number(context.shop.duplicates(of: item))
        case "createdAt": return .text(context.shop.opened.utc)
        case "updatedAt": return .text(context.shop.opened.utc)
        case "variant": return .object(VariantNode(item: item))
        case "variants":
            return try AdminPage.connection("ProductVariant", of: [VariantNode(item: item)], field, context) {
                PageKey(id: $0.item.variantId)
            }
        case "inventoryLevel":
            let isHere = GlobalIDText.number(field.arguments["locationId"], of: "Location") == context.shop.locationId
            return .object(isHere ? LevelNode(item: item) : nil)
        case "inventoryLevels":
            let key = PageKey(id: context.shop.locationId)
            return try AdminPage.connection("InventoryLevel", of: [LevelNode(item: item)], field, context) { _ in key }
        default: return .null
        }
    }
}

/// How many of an item are at the shop's location.
struct LevelNode: AdminObject {
    let item: SandboxItem

    var typeName: String { "InventoryLevel" }

    func resolve(_ field: GraphQLFieldCall, in context: inout AdminContext) throws(GraphQLError) -> AdminValue {
        let shop = context.shop
        guard let level = shop.levels[item.inventoryItemId] else { return .null }
        switch field.name {
        case "id": return .leaf(GlobalIDText.level(item.inventoryItemId, at: shop.locationId))
        case "item": return .object(InventoryItemNode(item: item))
        case "location": return .object(LocationNode())
        case "createdAt": return .text(shop.opened.utc)
        case "updatedAt": return .text(level.updatedAt.utc)
        case "isActive": return .flag(true)
        case "canDeactivate": return .flag(false)
        case "quantities":
            let names = (field.arguments["names"].elements ?? []).compactMap(\.text)
            return .list(try names.map { name throws(GraphQLError) in try quantity(name, level, shop, field) })
        default: return .null
        }
    }

    private func quantity(
        _ name: String,
        _ level: ShopState.Level,
        _ shop: ShopState,
        _ field: GraphQLFieldCall
    ) throws(GraphQLError) -> AdminValue {
        guard let quantity = level.quantity(name) else {
            throw field.error("The quantity name '\(name)' is not valid", code: "BAD_REQUEST")
        }
        let id =
            "gid://shopify/InventoryQuantity/\(item.inventoryItemId)?inventory_item_id=\(item.inventoryItemId)&name=\(name)"
        return .object(
            AdminRecord(
                "InventoryQuantity",
                [
                    "id": .text(id), "name": .text(name), "quantity": .number(quantity),
                    "updatedAt": .text(level.updatedAt.utc),
                ]
            )
        )
    }
}

/// The shop's one location.
struct LocationNode: AdminObject {
    var typeName: String { "Location" }

    func resolve(_ field: GraphQLFieldCall, in context: inout AdminContext) throws(GraphQLError) -> AdminValue {
        let shop = context.shop
        switch field.name {
        case "id": return .leaf(GlobalIDText.of(typeName, shop.locationId))
        case "legacyResourceId": return .text("\(shop.locationId)")
        case "name": return .text("Shop location")
        case "isActive", "fulfillsOnlineOrders", "shipsInventory": return .flag(true)
        case "createdAt", "updatedAt": return .text(shop.opened.utc)
        case "inventoryLevel":
            let number = GlobalIDText.number(field.arguments["inventoryItemId"], of: "InventoryItem")
            return .object(number.flatMap { shop.itemsById[$0] }.map { LevelNode(item: $0) })
        case "inventoryLevels":
            return try shop.itemConnection("InventoryLevel", shop.items, field, context) { LevelNode(item: $0) }
        default: return .null
        }
    }
}

extension ShopState {
    /// What there is one of for each item, in the order of the items' ids.
    func itemConnection<Node: AdminObject>(
        _ nodeType: String,
        _ items: [SandboxItem],
        _ field: GraphQLFieldCall,
        _ context: AdminContext,
        _ node: (SandboxItem) -> Node
    ) throws(GraphQLError) -> AdminValue {
        let search = try SearchQuery(field, known: ["id", "sku", "updated_at", "inventory_item_id", "product_id"])
        let wanted =
            search.terms.isEmpty
            ? items
            : items.filter { item in
                search.holds { term in
                    switch term.field {
                    case "sku": term.holds(item.sku)
                    case "updated_at": term.holds(levels[item.inventoryItemId]?.updatedAt ?? opened)
                    case "product_id": term.holds(item.productId)
                    case "id" where nodeType == "ProductVariant": term.holds(item.variantId)
                    default: term.holds(item.inventoryItemId)
                    }
                }
            }
        let wrapped = wanted.map { Keyed(node: node($0), key: PageKey(id: $0.inventoryItemId)) }
        return try AdminPage.connection(nodeType, of: wrapped, field, context) { $0.key }
    }
}

/// A node with its place.
private struct Keyed<Node: AdminObject>: AdminObject {
    let node: Node
    let key: PageKey

    var typeName: String { node.typeName }

    func resolve(_ field: GraphQLFieldCall, in context: inout AdminContext) throws(GraphQLError) -> AdminValue {
        try node.resolve(field, in: &context)
    }
}

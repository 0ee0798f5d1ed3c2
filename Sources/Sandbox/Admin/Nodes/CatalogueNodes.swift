struct VariantNode: AdminObject {
    let item: SandboxItem

    var typeName: String { "ProductVariant" }

    func resolve(_ field: GraphQLFieldCall, in context: inout AdminContext) throws(GraphQLError) -> AdminValue {
        switch field.name {
        case "id": .leaf(GlobalIDText.of(typeName, item.variantId))
        case "legacyResourceId": .text("\(item.variantId)")
        case "sku": .text(item.sku)
        case "title": .text(item.variantTitle ?? "Default Title")
        case "displayName": .text("\(item.title) - \(item.variantTitle ?? "Default Title")")
        case "price": .text(item.priceCents.asMoney)
        case "inventoryItem": .object(InventoryItemNode(item: item))
        case "inventoryQuantity": .number(context.shop.available(item.inventoryItemId))
        case "product": .object(ProductNode(productId: item.productId))
        case "createdAt", "updatedAt": .text(context.shop.opened.utc)
        default: .null
        }
    }
}

struct ProductNode: AdminObject {
    let productId: Int64

    var typeName: String { "Product" }

    func resolve(_ field: GraphQLFieldCall, in context: inout AdminContext) throws(GraphQLError) -> AdminValue {
        switch field.name {
        case "id": return .leaf(GlobalIDText.of(typeName, productId))
        case "legacyResourceId": return .text("\(productId)")
        case "title": return .text(context.shop.items.first { $0.productId == productId }?.title ?? "")
        case "createdAt", "updatedAt": return .text(context.shop.opened.utc)
        case "variants":
            let variants = context.shop.items.filter { $0.productId == productId }.map { VariantNode(item: $0) }
            return try AdminPage.connection("ProductVariant", of: variants, field, context) {
                PageKey(id: $0.item.inventoryItemId)
            }
        default: return .null
        }
    }
}

extension ShopState {
    func productConnection(_ field: GraphQLFieldCall, _ context: AdminContext) throws(GraphQLError) -> AdminValue {
        let search = try SearchQuery(field, known: ["id"])
        let ids = Set(items.map(\.productId)).filter { id in search.holds { $0.holds(id) } }
        let products = ids.sorted().map { ProductNode(productId: $0) }
        return try AdminPage.connection("Product", of: products, field, context) { PageKey(id: $0.productId) }
    }
}

struct ShopNode: AdminObject {
    var typeName: String { "Shop" }

    func resolve(_ field: GraphQLFieldCall, in context: inout AdminContext) throws(GraphQLError) -> AdminValue {
        switch field.name {
        case "id": .leaf(GlobalIDText.of(typeName, 1))
        case "name": .text(context.shop.domain.split(separator: ".").first.map(String.init) ?? context.shop.domain)
        case "myshopifyDomain": .text(context.shop.domain)
        case "email": .text("owner@example.com")
        case "currencyCode": .text("USD")
        default: .null
        }
    }
}

/// The app whose token the sandbox gives out.
enum AppInstallation {
    private static let scopes = [
        "read_inventory", "write_inventory", "read_locations", "read_orders", "read_products",
    ]

    static let record = AdminRecord(
        "AppInstallation",
        [
            "id": .text("gid://shopify/AppInstallation/1"),
            "accessScopes": .objects(
                scopes.map {
                    let words = $0.replacing("_", with: " ")
                    return AdminRecord("AccessScope", ["handle": .text($0), "description": .text(words)])
                }
            ),
        ]
    )
}

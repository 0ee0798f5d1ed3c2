/// What can be read.
struct QueryRoot: AdminObject {
    var typeName: String { GraphQLSchema.queryRoot }

    func resolve(_ field: GraphQLFieldCall, in context: inout AdminContext) throws(GraphQLError) -> AdminValue {
        let shop = context.shop
        let id = field.arguments["id"]
        switch field.name {
        case "node": return .object(Self.node(id, shop))
        case "nodes": return try Self.nodes(field, shop)
        case "shop": return .object(ShopNode())
        case "currentAppInstallation": return .object(AppInstallation.record)
        case "location":
            // Without an id: the primary one.
            let number = id == .null ? shop.locationId : GlobalIDText.number(id, of: "Location")
            return .object(number == shop.locationId ? LocationNode() : nil)
        case "locations":
            return try AdminPage.connection("Location", of: [LocationNode()], field, context) { _ in
                PageKey(value: 0, id: shop.locationId)
            }
        case "inventoryItem", "inventoryLevel", "order", "product", "productVariant", "refund", "webhookSubscription",
            "bulkOperation":
            let node = Self.node(id, shop)
            let wanted = field.name.prefix(1).uppercased() + field.name.dropFirst()
            return .object(node?.typeName == wanted ? node : nil)
        case "inventoryItems":
            return try shop.itemConnection("InventoryItem", shop.items, field, context) { InventoryItemNode(item: $0) }
        case "productVariants":
            return try shop.itemConnection("ProductVariant", shop.items, field, context) { VariantNode(item: $0) }
        case "products": return try shop.productConnection(field, context)
        case "orders": return try shop.orderConnection(field, context)
        case "webhookSubscriptions": return try shop.subscriptionConnection(field, context)
        case "webhookSubscriptionsCount":
            return .object(
                AdminRecord("Count", ["count": .number(shop.subscriptionCount), "precision": .text("EXACT")])
            )
        case "currentBulkOperation":
            return .object(shop.bulk.operations.last.map { BulkOperationNode(operation: $0) })
        default: return .null
        }
    }

    private static func nodes(_ field: GraphQLFieldCall, _ shop: ShopState) throws(GraphQLError) -> AdminValue {
        let ids = field.arguments["ids"].elements ?? []
        guard ids.count <= AdminPage.maximum else {
            throw field.error(
                "The input array size of \(ids.count) is greater than the maximum allowed of \(AdminPage.maximum).",
                code: "MAX_INPUT_SIZE_EXCEEDED"
            )
        }
        return .list(ids.map { .object(node($0, shop)) })
    }

    /// Whatever has this global id; nil when nothing has.
    static func node(_ id: JSONValue, _ shop: ShopState) -> AnyAdminObject? {
        guard let kind = id.text?.split(separator: "/").dropFirst(2).first.map(String.init) else { return nil }
        if kind == "InventoryLevel" {
            return GlobalIDText.levelItem(id).flatMap { shop.itemsById[$0] }.map { LevelNode(item: $0) }
        }
        guard let number = GlobalIDText.number(id, of: kind) else { return nil }
        switch kind {
        case "InventoryItem": return shop.itemsById[number].map { InventoryItemNode(item: $0) }
        case "ProductVariant":
            return shop.items.first { $0.variantId == number }.map { VariantNode(item: $0) }
        case "Product": return shop.items.first { $0.productId == number }.map { ProductNode(productId: $0.productId) }
        case "Location": return number == shop.locationId ? LocationNode() : nil
        case "Order": return shop.orders[number].map { OrderNode(order: $0) }
        case "Refund":
            return shop.refund(number).map { RefundNode(refund: $0.refund, order: $0.order) }
        case "WebhookSubscription": return shop.subscriptions[number].map { SubscriptionNode(subscription: $0) }
        case "BulkOperation":
            return shop.bulk.operations.first { $0.id == number }.map { BulkOperationNode(operation: $0) }
        default: return nil
        }
    }
}

/// What can be changed.
struct MutationRoot: AdminObject {
    var typeName: String { GraphQLSchema.mutationRoot }

    func resolve(_ field: GraphQLFieldCall, in context: inout AdminContext) throws(GraphQLError) -> AdminValue {
        switch field.name {
        case "inventorySetQuantities": try InventoryMutation.set.run(field, &context)
        case "inventoryAdjustQuantities": try InventoryMutation.adjust.run(field, &context)
        case "webhookSubscriptionCreate": context.createSubscription(field)
        case "webhookSubscriptionUpdate": context.updateSubscription(field)
        case "webhookSubscriptionDelete": context.deleteSubscription(field)
        case "bulkOperationRunQuery": context.runBulkQuery(field)
        case "bulkOperationCancel": context.cancelBulkOperation(field)
        default: .null
        }
    }
}

/// What one write of the API changed.
struct InventoryAdjustment: Sendable {
    struct Change: Sendable {
        let item: SandboxItem
        let delta: Int64
    }

    let id: Int64
    let createdAt: ShopTime
    let reason: String
    let referenceDocumentUri: String?
    var changes: [Change] = []
}

struct AdjustmentNode: AdminObject {
    let adjustment: InventoryAdjustment

    var typeName: String { "InventoryAdjustmentGroup" }

    func resolve(_ field: GraphQLFieldCall, in context: inout AdminContext) throws(GraphQLError) -> AdminValue {
        switch field.name {
        case "id": .leaf(GlobalIDText.of(typeName, adjustment.id))
        case "createdAt": .text(adjustment.createdAt.utc)
        case "reason": .text(adjustment.reason)
        case "referenceDocumentUri": .text(adjustment.referenceDocumentUri)
        case "changes": changes(field, context.shop)
        default: .null
        }
    }

    /// Each change of `available` is one of `on_hand` too.
    private func changes(_ field: GraphQLFieldCall, _ shop: ShopState) -> AdminValue {
        let items = field.arguments["inventoryItemIds"].elements
        let locations = field.arguments["locationIds"].elements
        let names = field.arguments["quantityNames"].elements
        let isHere = locations?.contains(GlobalIDText.of("Location", shop.locationId)) ?? true
        let wanted = adjustment.changes.filter { change in
            isHere && (items?.contains(GlobalIDText.of("InventoryItem", change.item.inventoryItemId)) ?? true)
        }
        let records: [AdminRecord] = wanted.flatMap { change -> [AdminRecord] in
            ["available", "on_hand"].filter { names?.contains(.string($0)) ?? true }.map { name in
                AdminRecord(
                    "InventoryChange",
                    [
                        "name": .text(name), "delta": .number(change.delta), "quantityAfterChange": .null,
                        "item": .object(InventoryItemNode(item: change.item)), "location": .object(LocationNode()),
                        "ledgerDocumentUri": .null,
                    ]
                )
            }
        }
        return .objects(records)
    }
}

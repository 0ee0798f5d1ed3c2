import NIOConcurrencyHelpers

// What a shop shows to whoever commands it.
extension SandboxShop {
    private static let longestTable = 1000

    var description: JSONValue {
        [
            "shop": .string(domain), "locationId": .integer(configuration.shop.locationId),
            "items": .integer(Int64(configuration.shop.items.count)),
            "webhooksTo": configuration.webhookAddress.map(JSONValue.string) ?? .null,
            "subscriptions": .integer(state.withLockedValue { $0.subscriptionCount }),
            "pendingFaults": .integer(Int64(faults.withLockedValue { $0.count })), "webhooks": behaviour.json,
        ]
    }

    /// By SKU.
    var levelTable: JSONValue {
        let rows = state.withLockedValue { state in
            state.items.compactMap { item in
                state.levels[item.inventoryItemId].map { level in
                    JSONValue.Member(
                        name: item.sku,
                        value: [
                            "available": .integer(level.available), "committed": .integer(level.committed),
                            "inventoryItemId": .integer(item.inventoryItemId),
                            "updatedAt": .string(level.updatedAt.utc),
                        ]
                    )
                }
            }
        }
        return .object(rows)
    }

    /// The newest first.
    var orderTable: JSONValue {
        let ids = state.withLockedValue { $0.orders.keys.sorted(by: >).prefix(Self.longestTable) }
        return .array(ids.map(order))
    }

    func order(_ orderId: Int64) -> JSONValue {
        guard let order = state.withLockedValue({ $0.orders[orderId] }) else { return .null }
        let lines = order.lines.map { line -> JSONValue in
            [
                "sku": .string(line.item.sku), "quantity": .integer(line.quantity),
                "current": .integer(order.remaining(of: line)),
            ]
        }
        return [
            "orderId": .integer(order.orderId), "name": .string("#\(order.number)"),
            "financialStatus": .string(order.financialStatus), "fulfilled": .bool(order.isFulfilled),
            "cancelled": .bool(order.cancelledAt != nil), "lines": .array(lines),
        ]
    }
}

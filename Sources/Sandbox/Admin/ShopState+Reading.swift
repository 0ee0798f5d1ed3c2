extension ShopState {
    /// `nodes(ids:)` of inventory items with their level at a location.
    func levelsByItem(_ variables: JSONValue) -> AdminResult {
        guard let ids = variables["ids"].elements, ids.count <= 250 else {
            return .error(code: "INVALID_VARIABLE", message: "Variable $ids of type [ID!]! was provided invalid value")
        }
        let isHere = GlobalIDText.number(variables["locationId"], of: "Location") == locationId
        let nodes = ids.map { id -> JSONValue in
            guard let itemId = GlobalIDText.number(id, of: "InventoryItem"), let item = itemsById[itemId] else {
                return .null
            }
            var node = Self.node(of: item)
            node["inventoryLevel"] = isHere ? level(of: itemId) : .null
            return node
        }
        return .data(["nodes": .array(nodes)], actual: 1 + Int64(nodes.count) / 10)
    }

    /// `location.inventoryLevels`, a page at a time.
    func locationLevels(_ variables: JSONValue, pageLimit: Int) -> AdminResult {
        guard GlobalIDText.number(variables["locationId"], of: "Location") == locationId else {
            return .data(["location": nil], actual: 1)
        }
        let after = variables["after"].text.flatMap(Int64.init) ?? 0
        let rest = items.filter { $0.inventoryItemId > after }
        let page = rest.prefix(min(Int(variables["first"].number ?? 0), pageLimit))
        let nodes = page.map { item -> JSONValue in
            var node = level(of: item.inventoryItemId)
            node["item"] = Self.node(of: item)
            return node
        }
        let connection = Self.connection(
            nodes,
            end: page.last.map { "\($0.inventoryItemId)" },
            hasMore: page.count < rest.count
        )
        return .data(["location": ["inventoryLevels": connection]], actual: 2 + Int64(nodes.count) / 10)
    }

    /// `orders(sortKey: UPDATED_AT, query: "updated_at:>='…'")`, a page at a time.
    func ordersUpdatedSince(_ variables: JSONValue, pageLimit: Int) -> AdminResult {
        let filter = variables["filter"].text ?? ""
        guard filter.hasPrefix("updated_at:>='"), filter.hasSuffix("'") else {
            return .error(code: "BAD_REQUEST", message: "The sandbox knows the filter updated_at:>='…' only")
        }
        // Times of one form compare as texts.
        let since = String(filter.dropFirst("updated_at:>='".count).dropLast())
        let after = variables["after"].text ?? ""
        let rest = orders.values
            .filter { $0.updatedAt.utc >= since && Self.cursor(of: $0) > after }
            .sorted { Self.cursor(of: $0) < Self.cursor(of: $1) }
        let page = rest.prefix(min(Int(variables["first"].number ?? 0), pageLimit))
        let connection = Self.connection(
            page.map { Self.node(of: $0, pageLimit: pageLimit) },
            end: page.last.map(Self.cursor),
            hasMore: page.count < rest.count
        )
        return .data(["orders": connection], actual: 4 + Int64(page.count))
    }

    func orderByID(_ variables: JSONValue, pageLimit: Int) -> AdminResult {
        let order = GlobalIDText.number(variables["id"], of: "Order").flatMap { orders[$0] }
        return .data(["order": order.map { Self.node(of: $0, pageLimit: pageLimit) } ?? .null], actual: 5)
    }

    func orderLinesPage(_ variables: JSONValue, pageLimit: Int) -> AdminResult {
        guard let order = GlobalIDText.number(variables["id"], of: "Order").flatMap({ orders[$0] }) else {
            return .data(["order": nil], actual: 1)
        }
        let page: JSONValue = [
            "updatedAt": .string(order.updatedAt.utc),
            "lineItems": Self.lines(of: order, after: variables["after"].text, limit: pageLimit),
        ]
        return .data(["order": page], actual: 3)
    }

    func refundLinesPage(_ variables: JSONValue, pageLimit: Int) -> AdminResult {
        let id = GlobalIDText.number(variables["id"], of: "Refund")
        for order in orders.values {
            guard let refund = order.refunds.first(where: { $0.refundId == id }) else { continue }
            let lines = Self.lines(of: refund, order, after: variables["after"].text, limit: pageLimit)
            return .data(["refund": ["refundLineItems": lines]], actual: 3)
        }
        return .data(["refund": nil], actual: 1)
    }

    private func level(of itemId: Int64) -> JSONValue {
        guard let level = levels[itemId] else { return .null }
        return [
            "updatedAt": .string(level.updatedAt.utc), "quantities": [["quantity": .integer(level.available)]],
        ]
    }

    private static func node(of item: SandboxItem) -> JSONValue {
        [
            "id": GlobalIDText.of("InventoryItem", item.inventoryItemId), "sku": .string(item.sku), "tracked": true,
        ]
    }

    private static func node(of order: SandboxOrder, pageLimit: Int) -> JSONValue {
        [
            "id": GlobalIDText.of("Order", order.orderId),
            "createdAt": .string(order.createdAt.utc),
            "updatedAt": .string(order.updatedAt.utc),
            "lineItems": lines(of: order, after: nil, limit: pageLimit),
            "refunds": .array(
                order.refunds.map { refund in
                    [
                        "id": GlobalIDText.of("Refund", refund.refundId),
                        "createdAt": .string(refund.createdAt.utc),
                        "processedAt": .string(refund.createdAt.utc),
                        "note": refund.note.map(JSONValue.string) ?? .null,
                        "refundLineItems": lines(of: refund, order, after: nil, limit: pageLimit),
                    ]
                }
            ),
        ]
    }

    private static func lines(of order: SandboxOrder, after: String?, limit: Int) -> JSONValue {
        page(order.lines, after: after, limit: limit) { line in
            [
                "id": GlobalIDText.of("LineItem", line.lineId), "sku": .string(line.item.sku),
                "quantity": .integer(line.quantity),
            ]
        }
    }

    private static func lines(
        of refund: SandboxOrder.Refund,
        _ order: SandboxOrder,
        after: String?,
        limit: Int
    ) -> JSONValue {
        page(refund.lines, after: after, limit: limit) { line in
            let sku = order.lines.first { $0.lineId == line.lineId }?.item.sku
            return [
                "quantity": .integer(line.quantity),
                "restockType": .string(line.restock.rawValue.uppercased()),
                "lineItem": [
                    "id": GlobalIDText.of("LineItem", line.lineId), "sku": sku.map(JSONValue.string) ?? .null,
                ],
            ]
        }
    }

    /// A page of a list whose cursors are places in it.
    private static func page<Element>(
        _ list: [Element],
        after: String?,
        limit: Int,
        _ node: (Element) -> JSONValue
    ) -> JSONValue {
        let start = min(after.flatMap(Int.init) ?? 0, list.count)
        let end = min(start + limit, list.count)
        return connection(list[start..<end].map(node), end: "\(end)", hasMore: end < list.count)
    }

    private static func connection(_ nodes: [JSONValue], end: String?, hasMore: Bool) -> JSONValue {
        [
            "nodes": .array(nodes),
            "pageInfo": ["hasNextPage": .bool(hasMore), "endCursor": end.map(JSONValue.string) ?? .null],
        ]
    }

    private static func cursor(of order: SandboxOrder) -> String { "\(order.updatedAt.utc)/\(order.orderId)" }
}

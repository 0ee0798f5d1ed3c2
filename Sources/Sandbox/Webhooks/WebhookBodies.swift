/// Bodies as Shopify sends them: the samples of `webhooks/samples`, with the shop's own facts put in.
struct WebhookBodies: Sendable {
    private let order: JSONValue
    private let orderLine: JSONValue
    private let refund: JSONValue
    private let refundLine: JSONValue
    private let transaction: JSONValue
    private let level: JSONValue

    init() throws {
        order = try JSONValue(PackageResources.order_json)
        refund = try JSONValue(PackageResources.refund_json)
        level = try JSONValue(PackageResources.level_json)
        orderLine = order["line_items"].elements?.first ?? .null
        refundLine = refund["refund_line_items"].elements?.first ?? .null
        transaction = refund["transactions"].elements?.first ?? .null
    }

    func level(itemId: Int64, locationId: Int64, available: Int64, updatedAt: ShopTime) -> JSONValue {
        var body = level
        body["inventory_item_id"] = .integer(itemId)
        body["location_id"] = .integer(locationId)
        body["available"] = .integer(available)
        body["updated_at"] = .string(updatedAt.local)
        body["admin_graphql_api_id"] = GlobalIDText.level(itemId, at: locationId)
        return body
    }

    /// Deltas only, unlike all other topics of orders.
    func edit(_ edit: SandboxOrder.Edit, of order: SandboxOrder) -> JSONValue {
        let line: JSONValue = ["id": .integer(edit.lineId), "delta": .integer(abs(edit.delta))]
        let none: JSONValue = ["additions": [], "removals": []]
        return [
            "order_edit": [
                "id": .integer(edit.editId), "app_id": nil, "created_at": .string(edit.committedAt.local),
                "committed_at": .string(edit.committedAt.local), "notify_customer": false,
                "order_id": .integer(order.orderId), "staff_note": "", "user_id": nil,
                "line_items": [
                    "additions": edit.delta > 0 ? [line] : [], "removals": edit.delta < 0 ? [line] : [],
                ],
                "discounts": ["line_item": none], "shipping_lines": none,
            ]
        ]
    }

    func order(_ source: SandboxOrder, locationId: Int64) -> JSONValue {
        var body = order
        let subtotal = source.lines.reduce(0) { $0 + $1.item.priceCents * $1.quantity }
        body["id"] = .integer(source.orderId)
        body["admin_graphql_api_id"] = .string("gid://shopify/Order/\(source.orderId)")
        body["name"] = .string("#\(source.number)")
        body["number"] = .integer(source.number - 1000)
        body["order_number"] = .integer(source.number)
        body["confirmation_number"] = .string(String(source.orderId, radix: 36, uppercase: true))
        for name in ["created_at", "processed_at"] { body[name] = .string(source.createdAt.local) }
        body["updated_at"] = .string(source.updatedAt.local)
        body["cancelled_at"] = source.cancelledAt.map { .string($0.local) } ?? .null
        body["closed_at"] = body["cancelled_at"]
        body["cancel_reason"] = source.cancelledAt == nil ? .null : "customer"
        body["financial_status"] = .string(source.financialStatus)
        body["fulfillment_status"] = source.isFulfilled ? "fulfilled" : .null
        for name in ["subtotal_price", "total_line_items_price", "current_subtotal_price"] {
            body.setMoney(name, cents: subtotal)
        }
        for name in ["total_price", "current_total_price"] { body.setMoney(name, cents: subtotal + 1000) }
        body["total_outstanding"] = "0.00"
        body["total_weight"] = .integer(source.lines.reduce(0) { $0 + $1.item.grams * $1.quantity })
        body["line_items"] = .array(source.lines.map { line(of: source, $0) })
        body["refunds"] = .array(source.refunds.map { refund($0, of: source, locationId: locationId) })
        return body
    }

    func refund(_ source: SandboxOrder.Refund, of order: SandboxOrder, locationId: Int64) -> JSONValue {
        var body = refund
        let isReturn = source.lines.contains { $0.restock == .return }
        body["id"] = .integer(source.refundId)
        body["admin_graphql_api_id"] = .string("gid://shopify/Refund/\(source.refundId)")
        body["order_id"] = .integer(order.orderId)
        body["note"] = source.note.map(JSONValue.string) ?? .null
        body["restock"] = .bool(source.lines.contains { $0.restock.restocks })
        if !isReturn { body["return"] = .null }
        for name in ["created_at", "processed_at"] { body[name] = .string(source.createdAt.local) }
        var total: Int64 = 0
        var lines: [JSONValue] = []
        for entry in source.lines {
            guard let sold = order.lines.first(where: { $0.lineId == entry.lineId }) else { continue }
            total += sold.item.priceCents * entry.quantity
            lines.append(refundLine(entry, sold, of: order, locationId: locationId))
        }
        body["refund_line_items"] = .array(lines)
        body["transactions"] = [payment(of: source, order, cents: total)]
        return body
    }

    private func line(of order: SandboxOrder, _ line: SandboxOrder.Line) -> JSONValue {
        var body = orderLine
        body.setItem(line.item, lineId: line.lineId)
        let remaining = order.remaining(of: line)
        body["quantity"] = .integer(line.quantity)
        body["current_quantity"] = .integer(remaining)
        body["fulfillable_quantity"] = .integer(order.isFulfilled ? 0 : remaining)
        body["fulfillment_status"] = order.isFulfilled ? "fulfilled" : .null
        return body
    }

    private func refundLine(
        _ entry: SandboxOrder.RefundLine,
        _ sold: SandboxOrder.Line,
        of order: SandboxOrder,
        locationId: Int64
    ) -> JSONValue {
        var body = refundLine
        let cents = sold.item.priceCents * entry.quantity
        body["id"] = .integer(entry.refundLineId)
        body["quantity"] = .integer(entry.quantity)
        body["line_item_id"] = .integer(entry.lineId)
        body["location_id"] = entry.restock.restocks ? .integer(locationId) : .null
        body["restock_type"] = .string(entry.restock.rawValue)
        // A number here, where all other money is a text: so it is at Shopify.
        body["subtotal"] = .decimal(cents.asMoney)
        body["subtotal_set"] = .money(cents)
        var inner = body["line_item"]
        inner.setItem(sold.item, lineId: sold.lineId)
        inner["quantity"] = .integer(sold.quantity)
        inner["fulfillable_quantity"] = .integer(order.remaining(of: sold))
        body["line_item"] = inner
        return body
    }

    private func payment(of source: SandboxOrder.Refund, _ order: SandboxOrder, cents: Int64) -> JSONValue {
        var body = transaction
        let id = source.refundId ^ 1
        body["id"] = .integer(id)
        body["admin_graphql_api_id"] = .string("gid://shopify/OrderTransaction/\(id)")
        body["order_id"] = .integer(order.orderId)
        for name in ["created_at", "processed_at"] { body[name] = .string(source.createdAt.local) }
        body["amount"] = .string(cents.asMoney)
        body["payment_id"] = .string("#\(order.number).2")
        return body
    }
}

extension JSONValue {
    static func money(_ cents: Int64) -> JSONValue {
        let amount: JSONValue = ["amount": .string(cents.asMoney), "currency_code": "USD"]
        return ["shop_money": amount, "presentment_money": amount]
    }

    /// The price itself and the same in both currencies.
    fileprivate mutating func setMoney(_ name: String, cents: Int64) {
        self[name] = .string(cents.asMoney)
        self["\(name)_set"] = .money(cents)
    }

    fileprivate mutating func setItem(_ item: SandboxItem, lineId: Int64) {
        self["id"] = .integer(lineId)
        self["admin_graphql_api_id"] = .string("gid://shopify/LineItem/\(lineId)")
        self["sku"] = .string(item.sku)
        self["title"] = .string(item.title)
        self["variant_title"] = item.variantTitle.map(JSONValue.string) ?? .null
        self["name"] = .string(item.name)
        self["variant_id"] = .integer(item.variantId)
        self["product_id"] = .integer(item.productId)
        self["grams"] = .integer(item.grams)
        setMoney("price", cents: item.priceCents)
    }
}

extension Int64 {
    /// Cents as `12.50`.
    var asMoney: String {
        let cents = self % 100
        return "\(self / 100).\(cents < 10 ? "0" : "")\(cents)"
    }
}

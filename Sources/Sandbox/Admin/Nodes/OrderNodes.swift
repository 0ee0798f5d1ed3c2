struct OrderNode: AdminObject {
    let order: SandboxOrder

    var typeName: String { "Order" }

    func resolve(_ field: GraphQLFieldCall, in context: inout AdminContext) throws(GraphQLError) -> AdminValue {
        switch field.name {
        case "id": return .leaf(GlobalIDText.of(typeName, order.orderId))
        case "legacyResourceId": return .text("\(order.orderId)")
        case "name": return .text("#\(order.number)")
        case "note": return .null
        case "test": return .flag(false)
        case "createdAt", "processedAt": return .text(order.createdAt.utc)
        case "updatedAt": return .text(order.updatedAt.utc)
        case "cancelledAt", "closedAt": return .text(order.cancelledAt?.utc)
        case "cancelReason": return .text(order.cancelledAt.map { _ in "CUSTOMER" })
        case "edited": return .flag(order.isEdited)
        case "displayFinancialStatus": return .text(order.financialStatus.uppercased())
        case "displayFulfillmentStatus": return .text(order.isFulfilled ? "FULFILLED" : "UNFULFILLED")
        case "lineItems":
            let lines = order.lines.map { LineNode(line: $0, order: order) }
            return try AdminPage.connection("LineItem", of: lines, field, context) { PageKey(id: $0.line.lineId) }
        case "refunds":
            let count = field.arguments["first"].number.map { Int(max(0, $0)) } ?? order.refunds.count
            return .objects(order.refunds.prefix(count).map { RefundNode(refund: $0, order: order) })
        default: return .null
        }
    }
}

struct LineNode: AdminObject {
    let line: SandboxOrder.Line
    let order: SandboxOrder

    var typeName: String { "LineItem" }

    func resolve(_ field: GraphQLFieldCall, in context: inout AdminContext) throws(GraphQLError) -> AdminValue {
        switch field.name {
        case "id": .leaf(GlobalIDText.of(typeName, line.lineId))
        case "sku": .text(line.item.sku)
        case "title": .text(line.item.title)
        case "name": .text(line.item.name)
        case "variantTitle": .text(line.item.variantTitle)
        case "quantity": .number(line.quantity)
        case "currentQuantity": .number(order.remaining(of: line))
        case "unfulfilledQuantity": .number(order.isFulfilled ? 0 : order.remaining(of: line))
        case "variant": .object(VariantNode(item: line.item))
        default: .null
        }
    }
}

struct RefundNode: AdminObject {
    let refund: SandboxOrder.Refund
    let order: SandboxOrder

    var typeName: String { "Refund" }

    func resolve(_ field: GraphQLFieldCall, in context: inout AdminContext) throws(GraphQLError) -> AdminValue {
        switch field.name {
        case "id": return .leaf(GlobalIDText.of(typeName, refund.refundId))
        case "legacyResourceId": return .text("\(refund.refundId)")
        case "createdAt", "updatedAt", "processedAt": return .text(refund.createdAt.utc)
        case "note": return .text(refund.note)
        case "order": return .object(OrderNode(order: order))
        case "refundLineItems":
            let lines = refund.lines.map { RefundLineNode(entry: $0, order: order) }
            return try AdminPage.connection("RefundLineItem", of: lines, field, context) {
                PageKey(id: $0.entry.refundLineId)
            }
        default: return .null
        }
    }
}

struct RefundLineNode: AdminObject {
    let entry: SandboxOrder.RefundLine
    let order: SandboxOrder

    var typeName: String { "RefundLineItem" }

    func resolve(_ field: GraphQLFieldCall, in context: inout AdminContext) throws(GraphQLError) -> AdminValue {
        switch field.name {
        case "id": .leaf(GlobalIDText.of(typeName, entry.refundLineId))
        case "quantity": .number(entry.quantity)
        case "restockType": .text(entry.restock.rawValue.uppercased())
        case "restocked": .flag(entry.restock.restocks)
        case "location": .object(entry.restock.restocks ? LocationNode() : nil)
        case "lineItem":
            .object(order.lines.first { $0.lineId == entry.lineId }.map { LineNode(line: $0, order: order) })
        default: .null
        }
    }
}

extension ShopState {
    func refund(_ refundId: Int64) -> (refund: SandboxOrder.Refund, order: SandboxOrder)? {
        for order in orders.values {
            guard let refund = order.refunds.first(where: { $0.refundId == refundId }) else { continue }
            return (refund, order)
        }
        return nil
    }

    func orderConnection(_ field: GraphQLFieldCall, _ context: AdminContext) throws(GraphQLError) -> AdminValue {
        let search = try SearchQuery(field, known: ["id", "updated_at", "created_at", "processed_at", "name"])
        let sortKey = field.arguments["sortKey"].text
        func key(_ order: SandboxOrder) -> PageKey {
            switch sortKey {
            case "UPDATED_AT": PageKey(value: order.updatedAt.seconds, id: order.orderId)
            case "CREATED_AT", "PROCESSED_AT": PageKey(value: order.createdAt.seconds, id: order.orderId)
            case "ORDER_NUMBER": PageKey(value: order.number, id: order.orderId)
            default: PageKey(id: order.orderId)
            }
        }
        let wanted = orders.values.filter { order in
            search.holds { term in
                switch term.field {
                case "updated_at": term.holds(order.updatedAt)
                case "created_at", "processed_at": term.holds(order.createdAt)
                case "name": term.holds("#\(order.number)") || term.holds("\(order.number)")
                default: term.holds(order.orderId)
                }
            }
        }
        let sorted = wanted.sorted { key($0) < key($1) }.map { OrderNode(order: $0) }
        return try AdminPage.connection("Order", of: sorted, field, context) { key($0.order) }
    }
}

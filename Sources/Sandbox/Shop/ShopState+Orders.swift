// What becomes of orders.
extension ShopState {
    mutating func placeOrder(
        _ wanted: [(sku: String, quantity: Int64)],
        overselling: Bool,
        at now: ShopTime
    ) throws(SandboxRefusal) -> (order: SandboxOrder, changes: [ShopChange]) {
        var lines: [SandboxOrder.Line] = []
        var total: [Int64: Int64] = [:]
        for (sku, quantity) in wanted {
            guard (1...1_000_000).contains(quantity) else { throw .invalidQuantity(quantity) }
            let item = try item(sku)
            total[item.inventoryItemId, default: 0] += quantity
            let held = available(item.inventoryItemId)
            guard overselling || held >= total[item.inventoryItemId, default: 0] else {
                throw .outOfStock(sku: sku, available: held)
            }
            lines.append(SandboxOrder.Line(lineId: newId(), item: item, quantity: quantity))
        }
        guard !lines.isEmpty else { throw .invalidQuantity(0) }
        let moment = now.wholeSeconds
        let order = SandboxOrder(
            orderId: newId(),
            number: newOrderNumber(),
            createdAt: moment,
            updatedAt: moment,
            lines: lines
        )
        orders[order.orderId] = order
        var changes: [ShopChange] = [.order(order, topics: ["orders/create", "orders/paid"])]
        for line in lines {
            changes += take(line.item, line.quantity, at: now)
        }
        return (order, changes.withLastLevelsOnly())
    }

    mutating func refund(
        _ orderId: Int64,
        _ wanted: [(lineId: Int64, quantity: Int64, restock: SandboxRestock)],
        note: String?,
        at now: ShopTime
    ) throws(SandboxRefusal) -> [ShopChange] {
        guard var order = orders[orderId] else { throw .noSuchOrder(orderId) }
        var taken: [SandboxOrder.RefundLine] = []
        for (lineId, quantity, restock) in wanted {
            guard let line = order.lines.first(where: { $0.lineId == lineId }), quantity > 0 else {
                throw .invalidQuantity(quantity)
            }
            let before = taken.filter { $0.lineId == lineId }.reduce(0) { $0 + $1.quantity }
            guard quantity + before <= order.remaining(of: line) else { throw .nothingLeft(orderId) }
            taken.append(
                SandboxOrder.RefundLine(refundLineId: newId(), lineId: lineId, quantity: quantity, restock: restock)
            )
        }
        guard !taken.isEmpty else { throw .nothingLeft(orderId) }
        let moment = max(now.wholeSeconds, order.updatedAt)
        let refund = SandboxOrder.Refund(refundId: newId(), createdAt: moment, note: note, lines: taken)
        order.refunds.append(refund)
        order.updatedAt = moment
        orders[orderId] = order
        var changes: [ShopChange] = [.refund(refund, of: order), .order(order, topics: ["orders/updated"])]
        for line in taken {
            guard let sold = order.lines.first(where: { $0.lineId == line.lineId }) else { continue }
            if !order.isFulfilled { commit(sold.item.inventoryItemId, -line.quantity) }
            guard line.restock.restocks else { continue }
            changes += move(sold.item.inventoryItemId, by: line.quantity, at: now)
        }
        return changes.withLastLevelsOnly()
    }

    /// Everything that is left of the order is refunded, and put back if `restock`.
    mutating func cancel(_ orderId: Int64, restock: Bool, at now: ShopTime) throws(SandboxRefusal) -> [ShopChange] {
        guard let order = orders[orderId] else { throw .noSuchOrder(orderId) }
        guard order.isOpen else { throw .nothingLeft(orderId) }
        orders[orderId]?.cancelledAt = max(now.wholeSeconds, order.updatedAt)
        let rest = order.lines.filter { order.remaining(of: $0) > 0 }.map {
            (lineId: $0.lineId, quantity: order.remaining(of: $0), restock: SandboxRestock.cancel)
        }
        let changes = try refund(
            orderId,
            restock ? rest : rest.map { ($0.lineId, $0.quantity, .noRestock) },
            note: "Order cancelled",
            at: now
        )
        return changes.map { change in
            if case .order(let order, _) = change { .order(order, topics: ["orders/cancelled"]) } else { change }
        }
    }

    /// Everything that is left of the order is sent to the customer: it is no longer on hand.
    mutating func fulfil(_ orderId: Int64, at now: ShopTime) throws(SandboxRefusal) -> [ShopChange] {
        guard var order = orders[orderId] else { throw .noSuchOrder(orderId) }
        guard order.isOpen, !order.isFulfilled else { throw .nothingLeft(orderId) }
        for line in order.lines { commit(line.item.inventoryItemId, -order.remaining(of: line)) }
        order.isFulfilled = true
        order.updatedAt = max(now.wholeSeconds, order.updatedAt)
        orders[orderId] = order
        return [.order(order, topics: ["orders/fulfilled", "orders/updated"])]
    }

    /// Somebody changes how many of a SKU an open order has. Less is a refund of the rest, put back on the shelf.
    mutating func editOrder(
        _ orderId: Int64,
        _ sku: String,
        to quantity: Int64,
        at now: ShopTime
    ) throws(SandboxRefusal) -> [ShopChange] {
        guard (0...1_000_000).contains(quantity) else { throw .invalidQuantity(quantity) }
        guard var order = orders[orderId] else { throw .noSuchOrder(orderId) }
        guard order.cancelledAt == nil, !order.isFulfilled else { throw .nothingLeft(orderId) }
        let item = try item(sku)
        let index = order.lines.firstIndex { $0.item.sku == sku }
        let held = index.map { order.remaining(of: order.lines[$0]) } ?? 0
        let delta = quantity - held
        guard delta != 0 else { return [] }
        let moment = max(now.wholeSeconds, order.updatedAt)
        var changes: [ShopChange] = []
        let lineId: Int64
        if delta > 0 {
            let free = available(item.inventoryItemId)
            guard free >= delta else { throw .outOfStock(sku: sku, available: free) }
            lineId = index.map { order.lines[$0].lineId } ?? newId()
            if let index {
                order.lines[index].quantity += delta
            } else {
                order.lines.append(SandboxOrder.Line(lineId: lineId, item: item, quantity: delta))
            }
            changes += take(item, delta, at: now)
        } else {
            guard let index else { throw .noSuchItem(sku) }
            lineId = order.lines[index].lineId
            let line = SandboxOrder.RefundLine(
                refundLineId: newId(),
                lineId: lineId,
                quantity: -delta,
                restock: .cancel
            )
            let refund = SandboxOrder.Refund(refundId: newId(), createdAt: moment, note: "Order edited", lines: [line])
            order.refunds.append(refund)
            commit(item.inventoryItemId, delta)
            changes += move(item.inventoryItemId, by: -delta, at: now)
        }
        order.isEdited = true
        order.updatedAt = moment
        orders[orderId] = order
        let edit = SandboxOrder.Edit(editId: newId(), lineId: lineId, delta: delta, committedAt: moment)
        if delta < 0, let refund = order.refunds.last { changes.append(.refund(refund, of: order)) }
        return [.edit(order, edit), .order(order, topics: ["orders/updated"])] + changes
    }

    private mutating func take(_ item: SandboxItem, _ quantity: Int64, at now: ShopTime) -> [ShopChange] {
        commit(item.inventoryItemId, quantity)
        return move(item.inventoryItemId, by: -quantity, at: now)
    }
}

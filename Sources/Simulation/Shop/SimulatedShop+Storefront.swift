import Inventory

extension SimulatedShop {
    /// A customer buys; one order may hold an item on several lines.
    func sell(_ units: [(item: ShelfItem, quantity: Int64)]) -> ShopOrder {
        let order = ShopOrder(
            orderId: newNumber(),
            createdAt: now,
            updatedAt: now,
            lines: units.map {
                ShopOrder.Line(lineId: newNumber(), itemId: $0.item.itemId, sku: $0.item.sku, quantity: $0.quantity)
            }
        )
        for line in order.lines { change(line.itemId, by: -line.quantity) }
        orders[order.orderId] = order
        return order
    }

    /// Whether what was bought is still what it was, and may come back.
    func mayTakeBack(_ line: ShopOrder.Line) -> Bool {
        guard let item = shelf[line.itemId] else { return false }
        return line.left > 0 && item.sku == line.sku && item.isCounted
    }

    /// Takes units of some lines back; only restocked ones return to the shelf.
    func refund(_ orderId: Int64, _ lines: [(lineId: Int64, quantity: Int64, restock: RestockType)]) -> Refund? {
        guard var order = orders[orderId] else { return nil }
        var taken: [RefundLine] = []
        for (lineId, quantity, restock) in lines {
            guard let place = order.lines.firstIndex(where: { $0.lineId == lineId }) else { continue }
            let units = min(quantity, order.lines[place].left)
            guard units > 0 else { continue }
            order.lines[place].refunded += units
            let line = order.lines[place]
            if restock.isRestocked { change(line.itemId, by: units) }
            taken.append(RefundLine(lineId: lineId, sku: line.sku, quantity: units, restock: restock))
        }
        guard !taken.isEmpty else { return nil }
        let refund = Refund(refundId: newNumber(), createdAt: now, note: nil, lines: taken)
        order.refunds.append(refund)
        order.updatedAt = now
        orders[orderId] = order
        return refund
    }

    /// Adds units to a line, a new line, or takes units off one. Answers the units that left the shelf.
    func edit(_ orderId: Int64, _ item: ShelfItem, by units: Int64, onNewLine: Bool) -> (lineId: Int64, units: Int64)? {
        guard var order = orders[orderId] else { return nil }
        let lineId: Int64
        var moved = units
        if !onNewLine, let place = order.lines.firstIndex(where: { $0.itemId == item.itemId && $0.sku == item.sku }) {
            if units < 0 { moved = -min(-units, order.lines[place].left) }
            guard moved != 0 else { return nil }
            order.lines[place].quantity += moved
            lineId = order.lines[place].lineId
        } else {
            guard units > 0 else { return nil }
            lineId = newNumber()
            order.lines.append(ShopOrder.Line(lineId: lineId, itemId: item.itemId, sku: item.sku, quantity: units))
        }
        change(item.itemId, by: -moved)
        order.isEdited = true
        order.updatedAt = now
        orders[orderId] = order
        return (lineId, moved)
    }
}

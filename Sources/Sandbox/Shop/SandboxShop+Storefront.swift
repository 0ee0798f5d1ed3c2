import NIOConcurrencyHelpers

// What customers and the merchant's people do.
extension SandboxShop {
    /// A customer buys. Throws when the shelf does not hold it, unless `overselling`.
    @discardableResult
    package func sell(
        _ lines: [(sku: String, quantity: Int64)],
        overselling: Bool = false
    ) throws(SandboxRefusal) -> Int64 {
        let now = ShopTime(milliseconds: clock())
        let (order, changes) = try changing { state throws(SandboxRefusal) in
            try state.placeOrder(lines, overselling: overselling, at: now)
        }
        onEvent(
            .sold(
                shop: domain,
                order: "#\(order.number)",
                orderId: order.orderId,
                lines: order.lines.map { SandboxEvent.Line(sku: $0.item.sku, quantity: $0.quantity) }
            )
        )
        tell(changes, at: now)
        return order.orderId
    }

    /// Takes back units of a SKU of an order.
    package func refund(
        _ orderId: Int64,
        sku: String,
        quantity: Int64,
        restock: SandboxRestock,
        note: String? = nil
    ) throws(SandboxRefusal) {
        let now = ShopTime(milliseconds: clock())
        let (number, changes) = try changing { state throws(SandboxRefusal) in
            guard let order = state.orders[orderId] else { throw .noSuchOrder(orderId) }
            guard let line = order.lines.first(where: { $0.item.sku == sku }) else { throw .noSuchItem(sku) }
            let changes = try state.refund(orderId, [(line.lineId, quantity, restock)], note: note, at: now)
            return (order.number, changes)
        }
        onEvent(
            .refunded(
                shop: domain,
                order: "#\(number)",
                orderId: orderId,
                lines: [SandboxEvent.Line(sku: sku, quantity: quantity)],
                restocked: restock.restocks
            )
        )
        tell(changes, at: now)
    }

    package func cancel(_ orderId: Int64, restock: Bool = true) throws(SandboxRefusal) {
        let now = ShopTime(milliseconds: clock())
        let (number, changes) = try changing { state throws(SandboxRefusal) in
            let changes = try state.cancel(orderId, restock: restock, at: now)
            return (state.orders[orderId]?.number ?? 0, changes)
        }
        onEvent(.cancelled(shop: domain, order: "#\(number)", orderId: orderId))
        tell(changes, at: now)
    }

    /// All that is left of an order is sent to the customer.
    package func fulfil(_ orderId: Int64) throws(SandboxRefusal) {
        let now = ShopTime(milliseconds: clock())
        let (number, changes) = try changing { state throws(SandboxRefusal) in
            let changes = try state.fulfil(orderId, at: now)
            return (state.orders[orderId]?.number ?? 0, changes)
        }
        onEvent(.fulfilled(shop: domain, order: "#\(number)", orderId: orderId))
        tell(changes, at: now)
    }

    /// Somebody changes how many of a SKU an open order has; 0 takes it off.
    package func editOrder(_ orderId: Int64, sku: String, to quantity: Int64) throws(SandboxRefusal) {
        let now = ShopTime(milliseconds: clock())
        let (number, changes) = try changing { state throws(SandboxRefusal) in
            let changes = try state.editOrder(orderId, sku, to: quantity, at: now)
            return (state.orders[orderId]?.number ?? 0, changes)
        }
        guard !changes.isEmpty else { return }
        onEvent(.reordered(shop: domain, order: "#\(number)", orderId: orderId, sku: sku, to: quantity))
        tell(changes, at: now)
    }

    /// Somebody changes a level by so many.
    package func adjust(_ sku: String, by delta: Int64) throws(SandboxRefusal) {
        let now = ShopTime(milliseconds: clock())
        let (before, change) = try changing { state throws(SandboxRefusal) in
            let itemId = try state.item(sku).inventoryItemId
            let before = state.available(itemId)
            let (sum, hasOverflowed) = before.addingReportingOverflow(delta)
            guard !hasOverflowed, InventoryMutation.bounds.contains(sum) else { throw .invalidQuantity(delta) }
            return (before, state.setLevel(itemId, to: sum, at: now))
        }
        onEvent(.edited(shop: domain, sku: sku, from: before, to: before + delta))
        if let change { tell([change], at: now) }
    }

    /// Somebody sets a level by hand.
    package func edit(_ sku: String, to available: Int64) throws(SandboxRefusal) {
        let now = ShopTime(milliseconds: clock())
        guard InventoryMutation.bounds.contains(available) else { throw .invalidQuantity(available) }
        let (before, change) = try changing { state throws(SandboxRefusal) in
            let item = try state.item(sku)
            return (
                state.available(item.inventoryItemId), state.setLevel(item.inventoryItemId, to: available, at: now)
            )
        }
        onEvent(.edited(shop: domain, sku: sku, from: before, to: available))
        if let change { tell([change], at: now) }
    }

    /// What the shop shows.
    package func available(_ sku: String) throws(SandboxRefusal) -> Int64 {
        try changing { state throws(SandboxRefusal) in state.available(try state.item(sku).inventoryItemId) }
    }

    package func levels() -> [String: Int64] {
        state.withLockedValue { state in
            Dictionary(state.items.map { ($0.sku, state.available($0.inventoryItemId)) }) { first, _ in first }
        }
    }

    /// Orders that something is left of, oldest first.
    package func openOrders() -> [Int64] {
        state.withLockedValue { state in state.orders.values.filter(\.isOpen).map(\.orderId).sorted() }
    }

    /// The SKUs of an order that something is left of, and how much.
    package func remainder(of orderId: Int64) -> [(sku: String, quantity: Int64)] {
        state.withLockedValue { state in
            guard let order = state.orders[orderId] else { return [] }
            return order.lines.map { ($0.item.sku, order.remaining(of: $0)) }.filter { $0.1 > 0 }
        }
    }

    private func changing<Result>(
        _ change: (inout ShopState) throws(SandboxRefusal) -> Result
    ) throws(SandboxRefusal) -> Result {
        let outcome: Swift.Result<Result, SandboxRefusal> = state.withLockedValue { state in
            do throws(SandboxRefusal) {
                return .success(try change(&state))
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }
}

import Inventory

extension IntakeStep {
    /// Merges what a delivery says of an order into what is held of it, and moves stock by the difference.
    func mergeOrder(
        _ orderId: Int64,
        _ merge: (inout OrderState) -> OrderEffects
    ) throws -> TransactionRecord.Status {
        var order = try tx.order(orderId, of: channel.channelId) ?? OrderState(orderId: orderId)
        let effects = merge(&order)
        guard effects.changesState else { return effects.isStale ? .stale : .applied }
        try tx.put(order, of: channel.channelId)
        for effect in effects.effects { try apply(effect, orderId) }
        for refund in effects.newRefunds { try record(refund, of: order) }
        return .applied
    }

    /// Only a fresh reading tells the lines of an edited order.
    func markForReread(_ orderId: Int64) throws {
        var order = try tx.order(orderId, of: channel.channelId) ?? OrderState(orderId: orderId)
        order.needsReread = true
        try tx.put(order, of: channel.channelId)
    }

    private func apply(_ effect: OrderEffects.Effect, _ orderId: Int64) throws {
        let reference = Self.reference(order: orderId)
        let kind: Movement.Kind = effect.kind == .sale ? .order : .refund
        guard var item = try shopItem(effect.sku) else {
            return try move(effect.sku, StockDelta(physical: effect.physicalDelta), kind, reference)
        }
        // A reading that became ours holds this fact already: it is recorded and moves nothing.
        if item.contains(effect) { return }
        let before = item
        item.explain(effect)
        if item != before { try tx.put(item) }
        let delta = StockDelta(physical: effect.physicalDelta, suspense: item.missing - before.missing)
        try move(effect.sku, delta, kind, reference)
    }

    /// What is known of the SKU on this channel; `http` channels are simply told again.
    private func shopItem(_ sku: SKU) throws -> ChannelItem? {
        channel.shop == nil ? nil : try tx.channelItem(sku, of: channel.channelId)
    }

    private func move(_ sku: SKU, _ delta: StockDelta, _ kind: Movement.Kind, _ reference: String?) throws {
        let held = try tx.level(sku)
        guard let level = held, level.tracked else {
            return try reportUntracked(sku, held, suspense: delta.suspense)
        }
        try ledger.move(level, by: delta, kind, reference: reference)
    }

    /// Nobody has said how many there are: the order is kept, no stock moves, somebody is asked.
    private func reportUntracked(_ sku: SKU, _ held: Level?, suspense: Int64) throws {
        if suspense != 0, let held {
            try ledger.move(held, by: StockDelta(suspense: suspense), .suspense)
        } else if held == nil {
            try tx.put(Level(sku: sku, version: 1, updatedAt: tx.now))
        }
        try AlertDesk(tx).raise(
            AlertKey(type: .unknownSKU, sku: sku),
            "\(sku) was ordered on \(channel.channelId), but nobody has said how many there are: set its count"
        )
    }

    /// The plain format: each item is sold, now.
    func applySeedSale(_ sale: SeedSale) throws {
        for item in sale.items {
            let effect = OrderEffects.Effect(sku: item.sku, kind: .sale, units: item.quantity, moment: tx.now)
            var delta = StockDelta(physical: effect.physicalDelta)
            if var shown = try shopItem(item.sku) {
                let before = shown
                shown.explain(effect)
                if shown != before { try tx.put(shown) }
                delta.suspense = shown.missing - before.missing
            }
            try move(item.sku, delta, .sale, sale.txId)
        }
    }

    /// Every line of a refund is a return; its stock effect is the merge's, not another one.
    private func record(_ refund: Refund, of order: OrderState) throws {
        for line in refund.lines {
            guard line.quantity > 0, let sku = order.sku(of: line) else { continue }
            let row = Return(
                returnId: tx.newID(),
                sku: sku,
                quantity: line.quantity,
                disposition: Disposition(line.restock, note: refund.note),
                orderId: String(order.orderId),
                channelId: channel.channelId,
                note: refund.note.map { String($0.prefix(Self.noteLimit)) },
                txId: txId,
                timestamp: tx.now,
                updatedAt: tx.now
            )
            try tx.put(row)
            try ReturnCommands.announce(row, tx)
        }
    }

    private static let noteLimit = 1000
}

extension Disposition {
    /// What a refund line says about the goods. Source: domain.md section 4.
    init(_ restock: RestockType, note: String?) {
        guard !restock.isRestocked else {
            self = .sellable
            return
        }
        let words = (note ?? "").lowercased()
        self = ["damag", "broken", "defect"].contains(where: words.contains) ? .damaged : .unsellable
    }
}

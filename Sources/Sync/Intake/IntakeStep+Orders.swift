import Inventory

extension IntakeStep {
    struct Merged {
        let status: TransactionRecord.Status
        /// Whether the order is held in another state now.
        let hasChanged: Bool
    }

    /// Merges a snapshot of an order. `isReread`: it was asked for, and the order has not changed here since.
    func mergeOrder(_ snapshot: OrderSnapshot, isReread: Bool = false) throws -> Merged {
        try mergeOrder(snapshot.orderId, isEditTold: snapshot.isEdited != nil) {
            $0.merge(snapshot, isReread: isReread)
        }
    }

    /// Merges what a delivery says of an order into what is held of it, and moves stock by the difference.
    func mergeOrder(
        _ orderId: Int64,
        isEditTold: Bool = false,
        _ merge: (inout OrderState) -> OrderEffects
    ) throws -> Merged {
        var order = try tx.order(orderId, of: channel.channelId) ?? OrderState(orderId: orderId)
        let effects = merge(&order)
        guard effects.changesState else {
            return Merged(status: effects.isStale ? .stale : .applied, hasChanged: false)
        }
        for effect in effects.effects {
            let baseline = try apply(effect, orderId)
            if let baseline, effects.isFirstSnapshot {
                order.noteContained(effect, in: baseline, isEditTold: isEditTold)
            }
        }
        order.schedule(now: tx.now)
        try tx.put(order, of: channel.channelId)
        for refund in effects.newRefunds { try record(refund, of: order) }
        return Merged(status: .applied, hasChanged: true)
    }

    /// Answers the baseline that contains the effect already: then it is recorded and moves nothing.
    private func apply(_ effect: OrderEffects.Effect, _ orderId: Int64) throws -> Timestamp? {
        let reference = Self.reference(order: orderId)
        let kind: Movement.Kind = effect.kind == .sale ? .order : .refund
        let held = try tx.level(effect.sku)
        guard let before = try shopItem(effect.sku) else {
            try move(effect, held, suspense: 0, kind, reference)
            return nil
        }
        if before.contains(effect) { return before.baseline }
        try move(effect, held, suspense: try explain(effect, before, held), kind, reference)
        return nil
    }

    /// Sets the effect against what the channel showed. Answers by how many units suspense moves.
    private func explain(_ effect: OrderEffects.Effect, _ before: ChannelItem, _ held: Level?) throws -> Int64 {
        var item = before
        item.explain(effect, now: tx.now)
        if held?.tracked != true { item.keepUncounted(effect) }
        return try items.put(item, since: before)
    }

    /// What is known of the SKU on this channel; `http` channels are simply told again.
    private func shopItem(_ sku: SKU) throws -> ChannelItem? {
        channel.shop == nil ? nil : try tx.channelItem(sku, of: channel.channelId)
    }

    private func move(
        _ effect: OrderEffects.Effect,
        _ held: Level?,
        suspense: Int64,
        _ kind: Movement.Kind,
        _ reference: String?
    ) throws {
        guard let level = held, level.tracked else {
            return try reportUntracked(effect.sku, held, suspense: suspense)
        }
        try ledger.move(
            level,
            by: StockDelta(physical: effect.physicalDelta, suspense: suspense),
            kind,
            reference: reference,
            note: LedgerNote.explains(suspense: suspense, on: channel.channelId)
        )
    }

    /// Nobody has said how many there are: the order is kept, no stock moves, somebody is asked.
    private func reportUntracked(_ sku: SKU, _ held: Level?, suspense: Int64) throws {
        if suspense != 0 {
            let note = LedgerNote.explains(suspense: suspense, on: channel.channelId)
            try items.moveSuspense(sku, by: suspense, note: note ?? "")
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
            let held = try tx.level(item.sku)
            let suspense = try shopItem(item.sku).map { try explain(effect, $0, held) } ?? 0
            try move(effect, held, suspense: suspense, .sale, sale.txId)
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

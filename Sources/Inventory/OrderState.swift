/// What is held of one order of one channel: the lines of the newest snapshot and the union of its refunds. Merging is
/// idempotent and its result does not depend on the order of arrival. Source: domain.md section 3.
package struct OrderState: Hashable, Sendable {
    /// Why only a fresh reading can tell the lines.
    package enum Reread: UInt8, Sendable {
        /// Two snapshots of one second differ: a newer one tells as well.
        case conflict = 1
        /// It was edited, and the news of an edit carries no lines.
        case edit
        /// A baseline contains it as it was created, and nobody has said whether units were added since.
        case history
    }

    package let orderId: Int64
    /// Nil until a snapshot has come; a refund may come first.
    package internal(set) var createdAt: Timestamp?
    package internal(set) var updatedAt: Timestamp?
    /// `updatedAt` of the first snapshot that came.
    package internal(set) var firstUpdatedAt: Timestamp?
    package internal(set) var lines: [OrderLine]
    package internal(set) var refunds: [Refund]
    /// What edits are known to have added, and when.
    package internal(set) var additions: [DatedAddition]
    /// Units of the first snapshot that moved no stock, because a baseline contains them.
    package internal(set) var contained: [SKU: Int64]
    package internal(set) var reread: Reread?
    /// When the order is to be read again, by our clock; nil when nothing waits. Set by `schedule`.
    package internal(set) var lookAt: Timestamp?

    package init(
        orderId: Int64,
        createdAt: Timestamp? = nil,
        updatedAt: Timestamp? = nil,
        lines: [OrderLine] = [],
        refunds: [Refund] = [],
        reread: Reread? = nil
    ) {
        self.orderId = orderId
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        firstUpdatedAt = updatedAt
        self.lines = lines
        self.refunds = refunds
        self.reread = reread
        additions = []
        contained = [:]
    }

    package var needsReread: Bool { reread != nil }

    /// Works out when the order must be read again, at the earliest `pause` from now.
    package mutating func schedule(now: Timestamp, pause: Duration = .zero) {
        lookAt = needsReread ? now.adding(pause) : nil
    }

    /// Units of each SKU that the order holds: `quantity - sum(restocked)` over its lines.
    package var consumed: [SKU: Int64] {
        var units = soldUnits()
        for (sku, restocked) in restockedUnits() { units[sku, default: 0] -= restocked }
        return units.filter { $0.value != 0 }
    }

    /// Takes in a snapshot and the refunds it carries. `isReread`: it was asked for, and nothing of the order has changed
    /// here since.
    package mutating func merge(_ snapshot: OrderSnapshot, isReread: Bool = false) -> OrderEffects {
        var effects = OrderEffects()
        mergeLines(of: snapshot, isReread, into: &effects)
        for refund in snapshot.refunds { merge(refund, into: &effects) }
        return effects
    }

    /// Takes in a refund that came by itself.
    package mutating func merge(_ refund: Refund) -> OrderEffects {
        var effects = OrderEffects()
        merge(refund, into: &effects)
        return effects
    }

    private mutating func mergeLines(
        of snapshot: OrderSnapshot,
        _ isReread: Bool,
        into effects: inout OrderEffects
    ) {
        let held = updatedAt
        if let held {
            guard snapshot.updatedAt.seconds >= held.seconds else {
                effects.isStale = true
                return
            }
            if snapshot.updatedAt.seconds == held.seconds, !isReread {
                return reportConflict(with: snapshot, into: &effects)
            }
        }
        let soldBefore = soldUnits()
        let restockedBefore = restockedUnits()
        let before = self
        createdAt = createdAt ?? snapshot.createdAt
        firstUpdatedAt = firstUpdatedAt ?? snapshot.updatedAt
        updatedAt = snapshot.updatedAt
        lines = snapshot.lines
        if isReread, snapshot.isEdited == true { dateContainedUnits(into: &effects) }
        if isReread || reread == .conflict { reread = nil }
        effects.changesState = effects.changesState || self != before
        effects.isFirstSnapshot = held == nil
        let moment = held == nil && !isEditedAtUnknownTime(snapshot) ? snapshot.createdAt : snapshot.updatedAt
        let dated = additions.filter { addition in
            addition.moment.seconds <= snapshot.updatedAt.seconds
                && (held.map { addition.moment.seconds > $0.seconds } ?? true)
        }
        effects.addSales(from: soldBefore, to: soldUnits(), dated: dated.compactMap(datedSale), else: moment)
        // A refund that came before its order is put to the line's SKU once the line is known.
        effects.add(.restock, from: restockedBefore, to: restockedUnits(), at: moment)
    }

    private mutating func reportConflict(with snapshot: OrderSnapshot, into effects: inout OrderEffects) {
        guard Set(snapshot.lines) != Set(lines), reread == nil else { return }
        reread = .conflict
        effects.changesState = true
    }

    private mutating func merge(_ refund: Refund, into effects: inout OrderEffects) {
        guard !refunds.contains(where: { $0.refundId == refund.refundId }) else { return }
        let before = restockedUnits()
        refunds.append(refund)
        refunds.sort { $0.refundId < $1.refundId }
        effects.changesState = true
        effects.add(.restock, from: before, to: restockedUnits(), at: refund.createdAt)
        effects.newRefunds.append(refund)
    }

    /// The SKU under which a line counts: the order's own word first, then the refund's.
    package func sku(of line: RefundLine) -> SKU? {
        if let known = lines.first(where: { $0.lineId == line.lineId }) { return known.sku }
        return line.sku
    }

    private func soldUnits() -> [SKU: Int64] {
        var units: [SKU: Int64] = [:]
        for line in lines {
            if let sku = line.sku { units[sku, default: 0] += line.quantity }
        }
        return units
    }

    private func restockedUnits() -> [SKU: Int64] {
        guard !refunds.isEmpty else { return [:] }
        var units: [SKU: Int64] = [:]
        for refund in refunds {
            for line in refund.lines where line.restock.isRestocked {
                if let sku = sku(of: line) { units[sku, default: 0] += line.quantity }
            }
        }
        return units
    }
}

/// What a merge changed.
package struct OrderEffects: Hashable, Sendable {
    package enum Kind: Sendable {
        /// Units sold; negative when a later snapshot holds fewer.
        case sale
        /// Units that went back on the shelf.
        case restock
    }

    package struct Effect: Hashable, Sendable {
        package let sku: SKU
        package let kind: Kind
        package let units: Int64
        /// When it happened by the channel's clock: baselines and explanations go by it.
        package let moment: Timestamp

        package init(sku: SKU, kind: Kind, units: Int64, moment: Timestamp) {
            self.sku = sku
            self.kind = kind
            self.units = units
            self.moment = moment
        }

        /// By how much it moves `physical`.
        package var physicalDelta: Int64 { kind == .sale ? -units : units }
    }

    package private(set) var effects: [Effect] = []
    /// Refunds not seen before; each of their lines becomes a return.
    package fileprivate(set) var newRefunds: [Refund] = []
    /// Whether the held state is another one now and must be stored.
    package internal(set) var changesState = false
    /// The snapshot was older than the one held.
    package fileprivate(set) var isStale = false
    /// The order was not seen before: its sales date from its creation.
    package fileprivate(set) var isFirstSnapshot = false

    mutating func add(_ effect: Effect) { effects.append(effect) }

    /// Sales of units that edits are known to have added date from those edits.
    fileprivate mutating func addSales(
        from old: [SKU: Int64],
        to new: [SKU: Int64],
        dated: [Effect],
        else moment: Timestamp
    ) {
        for sku in Set(old.keys).union(new.keys).sorted() {
            var units = (new[sku] ?? 0) - (old[sku] ?? 0)
            for addition in dated where addition.sku == sku && units > 0 {
                let added = min(addition.units, units)
                effects.append(Effect(sku: sku, kind: .sale, units: added, moment: addition.moment))
                units -= added
            }
            if units != 0 { effects.append(Effect(sku: sku, kind: .sale, units: units, moment: moment)) }
        }
    }

    fileprivate mutating func add(_ kind: Kind, from old: [SKU: Int64], to new: [SKU: Int64], at moment: Timestamp) {
        if old == new { return }
        // In the order of the SKUs, so that the same facts write the same rows in the same order.
        for sku in Set(old.keys).union(new.keys).sorted() {
            let units = (new[sku] ?? 0) - (old[sku] ?? 0)
            if units != 0 { effects.append(Effect(sku: sku, kind: kind, units: units, moment: moment)) }
        }
    }
}

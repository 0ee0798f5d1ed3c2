// An order from before a baseline is contained in it as it was then; what edits added later is not. Source: domain.md
// section 5, "Baselines".

extension OrderState {
    /// Takes in the news of an edit. It says what was added to which line and not what the lines are: they must be read
    /// again.
    package mutating func merge(_ edit: OrderEdit) -> OrderEffects {
        var effects = OrderEffects()
        effects.changesState = true
        reread = .edit
        guard let moment = edit.committedAt else { return effects }
        for added in edit.additions where added.quantity > 0 {
            let addition = DatedAddition(lineId: added.lineId, quantity: added.quantity, moment: moment)
            if additions.contains(addition) { continue }
            additions.append(addition)
            // Units of the first snapshot that were taken for contained are of the edit.
            if let first = firstUpdatedAt, moment.seconds <= first.seconds, let sale = datedSale(addition) {
                dateContainedUnits(of: sale.sku, atMost: sale.units, moment, into: &effects)
            }
        }
        additions.sort { ($0.moment, $0.lineId) < ($1.moment, $1.lineId) }
        return effects
    }

    /// Notes that `effect` of the first snapshot moved no stock because `baseline` contains it. If the order has changed
    /// since that baseline, only its edit history tells whether units were added.
    package mutating func noteContained(_ effect: OrderEffects.Effect, in baseline: Timestamp, isEditTold: Bool) {
        guard effect.kind == .sale, effect.units > 0 else { return }
        contained[effect.sku, default: 0] += effect.units
        guard let updatedAt, updatedAt.seconds > baseline.seconds, !isEditTold, additions.isEmpty else { return }
        reread = reread ?? .history
    }

    /// The channel knows of no such order any more: there is nothing to read again.
    package mutating func endReread() { reread = nil }

    func datedSale(_ addition: DatedAddition) -> OrderEffects.Effect? {
        guard let sku = lines.first(where: { $0.lineId == addition.lineId })?.sku else { return nil }
        return OrderEffects.Effect(sku: sku, kind: .sale, units: addition.quantity, moment: addition.moment)
    }

    /// Whether units were added at times that nobody told: then none of them counts as contained.
    func isEditedAtUnknownTime(_ snapshot: OrderSnapshot) -> Bool {
        snapshot.isEdited == true && additions.isEmpty
    }

    /// The answer to a question for the edit history: edited, and no edit is known. What was taken for contained is sold
    /// after all.
    mutating func dateContainedUnits(into effects: inout OrderEffects) {
        guard reread == .history, additions.isEmpty, let moment = firstUpdatedAt else { return }
        for (sku, units) in contained.sorted(by: { $0.key < $1.key }) {
            dateContainedUnits(of: sku, atMost: units, moment, into: &effects)
        }
    }

    private mutating func dateContainedUnits(
        of sku: SKU,
        atMost limit: Int64,
        _ moment: Timestamp,
        into effects: inout OrderEffects
    ) {
        let units = min(limit, contained[sku] ?? 0)
        guard units > 0 else { return }
        contained[sku] = units == contained[sku] ? nil : (contained[sku] ?? 0) - units
        effects.add(OrderEffects.Effect(sku: sku, kind: .sale, units: units, moment: moment))
    }
}

extension ChannelItem {
    /// Whether a reading that became ours holds this fact already.
    package func contains(_ effect: OrderEffects.Effect) -> Bool {
        guard let baseline else { return false }
        return effect.moment.seconds <= baseline.seconds
    }

    /// Sets what an order says against what the channel showed: a sale against `missing`, a restock against `surplus`.
    /// What is left moves `expected` when it happened after our knowledge, for the channel has moved its own count by
    /// it; what happened before or in that second is in the reading already. Source: domain.md section 5, "Explaining".
    package mutating func explain(_ effect: OrderEffects.Effect) {
        guard let expected, let knownAt else { return }
        // A later snapshot may hold fewer units: that is a restock by another name.
        let sells = (effect.kind == .sale) == (effect.units > 0)
        let units = abs(effect.units)
        if sells {
            let explained = min(units, missing)
            missing -= explained
            let rest = units - explained
            if effect.moment.seconds > knownAt.seconds { self.expected = expected - rest } else { surplus += rest }
        } else {
            let explained = min(units, surplus)
            surplus -= explained
            let rest = units - explained
            if effect.moment.seconds > knownAt.seconds { self.expected = expected + rest } else { missing += rest }
        }
        settleIfExplained()
    }
}

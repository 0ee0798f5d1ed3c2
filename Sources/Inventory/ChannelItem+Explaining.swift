extension ChannelItem {
    /// Whether a reading that became ours holds this fact already.
    package func contains(_ effect: OrderEffects.Effect) -> Bool {
        guard let baseline, effect.moment.seconds <= baseline.seconds else { return false }
        return span(with: effect.moment) == nil
    }

    /// Sets what an order says against what the channel showed: a sale against `missing`, a restock against `surplus`.
    /// What is left moves `expected` when it happened after our knowledge, for the channel has moved its own count by
    /// it; what happened before or in that second is in the reading already. Source: domain.md section 5, "Explaining".
    package mutating func explain(_ effect: OrderEffects.Effect, now: Timestamp) {
        revision += 1
        let move = OrderMoves.Move(moment: effect.moment, units: effect.physicalDelta)
        guard let known = expected, let knownAt else { return uncounted.add(move.units, at: move.moment) }
        if let span = span(with: move.moment) {
            // Everything shown since we began to look again was shown after it.
            if span.contains(forCertain: move.moment) { return }
            // Of the last second: what it explains was not contained, and the rest was.
            _ = setAgainstDoubt(move)
            return endDoubtIfExplained()
        }
        let rest = setAgainstDoubt(move)
        if move.moment.seconds > knownAt.seconds {
            expected = (expected ?? known) + rest
            pendingWrite?.moves.add(rest, at: move.moment)
        } else if rest != 0 {
            addContained(rest, at: move.moment, now)
        }
        endDoubtIfExplained()
    }

    /// A sale is set against `missing`, a restock against `surplus`, up to their size; answers what is left over. A later
    /// snapshot of an order may hold fewer units: that is a restock by another name.
    private mutating func setAgainstDoubt(_ move: OrderMoves.Move) -> Int64 {
        guard move.units < 0 else {
            let explained = min(move.units, surplus)
            surplus -= explained
            return move.units - explained
        }
        let explained = min(-move.units, missing)
        // A sale of the very second of our knowledge is what the tie was about.
        let isOfTie = move.moment.seconds == knownAt?.seconds
        let ofTie = isOfTie ? min(explained, missingByTie) : max(0, explained - certainlyMissing)
        expected = expected.map { $0 - ofTie }
        tied -= ofTie
        certainlyMissing -= explained - ofTie
        return move.units + explained
    }

    /// What the reading holds already has been undone by somebody else: a sale's rest was put back, a restock's rest
    /// taken away. In the very second of our knowledge it may also come after it, which the re-read tells.
    private mutating func addContained(_ rest: Int64, at moment: Timestamp, _ now: Timestamp) {
        if rest < 0 { surplus -= rest } else { certainlyMissing += rest }
        doubt(moment, now)
        if moment.seconds == knownAt?.seconds { needsReread = true }
    }

    /// Takes what orders moved while a write was under way, now that it is known when the channel wrote.
    mutating func explain(_ moves: OrderMoves, after written: Timestamp, now: Timestamp) {
        for move in moves.moves {
            if move.moment.seconds > written.seconds {
                expected = expected.map { $0 + move.units }
            } else {
                let rest = setAgainstDoubt(move)
                if rest != 0 { addContained(rest, at: move.moment, now) }
            }
        }
    }
}

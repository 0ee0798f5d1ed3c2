extension ChannelItem {
    /// Takes in a live reading that we asked for: it ends the doubt about a write, and is judged though it ties with
    /// what is known.
    package mutating func take(available: Int64, at moment: Timestamp, now: Timestamp) {
        if let write = pendingWrite {
            pendingWrite = nil
            // The write either happened or did not; orders since have moved what is expected in both cases.
            let moved = (expected ?? write.from) - write.from
            if available == write.to + moved {
                expected = available
                knownAt = max(knownAt ?? moment, moment)
                return
            }
        }
        guard let known = knownAt, let expected else {
            self.expected = available
            knownAt = moment
            return
        }
        if available == expected || moment.seconds < known.seconds {
            self.knownAt = max(known, moment)
            return
        }
        unexplainedSince = unexplainedSince ?? now
        lastObservedAt = now
        shift(by: available - expected)
        self.expected = available
        knownAt = max(known, moment)
        settleIfExplained()
    }
}

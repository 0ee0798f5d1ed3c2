extension ChannelItem {
    /// What an observation turned out to be. Source: domain.md section 5.
    package enum Verdict: Sendable, Equatable {
        /// Older than what is known.
        case stale
        /// Shows what we expect; only the time of our knowledge advances.
        case echo
        /// The first knowledge of this item.
        case first
        /// Shows something that nobody has explained yet, or that only a re-read can tell.
        case unexplained
    }

    /// Judges a level that the channel showed at `moment` of its own clock. Never believes it blindly: a drop counts as
    /// sold until explained, a rise counts as nothing until explained.
    package mutating func observe(available: Int64, at moment: Timestamp, now: Timestamp) -> Verdict {
        guard let expected, let knownAt else {
            self.expected = available
            self.knownAt = moment
            return .first
        }
        if moment.seconds < knownAt.seconds { return .stale }
        if let write = pendingWrite, available == write.from || available == write.to { return .echo }
        if available == expected {
            self.knownAt = max(knownAt, moment)
            return .echo
        }
        unexplainedSince = unexplainedSince ?? now
        lastObservedAt = now
        // Of two values in one second the higher one may be the older one: it waits for the re-read.
        if moment.seconds == knownAt.seconds, available > expected { return .unexplained }
        shift(by: available - expected)
        self.expected = available
        self.knownAt = max(knownAt, moment)
        settleIfExplained()
        return .unexplained
    }

    /// A drop takes back surplus first and the rest is missing; a rise is surplus and never reduces what is missing, for
    /// a refund's rise must not hide another sale's drop.
    mutating func shift(by difference: Int64) {
        if difference > 0 {
            surplus += difference
        } else {
            let takenBack = min(surplus, -difference)
            surplus -= takenBack
            missing += -difference - takenBack
        }
    }

    mutating func settleIfExplained() {
        if missing == 0, surplus == 0 {
            unexplainedSince = nil
            lastObservedAt = nil
        }
    }
}

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

    /// Judges a level that the channel showed at `moment` of its own clock, and that came unasked. Never believes it
    /// blindly: a drop counts as sold until explained, a rise counts as nothing until explained.
    package mutating func observe(available: Int64, at moment: Timestamp, now: Timestamp) -> Verdict {
        let observed = Observation(available: available, moment: moment)
        guard let knownAt, expected != nil else {
            guard !mustBeAsked else { return .first }
            learn(observed, isProven: false)
            needsReread = true
            return .first
        }
        if moment.seconds < knownAt.seconds { return .stale }
        revision += 1
        return pendingWrite == nil ? judge(observed, isLastWord: false, now) : hold(observed)
    }

    /// Sets an observation against what is known. `isLastWord`: it was asked for, and nothing has happened since.
    mutating func judge(_ observed: Observation, isLastWord: Bool, _ now: Timestamp) -> Verdict {
        guard let known = expected, let knownAt, observed.moment.seconds >= knownAt.seconds else { return .stale }
        if observed.moment.seconds == knownAt.seconds, !isLastWord { return tie(observed, with: known, now) }
        if observed.moment.seconds == knownAt.seconds {
            // It was made after the values that tied: they were the older ones.
            tied = 0
        } else {
            // Whatever was shown before is older, whichever of the values came first.
            believeTie()
            unprovenSecond = nil
        }
        needsReread = false
        self.knownAt = max(knownAt, observed.moment)
        let difference = observed.available - (expected ?? known)
        expected = observed.available
        guard difference != 0 else {
            endDoubtIfExplained()
            return .echo
        }
        shift(by: difference)
        doubt(observed.moment, now)
        endDoubtIfExplained()
        return .unexplained
    }

    /// Of two values in one second nobody can say which came first: a lower one counts as sold until the re-read, a
    /// higher one waits for it.
    private mutating func tie(_ observed: Observation, with known: Int64, _ now: Timestamp) -> Verdict {
        guard observed.available != known else { return .echo }
        needsReread = true
        tied = max(tied, known - observed.available)
        doubt(observed.moment, now)
        return .unexplained
    }

    /// While nobody knows what the channel holds, an observation is kept and nothing is judged for good.
    mutating func hold(_ observed: Observation) -> Verdict {
        guard var write = pendingWrite else { return .stale }
        var observed = observed
        if let newest = write.newest {
            if observed.moment.seconds < newest.moment.seconds { return .stale }
            if observed.moment.seconds == newest.moment.seconds, newest.available < observed.available {
                observed = newest
            }
        }
        write.newest = observed
        pendingWrite = write
        return write.allows(observed) ? .echo : .unexplained
    }

    /// A drop takes back surplus first and the rest is missing; a rise is surplus and never reduces what is missing, for
    /// a refund's rise must not hide another sale's drop.
    private mutating func shift(by difference: Int64) {
        if difference > 0 {
            surplus += difference
        } else {
            let takenBack = min(surplus, -difference)
            surplus -= takenBack
            certainlyMissing += -difference - takenBack
        }
    }

    /// Takes the lowest value of the second as the one that we know.
    mutating func believeTie() {
        expected = expected.map { $0 - tied }
        shift(by: -tied)
        tied = 0
    }

    mutating func doubt(_ moment: Timestamp, _ now: Timestamp) {
        unexplainedSince = unexplainedSince ?? now
        lastObservedAt = now
        doubtedAt = doubtedAt ?? moment
    }

    mutating func endDoubtIfExplained() {
        guard isExplained, !needsReread else { return }
        unexplainedSince = nil
        lastObservedAt = nil
        doubtedAt = nil
    }
}

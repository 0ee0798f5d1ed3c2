/// A level as the channel answered it to a question of ours.
package struct LiveLevel: Hashable, Sendable {
    package let available: Int64
    /// When the level last changed, by the channel's clock.
    package let updatedAt: Timestamp
    /// When it was read, by the same clock.
    package let readAt: Timestamp

    package init(available: Int64, updatedAt: Timestamp, readAt: Timestamp) {
        self.available = available
        self.updatedAt = updatedAt
        self.readAt = readAt
    }

    /// Whether the second of the level was over when it was read: only then nothing of that second can be missing.
    package var isSecondOver: Bool { readAt.seconds > updatedAt.seconds }

    var observed: ChannelItem.Observation { ChannelItem.Observation(available: available, moment: updatedAt) }
}

extension ChannelItem {
    /// Takes in a reading of our own. `asked` is the item's revision when it was asked for; nil for a page that was not
    /// asked for this item. A reading that ties with what is known is judged if nothing happened since; otherwise
    /// `needsReread` asks for another.
    package mutating func take(_ reading: LiveLevel, asked: Int64?, now: Timestamp) -> Verdict {
        let isLastWord = asked == revision
        guard expected != nil, let known = knownAt else {
            if isLastWord ? mayLearnAgain(by: reading) : !mustBeAsked {
                learn(reading.observed, isProven: reading.isSecondOver, readAt: reading.readAt)
            }
            return .first
        }
        revision += 1
        if let write = pendingWrite {
            let newest = max(known, write.newest?.moment ?? known)
            guard write.hasFailed, isLastWord || reading.updatedAt.seconds > newest.seconds else {
                return hold(reading.observed)
            }
            endFailedWrite(write, by: reading.observed, now: now)
        }
        prove(by: reading)
        if isLastWord, contradictsOurTime(reading) { knownAt = reading.updatedAt }
        let verdict = judge(reading.observed, isLastWord: isLastWord, now)
        if verdict == .stale, isLastWord { return takeOlder(reading) }
        return verdict
    }

    /// What is known was dropped because another item carried the SKU, or may have: what was sold from that one, no level
    /// of this one tells of. It happened before the first look since at the latest; the look that counts is made when
    /// that lies behind it for certain.
    private mutating func mayLearnAgain(by reading: LiveLevel) -> Bool {
        guard baseline != nil else { return true }
        // A clock that was set back since tells nothing of the first look.
        guard let first = firstLookAt, first <= reading.readAt else {
            firstLookAt = reading.readAt
            return false
        }
        return reading.readAt.seconds >= first.adding(milliseconds: Self.longestLagMilliseconds).seconds
    }

    /// A first knowledge, or one after what was known has been dropped. Orders up to its second are contained in it, in its
    /// own second only if that was over. What is learned anew may be told of another item than the one that orders sold
    /// from meanwhile: all that happened well before it was read is contained in it.
    mutating func learn(_ observed: Observation, isProven: Bool, readAt: Timestamp? = nil) {
        revision += 1
        let lag = Self.longestLagMilliseconds
        let shownSince = baseline == nil ? nil : readAt?.adding(milliseconds: -lag)
        let shown = max(observed.moment, shownSince ?? observed.moment)
        expected = observed.available + uncounted.sum(after: shown)
        knownAt = observed.moment
        uncounted.forget(through: shown)
        certainlyMissing = 0
        tied = 0
        surplus = 0
        needsReread = false
        firstLookAt = nil
        if let baseline {
            relearn(Span(after: baseline, through: shown, isOpen: !isProven))
        } else {
            baseline = isProven ? shown : shown.adding(milliseconds: -1000)
        }
        unprovenSecond = isProven ? nil : observed.moment
    }

    /// How far what is read may lie behind the time of the answer.
    private static let longestLagMilliseconds: Int64 = 2_000

    /// Takes a reading as the count that everything begins with, whatever was believed before. Answers the units that the
    /// merchant holds by it: what it showed, and what orders have moved since.
    package mutating func beginCounting(by reading: LiveLevel) -> Int64 {
        forgetKnowledge()
        baseline = nil
        relearned = []
        let held = reading.available + uncounted.sum(after: reading.updatedAt)
        learn(reading.observed, isProven: reading.isSecondOver)
        uncounted = OrderMoves()
        return held
    }

    /// Keeps what an order moved while nobody has said how many there are: a count that is read meanwhile may be older.
    package mutating func keepUncounted(_ effect: OrderEffects.Effect) {
        // Before the first knowledge `explain` keeps it.
        if expected != nil { uncounted.add(effect.physicalDelta, at: effect.moment) }
    }

    /// The same level, read once its second was over, contains the whole second. A later one no longer tells.
    private mutating func prove(by reading: LiveLevel) {
        guard let unproven = unprovenSecond, reading.updatedAt.seconds >= unproven.seconds else { return }
        let isSameLevel = reading.updatedAt.seconds == unproven.seconds && reading.available == expected
        if isSameLevel, !reading.isSecondOver { return }
        if isSameLevel, let last = relearned.last {
            relearn(Span(after: last.after, through: last.through, isOpen: false))
        } else if isSameLevel {
            baseline = max(baseline ?? reading.updatedAt, reading.updatedAt)
        }
        unprovenSecond = nil
    }

    /// A level older than what is known, though nothing happened since it was asked for: a replica that lags. The same
    /// value ends what was doubted all the same.
    private mutating func takeOlder(_ reading: LiveLevel) -> Verdict {
        needsReread = reading.available != expected
        guard !needsReread else { return .stale }
        tied = 0
        endDoubtIfExplained()
        return .echo
    }

    /// A replica lags for seconds; what differs by more than a minute from the channel's own clock came from no clock of
    /// the channel.
    private func contradictsOurTime(_ reading: LiveLevel) -> Bool {
        guard let knownAt, reading.updatedAt.seconds < knownAt.seconds, reading.available != expected else {
            return false
        }
        return abs(reading.readAt.seconds - knownAt.seconds) > 60
    }
}

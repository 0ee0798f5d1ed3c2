extension ChannelItem {
    /// What was decided about unexplained units.
    package enum Settlement: Hashable, Sendable {
        /// They became ours: `physical` moves by this many.
        case adopted(Int64)
        /// They were dropped: our count is written back.
        case overruled(Int64)
        /// What seemed sold and what seemed added are the same units.
        case cancelledOut
        /// It happened too often: a person must say who is right.
        case contested(Int64)
    }

    /// As many disagreements within this time are decided; the next one is contested.
    package static let disagreementsDecided = 3
    package static let disagreementMilliseconds: Int64 = 3600 * 1000

    /// Whether what is unexplained has waited long enough at `now`: the settle time from the last observation, at most
    /// four times that from the first.
    package func hasSettled(_ settleTime: Duration, at now: Timestamp) -> Bool {
        settlesAt(settleTime).map { $0 <= now } ?? false
    }

    private func settlesAt(_ settleTime: Duration) -> Timestamp? {
        guard !isExplained, !contested, let first = unexplainedSince, let last = lastObservedAt else { return nil }
        return min(last.adding(settleTime), first.adding(settleTime * 4))
    }

    /// Decides about what is still unexplained after `reading`, which showed nothing new and was made when its second was
    /// over. Nil when nothing is unexplained, or the channel still has to tell what became of a write.
    package mutating func settle(_ authority: Authority, by reading: LiveLevel, now: Timestamp) -> Settlement? {
        guard !isExplained, !contested, pendingWrite == nil, !needsReread, reading.isSecondOver else { return nil }
        let units = unexplained
        guard units != 0 else {
            dropUnexplained()
            return .cancelledOut
        }
        disagreements.removeAll { now.milliseconds(since: $0) >= Self.disagreementMilliseconds }
        guard disagreements.count < Self.disagreementsDecided else {
            revision += 1
            contested = true
            return .contested(units)
        }
        disagreements.append(now)
        dropUnexplained()
        switch authority {
        case .adopt:
            baseline = max(baseline ?? reading.updatedAt, reading.updatedAt)
            unprovenSecond = nil
            return .adopted(units)
        case .enforce: return .overruled(units)
        }
    }

    /// Ends a contest as a person said. Answers by how many units `physical` moves.
    package mutating func resolve(_ winner: Authority) -> Int64 {
        believeTie()
        let units = unexplained
        contested = false
        disagreements = []
        dropUnexplained()
        guard winner == .adopt else { return 0 }
        if let knownAt {
            // Nobody has read it since its second was over: what else happened in it is explained as usual.
            let contained = knownAt.adding(milliseconds: -1000)
            baseline = max(baseline ?? contained, contained)
        }
        return units
    }

    private mutating func dropUnexplained() {
        revision += 1
        certainlyMissing = 0
        surplus = 0
        endDoubtIfExplained()
    }

    /// Works out when somebody must look at the item again, at the earliest `pause` from now.
    package mutating func schedule(settleTime: Duration, now: Timestamp, pause: Duration = .zero) {
        lookAt = dueTime(settleTime, now).map { max($0, now.adding(pause)) }
    }

    private func dueTime(_ settleTime: Duration, _ now: Timestamp) -> Timestamp? {
        // Without an item nobody can be asked, and a write of unknown fate is the broadcaster's.
        guard inventoryItemId != nil, expected != nil || firstLookAt != nil, !awaitsFate else { return nil }
        if needsReread || firstLookAt != nil { return now }
        let proof = unprovenSecond == nil ? nil : now.adding(.seconds(1))
        return [settlesAt(settleTime), proof].compactMap(\.self).min()
    }
}

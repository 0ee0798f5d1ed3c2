extension ChannelItem {
    /// A time of the channel's clock of which a reading contained what orders moved, though it did not become ours.
    package struct Span: Hashable, Sendable {
        /// It begins after this second, ...
        package let after: Timestamp
        /// ... and ends with this one.
        package let through: Timestamp
        /// Whether the reading was made before its last second was over: then nobody knows what of that it contained.
        package let isOpen: Bool

        package init(after: Timestamp, through: Timestamp, isOpen: Bool) {
            self.after = after
            self.through = through
            self.isOpen = isOpen
        }

        func contains(_ moment: Timestamp) -> Bool {
            moment.seconds > after.seconds && moment.seconds <= through.seconds
        }

        func contains(forCertain moment: Timestamp) -> Bool {
            contains(moment) && !(isOpen && moment.seconds == through.seconds)
        }
    }

    /// Drops what is believed of the channel's count, with all that was suspected on the strength of it. Baselines stay:
    /// what a reading contained it still contains.
    package mutating func forgetKnowledge() {
        revision += 1
        needsReread = mustBeAsked || expected != nil
        expected = nil
        knownAt = nil
        certainlyMissing = 0
        tied = 0
        surplus = 0
        unexplainedSince = nil
        lastObservedAt = nil
        doubtedAt = nil
        unprovenSecond = nil
        firstLookAt = nil
        pendingWrite = nil
        contested = false
        disagreements = []
    }

    /// Whether only a reading that is asked for may be the first knowledge. What comes by itself may be older than a write
    /// that was under way when knowledge was dropped, and that write would then be taken for somebody's edit; whoever
    /// asks first learns the fate of every write.
    var mustBeAsked: Bool { expected == nil && (needsReread || baseline != nil) }

    /// The time that a reading contained without becoming ours, if this moment lies in one.
    func span(with moment: Timestamp) -> Span? { relearned.first { $0.contains(moment) } }

    /// More would tell of orders that came later than any webhook: the oldest is forgotten.
    private static let spansKept = 8

    /// A reading contained what orders moved in this time, and did not become ours.
    mutating func relearn(_ span: Span) {
        guard span.through > span.after else { return }
        if relearned.last?.after == span.after { relearned.removeLast() }
        relearned.append(span)
        if relearned.count > Self.spansKept { relearned.removeFirst() }
    }
}

extension ChannelItem {
    /// Drops what is believed of the channel's count, with all that was suspected on the strength of it. Baselines stay:
    /// what a reading contained it still contains.
    package mutating func forgetKnowledge() {
        revision += 1
        expected = nil
        knownAt = nil
        needsReread = false
        certainlyMissing = 0
        tied = 0
        surplus = 0
        unexplainedSince = nil
        lastObservedAt = nil
        doubtedAt = nil
        unprovenSecond = nil
        pendingWrite = nil
        contested = false
        disagreements = []
    }
}

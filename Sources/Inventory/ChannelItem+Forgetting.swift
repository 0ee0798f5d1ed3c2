extension ChannelItem {
    /// Drops what is believed of the channel's count, with all that was suspected on the strength of it.
    package mutating func forgetKnowledge() {
        expected = nil
        knownAt = nil
        missing = 0
        surplus = 0
        unexplainedSince = nil
        lastObservedAt = nil
        pendingWrite = nil
    }
}

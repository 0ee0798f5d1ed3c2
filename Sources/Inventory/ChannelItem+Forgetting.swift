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

extension ChannelItem {
    /// Ends all doubt: what was unexplained has been decided.
    package mutating func settleAsExplained() {
        missing = 0
        surplus = 0
        settleIfExplained()
    }
}

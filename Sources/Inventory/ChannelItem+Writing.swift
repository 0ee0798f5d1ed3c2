extension ChannelItem {
    /// Whether a compare-and-set may be decided on: what the channel shows is known, and nobody has to say who is right.
    package var isWritable: Bool {
        expected != nil && pendingWrite == nil && !needsReread && !contested && inventoryItemId != nil
    }

    /// Notes the intent of a compare-and-set before it leaves.
    package mutating func beginWrite(of count: Int64, key: String, carriesSurplus: Bool, now: Timestamp) {
        guard isWritable, let expected else { return }
        revision += 1
        pendingWrite = PendingWrite(
            idempotencyKey: key,
            from: expected,
            to: count,
            sentAt: now,
            endsSurplus: carriesSurplus ? 0 : surplus
        )
    }

    /// The channel has written, at `written` of its own clock where it says so.
    ///
    /// What orders moved after that moves `expected`; what they moved before was in the value compared with. `missing`
    /// from before the write stays; a surplus that the write did not carry along has ended. The newest observation
    /// made meanwhile is then judged as any other.
    package mutating func endWrite(at written: Timestamp?, now: Timestamp) {
        guard let write = pendingWrite, let knownBefore = knownAt else { return }
        revision += 1
        pendingWrite = nil
        surplus = max(0, surplus - write.endsSurplus)
        expected = write.to
        knownAt = max(knownBefore, written ?? knownBefore)
        explain(write.moves, after: written ?? knownBefore, now: now)
        if written == nil {
            // Without a time no observation can be told to be older: only a reading tells.
            needsReread = true
        } else if let newest = write.newest {
            _ = judge(newest, isLastWord: false, now)
        }
        endDoubtIfExplained()
    }

    /// The write is known not to have happened, because the channel showed another value or may have: only a re-read
    /// ends the doubt, and what the write holds in suspense lasts until then. Without `isFateKnown` an earlier attempt may
    /// have been carried out all the same.
    package mutating func failWrite(now: Timestamp, isFateKnown: Bool = true) {
        guard var write = pendingWrite else { return }
        revision += 1
        write.hasFailed = true
        write.mayHaveHappened =
            !isFateKnown || now.milliseconds(since: write.sentAt) >= PendingWrite.keyLifeMilliseconds
        pendingWrite = write
        needsReread = true
    }

    /// The write is known not to have happened, for reasons that say nothing about the count: what was expected before it
    /// still is, and the newest observation made meanwhile is judged by that.
    package mutating func withdrawWrite(now: Timestamp) {
        guard let write = pendingWrite else { return }
        revision += 1
        pendingWrite = nil
        if let newest = write.newest { _ = judge(newest, isLastWord: false, now) }
        endDoubtIfExplained()
    }

    /// Ends a failed write with the reading that was made of it.
    mutating func endFailedWrite(_ write: PendingWrite, by reading: Observation, now: Timestamp) {
        pendingWrite = nil
        if write.mayHaveHappened, Self.seemsWritten(write, reading) {
            expected = expected.map { $0 + write.to - write.from }
            surplus = max(0, surplus - write.endsSurplus)
        } else if let newest = write.newest {
            _ = judge(newest, isLastWord: false, now)
        }
    }

    /// While the channel knows a key, "stale" means that nothing was written under it. Later, in doubt whether a value
    /// comes from the write, a raised count counts as written: otherwise our own units would be taken for somebody
    /// else's, and sold twice.
    private static func seemsWritten(_ write: PendingWrite, _ reading: Observation) -> Bool {
        let moved = write.moves.sum(through: reading.moment)
        if reading.available == write.to + moved { return true }
        return write.to > write.from && reading.available > write.from + moved
    }
}
